"""A hub keeps the devices of its store, tells what happens, and takes writes by name."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from tests.client.household import WRONG_KEY, failing, until
from tests.fleet.household import OPTIONS, all_online, announce, housing, record_of
from tests.support import run
from tuyalan.client.child import Child
from tuyalan.client.options import Options
from tuyalan.client.writes import Outcome
from tuyalan.errors import (
    CredentialError,
    ResponseTimeoutError,
    StorageError,
    UnknownDeviceError,
    UnknownDpError,
    UseError,
)
from tuyalan.fleet import hub as hub_module
from tuyalan.fleet.events import (
    Changed,
    DeviceAdded,
    DeviceFound,
    DeviceRemoved,
    DeviceRenamed,
    HealthChanged,
)
from tuyalan.fleet.hub import Hub
from tuyalan.sim import NO_QUERIES, Faults, models
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.storage.state import StateStore
from tuyalan.vocabulary import DeviceId, LocalKey, Version

if TYPE_CHECKING:
    from pathlib import Path

    from tuyalan.fleet.events import HubEvent


def test_every_device_of_the_store_is_kept_and_told_of(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp", "plug")) as house, house.hub() as hub:
            await all_online(hub)
            assert [event.name for event in house.heard(DeviceAdded)] == ["lamp", "plug"]
            assert {event.device_id for event in house.heard(HealthChanged)} == set(hub.members)
            assert {event.device_id for event in house.heard(Changed)} == set(hub.members)
            info = hub.info()
            assert (info.devices, info.online) == (2, 2)
            assert repr(hub) == "<Hub 2 devices, 2 online>"

    run(body())


def test_values_are_written_by_name_in_the_words_of_the_model(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp",)) as house, house.hub() as hub:
            await all_online(hub)
            result = await hub.set("lamp", {"dp_1": True})
            assert result.outcome is Outcome.CONFIRMED
            await hub.write("lamp", {9: 7})
            assert (await hub.refresh("lamp"))[9] == 7
            assert isinstance(await failing(hub.set("lamp", {"dp_77": 1})), UnknownDpError)
            assert isinstance(await failing(hub.set("plug", {"dp_1": 1})), UnknownDeviceError)

    run(body())


def test_a_listener_that_fails_harms_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def fail(event: HubEvent) -> None:
        raise ZeroDivisionError(f"cannot take {event}")

    async def body() -> None:
        async with housing(tmp_path, names=("lamp", "plug")) as house:
            hub = house.hub()
            remove = hub.add_listener(fail)
            hub.add_listener(house.told.append)
            async with hub:
                await all_online(hub)
                remove()
                remove()
            # The second listener hears what the first one does.
            assert len(house.heard(DeviceAdded)) == 4

    run(body())
    assert "a listener of the hub failed, for the 1. time" in caplog.text
    assert "for the 3. time" not in caplog.text


def test_a_watch_hears_events_until_the_hub_ends(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp",)) as house:
            async with house.hub() as hub:
                watch = hub.watch()
                await all_online(hub)
            told = [event async for event in watch]
            assert {HealthChanged, Changed} <= {type(event) for event in told}

    run(body())


def test_a_device_is_added_while_running(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path) as house, house.hub() as hub:
            virtual = await house.home.add()
            member = await hub.add(record_of(virtual, name="lamp"))
            assert hub.find("lamp") is member
            await until(lambda: member.is_online)
            assert DeviceStore.load(house.store.path).find("lamp").id == virtual.id
            assert isinstance(await failing(hub.add(record_of(virtual))), UseError)

    run(body())


def test_a_device_is_removed_while_running(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp", "plug")) as house, house.hub() as hub:
            await all_online(hub)
            await hub.groups.put("all", ["lamp", "plug"])
            virtual = house.virtual("lamp")
            await hub.remove("lamp")
            assert [member.name for member in hub.members.values()] == ["plug"]
            assert [event.name for event in house.heard(DeviceRemoved)] == ["lamp"]
            assert hub.groups["all"].members == (hub.find("plug").id,)
            assert [record.name for record in DeviceStore.load(house.store.path).records] == ["plug"]
            await until(lambda: not virtual.connections)

    run(body())


def test_a_device_is_renamed_while_running(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp", "plug")) as house, house.hub() as hub:
            await hub.groups.put("all", ["lamp"])
            member = await hub.rename("lamp", "desk", room="Study")
            assert (member.name, member.room) == ("desk", "Study")
            assert hub.find("Desk") is member
            (event,) = house.heard(DeviceRenamed)
            assert (event.name, event.previous, event.room) == ("desk", "lamp", "Study")
            stored = DeviceStore.load(house.store.path).find("desk")
            assert stored.extra["room"] == "Study"
            for taken in ("plug", "ALL", " "):
                assert isinstance(await failing(hub.rename("desk", taken)), UseError)

    run(body())


def test_a_new_key_is_taken_while_running(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path) as house:
            virtual = await house.home.add(models.switch("3.5"))
            house.store.add(record_of(virtual, name="lamp", key=LocalKey(WRONG_KEY)))
            async with house.hub() as hub:
                member = hub.find("lamp")
                await until(lambda: member.health.reason == "key.rejected")
                assert isinstance(await failing(hub.rekey("lamp", "short")), CredentialError)
                assert await hub.rekey("lamp", virtual.key) is member
                await until(lambda: member.is_online)
                assert DeviceStore.load(house.store.path).find("lamp").key == virtual.key

    run(body())


def test_a_hub_that_cannot_begin_leaves_nothing_behind(tmp_path: Path) -> None:
    class Broken(DeviceStore):
        @property
        def records(self) -> tuple[DeviceRecord, ...]:
            return (*super().records, None)  # pyright: ignore[reportReturnType] - on purpose

    async def body() -> None:
        async with housing(tmp_path, names=("lamp",)) as house:
            broken = Broken(tmp_path / "other.json", devices={r.id: r for r in house.store.records})
            house.store = broken
            with pytest.raises(AttributeError):
                async with house.hub():
                    pass

    run(body())


def test_values_survive_a_restart_with_their_age(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp",)) as house:
            virtual = house.virtual("lamp")
            async with house.hub(state=StateStore(tmp_path / "hub.db")) as hub:
                await all_online(hub)
                await hub.set("lamp", {9: 77})
                ids = {code: hub.find("lamp").model.unique_id(code) for code in hub.find("lamp").values}
            virtual.power_off()
            store = DeviceStore.load(house.store.path)
            async with Hub(store, state=StateStore(tmp_path / "hub.db"), network=house.home.network) as again:
                member = again.find("lamp")
                assert member.dps[9] == 77
                assert all(value.is_restored for value in member.values.values())
                assert {code: member.model.unique_id(code) for code in member.values} == ids
                assert not member.is_online
                await virtual.power_on()
                await until(lambda: member.is_online)
                await until(lambda: not any(value.is_restored for value in member.values.values()))

    run(body())


def test_two_hubs_do_not_keep_the_same_devices(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp",)) as house:
            async with house.hub(state=StateStore(tmp_path / "hub.db")):
                with pytest.raises(StorageError, match="another program"):
                    async with house.hub(state=StateStore(tmp_path / "hub.db")):
                        pass
            # The first one is gone, so the next may.
            async with house.hub(state=StateStore(tmp_path / "hub.db")) as hub:
                await all_online(hub)

    run(body())


def test_a_new_address_is_believed_only_after_a_session_proved_it(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp",)) as house:
            virtual = house.virtual("lamp")
            async with house.hub() as hub:
                member = hub.find("lamp")
                await all_online(hub)
                # While it is online, nobody's word moves it.
                announce(house, virtual, "127.0.0.77")
                await hub.set("lamp", {9: 5})
                assert member.opened().address == "127.0.0.1"
                assert hub.found == {}

    run(body())


def test_a_device_that_moved_is_followed_once_it_proved_itself_and_a_liar_is_not(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp",)) as house:
            virtual = house.virtual("lamp")
            async with house.hub() as hub:
                member = hub.find("lamp")
                await all_online(hub)
                await virtual.move("127.0.0.78")
                await until(lambda: not member.is_online)
                # Nobody lives there, or somebody without the key.
                announce(house, virtual, "127.0.0.77")
                await until(lambda: member.health.reason not in {"net.lost", "starting"})
                assert member.opened().address == "127.0.0.1"
                announce(house, virtual, "127.0.0.78")
                await until(lambda: member.is_online)
                assert member.opened().address == "127.0.0.78"
            assert DeviceStore.load(house.store.path).find("lamp").address == "127.0.0.78"

    run(body())


def test_what_is_learnt_is_stored_while_the_hub_runs(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path) as house:
            virtual = await house.home.add(models.switch("3.4"))
            house.store.add(record_of(virtual, name="lamp", version=None))
            async with house.hub(state=StateStore(tmp_path / "hub.db", interval=0.05)) as hub:
                await all_online(hub)
                await until(lambda: house.store.path.exists() and DeviceStore.load(house.store.path).records)
                await until(lambda: DeviceStore.load(house.store.path).find("lamp").version is Version.V34)
                assert hub.find("lamp").record.version is Version.V34

    run(body())


def test_children_that_come_or_are_lost_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def body() -> None:
        monkeypatch.setattr(hub_module, "LOOK_INTERVAL", 0.02)
        async with housing(tmp_path) as house:
            virtual = await house.home.add(models.gateway())
            known, unknown, *_ = virtual.children
            house.store.add(record_of(virtual, name="gateway"))
            house.store.add(DeviceRecord(id="bfchild00000001", name="sensor", parent=virtual.id, cid=known))
            house.store.add(DeviceRecord(id="bfnokey00000001", name="plug"))
            async with house.hub() as hub:
                await until(lambda: hub.find("sensor").is_online)
                gateway = hub.find("gateway").opened()
                gateway.child(unknown)
                await until(lambda: unknown in hub.found)
                child = hub.find("sensor").device
                assert isinstance(child, Child)
                child._shadow.is_online = False
                await until(lambda: hub.find("sensor").health.reason == "absent")

    run(body())


def test_a_chore_that_fails_is_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def body() -> None:
        monkeypatch.setattr(hub_module, "LOOK_INTERVAL", 0.01)
        async with housing(tmp_path, names=("lamp",)) as house, house.hub() as hub:
            await all_online(hub)
            monkeypatch.setattr(hub, "_registry", None)
            await until(lambda: caplog.text.count("a chore of the hub failed") > 1)
            monkeypatch.undo()

    run(body())


def test_devices_that_cannot_be_left_in_time_are_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def body() -> None:
        monkeypatch.setattr(hub_module, "LEAVE_TIMEOUT", 0.01)
        async with housing(tmp_path) as house:
            async with house.hub() as hub:

                async def hang() -> None:
                    await asyncio.sleep(60)

                monkeypatch.setattr(hub._supervisor, "leave_all", hang)
            assert "could not be left in order" in caplog.text

    run(body())


def test_strangers_are_told(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path) as house:
            virtual = await house.home.add(models.switch("3.3"))
            async with house.hub() as hub:
                announce(house, virtual)
                (event,) = house.heard(DeviceFound)
                assert (event.device_id, list(hub.found)) == (virtual.id, [virtual.id])
                await hub.add(record_of(virtual, name="lamp"))
                assert hub.found == {}
                await all_online(hub)

    run(body())


def test_a_hub_may_be_deaf(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp",)) as house, house.hub(listens=False) as hub:
            await all_online(hub)
            assert house.home.beacons.finder is None

    run(body())


def test_a_reload_never_costs_what_could_not_be_written(tmp_path: Path) -> None:
    class FullDisk(DeviceStore):
        def save(self) -> bool:
            raise StorageError("the disk is full")

    async def body() -> None:
        async with housing(tmp_path, names=("lamp",)) as house:
            house.store.save()
            full = FullDisk(house.store.path, devices={record.id: record for record in house.store.records})
            house.store = full
            async with house.hub() as hub:
                virtual = await house.home.add()
                assert isinstance(await failing(hub.add(record_of(virtual, name="plug"))), StorageError)
                assert isinstance(await failing(hub.reload()), StorageError)
                await until(lambda: hub.find("plug").is_online)

    run(body())


def test_the_devices_of_another_program_are_kept_and_its_file_left_alone(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp",)) as house:
            (record,) = house.store.records
            assert record.key is not None
            path = tmp_path / "tinytuya.json"
            device = {"id": record.id, "name": "lamp", "key": record.key.reveal().decode(), "ip": "127.0.0.1"}
            text = json.dumps([device | {"version": "3.3", "port": record.port}])
            path.write_text(text, encoding="utf-8")
            house.store = DeviceStore.load(path)
            virtual = house.home.sim.devices[DeviceId(record.id)]
            house.store.update(record.id, port=virtual.port)
            async with house.hub() as hub:
                await all_online(hub)
                await hub.write("lamp", {9: 5})
            assert path.read_text(encoding="utf-8") == text

    run(body())


def test_bounds_are_changed_while_running(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp",)) as house:
            state = StateStore(tmp_path / "hub.db", interval=3600)
            async with house.hub(state=state) as hub:
                await all_online(hub)
                await hub.adjust(state_interval=5.0, max_connecting=1, session_gap=0.0, options=OPTIONS)
                assert state.interval == 5.0
                await hub.rekey("lamp", house.virtual("lamp").key)
                await all_online(hub)
            async with house.hub() as stateless:
                await stateless.adjust(state_interval=5.0, max_connecting=2, session_gap=0.0, options=OPTIONS)
                await all_online(stateless)

    run(body())


def test_other_options_hold_for_devices_that_are_connected_and_for_new_ones(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp",)) as house, house.hub() as hub:
            await all_online(hub)
            options = Options(write_interval=0.0, request_timeout=0.05)
            await hub.adjust(state_interval=5.0, max_connecting=4, session_gap=0.0, options=options)
            plug = await house.home.add()
            await hub.add(record_of(plug, name="plug"))
            await all_online(hub)
            for name in ("lamp", "plug"):
                house.virtual(name).faults = Faults(mute=NO_QUERIES)
                assert isinstance(await failing(hub.find(name).opened().status()), ResponseTimeoutError)
                assert hub.find(name).counters.sessions == 1

    run(body())
