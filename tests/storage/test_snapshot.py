"""A file that another program has open is copied with its log as of one moment, or not at all."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from tests.support import RUN_TIMEOUT
from tuyalan.storage.snapshot import RestlessError, open_snapshot

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="whoever has a file open there has it alone")


def write_during_reading(path: Path, *, times: int) -> threading.Thread:
    """Put a file there that cannot be read `times` times without something being written to its log meanwhile."""
    log = path.with_name(path.name + "-wal")

    def feed() -> None:
        for number in range(times):
            with path.open("wb") as pipe:
                # Whoever reads has read the log before, and waits now; the next one finds another file.
                log.write_text(f"transaction {number}")
                path.unlink()
                if number + 1 < times:
                    os.mkfifo(path)
                else:
                    path.write_bytes(b"pages at rest")
                pipe.write(b"pages")

    os.mkfifo(path)
    thread = threading.Thread(target=feed, daemon=True)
    thread.start()
    return thread


def test_the_copy_is_its_readers_alone_and_gone_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    path.write_bytes(b"pages")
    (tmp_path / "hub.db-wal").write_bytes(b"log")
    with open_snapshot(path) as copy:
        assert copy.read_bytes() == b"pages"
        assert copy.with_name("hub.db-wal").read_bytes() == b"log"
        assert {each.stat().st_mode & 0o777 for each in copy.parent.iterdir()} == {0o600}
        assert copy.parent.stat().st_mode & 0o777 == 0o700
    assert not copy.parent.exists()
    assert path.read_bytes() == b"pages"


def test_a_file_without_a_log_is_copied(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    path.write_bytes(b"pages")
    with open_snapshot(path) as copy:
        assert copy.read_bytes() == b"pages"


def test_what_is_written_to_meanwhile_is_copied_again(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    thread = write_during_reading(path, times=2)
    with open_snapshot(path) as copy:
        assert copy.read_bytes() == b"pages at rest"
        assert copy.with_name("hub.db-wal").read_text() == "transaction 1"
    thread.join(RUN_TIMEOUT)


def test_what_is_written_to_all_the_time_is_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    thread = write_during_reading(path, times=5)
    with pytest.raises(RestlessError, match="all the time"), open_snapshot(path):
        pass
    thread.join(RUN_TIMEOUT)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), open_snapshot(tmp_path / "none.db"):
        pass
