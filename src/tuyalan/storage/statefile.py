"""The SQLite file behind the state of a hub: opened by one program at a time, read whole, written in transactions.

    value(device, dp, value, heard, cause)   counter(device, dp, counter)

Values and counters are JSON texts. A file that is damaged can be moved aside. Knows nothing of threads.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import StorageError
from tuyalan.storage.atomic import PRIVATE_MODE, make_folder, real_path
from tuyalan.storage.snapshot import IS_POSSIBLE, LOG_SUFFIX, open_snapshot
from tuyalan.vocabulary import DpId

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SCHEMA: Final = 1
"""Number of the form written here; a file with a higher one was written by a newer Tuyalan and is left alone."""
_LOCK_TIMEOUT: Final = 1.0
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS value (
    device TEXT NOT NULL, dp INTEGER NOT NULL, value TEXT NOT NULL, heard REAL NOT NULL, cause TEXT NOT NULL,
    PRIMARY KEY (device, dp)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counter (
    device TEXT NOT NULL, dp INTEGER NOT NULL, counter TEXT NOT NULL, PRIMARY KEY (device, dp)) WITHOUT ROWID;
"""
_WRITES: Final = {
    "value": "INSERT OR REPLACE INTO value (device, dp, value, heard, cause) VALUES (?, ?, ?, ?, ?)",
    "counter": "INSERT OR REPLACE INTO counter (device, dp, counter) VALUES (?, ?, ?)",
}


class StoredValue(msgspec.Struct, frozen=True, gc=False):
    """One raw value."""

    value: object
    heard: float
    """Unix time, seconds."""
    cause: str
    """Why it was believed, as the word of a `Cause`."""


class StoredState(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds, by device id."""

    values: Mapping[str, dict[DpId, StoredValue]] = {}
    counters: Mapping[str, dict[DpId, object]] = {}
    """In the JSON form of their owner."""


class Rows(msgspec.Struct, frozen=True, kw_only=True):
    """What one transaction writes, as rows of the tables; devices that are forgotten go first."""

    forgotten: frozenset[str] = frozenset()
    value: list[tuple[str, DpId, str, float, str]] = []
    counter: list[tuple[str, DpId, str]] = []


class StateFile:
    """An open file; it is locked against other programs until it is closed."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make it.

        Raises:
            sqlite3.Error: it cannot be opened; `is_damaged` and `is_busy` tell why.
            OSError: there is no way to the file.
            StorageError: a newer Tuyalan wrote it.
        """
        make_folder(path.parent)
        # Made for its owner alone before SQLite opens it; its companions get the same mode.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_MODE))
        self._database = sqlite3.connect(path, timeout=_LOCK_TIMEOUT, isolation_level=None)
        try:
            self._prepare(path)
        except BaseException:
            self._database.close()
            raise

    def _prepare(self, path: Path) -> None:
        database = self._database
        # One process at a time: two hubs would fight for the devices, and no shared memory file is needed.
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("PRAGMA journal_mode = WAL")
        # The log is synced when it is moved into the file, not with every transaction.
        database.execute("PRAGMA synchronous = NORMAL")
        (schema,) = database.execute("PRAGMA user_version").fetchone()
        if schema > SCHEMA:
            raise StorageError(
                f"{path} has schema {schema}, this Tuyalan knows {SCHEMA}; use the Tuyalan that wrote it"
            )
        _check(database)
        if schema != SCHEMA:
            # Only then: a disk that is full must not keep from being read what is on it.
            database.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {SCHEMA}; COMMIT;")

    def load(self) -> StoredState:
        """Return all that is there; rows that cannot be understood are left out."""
        return _load(self._database)

    def write(self, rows: Rows) -> None:
        """Write all or nothing.

        Raises:
            sqlite3.Error: nothing was written.
        """
        database = self._database
        database.execute("BEGIN IMMEDIATE")
        try:
            tables: dict[str, Iterable[tuple[object, ...]]] = {
                "value": rows.value,
                "counter": rows.counter,
            }
            for table, written in tables.items():
                gone = [(device,) for device in rows.forgotten]
                database.executemany(f"DELETE FROM {table} WHERE device = ?", gone)  # noqa: S608 - our own tables
                database.executemany(_WRITES[table], written)  # pyright: ignore[reportArgumentType] - no blobs
            database.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                database.execute("ROLLBACK")
            raise

    def close(self) -> None:
        """Move the log into the file and let others have it."""
        with contextlib.suppress(sqlite3.Error):
            self._database.close()


def read_state(path: Path) -> StoredState:
    """Return what a file holds that can only be read: on a file system that is read-only, or beside the hub that has it.

    Never in the process that has it open.

    Raises:
        sqlite3.Error: it cannot even be read, or is not there.
        OSError: another program has it, and it cannot be copied.
    """
    path = real_path(path)
    log = path.with_name(path.name + LOG_SUFFIX)
    if log.is_file() and log.stat().st_size:
        try:
            return _read(path, "mode=ro")
        except sqlite3.Error as error:
            if is_busy(error):
                return _read_beside(path, error)
    # Without the right to make files beside it, what is in the log and not yet in the file cannot be had.
    return _read(path, "mode=ro&immutable=1")


class DamagedError(sqlite3.DatabaseError):
    """The file is a database, but not a sound one."""


def is_damaged(error: Exception) -> bool:
    """Tell whether the file, not the disk, is at fault."""
    return isinstance(error, DamagedError) or _code(error) in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def is_busy(error: Exception) -> bool:
    """Tell whether another program has the file."""
    return _code(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def move_aside(path: Path) -> Path:
    """Give a damaged file and its companions another name, which is returned.

    Raises:
        OSError: the folder cannot be written to.
    """
    aside = path.with_name(f"{path.name}.damaged-{int(time.time())}")
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + suffix).replace(aside.with_name(aside.name + suffix))
    return aside


def _read(path: Path, mode: str) -> StoredState:
    # Whoever has the file has it for as long as it runs: there is nothing to wait for.
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?{mode}", uri=True, timeout=0)) as database:
        return _load(database)


def _read_beside(path: Path, refusal: sqlite3.Error) -> StoredState:
    """Return what a file holds that another program has locked."""
    if not IS_POSSIBLE:
        raise refusal
    with open_snapshot(path) as copy, contextlib.closing(sqlite3.connect(copy)) as database:
        _check(database)
        return _load(database)


def _check(database: sqlite3.Connection) -> None:
    (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise DamagedError(verdict)


def _load(database: sqlite3.Connection) -> StoredState:
    values: dict[str, dict[DpId, StoredValue]] = {}
    counters: dict[str, dict[DpId, object]] = {}
    execute = database.execute
    for device, dp, text, heard, cause in execute("SELECT device, dp, value, heard, cause FROM value"):
        with contextlib.suppress(msgspec.DecodeError):
            values.setdefault(device, {})[dp] = StoredValue(msgspec.json.decode(text), heard, cause)
    for device, dp, text in execute("SELECT device, dp, counter FROM counter"):
        with contextlib.suppress(msgspec.DecodeError):
            counters.setdefault(device, {})[dp] = msgspec.json.decode(text)
    return StoredState(values=values, counters=counters)


def _code(error: Exception) -> int:
    """Return the primary code of SQLite; the rest of the number says more than is needed here."""
    code: object = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF if isinstance(code, int) else 0
