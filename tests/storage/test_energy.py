"""The energy store: counters that go on counting after a restart."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import ROOT, RUN_TIMEOUT
from tuyalan.errors import StorageError
from tuyalan.model.energy import EnergyCounter, expect
from tuyalan.storage import energy
from tuyalan.storage.energy import ENERGY_FILE, SAVE_INTERVAL, EnergyStore
from tuyalan.storage.places import config_folder

if TYPE_CHECKING:
    from pathlib import Path

    from tuyalan.vocabulary import Json

WRITER = """
import sys
from tuyalan.model.energy import expect
from tuyalan.storage.energy import EnergyStore

store = EnergyStore.load(sys.argv[1])
counter = expect(is_increment=True)
while True:
    counter = counter.feed(1, device_time=None, at=0.0, is_push=True)
    store.put("bf00plug", 17, counter=counter, now=0.0)
    store.save()
    print(counter.total, flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "energy.json"


def counted(total: int) -> EnergyCounter:
    return expect(is_increment=True).feed(total, device_time=1_790_000_000.0, at=1_790_000_001.0, is_push=True)


def saved(path: Path, device_id: str, total: int) -> EnergyStore:
    """Return a store that has saved one counter."""
    store = EnergyStore.load(path)
    store.put(device_id, 17, counter=counted(total), now=0.0)
    store.save()
    return store


def test_a_missing_file_is_an_empty_store(path: Path) -> None:
    store = EnergyStore.load(path)
    assert (store.counters, store.is_changed, store.due_at) == ({}, False, None)
    assert not store.save()
    assert not store.save_if_due(now=1e9)
    assert list(path.parent.iterdir()) == []


def test_without_a_path_the_users_own_file_is_meant(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in ("XDG_CONFIG_HOME", "APPDATA", "HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    assert EnergyStore.load().path == config_folder() / ENERGY_FILE


def test_counters_go_on_after_a_restart(path: Path) -> None:
    saved(path, "bf00plug", 5)
    store = EnergyStore.load(path)
    counter = store.get("bf00plug", 17)
    assert counter is not None
    assert counter == counted(5)
    assert store.get("bf00plug", 18) is None
    # The push that was counted before is known again.
    again = counter.feed(5, device_time=1_790_000_000.0, at=1_790_000_002.0, is_push=True)
    assert again.total == 5
    assert repr(store) == f"EnergyStore({str(path)!r}, 1 counters)"


@pytest.mark.skipif(os.name != "posix", reason="modes mean nothing here")
def test_the_file_is_private(path: Path) -> None:
    saved(path, "bf00plug", 5)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_changes_are_gathered_so_that_memory_cards_last(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writes: list[bytes] = []

    def record(_: Path, data: bytes) -> None:
        writes.append(data)

    monkeypatch.setattr(energy, "write_atomic", record)
    store = EnergyStore.load(path)
    now = 1000.0
    for second in range(3600):
        store.put("bf00plug", 17, counter=counted(second), now=now + second)
        store.save_if_due(now=now + second)
    assert len(writes) == 3600 // (SAVE_INTERVAL + 1)
    assert store.due_at is not None
    assert now + 3600 < store.due_at + SAVE_INTERVAL


def test_the_first_change_sets_the_time_and_saving_clears_it(path: Path) -> None:
    store = EnergyStore.load(path, save_interval=60)
    store.put("bf00plug", 17, counter=counted(1), now=10.0)
    store.put("bf00plug", 17, counter=counted(2), now=50.0)
    assert store.due_at == 70.0
    assert not store.save_if_due(now=69.0)
    assert store.save_if_due(now=70.0)
    assert (store.due_at, store.is_changed) == (None, False)


def test_programs_that_count_different_devices_share_the_file(path: Path) -> None:
    ours, theirs = EnergyStore.load(path), EnergyStore.load(path)
    ours.put("bf00plug", 17, counter=counted(1), now=0.0)
    theirs.put("bf00meter", 1, counter=counted(2), now=0.0)
    assert ours.save()
    assert theirs.save()
    assert set(theirs.counters) == {("bf00plug", 17), ("bf00meter", 1)}
    ours.put("bf00plug", 17, counter=counted(3), now=1.0)
    ours.save()
    assert EnergyStore.load(path).counters == {("bf00plug", 17): counted(3), ("bf00meter", 1): counted(2)}


def test_what_changes_while_the_disk_is_busy_is_saved_next_time(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = saved(path, "bf00plug", 1)
    store.put("bf00lamp", 17, counter=counted(9), now=0.0)
    store.save()
    write = energy.write_atomic

    def write_slowly(target: Path, data: bytes) -> None:
        store.put("bf00plug", 17, counter=counted(3), now=2.0)
        store.remove("bf00lamp", now=2.0)
        write(target, data)

    store.put("bf00plug", 17, counter=counted(2), now=1.0)
    with monkeypatch.context() as patch:
        patch.setattr(energy, "write_atomic", write_slowly)
        store.save()
    assert store.is_changed
    assert store.counters == {("bf00plug", 17): counted(3)}
    store.save()
    assert EnergyStore.load(path).counters == {("bf00plug", 17): counted(3)}


def test_a_device_can_be_forgotten(path: Path) -> None:
    store = saved(path, "bf00plug", 1)
    assert store.remove("bf00plug", now=5.0)
    assert store.due_at == 5.0 + SAVE_INTERVAL
    assert not store.remove("bf00plug", now=6.0)
    assert store.save()
    assert EnergyStore.load(path).counters == {}


def test_fields_without_a_meaning_here_are_kept(path: Path) -> None:
    path.write_text('{"schema": 1, "note": "mine", "counters": {}}')
    saved(path, "bf00plug", 1)
    assert json.loads(path.read_text())["note"] == "mine"


def test_a_disk_that_takes_nothing_costs_no_counter_and_is_not_asked_at_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StorageError("cannot write: the disk is full")

    store = EnergyStore.load(path)
    store.put("bf00plug", 17, counter=counted(1), now=0.0)
    with monkeypatch.context() as patch:
        patch.setattr(energy, "write_atomic", refuse)
        with pytest.raises(StorageError):
            store.save_if_due(now=SAVE_INTERVAL)
        assert not store.save_if_due(now=SAVE_INTERVAL + 1)
    assert store.save_if_due(now=2 * SAVE_INTERVAL)
    assert EnergyStore.load(path).get("bf00plug", 17) == counted(1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("{", "line 1, column 2"),
        ("[]", "no file of energy counters"),
        ('{"schema": 2, "counters": {}}', "has schema 2"),
        ('{"schema": 1}', "needs a number"),
        ('{"schema": 1, "counters": {"bf00": []}}', "bf00: "),
        ('{"schema": 1, "counters": {"bf00": {"x": {}}}}', "'x' is no data point"),
        ('{"schema": 1, "counters": {"bf00": {"17": {"added": -1}}}}', "data point 17: this is no energy counter"),
        ('{"schema": 1, "counters": {"bf00": {"17": 5}}}', "data point 17: this is no energy counter"),
    ],
)
def test_a_damaged_file_is_named_and_left_alone(path: Path, text: str, says: str) -> None:
    path.write_text(text)
    with pytest.raises(StorageError) as caught:
        EnergyStore.load(path)
    assert says in str(caught.value)
    store = EnergyStore(path)
    store.put("bf00plug", 17, counter=counted(1), now=0.0)
    with pytest.raises(StorageError):
        store.save()
    assert path.read_text() == text
    assert store.is_changed


def test_any_number_of_digits_is_no_data_point(path: Path) -> None:
    counters: dict[str, Json] = {"bf00": {"9" * 5000: {}}}
    path.write_text(json.dumps({"schema": 1, "counters": counters}))
    with pytest.raises(StorageError):
        EnergyStore.load(path)


@pytest.mark.skipif(os.name != "posix", reason="there is no such signal here")
def test_a_program_that_is_killed_loses_nothing_that_was_saved(path: Path) -> None:
    environ: dict[str, Any] = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, env=environ, text=True
    ) as writer:
        assert writer.stdout is not None
        bound = threading.Timer(RUN_TIMEOUT, writer.kill)
        bound.start()
        try:
            told = [int(writer.stdout.readline()) for _ in range(5)]
        finally:
            writer.kill()
            bound.cancel()
        told += [int(line) for line in writer.stdout.read().split("\n")[:-1]]
    counter = EnergyStore.load(path).get("bf00plug", 17)
    assert counter is not None
    # One more may have reached the disk before it could be told.
    assert counter.total in {told[-1], told[-1] + 1}
