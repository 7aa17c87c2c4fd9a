"""The keyring of the system as the keeper of a data key: Keychain, Credential Manager, Secret Service, KWallet.

The package `keyring` is optional and is loaded where it is used.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Final, Protocol, cast

from tuyalan.errors import ConfigError, LockedError, StorageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    T = TypeVar("T")

SERVICE: Final = "tuyalan"
"""Under which service the keyring shows our entries."""

_HINT: Final = "Unlock the keyring of your desktop, or protect the keys with --passphrase in its place."


class Keyring(Protocol):
    """What is used of a keyring."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return a secret, or None."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Forget a secret."""
        ...


def open_keyring() -> Keyring:
    """Return the keyring of the system.

    Raises:
        ConfigError: the package is not installed.
    """
    try:
        import keyring  # noqa: PLC0415 - optional, and slow to load
    except ImportError as exc:
        raise ConfigError(
            "the keyring of the system cannot be reached without an extra package",
            hint='Install it with `pip install "tuyalan[keyring]"`.',
        ) from exc
    return cast("Keyring", keyring.get_keyring())


def load_key(keyring: Keyring, entry: str, *, source: str) -> bytes:
    """Return the data key that the keyring keeps.

    Raises:
        LockedError: the keyring does not have it, or does not give it.
    """
    try:
        text = _call(lambda: keyring.get_password(SERVICE, entry))
    except StorageError as exc:
        raise LockedError(exc.message, hint=_HINT) from exc
    if not text:
        raise LockedError(
            f"the keyring of the system has no key for {source}",
            hint="It was made by another user or on another machine; use it there, or restore a backup.",
        )
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise LockedError(f"what the keyring of the system has for {source} is no key") from None


def keep_key(keyring: Keyring, entry: str, key: bytes) -> None:
    """Have the keyring keep a data key, and see that it gives it back.

    Raises:
        StorageError: it does not.
    """
    text = base64.b64encode(key).decode()
    _call(lambda: keyring.set_password(SERVICE, entry, text))
    if _call(lambda: keyring.get_password(SERVICE, entry)) != text:
        raise StorageError("the keyring of the system does not give back what it was given", hint=_HINT)


def forget_key(keyring: Keyring, entry: str) -> None:
    """Have the keyring forget a data key.

    Raises:
        StorageError: it does not.
    """
    _call(lambda: keyring.delete_password(SERVICE, entry))


def _call(action: Callable[[], T]) -> T:
    try:
        return action()
    except Exception as exc:  # noqa: BLE001 - every backend has errors of its own
        # `from None`: what a backend says may hold what it was given.
        raise StorageError(f"the keyring of the system failed ({type(exc).__name__})", hint=_HINT) from None
