"""Logins with the maker's cloud, in one private file beside the devices: tokens and secrets in clear text, mode 0600.

    {"schema": 1, "logins": {"app Ab3dE6": {"endpoint": "...", "refresh_token": "..."}}}

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

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from tuyalan.vocabulary import Json

LOGINS_FILE: Final = "logins.json"
"""Name of the file in the folder of settings."""

SCHEMA: Final = 1
"""Number of the form written here; a file with a higher one was written by a newer Tuyalan and is left alone."""


class LoginsFile:
    """The file with all logins of one user; every call reads it anew, since other programs change it too."""

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        """Take the path; the user's own file by default.

        Raises:
            ConfigError: there is no home folder and no path.
        """
        self.path = config_folder() / LOGINS_FILE if path is None else Path(path)
        """The file; it need not exist."""

    def read(self) -> dict[str, dict[str, Json]]:
        """Return the logins by name, in the order in which they were made.

        Raises:
            StorageError: the file cannot be read or understood.
        """
        data = read_private(self.path)
        if data is None:
            return {}
        fields = as_object(parse_json(data, source=str(self.path))) or {}
        schema, logins = fields.get("schema"), as_object(fields.get("logins"))
        if isinstance(schema, int) and schema > SCHEMA:
            raise StorageError(
                f"{self.path} has schema {schema}, this Tuyalan knows {SCHEMA}; use the Tuyalan that wrote it"
            )
        if schema != SCHEMA or logins is None:
            raise StorageError(f"{self.path} is no file of logins: it needs a number 'schema' and an object 'logins'")
        return {name: login for name, value in logins.items() if (login := as_object(value)) is not None}

    def put(self, name: str, login: Mapping[str, Json]) -> None:
        """Write a login, in place of an earlier one of the same name.

        Raises:
            StorageError: the file cannot be read, understood or written; it is as it was.
        """
        with open_lock(self.path):
            logins = self.read()
            logins.pop(name, None)
            # The last one that was made is the first that is used.
            self._write({name: dict(login)} | logins)

    def update(self, name: str, login: Mapping[str, Json]) -> None:
        """Write what changed of a login, in its place.

        Raises:
            StorageError: the file cannot be read, understood or written; it is as it was.
        """
        with open_lock(self.path):
            self._write(self.read() | {name: dict(login)})

    def remove(self, name: str) -> bool:
        """Forget a login, and tell whether it was there.

        Raises:
            StorageError: the file cannot be read, understood or written; it is as it was.
        """
        with open_lock(self.path):
            logins = self.read()
            if logins.pop(name, None) is None:
                return False
            self._write(logins)
            return True

    def _write(self, logins: dict[str, dict[str, Json]]) -> None:
        write_atomic(self.path, build_json({"schema": SCHEMA, "logins": logins}))
