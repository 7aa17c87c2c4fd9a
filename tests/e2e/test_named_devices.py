"""A home of virtual devices, spoken to by name and operated as what they are, over restarts and in every version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.client.household import VERSIONS, failing, home, run_jumping
from tests.support import run
from tuyalan.client.device import Device
from tuyalan.errors import NotAllowedError
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.knowledge.schemas import SCHEMAS_FILE, ImportedSchemas, save_schemas
from tuyalan.model.features.cover import Motion
from tuyalan.model.forms.colour import Colour
from tuyalan.model.schema import DpSchema, Kind, Schema
from tuyalan.sim import Habits, models
from tuyalan.storage import DeviceRecord, DeviceStore

if TYPE_CHECKING:
    from pathlib import Path

    from tuyalan.sim import VirtualDevice

CURTAIN = Schema(
    category="cl",
    points={
        1: DpSchema(id=1, code="control", kind=Kind.CHOICE, choices=("open", "stop", "close")),
        2: DpSchema(id=2, code="percent_control", kind=Kind.NUMBER, minimum=0, maximum=100, unit="%"),
        3: DpSchema(id=3, code="percent_state", kind=Kind.NUMBER, minimum=0, maximum=100, unit="%"),
        7: DpSchema(id=7, code="work_state", kind=Kind.CHOICE, choices=("opening", "closing")),
    },
)


def record_of(device: VirtualDevice) -> DeviceRecord:
    return DeviceRecord(
        id=device.id, name="it", key=device.key, address=device.address, port=device.port, version=device.version
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_a_lamp_of_no_known_product_is_operated_as_a_light(version: str) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.rgb_lamp(version))
            async with house.client(device, knowledge=Knowledge()) as client:
                lamp = client.light()
                states = lamp.watch()
                result = await lamp.turn_on(colour=Colour.parse("00ff00"), brightness=0.5)
                assert list(result.dps) == [20, 21, 24]
                assert (device.state[20], device.state[21], device.state[24]) == (True, "colour", "007803e801f4")
                state = await anext(states)
                while state.colour != Colour(120, 100.0, 50.0):
                    state = await anext(states)
                await lamp.turn_off()
                assert lamp.state.is_on is False

    run_jumping(body())


def test_a_lamp_that_takes_one_point_a_write_is_told_one_after_the_other() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.rgb_lamp(), habits=Habits(one_dp_per_write=True))
            async with house.client(device, knowledge=Knowledge()) as client:
                await client.light().turn_on(colour=Colour.parse("0000ff"), brightness=0.5)
                assert (device.state[20], device.state[21], device.state[24]) == (True, "colour", "00f003e801f4")
                assert client.dialect.one_dp_per_write

    run_jumping(body())


def test_a_curtain_moves_and_says_so(tmp_path: Path) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.curtain(step_interval=0.1))
            save_schemas(tmp_path / SCHEMAS_FILE, ImportedSchemas(devices={device.id: CURTAIN}))
            async with house.client(device, knowledge=Knowledge(tmp_path)) as client:
                cover = client.cover()
                states = cover.watch()
                await cover.move_to(50)
                seen = [await anext(states)]
                while seen[-1].motion is not Motion.STOPPED or seen[-1].position != 50:
                    seen.append(await anext(states))
                assert any(state.motion is Motion.OPENING for state in seen)
                await cover.open()
                await cover.stop()

    run_jumping(body())


def test_what_may_harm_somebody_is_not_even_asked_and_ids_stay_over_a_restart(tmp_path: Path) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            store = DeviceStore(tmp_path / "devices.json")
            store.add(record_of(device))
            async with Device.from_record(
                store.find("it"), store=store, network=house.network, knowledge=Knowledge()
            ) as client:
                before = client.model.unique_id(1)
            heater = Schema(category="qn", points={1: DpSchema(id=1, code="switch", kind=Kind.BOOL)})
            save_schemas(tmp_path / SCHEMAS_FILE, ImportedSchemas(devices={device.id: heater}))
            again = DeviceStore.load(store.path)
            async with Device.from_record(
                again.find("it"), store=again, network=house.network, knowledge=Knowledge(tmp_path)
            ) as client:
                assert client.model.unique_id("switch") == before
                assert isinstance(await failing(client.switch().turn_on()), NotAllowedError)
                assert isinstance(await failing(client.set("switch", True)), NotAllowedError)
                assert device.counters.writes == 0
                client.allow()
                await client.switch().turn_on()
                assert device.state[1] is True

    run(body())
