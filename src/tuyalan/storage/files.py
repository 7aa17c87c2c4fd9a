"""Device files by path: ours and those of other programs, told apart by what they hold; and the backups beside them."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from tuyalan.errors import LockedError, StorageError
from tuyalan.storage.atomic import explain, read_private, real_path, write_atomic
from tuyalan.storage.document import Document, parse_document
from tuyalan.storage.jsontext import parse_json
from tuyalan.storage.tinytuya import Imported, is_tinytuya_value, parse_tinytuya_value

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from tuyalan.storage.unlocking import Unlocker


MAX_BACKUPS: Final = 5
"""Most earlier states kept beside a device file."""


def read_devices(path: Path, *, unlocker: Unlocker | None = None) -> Document | Imported | None:
    """Return what the file holds, whoever wrote it, or None when there is none; `unlocker` opens sealed keys.

    Raises:
        StorageError: the file cannot be read or understood.
    """
    data = read_private(path)
    if data is None:
        return None
    with _naming_backup(path):
        value = parse_json(data, source=str(path))
        if is_tinytuya_value(value):
            return parse_tinytuya_value(value)
        return parse_document(value, source=str(path), unlocker=unlocker)


def parse_own(data: bytes, *, path: Path, unlocker: Unlocker | None = None) -> Document:
    """Return what our own file at `path` holds.

    Raises:
        StorageError: `data` is no device file of ours.
    """
    with _naming_backup(path):
        return parse_document(parse_json(data, source=str(path)), source=str(path), unlocker=unlocker)


def backup_path(path: Path, number: int = 1) -> Path:
    """Return the path of a backup beside the file that `path` leads to; 1 is the latest."""
    target = real_path(path)
    return target.with_name(f"{target.name}.bak" + (f".{number}" if number > 1 else ""))


def write_backup(path: Path, data: bytes) -> None:
    """Keep `data` as the latest earlier state of the file at `path`, and let go of the oldest one.

    Raises:
        StorageError: it cannot be written.
    """
    try:
        for number in range(MAX_BACKUPS, 1, -1):
            # Renaming moves a link that somebody put there, and never what it leads to.
            with contextlib.suppress(FileNotFoundError):
                backup_path(path, number - 1).replace(backup_path(path, number))
    except OSError as exc:
        raise StorageError(f"cannot back up {path}: {explain(exc)}") from exc
    write_atomic(backup_path(path), data)


def remove_backups(path: Path) -> int:
    """Remove all backups beside the file at `path` and return how many there were.

    Raises:
        StorageError: one cannot be removed.
    """
    removed = 0
    try:
        for number in range(1, MAX_BACKUPS + 1):
            with contextlib.suppress(FileNotFoundError):
                backup_path(path, number).unlink()
                removed += 1
    except OSError as exc:
        raise StorageError(f"cannot remove a backup of {path}: {explain(exc)}") from exc
    return removed


@contextlib.contextmanager
def _naming_backup(path: Path) -> Generator[None]:
    """Add the name of the backup, if there is one, to what is said of a damaged file."""
    try:
        yield
    except LockedError:
        raise
    except StorageError as exc:
        backup = backup_path(path)
        if not backup.exists():
            raise
        raise StorageError(f"{exc.message}; {backup} holds an earlier state", device_id=exc.device_id) from exc
