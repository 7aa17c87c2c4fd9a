"""From a protected file to its vault: the passphrase comes from a descriptor, a file, or a person, never from arguments.

    TUYALAN_PASSPHRASE_FD=3     an open descriptor, inherited from whoever started the program
    TUYALAN_PASSPHRASE_FILE=/run/secrets/tuyalan

A passphrase is asked for once a run.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Final

from tuyalan.errors import ConfigError, LockedError
from tuyalan.storage.atomic import explain, is_open_to_others
from tuyalan.storage.keyrings import load_key, open_keyring
from tuyalan.storage.vault import Protection, Vault, unlock_with_passphrase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tuyalan.storage.keyrings import Keyring

DESCRIPTOR_VARIABLE: Final = "TUYALAN_PASSPHRASE_FD"
FILE_VARIABLE: Final = "TUYALAN_PASSPHRASE_FILE"

_MAX_SIZE: Final = 64 * 1024

_LOG: Final = logging.getLogger("tuyalan.storage")


class Unlocker:
    """Opens protected files, and remembers what it was told."""

    def __init__(
        self,
        *,
        ask: Callable[[str], str] | None = None,
        keyring: Callable[[], Keyring] = open_keyring,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        """Take who can be asked, if anybody; the keyring of the system, and the environment."""
        self._ask = ask
        self._keyring = keyring
        self._environ = environ
        self._passphrase: str | None = None
        self._vaults: dict[Protection, Vault] = {}

    def __repr__(self) -> str:
        """Show nothing of what it knows."""
        return "Unlocker()"

    def open(self, protection: Protection, *, source: str) -> Vault:
        """Return the vault of the file that messages call `source`.

        Raises:
            LockedError: the passphrase is wrong or nobody gives one, or the keyring does not have the key.
            ConfigError: the keyring is needed and not installed, or the environment names no passphrase.
        """
        if protection not in self._vaults:
            if protection.kind == "keyring":
                key = load_key(self._keyring(), protection.entry, source=source)
                self._vaults[protection] = Vault(protection, key)
            else:
                passphrase = self.find_passphrase() or self._ask_for(source)
                self._vaults[protection] = unlock_with_passphrase(protection, passphrase, source=source)
        return self._vaults[protection]

    def remember(self, vault: Vault) -> None:
        """Take a vault that was made or opened elsewhere."""
        self._vaults[vault.protection] = vault

    def find_passphrase(self) -> str | None:
        """Return the passphrase that the environment leads to, None if it leads to none.

        Raises:
            ConfigError: it leads to one that cannot be read.
        """
        if self._passphrase is None:
            descriptor, path = self._environ.get(DESCRIPTOR_VARIABLE), self._environ.get(FILE_VARIABLE)
            if descriptor:
                # Read once: what went through a pipe is gone.
                self._passphrase = _read_descriptor(descriptor)
            elif path:
                self._passphrase = _read_file(path)
        return self._passphrase

    def _ask_for(self, source: str) -> str:
        if self._ask is None:
            raise LockedError(f"the keys in {source} are protected by a passphrase, and nobody gave one")
        return self._ask(f"Passphrase of {source} (not shown): ")


def _read_descriptor(text: str) -> str:
    try:
        with os.fdopen(int(text), "rb", closefd=False) as file:
            return _clean(file.read(_MAX_SIZE), DESCRIPTOR_VARIABLE)
    except (OSError, ValueError) as exc:
        raise ConfigError(f"{DESCRIPTOR_VARIABLE} names no descriptor that can be read") from exc


def _read_file(path: str) -> str:
    if is_open_to_others(path):
        _LOG.warning("%s holds a passphrase and is open to other users; close it with chmod 600", path)
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - a path as given
            return _clean(file.read(_MAX_SIZE), FILE_VARIABLE)
    except OSError as exc:
        raise ConfigError(f"{FILE_VARIABLE} names a file that cannot be read: {explain(exc)}") from exc


def _clean(data: bytes, variable: str) -> str:
    try:
        text = data.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise ConfigError(f"what {variable} leads to is no text") from None
    if not text:
        raise ConfigError(f"what {variable} leads to is empty")
    return text
