"""A file, folder, archive or phone backup to the files inside of it, within bounds.

Nothing is ever unpacked to the disk: names of members are shown, never used as paths. What an archive claims of its
sizes is not believed; what comes out of it is counted.
"""

from __future__ import annotations

import io
import os
import stat
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, NamedTuple, cast

from tuyalan.credentials.inflating import Budget, ExhaustedError, Inflating, Joined
from tuyalan.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH: Final = 2
"""Archives inside of archives, at most."""

_BACKUP: Final = b"ANDROID BACKUP\n"
_RECORD: Final = 512


class Content(NamedTuple):
    """One file."""

    name: str
    """Where it was found, for people."""
    data: bytes


def iter_contents(path: str | os.PathLike[str], budget: Budget) -> Iterator[Content]:
    """Yield the files at `path`: itself, those of a folder, or those in an archive or Android backup.

    Raises:
        StorageError: there is no such file, it cannot be read, or the backup is encrypted.
    """
    place = Path(path)
    try:
        if place.is_dir():
            yield from _iter_folder(place, budget)
            return
        data = _read(place, budget)
        if data is None and _is_archive(place):
            with place.open("rb") as file:
                yield from _guarded(file, str(place), budget)
        elif data is None:
            raise StorageError(f"{place} is larger than {budget.max_file // 1024**2} MiB and no archive that is known")
        else:
            yield from _iter_data(str(place), data, budget)
    except OSError as exc:
        raise StorageError(f"cannot read {place}: {exc.strerror or type(exc).__name__}") from exc


def _iter_folder(folder: Path, budget: Budget) -> Iterator[Content]:
    for where, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        for name in sorted(names):
            file = Path(where, name)
            try:
                budget.take_file()
                if not stat.S_ISREG(file.lstat().st_mode):
                    continue
                data = _read(file, budget)
            except ExhaustedError as exc:
                budget.pass_over(str(folder), exc.message)
                return
            except OSError as exc:
                budget.pass_over(str(file), exc.strerror or type(exc).__name__)
                continue
            if data is None:
                budget.pass_over(str(file), f"larger than {budget.max_file // 1024**2} MiB")
            else:
                yield from _iter_data(str(file), data, budget)


def _read(file: Path, budget: Budget) -> bytes | None:
    """Return what a file holds, None if it is too large."""
    if not stat.S_ISREG(file.stat().st_mode):
        raise StorageError(f"{file} is no plain file")
    with file.open("rb") as opened:
        data = opened.read(budget.max_file + 1)
    if len(data) > budget.max_file:
        return None
    budget.take(len(data))
    return data


def _is_archive(file: Path) -> bool:
    with file.open("rb") as opened:
        head = opened.read(_RECORD)
    return head.startswith((_BACKUP, b"PK\x03\x04", b"\x1f\x8b")) or head[257:262] == b"ustar"


def _iter_data(name: str, data: bytes, budget: Budget, depth: int = 0) -> Iterator[Content]:
    head = data[:_RECORD]
    is_archive = head.startswith((_BACKUP, b"PK\x03\x04", b"\x1f\x8b")) or head[257:262] == b"ustar"
    if is_archive and depth < MAX_DEPTH:
        yield from _guarded(io.BytesIO(data), name, budget, depth)
    else:
        yield Content(name, data)


def _guarded(file: IO[bytes], name: str, budget: Budget, depth: int = 0) -> Iterator[Content]:
    """Yield the members of an archive; one that is damaged or too large gives what comes before that."""
    try:
        yield from _open(file, name, budget, depth)
    except ExhaustedError as exc:
        budget.pass_over(name, exc.message)
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        # The messages of these are about the insides of archives, which nobody can do anything about.
        budget.pass_over(name, "it is damaged or cut off; what comes before that was read")


def _open(file: IO[bytes], name: str, budget: Budget, depth: int) -> Iterator[Content]:
    head = file.read(_RECORD)
    file.seek(0)
    if head.startswith(_BACKUP):
        yield from _iter_tar(_open_backup(file, name, budget), name, budget, depth)
    elif head.startswith(b"PK"):
        yield from _iter_zip(file, name, budget, depth)
    elif head.startswith(b"\x1f\x8b"):
        yield from _iter_gzip(Inflating(file, budget, wbits=31), name, budget, depth)
    else:
        yield from _iter_tar(file, name, budget, depth)


def _open_backup(file: IO[bytes], name: str, budget: Budget) -> IO[bytes]:
    """Return the archive in an Android backup, whose header is four lines: magic, version, compressed, encryption."""
    lines = [file.readline(64).strip() for _ in range(4)]
    if lines[3] != b"none":
        raise StorageError(
            f"{name} is an Android backup that is encrypted with a password",
            hint="Make the backup again and leave the password empty.",
        )
    return cast("IO[bytes]", Inflating(file, budget, wbits=15)) if lines[2] == b"1" else file


def _iter_gzip(file: Inflating, name: str, budget: Budget, depth: int) -> Iterator[Content]:
    start = file.read(_RECORD)
    rest = cast("IO[bytes]", Joined(start, file))
    if start[257:262] == b"ustar":
        yield from _iter_tar(rest, name, budget, depth)
        return
    data = rest.read(budget.max_file + 1)
    if len(data) > budget.max_file:
        budget.pass_over(name, f"larger than {budget.max_file // 1024**2} MiB")
    else:
        yield Content(name, data)


def _iter_tar(file: IO[bytes], name: str, budget: Budget, depth: int) -> Iterator[Content]:
    # As a stream: member after member, nothing is sought, nothing is written.
    with tarfile.open(fileobj=file, mode="r|") as archive:
        for member in archive:
            budget.take_file()
            if not member.isreg():
                continue
            if member.size > budget.max_file:
                budget.pass_over(f"{name}/{member.name}", f"larger than {budget.max_file // 1024**2} MiB")
                continue
            opened = archive.extractfile(member)
            if opened is not None:
                yield from _iter_data(f"{name}/{member.name}", opened.read(), budget, depth + 1)


def _iter_zip(file: IO[bytes], name: str, budget: Budget, depth: int) -> Iterator[Content]:
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            budget.take_file()
            if member.is_dir():
                continue
            inner = f"{name}/{member.filename}"
            if member.flag_bits & 1:
                budget.pass_over(inner, "encrypted with a password")
                continue
            with archive.open(member) as opened:
                data = opened.read(budget.max_file + 1)
            budget.take(len(data))
            if len(data) > budget.max_file:
                budget.pass_over(inner, f"larger than {budget.max_file // 1024**2} MiB")
            else:
                yield from _iter_data(inner, data, budget, depth + 1)
