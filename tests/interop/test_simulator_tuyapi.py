"""The simulator as the tuyapi client for Node.js sees it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from tests.interop.simulator_peers import hosting, run_node
from tests.support import run
from tuyalan.sim import models
from tuyalan.sim.behaviours import Behaviour

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.sim import Model, VirtualDevice
    from tuyalan.vocabulary import DpId, Dps, Json

pytestmark = pytest.mark.interop

PLUG: Final = "a4c138f2b0d15e73"


class Button(Behaviour):
    """Somebody presses the button as soon as a client writes 41."""

    def follow(self, values: Mapping[DpId, Json], written: Dps) -> dict[DpId, Json]:
        del values
        return {9: 42} if written.get(9) == 41 else {}


def with_button(model: Model) -> Model:
    """Give the device and its children a button in place of a countdown."""
    children = tuple(replace(child, behaviour=Button) for child in model.children)
    return replace(model, behaviour=Button, children=children)


def settings(device: VirtualDevice, **more: object) -> dict[str, object]:
    """Say what the script needs."""
    return {
        "id": device.id,
        "key": device.key.reveal().decode(),
        "ip": device.address,
        "port": device.port,
        "version": device.version.value,
    } | more


@pytest.mark.parametrize("version", ["3.1", "3.3", "3.4", "3.5"])
def test_it_reads_writes_and_hears_pushes(version: str) -> None:
    async def body() -> None:
        async with hosting(with_button(models.switch(version))) as device:
            outcome = await run_node("tuyapi_client.mjs", settings(device))
            assert outcome["errors"] == []
            assert outcome["before"]["dps"] == {"1": False, "9": 0, "14": "memory"}
            assert outcome["after"]["dps"]["1"] is True
            assert device.state[9] == 42
            assert device.counters.bad_frames == 0

    run(body())


@pytest.mark.parametrize("version", ["3.3", "3.4"])
def test_it_reads_and_writes_a_child_of_a_gateway(version: str) -> None:
    async def body() -> None:
        async with hosting(with_button(models.gateway(version))) as device:
            outcome = await run_node("tuyapi_client.mjs", settings(device, cid=PLUG))
            assert outcome["errors"] == []
            assert outcome["after"]["dps"]["1"] is True
            assert device.child(PLUG).state[9] == 42

    run(body())
