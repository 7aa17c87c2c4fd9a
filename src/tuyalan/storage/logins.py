"""Logins with the maker's cloud, in one private file beside the devices: mode 0600, and sealed where the devices are.

    {"schema": 1, "logins": {"app Ab3dE6": {"endpoint": "...", "refresh_token": "..."}}}
    {"schema": 2, "protection": {"kind": "keyring", "entry": "..."}, "sealed": "..."}

Knows nothing of what a login holds. A token that changes makes the one before void, so each change is written at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from tuyalan.errors import StorageError
from tuyalan.storage.atomic import read_private, write_atomic
from tuyalan.storage.jsontext import as_object, build_json, parse_json
from tuyalan.storage.locks import open_lock
from tuyalan.storage.places import config_folder
from tuyalan.storage.unlocking import Unlocker
from tuyalan.storage.vault import parse_protection, seal_fields, unseal_fields

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from tuyalan.storage.vault import Vault
    from tuyalan.vocabulary import Json

LOGINS_FILE: Final = "logins.json"
"""Name of the file in the folder of settings."""

SCHEMA: Final = 1
"""Number of the form written here; a file with a higher one was written by a newer Tuyalan and is left alone."""

PROTECTED_SCHEMA: Final = 2
"""Number of the form whose logins are sealed."""

_ABOUT: Final = "tuyalan logins"


class LoginsFile:
    """The file with all logins of one user; every call reads it anew, since other programs change it too."""

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        unlocker: Unlocker | None = None,
        find_vault: Callable[[], Vault | None] = lambda: None,
    ) -> None:
        """Take the path; the user's own file by default.

        Args:
            path: The file; it need not exist.
            unlocker: What opens sealed logins; by default the keyring of the system, or the passphrase that the
                environment leads to.
            find_vault: What seals the logins of a file that is made anew, if anything.

        Raises:
            ConfigError: there is no home folder and no path.
        """
        self.path: Path = config_folder() / LOGINS_FILE if path is None else Path(path)
        """The file; it need not exist."""
        self._unlocker = unlocker or Unlocker()
        self._find_vault = find_vault

    def read(self) -> dict[str, dict[str, Json]]:
        """Return the logins by name, in the order in which they were made.

        Raises:
            LockedError: the logins are sealed and cannot be opened.
            StorageError: the file cannot be read or understood.
        """
        return self._read()[0]

    def put(self, name: str, login: Mapping[str, Json]) -> None:
        """Write a login, in place of an earlier one of the same name.

        Raises:
            StorageError: the file cannot be read, understood or written; it is as it was.
        """
        with open_lock(self.path):
            logins, vault = self._read()
            logins.pop(name, None)
            # The last one that was made is the first that is used.
            self._write({name: dict(login)} | logins, vault)

    def update(self, name: str, login: Mapping[str, Json]) -> None:
        """Write what changed of a login, in its place.

        Raises:
            StorageError: the file cannot be read, understood or written; it is as it was.
        """
        with open_lock(self.path):
            logins, vault = self._read()
            self._write(logins | {name: dict(login)}, vault)

    def remove(self, name: str) -> bool:
        """Forget a login, and tell whether it was there.

        Raises:
            StorageError: the file cannot be read, understood or written; it is as it was.
        """
        with open_lock(self.path):
            logins, vault = self._read()
            if logins.pop(name, None) is None:
                return False
            self._write(logins, vault)
            return True

    def protect(self, vault: Vault | None) -> None:
        """Have the logins sealed by `vault` from now on; None: have them in clear text. A file that is not there stays so.

        Raises:
            LockedError: they are sealed and cannot be opened.
            StorageError: the file cannot be read, understood or written; it is as it was.
        """
        with open_lock(self.path):
            if read_private(self.path) is not None:
                self._write(self._read()[0], vault)

    def _read(self) -> tuple[dict[str, dict[str, Json]], Vault | None]:
        data = read_private(self.path)
        if data is None:
            return {}, self._find_vault()
        source = str(self.path)
        fields = as_object(parse_json(data, source=source)) or {}
        schema, logins, vault = fields.get("schema"), as_object(fields.get("logins")), None
        if isinstance(schema, int) and schema > PROTECTED_SCHEMA:
            raise StorageError(
                f"{source} has schema {schema}, this Tuyalan knows {PROTECTED_SCHEMA}; use the Tuyalan that wrote it"
            )
        if schema == PROTECTED_SCHEMA:
            protection = parse_protection(fields.get("protection"), source=source)
            vault = self._unlocker.open(protection, source=source)
            logins = unseal_fields(fields, vault, about=_ABOUT, source=source)
        elif schema != SCHEMA or logins is None:
            raise StorageError(f"{source} is no file of logins: it needs a number 'schema' and an object 'logins'")
        return {name: login for name, value in logins.items() if (login := as_object(value)) is not None}, vault

    def _write(self, logins: dict[str, dict[str, Json]], vault: Vault | None) -> None:
        if vault is None:
            plain: dict[str, Json] = {"schema": SCHEMA, "logins": logins}
        else:
            self._unlocker.remember(vault)
            plain = {"schema": PROTECTED_SCHEMA, **seal_fields(dict(logins), vault, about=_ABOUT)}
        write_atomic(self.path, build_json(plain))
