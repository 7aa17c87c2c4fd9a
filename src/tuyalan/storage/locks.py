"""One writer at a time: an advisory lock between the programs that share a file.

The lock lives in a file of its own (`devices.json.lock`), because the file itself is replaced whenever it is written.
Where the platform or the file system has no locks, the writer goes on without one.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import logging
import os
import time
from typing import TYPE_CHECKING, Final

from tuyalan.errors import StorageError
from tuyalan.storage.atomic import PRIVATE_MODE, explain, make_folder, real_path

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

_LOG: Final = logging.getLogger("tuyalan.storage")

LOCK_TIMEOUT: Final = 5.0
"""Seconds to wait for another program to finish writing; one write takes some milliseconds."""

_RETRY_DELAY: Final = 0.01

_HELD: Final = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}
"""How the platforms say that somebody else holds the lock."""


@contextlib.contextmanager
def open_lock(path: str | os.PathLike[str], *, lock_timeout: float = LOCK_TIMEOUT) -> Generator[None]:
    """Hold the lock that belongs to the file at `path`.

    Raises:
        StorageError: the lock file cannot be made, or another program held the lock for `lock_timeout` seconds.
    """
    try:
        target = real_path(path)
        make_folder(target.parent)
        handle = os.open(target.with_name(f"{target.name}.lock"), os.O_RDWR | os.O_CREAT, PRIVATE_MODE)
    except OSError as exc:
        raise StorageError(f"cannot write beside {path}: {explain(exc)}") from exc
    # Closing the file gives the lock back, and so does the end of the process.
    try:
        _wait_locked(handle, path, lock_timeout)
        yield
    finally:
        os.close(handle)


def _wait_locked(handle: int, path: str | os.PathLike[str], lock_timeout: float) -> None:
    lock = _find_lock()
    deadline = time.monotonic() + lock_timeout
    while lock is not None:
        try:
            lock(handle)
        except OSError as exc:
            if exc.errno not in _HELD:
                _LOG.debug("no locks on the file system of %s: %s", path, exc)
                return
            if time.monotonic() >= deadline:
                raise StorageError(f"another program keeps {path} locked; end it or try again later") from exc
            time.sleep(_RETRY_DELAY)
        else:
            return


def _find_lock() -> Callable[[int], None] | None:
    """Return the call that takes the lock of an open file at once or raises, or None where there is none."""
    with contextlib.suppress(ImportError):
        fcntl = importlib.import_module("fcntl")
        return lambda handle: fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with contextlib.suppress(ImportError):
        msvcrt = importlib.import_module("msvcrt")
        return lambda handle: msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    return None
