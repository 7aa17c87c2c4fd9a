"""Bytes to a file that anybody may read: whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Final

from tuyalan.errors import StorageError

MODE: Final = 0o644
"""Mode of files without secrets."""


def replace_file(path: str | os.PathLike[str], data: bytes) -> None:
    """Replace the file at `path` by `data`, or leave it exactly as it was; missing folders are made.

    Raises:
        StorageError: the file cannot be written.
    """
    try:
        # A symbolic link stays: the file it leads to is replaced.
        target = Path(path).resolve()
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(target, data)
    except (OSError, RuntimeError) as exc:
        # A circle of links is a RuntimeError before Python 3.13.
        reason = exc.strerror if isinstance(exc, OSError) else "its symbolic links lead in a circle"
        raise StorageError(f"cannot write {path}: {reason}", hint=_HINT) from exc


_HINT: Final = "Check that the folder exists, is yours and has room; the file is as it was."


def _replace(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".tuyalan-", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(MODE)
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
