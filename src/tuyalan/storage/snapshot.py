"""A copy of a SQLite file that another program has open and locked, made without disturbing that program.

SQLite in WAL mode appends what is committed to a log beside the file, and moves it into the file now and then; a log that
was moved is begun anew with other random numbers in its head. Locks are advice on POSIX systems, so both can be read at
any time, and the two go together if the log was the same before and after the file was read: what is moved in between is
in the log too, which SQLite reads first. A transaction that is half written has no checksum yet and is passed over.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from tuyalan.storage.atomic import PRIVATE_MODE

if TYPE_CHECKING:
    from collections.abc import Generator

IS_POSSIBLE: Final = os.name == "posix"
"""Whether locks are advice; elsewhere they keep others from reading."""
LOG_SUFFIX: Final = "-wal"
"""How the name of a log differs from that of its file."""
_ATTEMPTS: Final = 5
_PAUSE: Final = 0.1
"""Between two attempts, seconds; who writes in batches is done by then."""


class RestlessError(OSError):
    """The other program wrote during every attempt."""


@contextlib.contextmanager
def open_snapshot(path: Path) -> Generator[Path]:
    """Return the path of a copy as of one moment, with its log beside it; both are gone afterwards.

    Never for a file that this process itself has open: closing it again would end the locks that it holds on it.

    Raises:
        RestlessError: the file does not rest.
        OSError: it cannot be read, or there is no room for the copy.
    """
    with tempfile.TemporaryDirectory(prefix="tuyalan-") as folder:
        copy = Path(folder) / path.name
        for attempt in range(_ATTEMPTS):
            if attempt:
                time.sleep(_PAUSE)
            if _copy(path, copy):
                break
        else:
            raise RestlessError(f"{path} is written to all the time")
        yield copy


def _copy(path: Path, copy: Path) -> bool:
    """Copy a file and its log; tells whether they go together."""
    log = path.with_name(path.name + LOG_SUFFIX)
    before = _read(log)
    with path.open("rb") as source, _create(copy) as target:
        shutil.copyfileobj(source, target)
    with _create(copy.with_name(copy.name + LOG_SUFFIX)) as target:
        target.write(before)
    return _read(log) == before


def _read(log: Path) -> bytes:
    """Return what a log holds; a file that was closed in order has none."""
    try:
        return log.read_bytes()
    except FileNotFoundError:
        return b""


def _create(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_MODE), "wb")
