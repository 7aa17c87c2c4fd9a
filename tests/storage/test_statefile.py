"""The file behind the state is written in whole transactions, by one program at a time, and damage is noticed."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
from typing import TYPE_CHECKING, cast

import pytest

from tests.storage.support import held
from tuyalan.errors import StorageError
from tuyalan.storage.snapshot import RestlessError
from tuyalan.storage.statefile import (
    DamagedError,
    Rows,
    StateFile,
    StoredState,
    StoredValue,
    is_busy,
    is_damaged,
    move_aside,
    read_state,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "hub.db"
    file = StateFile(path)
    assert file.load() == StoredState()
    file.write(
        Rows(
            value=[("bf01", 1, "true", 5.0, "push"), ("bf02", 1, "[1]", 6.0, "reply")],
            counter=[("bf01", 17, '{"added":5}')],
        )
    )
    file.write(Rows(forgotten=frozenset({"bf02"}), value=[("bf01", 1, "false", 7.0, "push")]))
    file.close()
    again = StateFile(path)
    assert again.load() == StoredState(
        values={"bf01": {1: StoredValue(False, 7.0, "push")}},
        counters={"bf01": {17: {"added": 5}}},
    )
    again.close()


@pytest.mark.skipif(os.name != "posix", reason="modes mean nothing there")
def test_the_file_and_its_companions_are_their_owners_alone(tmp_path: Path) -> None:
    file = StateFile(tmp_path / "hub.db")
    file.write(Rows(counter=[("bf01", 1, "{}")]))
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    file.close()


def test_rows_that_cannot_be_understood_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    file = StateFile(path)
    file.write(
        Rows(
            value=[("bf01", 1, "tru", 5.0, "push"), ("bf01", 2, "2", 5.0, "push")],
            counter=[("bf01", 1, "{")],
        )
    )
    assert file.load() == StoredState(values={"bf01": {2: StoredValue(2, 5.0, "push")}})
    file.close()


def test_a_transaction_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    file = StateFile(tmp_path / "hub.db")
    with pytest.raises(sqlite3.Error):
        file.write(Rows(value=[("bf01", 1, "1", 5.0, "push"), ("bf01", 2, None, 5.0, "push")]))  # pyright: ignore[reportArgumentType] - on purpose
    assert file.load() == StoredState()
    file.write(Rows(value=[("bf01", 1, "1", 5.0, "push")]))
    file.close()


def test_a_second_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    file = StateFile(path)
    with pytest.raises(sqlite3.OperationalError) as caught:
        StateFile(path)
    assert is_busy(caught.value)
    assert not is_damaged(caught.value)
    file.close()


def test_a_file_of_a_newer_tuyalan_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    StateFile(path).close()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(StorageError, match="schema 99"):
        StateFile(path)


def test_damage_is_told_from_trouble_with_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    path.write_bytes(b"this is no database at all, and long enough to be looked at" * 20)
    with pytest.raises(sqlite3.DatabaseError) as caught:
        StateFile(path)
    assert is_damaged(caught.value)
    assert is_damaged(DamagedError("page 3"))
    assert not is_damaged(OSError("disk"))


def test_a_file_that_is_damaged_inside_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    file = StateFile(path)
    file.write(Rows(value=[(f"bf{n:04}", 1, '"' + "x" * 200 + '"', 5.0, "push") for n in range(500)]))
    file.close()
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 9] = b"\xa5" * (4096 * 6)
    path.write_bytes(bytes(data))
    with pytest.raises(sqlite3.DatabaseError) as caught:
        StateFile(path)
    assert is_damaged(caught.value)


def test_a_damaged_file_is_moved_aside_with_its_companions(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    path.write_bytes(b"x")
    (tmp_path / "hub.db-wal").write_bytes(b"y")
    aside = move_aside(path)
    assert aside.read_bytes() == b"x"
    assert aside.with_name(aside.name + "-wal").read_bytes() == b"y"
    assert not path.exists()


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="the owner of everything may do everything")
def test_a_folder_that_is_read_only_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OSError, match="denied"):
        StateFile(tmp_path / "hub.db")
    tmp_path.chmod(0o700)


def test_a_file_is_read_without_writing_anything_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    file = StateFile(path)
    file.write(Rows(value=[("bf01", 1, "true", 5.0, "push")]))
    file.close()
    before = sorted(tmp_path.iterdir())
    assert read_state(path).values == {"bf01": {1: StoredValue(True, 5.0, "push")}}
    assert sorted(tmp_path.iterdir()) == before
    with pytest.raises(sqlite3.Error):
        read_state(tmp_path / "none.db")
    assert sorted(tmp_path.iterdir()) == before


def test_what_is_in_the_log_only_is_read_too(tmp_path: Path) -> None:
    path, copy = tmp_path / "hub.db", tmp_path / "copy.db"
    file = StateFile(path)
    file.write(Rows(value=[("bf01", 1, "true", 5.0, "push")]))
    for suffix in ("", "-wal"):
        copy.with_name(copy.name + suffix).write_bytes(path.with_name(path.name + suffix).read_bytes())
    file.close()
    assert read_state(copy).values == {"bf01": {1: StoredValue(True, 5.0, "push")}}


BESIDE = pytest.mark.skipif(sys.platform == "win32", reason="whoever has a file open there has it alone")


@BESIDE
def test_a_file_is_read_beside_the_program_that_has_it(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    with held(path) as holder:
        assert read_state(path) == StoredState()
        # Some are only in the log, then it is moved into the file and begun anew.
        for number in (1, 2, 500):
            holder.begin("bf01", first=number, last=number + 100)
            holder.wait()
            before = sorted(tmp_path.iterdir())
            values = read_state(path).values["bf01"]
            assert {dp: each.value for dp, each in values.items()} == dict.fromkeys(range(50), number + 100)
            assert sorted(tmp_path.iterdir()) == before
        # It still has it for itself, and can still write.
        with pytest.raises(sqlite3.OperationalError) as caught:
            StateFile(path)
        assert is_busy(caught.value)
        holder.write("bf02", 7)
        assert read_state(path).values.keys() == {"bf01", "bf02"}
    assert read_state(path).values["bf02"][0].value == 7


@BESIDE
def test_what_is_read_while_much_is_written_is_of_one_moment(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    last = 3000
    with held(path) as holder:
        holder.begin("bf01", first=1, last=last)
        seen = [0]
        for _ in range(8):
            with contextlib.suppress(RestlessError):
                (value,) = {each.value for each in read_state(path).values.get("bf01", {}).values()} or {0}
                seen.append(cast("int", value))
        holder.wait()
        assert seen == sorted(seen)
        assert {each.value for each in read_state(path).values["bf01"].values()} == {last}


@BESIDE
def test_a_link_to_a_file_leads_to_its_log_too(tmp_path: Path) -> None:
    path, link = tmp_path / "hub.db", tmp_path / "link.db"
    link.symlink_to(path)
    with held(path) as holder:
        holder.write("bf01", 7)
        assert read_state(link).values["bf01"][0].value == 7


def test_where_locks_keep_others_from_reading_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tuyalan.storage.statefile.IS_POSSIBLE", False)
    path = tmp_path / "hub.db"
    with held(path) as holder:
        holder.write("bf01", 7)
        with pytest.raises(sqlite3.OperationalError) as caught:
            read_state(path)
        assert is_busy(caught.value)


@BESIDE
def test_damage_in_a_file_that_another_program_has_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    file = StateFile(path)
    file.write(Rows(value=[(f"bf{n:04}", 1, '"' + "x" * 200 + '"', 5.0, "push") for n in range(500)]))
    file.close()
    with held(path) as holder:
        holder.write("bf01", 7)
        with path.open("r+b") as damaged:
            damaged.seek(4096 * 9)
            damaged.write(b"\xa5" * 4096 * 6)
        with pytest.raises(sqlite3.DatabaseError) as caught:
            read_state(path)
        assert is_damaged(caught.value)
