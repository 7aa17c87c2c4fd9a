"""State is gathered, written seldom, and survives whatever happens to the program or its disk."""

from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support import ROOT, RUN_TIMEOUT
from tuyalan.errors import StorageError
from tuyalan.storage import state as module
from tuyalan.storage.state import AGE_INTERVAL, StateStore, StoredState, StoredValue
from tuyalan.storage.statefile import Rows, StateFile

if TYPE_CHECKING:
    from pathlib import Path

LONG = 3600.0
"""An interval that does not end within a test."""


def read(path: Path) -> StoredState:
    file = StateFile(path)
    state = file.load()
    file.close()
    return state


def test_what_was_noted_is_there_in_the_next_run(tmp_path: Path) -> None:
    store = StateStore(tmp_path / "hub.db", interval=LONG)
    assert store.open() == StoredState()
    store.note_values("bf01", {1: True, 2: "x"}, heard=5.0, cause="push")
    store.note_values("bf01", {1: False}, heard=6.0, cause="reply")
    store.note_counter("bf01", 17, lambda: {"added": 5})
    assert store.close()
    assert store.close()
    again = StateStore(tmp_path / "hub.db")
    assert again.open() == StoredState(
        values={"bf01": {1: StoredValue(False, 6.0, "reply"), 2: StoredValue("x", 5.0, "push")}},
        counters={"bf01": {17: {"added": 5}}},
    )
    again.close()
    assert repr(again).startswith("StateStore(")


def test_many_changes_are_one_write_and_no_change_is_none(tmp_path: Path) -> None:
    store = StateStore(tmp_path / "hub.db", interval=LONG)
    store.open()
    for number in range(100):
        store.note_values("bf01", {1: number}, heard=float(number), cause="push")
    assert store.flush()
    assert store.flush()
    assert store.writes == 1
    store.note_values("bf01", {1: 99}, heard=AGE_INTERVAL, cause="push")
    store.flush()
    assert store.writes == 1
    store.note_values("bf01", {1: 99}, heard=AGE_INTERVAL + 99, cause="push")
    store.flush()
    assert store.writes == 2
    store.close()


def test_a_clock_that_was_put_back_by_far_is_written(tmp_path: Path) -> None:
    store = StateStore(tmp_path / "hub.db", interval=LONG)
    store.open()
    for heard in (2 * AGE_INTERVAL, AGE_INTERVAL):
        store.note_values("bf01", {1: True}, heard=heard, cause="push")
        assert store.flush()
    assert store.writes == 2
    store.close()


def test_the_end_writes_ages_to_the_second(tmp_path: Path) -> None:
    store = StateStore(tmp_path / "hub.db", interval=LONG)
    store.open()
    store.note_values("bf01", {1: 5}, heard=10.0, cause="push")
    store.flush()
    store.note_values("bf01", {1: 5}, heard=20.0, cause="push")
    store.flush()
    store.close()
    assert read(store.path).values == {"bf01": {1: StoredValue(5, 20.0, "push")}}


def test_it_writes_by_itself_after_the_interval(tmp_path: Path) -> None:
    store = StateStore(tmp_path / "hub.db", interval=0.01)
    store.open()
    store.note_values("bf01", {1: 5}, heard=10.0, cause="push")
    event = module.threading.Event()
    for _ in range(500):
        if store.writes:
            break
        event.wait(0.01)
    assert store.writes == 1
    store.close()


def test_what_is_forgotten_is_gone_and_can_come_again(tmp_path: Path) -> None:
    store = StateStore(tmp_path / "hub.db", interval=LONG)
    store.open()
    store.note_values("bf01", {1: 5, 2: 6}, heard=10.0, cause="push")
    store.note_values("bf02", {1: 5}, heard=10.0, cause="push")
    store.flush()
    store.note_values("bf01", {1: 7}, heard=11.0, cause="push")
    store.note_counter("bf01", 17, dict)
    store.forget("bf01")
    store.note_values("bf01", {2: 6}, heard=12.0, cause="push")
    store.close()
    assert read(store.path) == StoredState(
        values={"bf01": {2: StoredValue(6, 12.0, "push")}, "bf02": {1: StoredValue(5, 10.0, "push")}}
    )


def test_values_that_cannot_be_stored_are_left_out(tmp_path: Path) -> None:
    store = StateStore(tmp_path / "hub.db", interval=LONG)
    store.open()
    hostile = {1: "\ud800", 2: object(), -1: 5, 2**40: 5, 3: 10**400, 4: "fine"}
    store.note_values("bf\x00'\"; DROP TABLE value", hostile, heard=1.0, cause="push")
    store.note_counter("bf01", 1, object)
    store.note_values("\ud800", {1: 1}, heard=1.0, cause="push")
    store.note_counter("\ud800", 1, dict)
    store.forget("\udfff")
    assert store.flush()
    store.close()
    values = read(store.path).values["bf\x00'\"; DROP TABLE value"]
    assert values[4] == StoredValue("fine", 1.0, "push")
    assert values.keys() <= {3, 4}


def test_a_second_hub_is_refused(tmp_path: Path) -> None:
    store = StateStore(tmp_path / "hub.db")
    store.open()
    with pytest.raises(StorageError, match="another program uses") as caught:
        StateStore(tmp_path / "hub.db").open()
    assert "Only one hub" in caught.value.hint
    store.close()


def test_a_damaged_file_is_moved_aside_and_a_new_one_begun(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "hub.db"
    path.write_bytes(b"no database" * 500)
    store = StateStore(path, interval=LONG)
    assert store.open() == StoredState()
    store.note_values("bf01", {1: 5}, heard=10.0, cause="push")
    assert store.close()
    assert read(path).values == {"bf01": {1: StoredValue(5, 10.0, "push")}}
    (aside,) = tmp_path.glob("hub.db.damaged-*")
    assert aside.read_bytes() == b"no database" * 500
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "is damaged" in caplog.text


class Failing:
    """A file that fails for as long as it is told to."""

    error: Exception | None = None

    def __init__(self, path: Path) -> None:
        if self.error is not None:
            raise self.error
        self._file = StateFile(path)

    def load(self) -> StoredState:
        return self._file.load()

    def write(self, rows: Rows) -> None:
        if self.error is not None:
            raise self.error
        self._file.write(rows)

    def close(self) -> None:
        self._file.close()


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> type[Failing]:
    class Disk(Failing):
        pass

    monkeypatch.setattr(module, "StateFile", Disk)
    return Disk


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), sqlite3.OperationalError("database or disk is full")]
)
def test_a_disk_that_is_full_is_told_once_and_nothing_is_lost(
    failing: type[Failing], tmp_path: Path, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    caplog.set_level(logging.WARNING)
    store = StateStore(tmp_path / "hub.db", interval=LONG)
    store.open()
    store.note_values("bf01", {1: 1}, heard=1.0, cause="push")
    store.note_values("bf02", {1: 1}, heard=1.0, cause="push")
    failing.error = error
    assert not store.flush()
    store.note_values("bf01", {2: 2}, heard=2.0, cause="push")
    store.forget("bf02")
    assert not store.flush()
    assert store.problem is not None
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    failing.error = None
    assert store.flush()
    assert store.problem is None
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    store.close()
    assert read(store.path).values == {"bf01": {1: StoredValue(1, 1.0, "push"), 2: StoredValue(2, 2.0, "push")}}


def test_a_file_system_that_is_read_only_from_the_start_is_told_and_tried_again(
    failing: type[Failing], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    failing.error = OSError(30, "Read-only file system")
    store = StateStore(tmp_path / "hub.db", interval=LONG)
    assert store.open() == StoredState()
    assert "read-only" in caplog.text
    store.note_values("bf01", {1: 1}, heard=1.0, cause="push")
    failing.error = None
    assert store.close()
    assert read(store.path).values == {"bf01": {1: StoredValue(1, 1.0, "push")}}


def test_what_is_on_a_disk_that_cannot_be_written_is_read_all_the_same(failing: type[Failing], tmp_path: Path) -> None:
    store = StateStore(tmp_path / "hub.db", interval=LONG)
    store.open()
    store.note_values("bf01", {1: 1}, heard=1.0, cause="push")
    store.close()
    failing.error = OSError(30, "Read-only file system")
    again = StateStore(tmp_path / "hub.db", interval=LONG)
    assert again.open().values == {"bf01": {1: StoredValue(1, 1.0, "push")}}
    assert again.problem is not None
    again.note_values("bf01", {1: 1}, heard=2.0, cause="push")
    failing.error = None
    again.close()
    assert read(store.path).values == {"bf01": {1: StoredValue(1, 2.0, "push")}}


def test_damage_while_running_costs_nothing_that_is_known(failing: type[Failing], tmp_path: Path) -> None:
    store = StateStore(tmp_path / "hub.db", interval=LONG)
    store.open()
    store.note_values("bf01", {1: 1, 2: 2}, heard=1.0, cause="push")
    store.flush()
    store.note_values("bf01", {1: 3}, heard=2.0, cause="reply")
    damaged = sqlite3.DatabaseError("database disk image is malformed")
    damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    failing.error = damaged
    store.flush()
    failing.error = None
    assert store.close()
    assert list(tmp_path.glob("hub.db.damaged-*"))
    assert read(store.path).values == {"bf01": {1: StoredValue(3, 2.0, "reply"), 2: StoredValue(2, 1.0, "push")}}


def test_a_damaged_file_that_cannot_be_moved_is_trouble(
    failing: type[Failing], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> Path:
        raise OSError(30, f"cannot move {path}")

    monkeypatch.setattr(module, "move_aside", refuse)
    failing.error = module.sqlite3.DatabaseError("file is not a database")
    failing.error.sqlite_errorcode = sqlite3.SQLITE_NOTADB  # pyright: ignore[reportAttributeAccessIssue] - set by SQLite else
    store = StateStore(tmp_path / "hub.db", interval=LONG)
    store.open()
    assert store.problem is not None
    assert store.problem.startswith("the file system is read-only")
    failing.error = None
    store.close()


def test_a_counter_that_fails_costs_nothing_else(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> object:
        raise ZeroDivisionError

    store = StateStore(tmp_path / "hub.db", interval=LONG)
    store.open()
    store.note_counter("bf01", 1, fail)
    store.note_counter("bf01", 2, lambda: {"total": 3})
    store.note_values("bf01", {1: 1}, heard=1.0, cause="push")
    assert store.close()
    assert "bf01: its counter 1 could not be built" in caplog.text
    state = read(store.path)
    assert state.values["bf01"][1].value == 1
    assert list(state.counters["bf01"]) == [2]


def test_a_fault_of_ours_does_not_end_the_writer(
    failing: type[Failing], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = StateStore(tmp_path / "hub.db", interval=LONG)
    store.open()
    failing.error = ZeroDivisionError()
    store.note_values("bf01", {1: 1}, heard=1.0, cause="push")
    assert not store.flush()
    assert store.problem is not None
    failing.error = None
    store.note_values("bf01", {1: 2}, heard=2.0, cause="push")
    assert store.close()
    assert store.problem is None
    assert "writing the state failed" in caplog.text
    assert read(store.path).values["bf01"][1].value == 2


def test_a_store_that_is_not_open_writes_nothing(tmp_path: Path) -> None:
    store = StateStore(tmp_path / "hub.db")
    assert not store.flush()
    assert store.close()
    assert list(tmp_path.iterdir()) == []


KILLED = """
import sys, itertools
from tuyalan.storage.state import StateStore
store = StateStore(sys.argv[1], interval=0.001)
store.open()
for number in itertools.count():
    for device in range(20):
        store.note_values(f"bf{device}", {1: number, 2: number}, heard=float(number), cause="push")
    store.flush()
    print(number, flush=True)
"""


@pytest.mark.parametrize("rounds", [3, 40])
def test_a_program_that_is_killed_loses_nothing_that_was_written(tmp_path: Path, rounds: int) -> None:
    path = tmp_path / "hub.db"
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", KILLED, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environ, text=True) as process:  # noqa: S603 - our own program
        assert process.stdout is not None
        told = [int(process.stdout.readline()) for _ in range(rounds)]
        process.kill()
        process.wait(RUN_TIMEOUT)
    state = StateStore(path).open()
    numbers = {stored.value for values in state.values.values() for stored in values.values()}
    # All of one round or all of a later one, never a part.
    assert len(numbers) == 1
    (number,) = numbers
    assert isinstance(number, int)
    assert number >= told[-1]
    assert len(state.values) == 20
