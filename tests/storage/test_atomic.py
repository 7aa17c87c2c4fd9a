"""Whole or not at all, and private: files as `tuyalan.storage.atomic` writes them."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from tuyalan.errors import StorageError
from tuyalan.storage import atomic
from tuyalan.storage.atomic import (
    explain,
    is_open_to_others,
    make_folder,
    read_private,
    real_path,
    write_atomic,
)

OLD = b"old and whole"
NEW = b"new and whole"


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names_in(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir()]


def fail(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, error: BaseException) -> None:
    """Let every call of `owner.name` raise `error`."""

    def raising(*_arguments: object, **_named: object) -> NoReturn:
        raise error

    monkeypatch.setattr(owner, name, raising)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_atomic(path, NEW)
    assert read_private(path) == NEW
    assert read_private(str(path)) == NEW


def test_a_missing_file_reads_as_none(tmp_path: Path) -> None:
    assert read_private(tmp_path / "nothing") is None
    assert read_private(tmp_path / "no folder" / "nothing") is None


def test_the_file_is_private_whatever_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_atomic(tmp_path / "a" / "b" / "file", NEW)
    finally:
        os.umask(before)
    assert mode_of(tmp_path / "a" / "b" / "file") == 0o600
    assert mode_of(tmp_path / "a" / "b") == 0o700
    assert mode_of(tmp_path / "a") == 0o700


def test_the_file_is_private_while_it_is_being_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modes: list[int] = []
    write = os.write

    def watching(handle: int, data: bytes) -> int:
        modes.append(stat.S_IMODE(os.fstat(handle).st_mode))
        return write(handle, data)

    monkeypatch.setattr(os, "write", watching)
    write_atomic(tmp_path / "file", NEW, mode=0o644)
    assert modes == [0o600]
    assert mode_of(tmp_path / "file") == 0o644


def test_an_open_file_is_closed_to_others_when_it_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(OLD)
    path.chmod(0o644)
    assert is_open_to_others(path)
    write_atomic(path, NEW)
    assert not is_open_to_others(path)


def test_folders_that_exist_keep_their_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    write_atomic(tmp_path / "file", NEW)
    assert mode_of(tmp_path) == 0o755


def test_data_that_the_system_takes_in_pieces_arrives_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write

    def sparing(handle: int, data: memoryview) -> int:
        return write(handle, bytes(data[:3]))

    monkeypatch.setattr(os, "write", sparing)
    write_atomic(tmp_path / "file", NEW)
    assert (tmp_path / "file").read_bytes() == NEW


@pytest.mark.parametrize(("owner", "name"), [(os, "write"), (os, "fsync"), (os, "fchmod"), (Path, "replace")])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()])
def test_a_fault_on_the_way_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, error: BaseException
) -> None:
    path = tmp_path / "file"
    path.write_bytes(OLD)
    with monkeypatch.context() as patch:
        fail(patch, owner, name, error)
        with pytest.raises((StorageError, KeyboardInterrupt)):
            write_atomic(path, NEW, mode=0o640)
    assert path.read_bytes() == OLD
    assert names_in(tmp_path) == ["file"]


def test_a_fault_survives_that_the_rest_cannot_be_cleared_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(monkeypatch, os, "fsync", OSError(errno.ENOSPC, "full"))
    fail(monkeypatch, Path, "unlink", OSError(errno.EIO, "worse"))
    with pytest.raises(StorageError, match="disk is full"):
        write_atomic(tmp_path / "file", NEW)


def test_a_process_that_dies_before_the_rename_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(OLD)
    script = (
        "import os, sys, pathlib\n"
        "from tuyalan.storage.atomic import write_atomic\n"
        "pathlib.Path.replace = lambda *_: os._exit(9)\n"
        "write_atomic(sys.argv[1], b'new')\n"
    )
    source = str(Path(atomic.__file__).parents[2])
    ended = subprocess.run(  # noqa: S603 - our own interpreter and our own text.
        [sys.executable, "-c", script, str(path)], check=False, timeout=30, env={**os.environ, "PYTHONPATH": source}
    )
    assert ended.returncode == 9
    assert path.read_bytes() == OLD
    write_atomic(path, NEW)
    assert path.read_bytes() == NEW


def test_the_folder_is_made_durable_after_the_rename(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[tuple[bool, bytes]] = []
    path = tmp_path / "file"
    path.write_bytes(OLD)

    def watching(handle: int) -> None:
        synced.append((stat.S_ISDIR(os.fstat(handle).st_mode), path.read_bytes()))

    monkeypatch.setattr(os, "fsync", watching)
    write_atomic(path, NEW)
    assert synced == [(False, OLD), (True, NEW)]


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP])
def test_a_file_system_without_fsync_for_folders_is_good_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    refuse_folder_sync(monkeypatch, code)
    write_atomic(tmp_path / "file", NEW)
    assert (tmp_path / "file").read_bytes() == NEW


def test_a_folder_that_cannot_be_made_durable_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_folder_sync(monkeypatch, errno.EIO)
    with pytest.raises(StorageError, match="cannot write"):
        write_atomic(tmp_path / "file", NEW)


def refuse_folder_sync(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    sync = os.fsync

    def refusing(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(code, "not here")
        sync(handle)

    monkeypatch.setattr(os, "fsync", refusing)


def test_a_symbolic_link_in_place_of_the_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target = tmp_path / "there" / "target"
    target.write_bytes(OLD)
    link = tmp_path / "link"
    link.symlink_to(target)
    with pytest.raises(StorageError, match="symbolic link, which is not followed; give the path of the file"):
        write_atomic(link, NEW)
    assert link.is_symlink()
    assert target.read_bytes() == OLD
    assert read_private(link) == OLD
    assert names_in(tmp_path / "there") == ["target"]


def test_a_link_to_nothing_makes_no_file_elsewhere(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "later" / "target")
    assert read_private(link) is None
    with pytest.raises(StorageError, match="symbolic link"):
        write_atomic(link, NEW)
    assert not (tmp_path / "later").exists()
    assert link.is_symlink()


def test_a_folder_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")
    write_atomic(tmp_path / "link" / "file", NEW)
    assert (tmp_path / "there" / "file").read_bytes() == NEW


def test_what_killed_writers_left_is_removed_and_what_others_write_now_is_not(tmp_path: Path) -> None:
    old, young, strange = (tmp_path / name for name in (".tuyalan-a.tmp", ".tuyalan-b.tmp", "old.tmp"))
    for file in (old, young, strange):
        file.write_bytes(OLD)
    for file in (old, strange):
        os.utime(file, (1, 1))
    write_atomic(tmp_path / "file", NEW)
    assert sorted(names_in(tmp_path)) == [".tuyalan-b.tmp", "file", "old.tmp"]


def test_leftovers_that_cannot_be_removed_do_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / ".tuyalan-a.tmp"
    old.write_bytes(OLD)
    os.utime(old, (1, 1))
    fail(monkeypatch, Path, "unlink", OSError(errno.EPERM, "no"))
    write_atomic(tmp_path / "file", NEW)
    assert read_private(tmp_path / "file") == NEW


def test_links_in_a_circle_are_reported_and_stay(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(link)
    with pytest.raises(StorageError, match="circle"):
        write_atomic(link, NEW)
    with pytest.raises(StorageError, match="circle"):
        read_private(link)
    assert link.is_symlink()


def test_the_circle_reported_by_older_pythons_is_an_error_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    fail(monkeypatch, Path, "resolve", RuntimeError("Symlink loop"))
    with pytest.raises(OSError, match=os.strerror(errno.ELOOP)) as caught:
        real_path("anything")
    assert caught.value.errno == errno.ELOOP


def test_a_folder_in_place_of_the_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"cannot write .*it is a folder"):
        write_atomic(tmp_path, NEW)
    with pytest.raises(StorageError, match=r"cannot read .*it is a folder"):
        read_private(tmp_path)


def test_a_pipe_neither_blocks_nor_is_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(StorageError, match="no plain file"):
        read_private(pipe)
    with pytest.raises(StorageError, match="no plain file"):
        write_atomic(pipe, NEW)
    assert pipe.is_fifo()


def test_a_file_in_place_of_a_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(OLD)
    with pytest.raises(StorageError, match="a part of the path is a file"):
        write_atomic(tmp_path / "file" / "below", NEW)
    with pytest.raises(StorageError, match="a part of the path is a file"):
        read_private(tmp_path / "file" / "below")


def test_making_a_folder_where_a_file_is_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(OLD)
    with pytest.raises(FileExistsError):
        make_folder(tmp_path / "file")


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (errno.EACCES, "there is no permission; check who owns"),
        (errno.EPERM, "there is no permission; check who owns"),
        (errno.EROFS, "the file system is read-only; choose"),
        (errno.ENOSPC, "the disk is full; free some space"),
        (errno.EDQUOT, "quota is used up; free some space"),
        (errno.EBUSY, "mounted by itself; mount its folder"),
        (errno.ENAMETOOLONG, "choose a shorter one"),
        (errno.EIO, "strange"),
    ],
)
def test_a_write_that_the_system_refuses_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, advice: str
) -> None:
    fail(monkeypatch, Path, "replace", OSError(code, "strange"))
    with pytest.raises(StorageError, match=advice) as caught:
        write_atomic(tmp_path / "file", NEW)
    assert isinstance(caught.value.__cause__, OSError)
    assert str(tmp_path / "file") in caught.value.message


def test_a_read_that_the_system_refuses_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(OLD)
    fail(monkeypatch, Path, "open", PermissionError(errno.EACCES, "no"))
    with pytest.raises(StorageError, match=r"cannot read .*there is no permission"):
        read_private(tmp_path / "file")


def test_an_error_without_a_text_still_has_a_name() -> None:
    assert explain(TimeoutError()) == "TimeoutError"


def test_a_file_of_unlikely_size_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic, "MAX_FILE_SIZE", len(OLD) - 1)
    (tmp_path / "file").write_bytes(OLD)
    with pytest.raises(StorageError, match="larger than 12 bytes"):
        read_private(tmp_path / "file")
    monkeypatch.setattr(atomic, "MAX_FILE_SIZE", len(OLD))
    assert read_private(tmp_path / "file") == OLD


def test_a_missing_file_is_not_open_to_others(tmp_path: Path) -> None:
    assert not is_open_to_others(tmp_path / "nothing")


class Windows:
    """The module `os` as far as Windows has it."""

    name = "nt"

    def __getattr__(self, name: str) -> object:
        if name == "fchmod":
            raise AttributeError(name)
        return getattr(os, name)


def test_windows_writes_without_modes_and_folder_handles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic, "os", Windows())
    path = tmp_path / "file"
    write_atomic(path, OLD, mode=0o644)
    assert read_private(path) == OLD
    path.chmod(0o644)
    assert not is_open_to_others(path)


@pytest.mark.parametrize("refusals", [1, 19, 20])
def test_windows_tries_again_while_another_program_reads_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusals: int
) -> None:
    pauses: list[float] = []
    replace = Path.replace

    def refusing(source: Path, target: Path) -> Path:
        if len(pauses) < min(refusals, 19) or refusals == 20:
            raise PermissionError(errno.EACCES, "in use")
        return replace(source, target)

    monkeypatch.setattr(atomic, "os", Windows())
    monkeypatch.setattr(atomic.time, "sleep", pauses.append)
    monkeypatch.setattr(Path, "replace", refusing)
    path = tmp_path / "file"
    path.write_bytes(OLD)
    if refusals == 20:
        with pytest.raises(StorageError, match="there is no permission"):
            write_atomic(path, NEW)
        assert path.read_bytes() == OLD
    else:
        write_atomic(path, NEW)
        assert path.read_bytes() == NEW
    assert pauses == [0.05] * min(refusals, 19)
