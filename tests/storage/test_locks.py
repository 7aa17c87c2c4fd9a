"""One writer at a time: the lock beside a file."""

from __future__ import annotations

import errno
import os
import stat
import sys
import threading
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from tests.support import RUN_TIMEOUT
from tuyalan.errors import StorageError
from tuyalan.storage.locks import open_lock

if TYPE_CHECKING:
    from pathlib import Path


def test_the_lock_file_is_private_and_makes_no_device_file(tmp_path: Path) -> None:
    path = tmp_path / "made" / "devices.json"
    with open_lock(path):
        lock = tmp_path / "made" / "devices.json.lock"
        assert stat.S_IMODE(lock.stat().st_mode) == 0o600
        assert stat.S_IMODE(lock.parent.stat().st_mode) == 0o700
    assert not path.exists()


def test_a_lock_that_is_held_is_reported_after_the_timeout(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with (
        open_lock(path),
        pytest.raises(StorageError, match=r"another program keeps .* locked; end it or try again"),
        open_lock(path, lock_timeout=0.05),
    ):
        pytest.fail("two hold the lock")


def test_a_lock_is_given_back_even_after_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with pytest.raises(KeyError), open_lock(path):
        raise KeyError
    with open_lock(path, lock_timeout=0):
        pass


def test_a_waiting_writer_goes_on_when_the_lock_is_free(tmp_path: Path) -> None:
    path = tmp_path / "file"
    order: list[str] = []
    is_waiting = threading.Event()

    def second() -> None:
        is_waiting.set()
        with open_lock(path):
            order.append("second")

    with open_lock(path):
        thread = threading.Thread(target=second)
        thread.start()
        assert is_waiting.wait(RUN_TIMEOUT)
        order.append("first")
    thread.join(RUN_TIMEOUT)
    assert order == ["first", "second"]


def test_paths_that_lead_to_one_file_share_one_lock(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    link = tmp_path / "link"
    link.symlink_to(path)
    with open_lock(path), pytest.raises(StorageError), open_lock(link, lock_timeout=0):
        pytest.fail("two hold the lock")


def test_a_folder_that_cannot_be_written_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(*_arguments: object) -> int:
        raise OSError(errno.EROFS, "read-only")

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refusing)
        with (
            pytest.raises(StorageError, match=r"cannot write beside .*read-only; choose"),
            open_lock(tmp_path / "file"),
        ):
            pytest.fail("there is no lock")


class FakeMsvcrt(ModuleType):
    """Windows' file locks: the first `refusals` calls find the lock taken."""

    LK_NBLCK = 2

    def __init__(self, refusals: int) -> None:
        super().__init__("msvcrt")
        self.refusals = refusals
        self.calls: list[tuple[int, int]] = []

    def locking(self, _handle: int, mode: int, size: int) -> None:
        self.calls.append((mode, size))
        if len(self.calls) <= self.refusals:
            raise OSError(errno.EACCES, "taken")


def test_windows_locks_one_byte_and_waits_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeMsvcrt(refusals=2)
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", fake)
    with open_lock(tmp_path / "file"):
        assert fake.calls == [(2, 1)] * 3


def test_a_platform_without_locks_writes_without_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", None)
    with open_lock(tmp_path / "file"), open_lock(tmp_path / "file"):
        assert (tmp_path / "file.lock").exists()


def test_a_file_system_without_locks_is_written_without_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fcntl = ModuleType("fcntl")

    def flock(_handle: int, _operation: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    vars(fcntl).update(flock=flock, LOCK_EX=2, LOCK_NB=4)
    monkeypatch.setitem(sys.modules, "fcntl", fcntl)
    caplog.set_level("DEBUG", "tuyalan.storage")
    with open_lock(tmp_path / "file"):
        assert "no locks on the file system" in caplog.text
