"""What `tuyalan sim` tells."""

from __future__ import annotations

from tests.cli.screens import show
from tests.client.household import home
from tests.support import run
from tuyalan.cli.sim_events import HappenedEvent, SimResult, SimulatedDevice, StartedEvent, Watcher


def test_what_happens_to_a_device_is_told_once() -> None:
    async def body() -> list[list[str]]:
        async with home() as house:
            device = await house.add()
            watcher = Watcher(device)
            told = [[event.what for event in watcher.look()]]
            async with house.client(device) as client:
                told.append([event.what for event in watcher.look()])
                await client.set(1, True)
                told.append([event.what for event in watcher.look()])
                told.append([event.what for event in watcher.look()])
            return told

    assert run(body()) == [[], ["client connected"], ["written", "now"], []]


def test_a_client_that_goes_is_told() -> None:
    async def body() -> list[str]:
        async with home() as house:
            device = await house.add()
            async with house.client(device):
                watcher = Watcher(device)
                device.power_off()
            return [event.what for event in watcher.look()]

    assert "client gone" in run(body())


def test_where_the_keys_are_is_told_to_people() -> None:
    lamp = SimulatedDevice(
        id="eb01", name="lamp", model="rgb_lamp", version="3.3", address="127.0.0.51", port=6668, children=()
    )
    assert "--write FILE" in show(StartedEvent(devices=(lamp,), file=None).view())
    assert "tuyalan --devices home.json" in show(StartedEvent(devices=(lamp,), file="home.json").view())
    assert "127.0.0.51:6668" in show(StartedEvent(devices=(lamp,), file=None).view())


def test_events_are_lines() -> None:
    assert "now" in show(HappenedEvent(time=0.0, id="eb01", name="lamp", what="now", dps={1: True}).view())
    assert "after 1 event." in show(SimResult(events=1).view())
    assert "after 2 events." in show(SimResult(events=2).view())
