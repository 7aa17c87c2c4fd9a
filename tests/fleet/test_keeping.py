"""What a hub learnt and heard is written seldom, and never lost by a fault of the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support import run
from tuyalan.client.device import Device
from tuyalan.client.watch import Update
from tuyalan.errors import StorageError
from tuyalan.fleet import keeping as module
from tuyalan.fleet.keeping import Keeper
from tuyalan.fleet.member import Member, Restored
from tuyalan.model.energy import expect
from tuyalan.session.dialect import Dialect
from tuyalan.session.events import Cause
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.storage.state import STATE_INTERVAL, StateStore
from tuyalan.vocabulary import LocalKey, Version

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

KEY = LocalKey("0123456789abcdef")


def make_store(path: Path) -> DeviceStore:
    store = DeviceStore(path / "devices.json")
    store.add(DeviceRecord(id="bf01", name="lamp", key=KEY))
    return store


def make_member(store: DeviceStore, **known: object) -> Member:
    device = Device("bf01", KEY, **known)  # pyright: ignore[reportArgumentType] - fields by name
    return Member(store.find("lamp"), name="lamp", device=device)


def test_values_and_counters_are_there_after_a_restart(tmp_path: Path) -> None:
    async def body() -> None:
        store = make_store(tmp_path)
        member = make_member(store)
        keeper = Keeper(store, StateStore(tmp_path / "hub.db"))
        await keeper.open()
        member.meters.restore({17: {"stated": "total", "highest": 5}})
        keeper.note(member, Update("bf01", {1: True, 17: 5}, Cause.REPLY, 10.0), [17])
        await keeper.close([member])
        again = Keeper(store, StateStore(tmp_path / "hub.db"))
        await again.open()
        assert again.restored("bf01") == {1: Restored(True, 10.0, Cause.REPLY), 17: Restored(5, 10.0, Cause.REPLY)}
        assert again.restored("bf99") == {}
        assert again.counters("bf01").keys() == {17}
        again.forget("bf01")
        await again.close([])
        last = Keeper(store, StateStore(tmp_path / "hub.db"))
        await last.open()
        assert last.restored("bf01") == {}
        await last.close([])

    run(body())


def test_what_a_session_taught_goes_into_the_store_and_the_time_alone_only_at_the_end(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    store.save()
    member = make_member(store, address="10.0.0.5", version="3.4", dialect=Dialect(null_query=True), product_key="keyx")
    member.memory = {"ids": {"1": "switch"}}
    member.last_heard = 50.0
    member.counters.sessions = 1
    keeper = Keeper(store, None)
    keeper.learn([member])
    record = store.find("lamp")
    assert (record.address, record.version, record.product_key) == ("10.0.0.5", Version.V34, "keyx")
    assert (record.dialect, record.memory) == ({"null_query": True}, {"ids": {"1": "switch"}})
    assert record.last_seen is None
    assert member.record is record
    keeper.learn([member], is_last=True)
    assert store.find("lamp").last_seen == 50.0


def test_a_child_and_a_device_without_connection_teach_what_their_models_learnt(tmp_path: Path) -> None:
    store = DeviceStore(tmp_path / "devices.json")
    store.add(DeviceRecord(id="bf01", parent="bf00", cid="c1"))
    member = Member(store.records[0], name="x", device=Device("bf00", KEY).child("c1", device_id="bf01"))
    member.memory = {"ids": {"1": "switch"}}
    Keeper(store, None).learn([member])
    assert store.records[0].memory == {"ids": {"1": "switch"}}
    assert store.records[0].address is None


def test_without_a_state_nothing_is_remembered_and_nothing_fails(tmp_path: Path) -> None:
    async def body() -> None:
        store = make_store(tmp_path)
        member = make_member(store)
        keeper = Keeper(store, None)
        await keeper.open()
        keeper.note(member, Update("bf01", {1: True}, Cause.REPLY, 10.0), [])
        keeper.forget("bf01")
        assert keeper.interval == STATE_INTERVAL
        await keeper.save()
        await keeper.close([member])
        assert DeviceStore.load(store.path).find("lamp").key == KEY

    run(body())


class FullDisk(DeviceStore):
    is_full = True

    def save(self) -> bool:
        if self.is_full:
            raise StorageError("cannot write: the disk is full")
        return super().save()


def test_a_store_that_cannot_be_written_is_told_once_and_written_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def body() -> None:
        store = FullDisk(tmp_path / "devices.json")
        store.add(DeviceRecord(id="bf01", name="lamp"))
        keeper = Keeper(store, None)
        await keeper.save()
        await keeper.save()
        assert keeper.problems == ("what was learnt is not stored: cannot write: the disk is full",)
        assert len(caplog.records) == 1
        store.is_full = False
        await keeper.save()
        assert keeper.problems == ()
        assert not store.is_changed
        await keeper.save()

    run(body())


def test_a_disk_that_hangs_does_not_keep_the_hub_from_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from threading import Event  # noqa: PLC0415 - only here

    ended = Event()

    class Hanging(DeviceStore):
        def save(self) -> bool:
            ended.wait(5)
            return True

    async def body() -> None:
        monkeypatch.setattr(module, "CLOSE_TIMEOUT", 0.01)
        store = Hanging(tmp_path / "devices.json")
        store.add(DeviceRecord(id="bf01"))
        await Keeper(store, None).close([])
        ended.set()

    run(body())
    assert "could not be stored in time" in caplog.text


def test_counters_have_a_form_that_can_be_read_again() -> None:
    counter = expect(is_increment=True).feed(5, device_time=None, at=1.0, is_push=True)
    assert module.to_json(counter)["added"] == 5
