"""Secrets sealed at rest: one random key seals the keys and tokens of a file, and a passphrase or the system keeps it.

    passphrase --scrypt--> key --AES-256-GCM--> data key --AES-256-GCM--> secrets

The data key never changes while the file is protected, so a passphrase is asked for once a run and the slow step is done
once. Every sealing has a fresh nonce. Names, addresses and ids stay readable: only what opens something is sealed.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from typing import TYPE_CHECKING, Final, Literal, cast

import msgspec

from tuyalan.errors import LockedError, StorageError
from tuyalan.storage.jsontext import as_object

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json

KEY_SIZE: Final = 32
_NONCE_SIZE: Final = 12
_SALT_SIZE: Final = 16

COST: Final = 2**17
"""Work factor of scrypt: 128 MiB, and a second on two busy cores."""

_MAX_COST: Final = 2**20
"""Largest work factor that a file may ask for: more memory than that is an attack, not a protection."""

_BLOCK_SIZE: Final = 8
_PARALLEL: Final = 1


class Protection(msgspec.Struct, frozen=True, kw_only=True):
    """How the secrets of a file are sealed; stands in the file, and is no secret itself."""

    kind: Literal["passphrase", "keyring"]

    salt: str = ""
    """Base64, 16 bytes."""
    cost: int = COST
    block_size: int = _BLOCK_SIZE
    parallel: int = _PARALLEL

    sealed_key: str = ""
    """The data key, sealed with what the passphrase gives; base64."""

    entry: str = ""
    """Under which name the keyring of the system keeps the data key."""


class Vault:
    """Seals and unseals; the key leaves only through `reveal`."""

    __slots__ = ("_key", "protection")

    def __init__(self, protection: Protection, key: bytes) -> None:
        """Take how the key is kept, and the key: 32 bytes."""
        self.protection: Protection = protection
        self._key = key

    def __repr__(self) -> str:
        """Show how the key is kept, never the key."""
        return f"Vault({self.protection.kind!r})"

    def __eq__(self, other: object) -> bool:
        """Compare in constant time."""
        if not isinstance(other, Vault):
            return NotImplemented
        return self.protection == other.protection and hmac.compare_digest(self._key, other._key)

    def __hash__(self) -> int:
        """Hash by how the key is kept."""
        return hash(self.protection)

    def reveal(self) -> bytes:
        """Return the data key, for the keyring of the system and nothing else."""
        return self._key

    def seal(self, plain: bytes, *, about: str) -> str:
        """Return `plain` sealed, as base64; it opens only with the same `about`."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - most stores are not sealed

        nonce = os.urandom(_NONCE_SIZE)
        return _to_text(nonce + AESGCM(self._key).encrypt(nonce, plain, about.encode()))

    def unseal(self, sealed: str, *, about: str, source: str) -> bytes:
        """Return what was sealed.

        Raises:
            StorageError: the text is damaged, was sealed by another key, or was moved here from elsewhere.
        """
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - see seal
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        data = _to_bytes(sealed)
        try:
            return AESGCM(self._key).decrypt(data[:_NONCE_SIZE], data[_NONCE_SIZE:], about.encode())
        except (InvalidTag, ValueError):
            raise StorageError(f"the sealed keys in {source} are damaged") from None

    def __reduce__(self) -> str:
        """Refuse to be pickled: a pickle would hold the key in clear text."""
        raise TypeError("a Vault is not pickled: it would leave its key in clear text")


def lock_with_passphrase(passphrase: str, *, cost: int = COST) -> Vault:
    """Return a new vault that `passphrase` opens."""
    key, salt = os.urandom(KEY_SIZE), os.urandom(_SALT_SIZE)
    protection = Protection(kind="passphrase", salt=_to_text(salt), cost=cost)
    wrapping = Vault(protection, _derive(passphrase, protection))
    return Vault(msgspec.structs.replace(protection, sealed_key=wrapping.seal(key, about=_ABOUT_KEY)), key)


def lock_with_key(key: bytes, *, entry: str) -> Vault:
    """Return a new vault whose key is kept elsewhere under the name `entry`."""
    return Vault(Protection(kind="keyring", entry=entry), key)


def unlock_with_passphrase(protection: Protection, passphrase: str, *, source: str) -> Vault:
    """Return the vault that `passphrase` opens.

    Raises:
        LockedError: the passphrase is wrong.
    """
    wrapping = Vault(protection, _derive(passphrase, protection))
    try:
        key = wrapping.unseal(protection.sealed_key, about=_ABOUT_KEY, source=source)
    except StorageError:
        raise LockedError(
            f"the passphrase does not open the keys in {source}", hint="Try again; nothing was changed or lost."
        ) from None
    return Vault(protection, key)


def parse_protection(value: Json, *, source: str) -> Protection:
    """Return how a file is protected.

    Raises:
        StorageError: the value says so in no way that is known, or asks for absurd work.
    """
    try:
        protection = msgspec.convert(value, Protection)
    except msgspec.ValidationError:
        raise StorageError(f"{source} is protected in a way that this Tuyalan does not know") from None
    cost = protection.cost
    is_power = cost > 1 and cost & (cost - 1) == 0
    if not is_power or cost > _MAX_COST or protection.block_size > _BLOCK_SIZE or protection.parallel > _MAX_PARALLEL:
        raise StorageError(f"{source} is protected with parameters that this Tuyalan does not take")
    return protection


def build_protection(protection: Protection) -> dict[str, Json]:
    """Return how a file is protected, as JSON."""
    plain = cast("dict[str, Json]", msgspec.to_builtins(protection))
    names = ("kind", "entry") if protection.kind == "keyring" else plain.keys() - {"entry"}
    return {name: value for name, value in plain.items() if name in names}


def seal_fields(fields: dict[str, Json], vault: Vault, *, about: str) -> dict[str, Json]:
    """Return what stands in a file in place of `fields`: how they are sealed, and themselves, sealed."""
    sealed = vault.seal(msgspec.json.encode(fields), about=about)
    return {"protection": build_protection(vault.protection), "sealed": sealed}


def unseal_fields(fields: dict[str, Json], vault: Vault, *, about: str, source: str) -> dict[str, Json]:
    """Return the fields that `seal_fields` sealed.

    Raises:
        StorageError: they are missing or damaged.
    """
    sealed = fields.get("sealed")
    plain = vault.unseal(sealed if isinstance(sealed, str) else "", about=about, source=source)
    return as_object(msgspec.json.decode(plain)) or {}


_ABOUT_KEY: Final = "tuyalan data key"
_MAX_PARALLEL: Final = 4


def _derive(passphrase: str, protection: Protection) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt  # noqa: PLC0415 - see Vault.seal

    kdf = Scrypt(
        salt=_to_bytes(protection.salt),
        length=KEY_SIZE,
        n=protection.cost,
        r=protection.block_size,
        p=protection.parallel,
    )
    return kdf.derive(passphrase.encode())


def _to_text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _to_bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
