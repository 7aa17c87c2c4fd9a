"""The device store: one private file that several programs share."""

from __future__ import annotations

import errno
import json
import os
import stat
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.storage.support import KEY, OTHER_KEY, SECRET, records
from tuyalan.errors import LockedError, StorageError, UseError
from tuyalan.storage import DeviceRecord, DeviceStore, Problem, devices
from tuyalan.storage.document import SCHEMA
from tuyalan.storage.files import MAX_BACKUPS
from tuyalan.storage.keys import KnownKey
from tuyalan.storage.unlocking import Unlocker
from tuyalan.storage.vault import lock_with_passphrase
from tuyalan.vocabulary import LocalKey, Version

if TYPE_CHECKING:
    from collections.abc import Callable

LAMP = DeviceRecord(id="bf00lamp", name="Lamp", key=KEY, address="10.0.0.1", address_source="beacon")
HUB = DeviceRecord(id="bf00hub", name="Hub", key=OTHER_KEY)
DOOR = DeviceRecord(id="bf00door", name="Door", key=OTHER_KEY, parent="bf00hub", cid="a4c1")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "devices.json"


def saved(path: Path, *records: DeviceRecord) -> DeviceStore:
    """Return a store whose file holds `records`."""
    store = DeviceStore(path, devices={record.id: record for record in records})
    store.save()
    return store


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# ---------------------------------------------------------------- load and save


def test_a_missing_file_is_an_empty_store(path: Path) -> None:
    store = DeviceStore.load(path)
    assert store.records == ()
    assert not store.is_changed
    assert not store.save()
    assert list(path.parent.iterdir()) == []


def test_what_is_saved_is_loaded(path: Path) -> None:
    store = DeviceStore.load(path)
    for record in (LAMP, HUB, DOOR):
        store.add(record)
    assert store.is_changed
    assert store.save()
    assert not store.is_changed
    assert DeviceStore.load(path).records == (LAMP, HUB, DOOR)
    assert store.records == (LAMP, HUB, DOOR)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(records(), max_size=4, unique_by=lambda record: record.id))
def test_any_records_come_back_from_the_file(tmp_path: Path, given_records: list[DeviceRecord]) -> None:
    path = tmp_path / "any.json"
    path.unlink(missing_ok=True)
    saved(path, *given_records)
    assert DeviceStore.load(path).records == tuple(given_records)


def test_the_file_names_its_schema_and_is_private(path: Path) -> None:
    saved(path, LAMP)
    assert json.loads(path.read_text())["schema"] == SCHEMA
    assert mode_of(path) == 0o600


def test_the_path_comes_from_the_environment(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(path, LAMP)
    monkeypatch.setenv("TUYALAN_DEVICES", str(path))
    store = DeviceStore.load()
    assert store.path == path
    assert store.records == (LAMP,)


def test_without_changes_nothing_is_written(path: Path) -> None:
    saved(path, LAMP)
    before = path.stat().st_ino
    store = DeviceStore.load(path)
    store.update(LAMP.id, name="Lamp")
    assert not store.is_changed
    assert not store.save()
    assert path.stat().st_ino == before


def test_fields_that_are_not_known_here_survive(path: Path) -> None:
    path.write_text('{"schema": 1, "note": "mine", "devices": [{"id": "d", "later": {"a": null}}]}')
    store = DeviceStore.load(path)
    store.update("d", name="Lamp")
    store.save()
    assert json.loads(path.read_text()) == {
        "schema": 1,
        "note": "mine",
        "devices": [{"id": "d", "name": "Lamp", "later": {"a": None}}],
    }


def test_nothing_printed_shows_a_key(path: Path) -> None:
    store = saved(path, LAMP)
    assert repr(store) == f"DeviceStore({str(path)!r}, 1 devices)"
    assert SECRET not in repr(store.records)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"schema": 1,\n "devices": [}', "line 2, column 14"),
        ('{"schema": 1, "devices": [{"id": "d", "key": "short"}]}', "d: .*'key' is wrong: .* 16 characters"),
        ('{"schema": 1, "devices": [{"id": "d", "version": "9.9"}]}', "d: .*'version' is '9.9'"),
        ('{"schema": 3, "devices": []}', "schema 3"),
        ('{"schema": 1, "devices": [{"id": "d"}, {"id": "d"}]}', "d: .*'id' repeats"),
        ("", "is empty"),
    ],
)
def test_a_damaged_file_is_reported_and_never_overwritten(path: Path, text: str, message: str) -> None:
    path.write_text(text)
    with pytest.raises(StorageError, match=message):
        DeviceStore.load(path)
    store = DeviceStore(path)
    store.add(LAMP)
    with pytest.raises(StorageError, match=message):
        store.save()
    assert path.read_text() == text
    assert store.is_changed


def test_a_file_damaged_by_another_program_meanwhile_is_not_overwritten(path: Path) -> None:
    store = saved(path, LAMP)
    path.write_text("{")
    store.add(HUB)
    with pytest.raises(StorageError, match="line 1, column 2"):
        store.save()
    assert path.read_text() == "{"
    assert store.records == (LAMP, HUB)


def test_a_file_that_vanished_is_written_anew_and_whole(path: Path) -> None:
    store = saved(path, LAMP)
    path.unlink()
    store.add(HUB)
    assert store.save()
    assert DeviceStore.load(path).records == (LAMP, HUB)


@pytest.mark.parametrize(("owner", "name"), [(os, "write"), (os, "fsync"), (Path, "replace")])
def test_a_fault_while_saving_leaves_the_old_file_and_the_changes_in_memory(
    path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, name: str
) -> None:
    def failing(*_arguments: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    store = saved(path, LAMP)
    before = path.read_bytes()
    store.add(HUB)
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, failing)
        with pytest.raises(StorageError, match="disk is full; free some space"):
            store.save()
    assert path.read_bytes() == before
    assert store.records == (LAMP, HUB)
    assert store.save()
    assert DeviceStore.load(path).records == (LAMP, HUB)


def test_a_value_that_json_cannot_carry_leaves_the_old_file(path: Path) -> None:
    store = saved(path, LAMP)
    before = path.read_bytes()
    store.learn(LAMP.id, dialect={"a": b"bytes"})
    with pytest.raises(UseError, match="cannot be stored as JSON"):
        store.save()
    assert path.read_bytes() == before


# ---------------------------------------------------------------- backup and modes


def test_the_backup_holds_the_state_before_the_last_change_and_is_private(path: Path) -> None:
    backup = path.with_name("devices.json.bak")
    store = saved(path, LAMP)
    assert not backup.exists()
    first = path.read_bytes()
    store.add(HUB)
    store.save()
    assert backup.read_bytes() == first
    assert mode_of(backup) == 0o600


def test_as_many_earlier_states_are_kept_as_are_promised_all_private(path: Path) -> None:
    store = saved(path, LAMP)
    states: list[bytes] = []
    for number in range(7):
        states.insert(0, path.read_bytes())
        store.update(LAMP.id, name=f"Lamp {number}")
        store.save()
    backups = sorted(path.parent.glob("devices.json.bak*"))
    assert [backup.read_bytes() for backup in backups] == states[:MAX_BACKUPS]
    assert {mode_of(backup) for backup in backups} == {0o600}


def test_a_key_that_a_session_proved_is_remembered_as_such(path: Path) -> None:
    other = KnownKey(key=LocalKey("another key 1234"), source="a file")
    store = saved(path, msgspec.structs.replace(HUB, alternatives=(other,)))
    assert store.learn(HUB.id, last_seen=100.0, proven_key=HUB.key)
    assert store.find(HUB.id).key_proven == 100.0
    assert store.learn(HUB.id, last_seen=200.0, proven_key=other.key)
    hub = store.find(HUB.id)
    assert (hub.key, hub.key_source, hub.key_proven) == (other.key, "a file", 200.0)
    assert [known.key for known in hub.alternatives] == [HUB.key]


def test_what_is_only_learnt_leaves_the_backup_alone(path: Path) -> None:
    backup = path.with_name("devices.json.bak")
    store = saved(path, LAMP)
    store.learn(LAMP.id, last_seen=100, address="10.0.0.7")
    assert store.save()
    assert not backup.exists()


def test_a_file_open_to_others_is_closed_with_a_warning(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    saved(path, LAMP)
    path.chmod(0o644)
    store = DeviceStore.load(path)
    assert store.save()
    assert mode_of(path) == 0o600
    assert [(record.name, record.levelname) for record in caplog.records] == [("tuyalan.storage", "WARNING")]
    assert "it is now closed to them" in caplog.text
    assert not store.save()
    assert len(caplog.records) == 1


def test_a_file_system_without_modes_is_warned_about_once(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def always(_path: Path) -> bool:
        return True

    monkeypatch.setattr(devices, "is_open_to_others", always)
    store = saved(path, LAMP)
    store.add(HUB)
    store.save()
    assert not store.save()
    assert [record.message.rpartition("; ")[2] for record in caplog.records] == ["it cannot be closed to them"]


# ---------------------------------------------------------------- look up and change


def test_a_device_is_got_by_id_and_found_by_what_people_type(path: Path) -> None:
    store = DeviceStore(path, devices={LAMP.id: LAMP, HUB.id: HUB})
    assert store.get("bf00lamp") is LAMP
    assert store.get("bf00") is None
    assert store.find("lamp") is LAMP
    with pytest.raises(UseError, match="'bf00' may be"):
        store.find("bf00")


def test_a_device_is_added_once_unless_it_replaces(path: Path) -> None:
    store = DeviceStore(path)
    store.add(LAMP)
    renamed = DeviceRecord(id=LAMP.id, name="Other")
    with pytest.raises(UseError, match="stored already") as caught:
        store.add(renamed)
    assert caught.value.device_id == LAMP.id
    assert store.get(LAMP.id) is LAMP
    store.add(renamed, replace=True)
    assert store.get(LAMP.id) is renamed


def test_an_update_changes_the_fields_that_are_given(path: Path) -> None:
    store = DeviceStore(path, devices={LAMP.id: LAMP})
    changed = store.update(LAMP.id, name="Desk lamp", version=Version.V35)
    assert (changed.name, changed.version, changed.key) == ("Desk lamp", Version.V35, KEY)
    assert store.get(LAMP.id) is changed


def test_an_update_of_what_cannot_be_changed_is_a_wrong_call(path: Path) -> None:
    store = DeviceStore(path, devices={LAMP.id: LAMP})
    update = cast("Callable[..., Any]", store.update)
    for wrong in ({"id": "other"}, {"nme": "Lamp"}):
        with pytest.raises(UseError, match="cannot be changed"):
            update(LAMP.id, **wrong)
    with pytest.raises(UseError, match="'key' of a device cannot be a str"):
        update(LAMP.id, key=SECRET)
    with pytest.raises(UseError, match="did you mean 'bf00lamp'"):
        store.update("bf00lmap", name="x")
    assert store.records == (LAMP,)


def test_what_is_learnt_is_taken_in_and_told_from_what_is_old(path: Path) -> None:
    store = DeviceStore(path, devices={LAMP.id: LAMP})
    assert store.learn(LAMP.id, version=Version.V34, dialect={"query": 16}, last_seen=100.5)
    learnt = store.get(LAMP.id)
    assert learnt == DeviceRecord(
        id="bf00lamp",
        name="Lamp",
        key=KEY,
        address="10.0.0.1",
        address_source="beacon",
        version=Version.V34,
        dialect={"query": 16},
        last_seen=100.5,
    )
    assert store.learn(LAMP.id, product_key="keyabc", memory={"ids": {"1": "dp1"}}, refresh={"points": [18]})
    learnt = store.find(LAMP.id)
    assert (learnt.product_key, learnt.memory, learnt.refresh) == (
        "keyabc",
        {"ids": {"1": "dp1"}},
        {"points": [18]},
    )
    assert not store.learn(LAMP.id, version=Version.V34, dialect={"query": 16}, address="10.0.0.1")
    assert not store.learn(LAMP.id)
    assert store.get(LAMP.id) is learnt


def test_a_new_address_does_not_keep_the_source_of_the_old_one(path: Path) -> None:
    store = DeviceStore(path, devices={LAMP.id: LAMP})
    store.learn(LAMP.id, address="10.0.0.2")
    assert store.find("Lamp").address_source is None
    store.learn(LAMP.id, address="10.0.0.3", address_source="sweep")
    assert store.find("Lamp").address_source == "sweep"
    assert store.learn(LAMP.id, address="10.0.0.3", address_source="beacon")
    assert store.find("Lamp").address_source == "beacon"


def test_what_is_learnt_of_a_strange_device_is_passed_over(path: Path) -> None:
    store = DeviceStore(path)
    assert not store.learn("stranger", address="10.0.0.9")
    assert store.records == ()


def test_a_device_is_removed_and_stays_removed(path: Path) -> None:
    store = saved(path, LAMP, HUB)
    assert store.remove(LAMP.id) == (LAMP,)
    store.save()
    assert DeviceStore.load(path).records == (HUB,)
    with pytest.raises(UseError, match="there is no device 'bf00lamp'"):
        store.remove(LAMP.id)


def test_a_gateway_is_removed_only_with_its_children(path: Path) -> None:
    store = DeviceStore(path, devices={record.id: record for record in (LAMP, HUB, DOOR)})
    with pytest.raises(UseError, match="has children: 'Door'; remove them too or first"):
        store.remove(HUB.id)
    assert store.records == (LAMP, HUB, DOOR)
    assert store.remove(HUB.id, cascade=True) == (HUB, DOOR)
    assert store.records == (LAMP,)


def test_a_child_is_removed_alone(path: Path) -> None:
    store = DeviceStore(path, devices={HUB.id: HUB, DOOR.id: DOOR})
    assert store.remove(DOOR.id) == (DOOR,)
    assert store.remove(HUB.id) == (HUB,)


# ---------------------------------------------------------------- several programs


def test_two_stores_that_save_lose_nothing(path: Path) -> None:
    saved(path, LAMP)
    one, two = DeviceStore.load(path), DeviceStore.load(path)
    one.add(HUB)
    two.add(DOOR)
    two.update(LAMP.id, name="Desk lamp")
    one.learn(LAMP.id, address="10.0.0.9", last_seen=5)
    one.save()
    two.save()
    merged = DeviceStore.load(path)
    assert {record.id for record in merged.records} == {LAMP.id, HUB.id, DOOR.id}
    assert (merged.find("Desk lamp").address, two.records) == ("10.0.0.9", merged.records)
    assert not one.is_changed


def test_a_removal_by_another_program_holds_against_what_was_only_learnt(path: Path) -> None:
    saved(path, LAMP, HUB)
    bridge, shell = DeviceStore.load(path), DeviceStore.load(path)
    shell.remove(LAMP.id)
    shell.save()
    bridge.learn(LAMP.id, last_seen=100)
    bridge.save()
    assert bridge.records == DeviceStore.load(path).records == (HUB,)


def test_a_change_that_another_program_made_already_is_not_written_again(path: Path) -> None:
    saved(path, LAMP)
    one, two = DeviceStore.load(path), DeviceStore.load(path)
    for store in (one, two):
        store.update(LAMP.id, name="Desk lamp")
    assert one.save()
    assert not two.save()
    assert not two.is_changed


def test_many_threads_with_a_store_each_lose_nothing(path: Path) -> None:
    def work(number: int) -> None:
        store = DeviceStore.load(path)
        for count in range(5):
            store.add(DeviceRecord(id=f"{number}-{count}"))
            store.save()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    wanted = {f"{number}-{count}" for number in range(4) for count in range(5)}
    assert {record.id for record in DeviceStore.load(path).records} == wanted


def test_what_comes_in_while_the_disk_is_busy_is_saved_next_time(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = saved(path, LAMP)
    write = devices.write_atomic

    def slow(target: Path, data: bytes) -> None:
        write(target, data)
        store.learn(LAMP.id, last_seen=100)
        if store.get(HUB.id) is None:
            store.add(HUB)

    with monkeypatch.context() as patch:
        patch.setattr(devices, "write_atomic", slow)
        store.update(LAMP.id, name="Desk lamp")
        store.save()
    assert store.is_changed
    assert [(record.name, record.last_seen) for record in store.records] == [("Desk lamp", 100), ("Hub", None)]
    store.save()
    assert DeviceStore.load(path).records == store.records


# ---------------------------------------------------------------- other programs' files


def write_foreign(path: Path, *entries: dict[str, object]) -> None:
    path.write_text(json.dumps(entries))


def test_a_file_of_tinytuya_is_read_and_never_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(path.parent / "config"))
    write_foreign(path, {"id": "d", "name": "Lamp", "key": SECRET}, {"name": "No id"})
    before = path.read_bytes()
    store = DeviceStore.load(path)
    assert store.is_foreign
    assert store.records == (DeviceRecord(id="d", name="Lamp", key=KEY),)
    assert store.problems == (Problem(position=2, reason="it has no device id"),)
    store.learn("d", address="10.0.0.1")
    with pytest.raises(StorageError, match=r"file of tinytuya and is left as it is; save to .*/tuyalan/devices\.json"):
        store.save()
    assert path.read_bytes() == before


def test_a_file_of_tinytuya_in_our_own_place_is_not_written_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("TUYALAN_DEVICES", raising=False)
    path = tmp_path / "tuyalan" / "devices.json"
    path.parent.mkdir()
    write_foreign(path, {"id": "d"})
    with pytest.raises(StorageError, match=r"save to .*/tuyalan/tuyalan-devices\.json"):
        DeviceStore.load().save()


def test_a_file_that_became_another_programs_meanwhile_is_not_overwritten(path: Path) -> None:
    store = saved(path, LAMP)
    write_foreign(path, {"id": "d"})
    store.add(HUB)
    with pytest.raises(StorageError, match="no device file"):
        store.save()
    assert path.read_text() == '[{"id": "d"}]'


def test_an_import_adds_what_is_new_and_keeps_what_is_known(path: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "tinytuya.json"
    write_foreign(
        foreign,
        {"id": LAMP.id, "name": "Their name", "key": SECRET, "version": "3.3"},
        {"id": HUB.id, "key": "another key 1234"},
        {"id": "new", "key": "short"},
    )
    store = saved(path, LAMP, HUB)
    report = store.import_file(foreign)
    assert (report.added, report.updated, report.unchanged) == (("new",), (LAMP.id, HUB.id), ())
    assert [str(problem) for problem in report.problems] == [
        "entry 3 new: its key is left out: a local key has 16 characters; this one has 5",
        "bf00hub: its key differs from the stored one, which is kept; the other one is its alternative",
    ]
    assert store.find("Lamp").version is Version.V33
    hub = store.find(HUB.id)
    assert hub.key == HUB.key
    assert [other.key for other in hub.alternatives] == [LocalKey("another key 1234")]
    assert store.save()
    assert not store.is_foreign


def test_an_import_replaces_when_asked(path: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "tinytuya.json"
    write_foreign(foreign, {"id": HUB.id, "key": SECRET})
    store = saved(path, HUB)
    report = store.import_file(foreign, replace=True)
    assert (report.updated, report.problems) == ((HUB.id,), ())
    hub = store.find(HUB.id)
    assert (hub.name, hub.key) == ("Hub", KEY)
    assert [other.key for other in hub.alternatives] == [HUB.key]


def test_a_file_of_our_own_is_imported_too(path: Path, tmp_path: Path) -> None:
    saved(tmp_path / "other.json", LAMP)
    store = DeviceStore(path)
    assert store.import_file(str(tmp_path / "other.json")).added == (LAMP.id,)
    assert store.records == (LAMP,)


def test_an_import_of_nothing_is_reported(path: Path, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="there is no such file"):
        DeviceStore(path).import_file(tmp_path / "nothing.json")


# ---------------------------------------------------------------- protection


PASSPHRASE = "correct horse"


def protected(path: Path, *records: DeviceRecord) -> DeviceStore:
    store = saved(path, *records)
    store.protect(lock_with_passphrase(PASSPHRASE, cost=2))
    store.save()
    return store


def knowing(passphrase: str) -> Unlocker:
    return Unlocker(ask=lambda _: passphrase, environ={})


def test_protected_keys_stand_nowhere_in_clear_text(path: Path) -> None:
    other = KnownKey(key=LocalKey("another key 1234"))
    store = saved(path, msgspec.structs.replace(HUB, alternatives=(other,)), LAMP)
    store.update(LAMP.id, name="Lamp 2")
    store.save()
    assert list(path.parent.glob("devices.json.bak*"))
    store.protect(lock_with_passphrase(PASSPHRASE, cost=2))
    assert store.save()
    for file in path.parent.iterdir():
        assert not any(secret in file.read_bytes() for secret in (SECRET.encode(), b"another key 1234"))
        assert mode_of(file) == 0o600
    assert b"Lamp 2" in path.read_bytes()
    loaded = DeviceStore.load(path, unlocker=knowing(PASSPHRASE))
    assert loaded.records == store.records
    assert loaded.vault == store.vault
    assert not loaded.is_changed


def test_a_wrong_passphrase_is_said_and_loses_nothing(path: Path) -> None:
    protected(path, LAMP)
    before = path.read_bytes()
    with pytest.raises(LockedError, match="does not open"):
        DeviceStore.load(path, unlocker=knowing("wrong horse"))
    with pytest.raises(LockedError, match="nobody gave one"):
        DeviceStore.load(path, unlocker=Unlocker(environ={}))
    assert path.read_bytes() == before


def test_a_protected_store_is_used_as_any_other(path: Path) -> None:
    protected(path, LAMP)
    store = DeviceStore.load(path, unlocker=knowing(PASSPHRASE))
    store.add(HUB)
    assert store.save()
    assert b"another key" not in path.read_bytes()
    backup = path.with_name("devices.json.bak")
    assert SECRET.encode() not in backup.read_bytes()
    assert DeviceStore.load(path, unlocker=knowing(PASSPHRASE)).records == (LAMP, HUB)


def test_protection_is_lifted(path: Path) -> None:
    store = protected(path, LAMP)
    store.protect(None)
    assert store.save()
    assert DeviceStore.load(path, unlocker=Unlocker(environ={})).records == (LAMP,)
    assert not list(path.parent.glob("devices.json.bak*"))


def test_a_program_that_read_the_file_before_it_was_protected_keeps_it_so(path: Path) -> None:
    saved(path, LAMP)
    early = DeviceStore.load(path, unlocker=knowing(PASSPHRASE))
    late = DeviceStore.load(path)
    late.protect(lock_with_passphrase(PASSPHRASE, cost=2))
    late.save()
    early.add(HUB)
    early.save()
    assert SECRET.encode() not in path.read_bytes()
    assert DeviceStore.load(path, unlocker=knowing(PASSPHRASE)).records == (LAMP, HUB)


def test_a_program_that_cannot_open_what_was_protected_meanwhile_writes_nothing(path: Path) -> None:
    saved(path, LAMP)
    early = DeviceStore.load(path, unlocker=Unlocker(environ={}))
    protected_now = DeviceStore.load(path)
    protected_now.protect(lock_with_passphrase(PASSPHRASE, cost=2))
    protected_now.save()
    before = path.read_bytes()
    early.add(HUB)
    with pytest.raises(LockedError):
        early.save()
    assert path.read_bytes() == before


def test_keys_that_were_damaged_are_an_error_and_stay(path: Path) -> None:
    protected(path, LAMP)
    plain = json.loads(path.read_text())
    plain["sealed"] = "AAAA"
    path.write_text(json.dumps(plain))
    with pytest.raises(StorageError, match=r"the sealed keys in .* are damaged"):
        DeviceStore.load(path, unlocker=knowing(PASSPHRASE))


def test_a_tuyalan_that_knows_no_protection_refuses_the_file(path: Path) -> None:
    protected(path, LAMP)
    assert json.loads(path.read_text())["schema"] > SCHEMA
