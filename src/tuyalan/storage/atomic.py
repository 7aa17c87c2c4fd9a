"""Bytes to a private file and back: whole or not at all, and never readable by others.

Knows nothing of what the bytes mean. Every fault of the operating system comes out as a `StorageError` that says what
to do, with the `OSError` as its cause.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
import time
from pathlib import Path
from typing import Final

from tuyalan.errors import StorageError

PRIVATE_MODE: Final = 0o600
"""Mode of files that hold keys: their owner reads and writes, nobody else sees anything."""

FOLDER_MODE: Final = 0o700
"""Mode of folders made on the way to a file."""

MAX_FILE_SIZE: Final = 64 * 1024 * 1024
"""Largest file read, in bytes; some hundred times what a thousand devices with all that is known of them take."""

_REPLACE_TRIES: Final = 20
_REPLACE_DELAY: Final = 0.05
"""Windows refuses to replace a file while another program reads it: tried for one second in all."""

LEFTOVER_AGE: Final = 60.0
"""Seconds after which a half-written file is taken for what a killed writer left; a write takes some milliseconds."""

_PREFIX: Final = ".tuyalan-"
_SUFFIX: Final = ".tmp"

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO

_ADVICE: Final = {
    errno.EACCES: "there is no permission; check who owns the file and its folder",
    errno.EPERM: "there is no permission; check who owns the file and its folder",
    errno.EROFS: "the file system is read-only; choose a path in another place",
    errno.ENOSPC: "the disk is full; free some space and try again",
    errno.EDQUOT: "the disk quota is used up; free some space and try again",
    errno.EISDIR: "it is a folder; give the path of a file",
    errno.ENOTDIR: "a part of the path is a file, not a folder; correct the path",
    errno.EEXIST: "a part of the path is a file, not a folder; correct the path",
    errno.ELOOP: "its symbolic links lead in a circle; correct the links",
    errno.EBUSY: "it is in use or mounted by itself; mount its folder instead",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
}


class LinkError(OSError):
    """A symbolic link stands in place of a file that is to be written."""


def write_atomic(path: str | os.PathLike[str], data: bytes, *, mode: int = PRIVATE_MODE) -> None:
    """Replace the file at `path` by `data`, or leave it exactly as it was.

    Folders that are missing are made, for their owner alone. A symbolic link in place of the file is not followed:
    whoever put it there would decide where keys go. Links among the folders on the way are.

    Raises:
        StorageError: the file cannot be written; the message says what to do.
    """
    try:
        target = plain_path(path)
        make_folder(target.parent)
        _refuse_special(target)
        _clear_leftovers(target.parent)
        _replace(target, data, mode)
    except OSError as exc:
        raise StorageError(f"cannot write {path}: {explain(exc)}") from exc


def read_private(path: str | os.PathLike[str]) -> bytes | None:
    """Return what the file at `path` holds, or None when there is none.

    Raises:
        StorageError: the file cannot be read; the message says what to do.
    """
    try:
        target = real_path(path)
        _refuse_special(target)
        with target.open("rb") as file:
            data = file.read(MAX_FILE_SIZE + 1)
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise StorageError(f"cannot read {path}: {explain(exc)}") from exc
    if len(data) > MAX_FILE_SIZE:
        raise StorageError(f"cannot read {path}: it is larger than {MAX_FILE_SIZE} bytes; it is no file of Tuyalan")
    return data


def is_open_to_others(path: str | os.PathLike[str]) -> bool:
    """Tell whether other users of the machine may touch the file; never true where modes mean nothing (Windows)."""
    if os.name != "posix":
        return False
    try:
        return bool(Path(path).stat().st_mode & _OTHERS)
    except OSError:
        return False


def real_path(path: str | os.PathLike[str]) -> Path:
    """Return the file that `path` leads to through any symbolic links; it need not exist.

    Raises:
        OSError: the links lead in a circle, or a folder on the way cannot be searched.
    """
    try:
        return Path(path).resolve(strict=True)
    except FileNotFoundError:
        return Path(path).resolve()
    except RuntimeError as exc:
        # Before Python 3.13, pathlib reports a circle of links in its own way.
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from exc


def plain_path(path: str | os.PathLike[str]) -> Path:
    """Return the file at `path` with the links among its folders resolved; it need not exist.

    Raises:
        LinkError: the file itself is a symbolic link.
        OSError: a folder on the way cannot be searched.
    """
    target = Path(path)
    if target.is_symlink():
        real_path(target)
        raise LinkError(errno.ELOOP, os.strerror(errno.ELOOP))
    return real_path(target)


def make_folder(folder: Path) -> None:
    """Make `folder` and all that is missing above it, each for its owner alone.

    Raises:
        OSError: a folder cannot be made.
    """
    for missing in reversed([place for place in (folder, *folder.parents) if not place.is_dir()]):
        missing.mkdir(mode=FOLDER_MODE, exist_ok=True)


def explain(error: OSError) -> str:
    """Say in one clause what is wrong and what to do about it."""
    if isinstance(error, LinkError):
        return "it is a symbolic link, which is not followed; give the path of the file it leads to"
    return _ADVICE.get(error.errno or 0, error.strerror or type(error).__name__)


def _refuse_special(target: Path) -> None:
    """Raise an `OSError` when `target` is there but no plain file: a pipe would block, a device would be replaced."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is no plain file; give the path of one")


def _clear_leftovers(folder: Path) -> None:
    """Remove what writers left that were killed; they hold keys. Files of writers at work are younger."""
    oldest = time.time() - LEFTOVER_AGE
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and entry.name.endswith(_SUFFIX):
                with contextlib.suppress(OSError):
                    if entry.stat(follow_symlinks=False).st_mtime < oldest:
                        Path(entry.path).unlink()


def _replace(target: Path, data: bytes, mode: int) -> None:
    # mkstemp makes the file for its owner alone; it is opened up, if at all, only once it is complete.
    handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=target.parent)
    try:
        try:
            _write_all(handle, data)
            if mode != PRIVATE_MODE and hasattr(os, "fchmod"):
                os.fchmod(handle, mode)
            os.fsync(handle)
        finally:
            os.close(handle)
        _rename(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    _sync_folder(target.parent)


def _write_all(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _rename(source: str, target: Path) -> None:
    tries = _REPLACE_TRIES if os.name == "nt" else 1
    for _ in range(tries - 1):
        try:
            Path(source).replace(target)
        except PermissionError:
            time.sleep(_REPLACE_DELAY)
        else:
            return
    Path(source).replace(target)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where folders can be opened."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as exc:
        # Some network and FUSE file systems know no fsync for folders; there is nothing better to do on them.
        if exc.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(handle)
