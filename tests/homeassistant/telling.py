"""A hub of virtual devices told to a running Home Assistant, and what both say then."""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tests.bridge.rooms import settings_of
from tests.client.household import until
from tuyalan.bridge.bridge import Bridge
from tuyalan.bridge.broker import parse_address
from tuyalan.bridge.herald import Herald
from tuyalan.bridge.introducing import HeraldSettings
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.model.schema import Access, DpSchema, Kind
from tuyalan.model.sources import Known, Source
from tuyalan.model.units import normalise_unit
from tuyalan.net.tasks import background
from tuyalan.vocabulary import DeviceId

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping
    from typing import Any

    from tests.fleet.household import House
    from tests.homeassistant.home import Home
    from tuyalan.fleet.hub import Hub
    from tuyalan.model.device import Layer
    from tuyalan.sim.points import Point
    from tuyalan.vocabulary import DpId, Json

    States = Mapping[str, tuple[str, dict[str, Any]]]


class Described(Knowledge):
    """Knows virtual devices as their models describe them, so that what is shown does not rest on a guess."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self._house = house

    def list_layers(
        self, device_id: str, product_key: str | None = None, *, dps: Mapping[DpId, Json] | None = None
    ) -> list[Layer]:
        del product_key, dps
        points = self._house.home.sim.devices[DeviceId(device_id)].model.points
        return [{point.id: Known(point=describe(point), source=Source.IMPORT) for point in points}]

    def find_category(self, device_id: str, product_key: str | None = None) -> str:
        del product_key
        return self._house.home.sim.devices[DeviceId(device_id)].model.category


def describe(point: Point) -> DpSchema:
    """Return what an import would say of a virtual data point."""
    kinds = {"value": Kind.NUMBER, "enum": Kind.CHOICE, "string": Kind.TEXT}
    is_number = point.kind.value == "value"
    return DpSchema(
        id=point.id,
        code=point.code,
        kind=kinds.get(point.kind.value) or Kind(point.kind.value),
        access=Access.READ if point.access.value == "ro" else Access.BOTH,
        unit=normalise_unit(point.unit),
        scale=point.scale,
        minimum=point.minimum if is_number and point.maximum else None,
        maximum=point.maximum if is_number and point.maximum else None,
        step=point.step if is_number else None,
        choices=point.options,
        max_length=point.maximum if kinds.get(point.kind.value) is Kind.TEXT and point.maximum else None,
    )


async def shown(home: Home, are_right: Callable[[States], object]) -> States:
    """Return what Home Assistant shows, once it is what is waited for: each entity comes in its own time."""
    while True:
        states = await asyncio.to_thread(home.states)
        with contextlib.suppress(KeyError):
            if are_right(states):
                return states
        await asyncio.sleep(0.05)


async def ask(home: Home, do: str, **details: object) -> dict[str, object]:
    """Ask Home Assistant while the hub lives on."""
    return await asyncio.to_thread(home.ask, do, **details)


@asynccontextmanager
async def told(home: Home, hub: Hub, port: int) -> AsyncGenerator[None]:
    """Connect Home Assistant to a broker, and let a bridge tell it of a hub's devices until the block ends."""
    assert (await ask(home, "connect", port=port))["state"] == "loaded"
    async with speaking(home, hub, port):
        yield


@asynccontextmanager
async def speaking(home: Home, hub: Hub, port: int) -> AsyncGenerator[None]:
    """Let a bridge tell Home Assistant of a hub's devices until the block ends."""
    bridge = Bridge(settings_of(parse_address(f"mqtt://127.0.0.1:{port}")))
    bridge.add_companion(Herald(bridge, HeraldSettings(release=await asyncio.to_thread(home.find_release))))
    async with background(bridge.run(hub), name="bridge"):
        await until(lambda: bridge.is_up)
        yield
