"""Strangers are told once, whatever and however often somebody announces."""

from __future__ import annotations

from tests.support import run
from tuyalan.client.device import Device
from tuyalan.client.finder import Found
from tuyalan.fleet.events import DeviceFound, HubEvent
from tuyalan.fleet.finding import MAX_FOUND, Strangers
from tuyalan.fleet.member import Member
from tuyalan.storage import DeviceRecord
from tuyalan.vocabulary import DeviceId


def beacon(device_id: str | None, address: str = "10.0.0.5") -> Found:
    known = None if device_id is None else DeviceId(device_id)
    return Found(device_id=known, address=address, first_seen=1.0, last_seen=1.0)


def make() -> tuple[Strangers, dict[str, Member], list[HubEvent]]:
    members: dict[str, Member] = {}
    told: list[HubEvent] = []
    return Strangers(members, told.append), members, told


def test_a_stranger_is_told_once_and_again_from_another_address() -> None:
    strangers, _, told = make()
    for address in ("10.0.0.5", "10.0.0.5", "10.0.0.6"):
        strangers.on_beacon(beacon("bf01", address))
    strangers.on_beacon(beacon(None))
    assert [event.found.address for event in told if isinstance(event, DeviceFound)] == ["10.0.0.5", "10.0.0.6"]
    assert list(strangers.found) == ["bf01"]
    strangers.forget("bf01")
    strangers.forget("bf01")
    assert not strangers.found


def test_who_is_known_is_no_stranger() -> None:
    strangers, members, told = make()
    members["bf01"] = Member(DeviceRecord(id="bf01"), name="lamp", device=None)
    strangers.on_beacon(beacon("bf01"))
    assert told == []


def test_a_flood_of_invented_devices_is_bounded() -> None:
    strangers, _, _ = make()
    for number in range(MAX_FOUND + 50):
        strangers.on_beacon(beacon(f"bf{number}"))
    assert len(strangers.found) == MAX_FOUND
    assert "bf0" not in strangers.found


def test_a_new_child_behind_a_gateway_is_a_stranger() -> None:
    async def body() -> None:
        strangers, members, told = make()
        gateway = Device("bfgateway", bytes(16), "10.0.0.9")
        known = gateway.child("c1", device_id="bfchild")
        gateway.child("c2")
        members["bfchild"] = Member(DeviceRecord(id="bfchild"), name="plug", device=known)
        strangers.look_behind(gateway)
        strangers.look_behind(gateway)
        (event,) = told
        assert isinstance(event, DeviceFound)
        assert (event.device_id, event.found.parent, event.found.address) == ("c2", "bfgateway", "10.0.0.9")

    run(body())
