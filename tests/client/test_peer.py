"""The other end of one connection: who holds it, what is learnt of it, and whose values come from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.client.handles.bench import Told
from tests.client.household import couple, failing, home, run_jumping, until
from tests.support import run
from tuyalan.client.connection import Identity, Status
from tuyalan.client.device import Device
from tuyalan.client.options import Options
from tuyalan.client.peer import MAX_CHILDREN, Peer
from tuyalan.client.surroundings import Surroundings
from tuyalan.errors import UnreachableError, UseError
from tuyalan.session.dialect import Dialect
from tuyalan.session.events import Cause, ChildrenSeen, DpUpdate
from tuyalan.sim import Habits, models
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.vocabulary import Cid, DeviceId, LocalKey

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tuyalan.knowledge.gathering import Knowledge
    from tuyalan.vocabulary import DpId, Json

ID = DeviceId("eb0123456789abcdef0123")
PLUG = Cid("a4c138f2b0d15e73")
SENSOR = Cid("a4c1386d94e7c208")


class Hall:
    """A peer that nobody has opened, and whom it met."""

    def __init__(self, *, knowledge: Knowledge | None = None) -> None:
        self.met: list[str] = []
        self.peer = Peer(
            Identity(device_id=ID, key=LocalKey("0123456789abcdef")),
            Surroundings(options=Options(), network=None, store=None, knowledge=knowledge, energy=None),
            name="Hall",
            is_patient=False,
            meet=self._meet,
        )

    def _meet(self, cid: str) -> None:
        self.met.append(cid)
        self.peer.add_child(Cid(cid), device_id=cid, name="")

    def hear(self, dps: dict[DpId, Json], *, cid: str | None = None) -> None:
        self.peer.on_update(DpUpdate(dps, cid, Cause.PUSH, 0.0))


# Whose values come from it


def test_values_reach_the_shadow_that_they_are_of() -> None:
    hall = Hall()
    plug = hall.peer.add_child(PLUG, device_id="bfchild00000001", name="Plug")
    assert hall.peer.add_child(PLUG, device_id="bfother00000001", name="Other") is plug
    hall.hear({1: True})
    hall.hear({9: 5}, cid=PLUG)
    assert (hall.peer.itself.device_id, hall.peer.itself.name, hall.peer.itself.cid) == (ID, "Hall", None)
    assert (plug.device_id, plug.name, plug.cid) == ("bfchild00000001", "Plug", PLUG)
    assert hall.peer.known(None) == {1: True}
    assert hall.peer.known(PLUG) == {9: 5}
    assert hall.peer.known(SENSOR) == {}
    assert hall.peer.cids() == [PLUG]
    assert hall.met == []


def test_a_child_that_is_heard_for_the_first_time_is_met_once() -> None:
    hall = Hall()
    hall.hear({1: 20}, cid=SENSOR)
    hall.hear({2: 50}, cid=SENSOR)
    assert hall.met == [SENSOR]
    assert hall.peer.known(SENSOR) == {1: 20, 2: 50}


def test_invented_children_are_bounded_and_declared_ones_are_not() -> None:
    hall = Hall()
    hall.peer.on_children(ChildrenSeen(frozenset(f"cid{n}" for n in range(2000)), frozenset(), frozenset()))
    hall.hear({1: True}, cid="another")
    assert len(hall.peer.children) == len(hall.met) == MAX_CHILDREN
    hall.peer.add_child(PLUG, device_id=PLUG, name="")
    hall.hear({1: True}, cid=PLUG)
    assert hall.peer.known(PLUG) == {1: True}


def test_a_child_that_no_device_can_be_is_passed_over_and_the_connection_stands() -> None:
    async def body() -> None:
        model = models.gateway("3.4")
        plug, sensor = model.children
        async with couple(replace(model, children=(replace(plug, cid=Cid("a b")), sensor))) as (virtual, gateway):
            virtual.child("a b").set(1, True)
            virtual.child(SENSOR).set(1, 205)
            await until(lambda: SENSOR in gateway.children and gateway.children[SENSOR].dps.get(1) == 205)
            assert set(gateway.children) == {SENSOR}
            assert (gateway.connection, virtual.counters.sessions) == (Status.OPEN, 1)

    run_jumping(body())


def test_who_is_reached_is_what_was_told_last() -> None:
    hall = Hall()
    hall.peer.on_children(ChildrenSeen(frozenset({PLUG}), frozenset({SENSOR}), frozenset()))
    plug, sensor = hall.peer.children[PLUG], hall.peer.children[SENSOR]
    assert (plug.is_online, sensor.is_online, hall.peer.itself.is_online) == (True, False, None)
    hall.peer.on_children(ChildrenSeen(frozenset(), frozenset({PLUG}), frozenset()))
    assert (plug.is_online, sensor.is_online) == (False, False)


def test_what_was_written_and_will_not_be_confirmed_is_not_taken_for_reported() -> None:
    hall = Hall()
    hall.hear({1: True})
    hall.peer.add_child(PLUG, device_id=PLUG, name="")
    hall.peer.assume({9: 5}, None)
    hall.peer.assume({1: True}, PLUG)
    hall.peer.assume({1: True}, SENSOR)
    assert hall.peer.itself.value(9).cause is Cause.ASSUMED
    assert hall.peer.known(None) == {1: True}
    assert (hall.peer.children[PLUG].state.values, hall.peer.known(PLUG)) == ({1: True}, {})
    assert hall.peer.cids() == [PLUG]


def test_what_is_worth_asking_for_is_what_knowledge_suggests() -> None:
    class Suggesting(Told):
        def suggest_dps(
            self, device_id: str, product_key: str | None = None, *, dps: Mapping[DpId, Json]
        ) -> tuple[DpId, ...]:
            assert (device_id, product_key) == (ID, None)
            return (1, *dps)

    assert Hall(knowledge=Suggesting("1 switch b", "kg")).peer.suggest({7: True}) == (1, 7)


def test_a_change_of_the_connection_reaches_every_shadow() -> None:
    async def body() -> None:
        hall = Hall()
        plug = hall.peer.add_child(PLUG, device_id=PLUG, name="")
        watches = [shadow.heard_by().watch_connection() for shadow in (hall.peer.itself, plug)]
        hall.peer.on_status(Status.OPEN, None)
        await hall.peer.close()
        assert [[change.status async for change in watch] for watch in watches] == [[Status.OPEN], [Status.OPEN]]

    run(body())


# What is learnt


def test_a_product_that_is_learnt_describes_the_device_and_is_stored(tmp_path: Path) -> None:
    async def body() -> None:
        async with home() as house:
            virtual = await house.add()
            store = DeviceStore(tmp_path / "devices.json")
            store.add(
                DeviceRecord(
                    id=virtual.id,
                    name="lamp",
                    key=virtual.key,
                    address=virtual.address,
                    port=virtual.port,
                    version=None,
                )
            )
            record = store.find("lamp")
            async with Device.from_record(record, store=store, network=house.network, knowledge=Told("", "")) as client:
                named = client._peer.itself.names()
                client._peer.learn_product("keyheard")
                assert named.properties.product_key == client.product_key == "keyheard"
            stored = DeviceStore.load(store.path).find("lamp")
            assert (stored.product_key, stored.version) == ("keyheard", virtual.version)

    run(body())


def test_of_a_peer_that_nobody_has_opened_nothing_is_learnt_and_nothing_is_asked() -> None:
    peer = Hall().peer
    peer.learn_product("keyheard")
    peer.note_news()
    assert not peer.measure((18,), None)
    assert (peer.status, peer.is_connected, peer.error, peer.identity.product_key) == (Status.IDLE, False, None, None)
    with pytest.raises(UseError, match="the device is not open") as caught:
        peer.opened()
    assert caught.value.device_id == ID


def test_a_device_that_does_not_know_how_to_measure_is_not_asked() -> None:
    async def body() -> None:
        async with couple(models.metering_plug()) as (_, client):
            assert client._peer.measure((18,), None)
        dialect = Dialect(answers_refresh=False)
        async with couple(habits=Habits(answers_refresh=False), dialect=dialect) as (virtual, client):
            requests = virtual.counters.requests
            assert not client._peer.measure((18,), None)
            assert virtual.counters.requests == requests

    run_jumping(body())


# Who holds it


def test_it_closes_with_the_last_who_holds_it() -> None:
    async def body() -> None:
        async with couple() as (virtual, client):
            peer, first, second = client._peer, object(), object()
            await client.close()
            for holder in (first, second, first):
                await peer.open(holder)
            await peer.leave(first)
            await peer.leave(first)
            assert peer.is_connected
            await peer.leave(second)
            assert peer.status is Status.IDLE
            assert virtual.counters.sessions == 2
            await peer.leave(second)

    run_jumping(body())


def test_what_cannot_be_reached_is_held_by_nobody() -> None:
    async def body() -> None:
        async with home() as house:
            virtual = await house.add()
            virtual.power_off()
            peer = house.client(virtual)._peer
            assert isinstance(await failing(peer.open(object())), UnreachableError)
            assert peer.status is Status.IDLE
            assert peer._holders == ()

    run_jumping(body())
