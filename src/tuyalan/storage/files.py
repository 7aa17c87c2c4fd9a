"""Device files by path: ours and those of other programs, told apart by what they hold."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from tuyalan.errors import StorageError
from tuyalan.storage.atomic import read_private, real_path
from tuyalan.storage.document import Document, parse_document
from tuyalan.storage.jsontext import parse_json
from tuyalan.storage.tinytuya import Imported, is_tinytuya_value, parse_tinytuya_value

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


def read_devices(path: Path) -> Document | Imported | None:
    """Return what the file holds, whoever wrote it, or None when there is none.

    Raises:
        StorageError: the file cannot be read or understood.
    """
    data = read_private(path)
    if data is None:
        return None
    with _naming_backup(path):
        value = parse_json(data, source=str(path))
        return parse_tinytuya_value(value) if is_tinytuya_value(value) else parse_document(value, source=str(path))


def parse_own(data: bytes, *, path: Path) -> Document:
    """Return what our own file at `path` holds.

    Raises:
        StorageError: `data` is no device file of ours.
    """
    with _naming_backup(path):
        return parse_document(parse_json(data, source=str(path)), source=str(path))


def backup_path(path: Path) -> Path:
    """Return the path of the backup beside the file that `path` leads to."""
    target = real_path(path)
    return target.with_name(f"{target.name}.bak")


@contextlib.contextmanager
def _naming_backup(path: Path) -> Generator[None]:
    """Add the name of the backup, if there is one, to what is said of a damaged file."""
    try:
        yield
    except StorageError as exc:
        backup = backup_path(path)
        if not backup.exists():
            raise
        raise StorageError(f"{exc.message}; {backup} holds an earlier state", device_id=exc.device_id) from exc
