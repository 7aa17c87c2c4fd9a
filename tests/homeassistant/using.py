"""Using entities as a person does: a service is called, a device changes, and Home Assistant shows it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from tests.homeassistant.telling import ask

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.homeassistant.home import Home
    from tuyalan.sim import VirtualDevice
    from tuyalan.vocabulary import DpId, Json

PATIENCE: Final = 15.0
"""How long to wait for a device or for Home Assistant, seconds."""


class Used:
    """One entity of a running Home Assistant, and the virtual device behind it; what goes wrong is kept."""

    def __init__(self, home: Home, virtual: VirtualDevice, entity: str) -> None:
        self.home = home
        self.virtual = virtual
        self.entity = entity
        self.problems: list[str] = []
        self._ignored = 0

    async def begin(self, features: int | None = None, *, ignored: int = 0, **shown: object) -> None:
        """Wait until Home Assistant shows what the device says, and check what it is told that the entity can do.

        Args:
            features: The bits of what it can do.
            ignored: Bits that do not count.
            shown: State and attributes.
        """
        self._ignored = ignored
        if features is not None:
            shown["supported_features"] = features
        await self.show("at first", shown)

    async def call(self, service: str, data: Mapping[str, object] | None = None, **expected: object) -> None:
        """Call a service of the entity.

        Args:
            service: Without the domain, if that is the entity's own.
            data: What is said with it.
            expected: Under `dp20` what data point 20 is to hold then, under any other name what Home Assistant is to show.
        """
        domain = self.entity.partition(".")[0]
        name = service if "." in service else f"{domain}.{service}"
        what = f"{name} {dict(data or {})}"
        try:
            await ask(self.home, "call", service=name, data={"entity_id": self.entity, **(data or {})})
        except AssertionError as error:
            self.problems.append(f"{self.entity}: {what}: {error}")
            return
        raw = {name: value for name, value in expected.items() if name[:2] == "dp" and name[2:].isdecimal()}
        await self.hold(what, {int(name[2:]): value for name, value in raw.items()})
        await self.show(what, {name: value for name, value in expected.items() if name not in raw})

    async def tell(self, dps: Mapping[DpId, Json], **shown: object) -> None:
        """Let the device change by itself."""
        for number, value in dps.items():
            self.virtual.set(number, value)
        await self.show(f"the device says {dict(dps)}", shown)

    async def hold(self, what: str, wanted: Mapping[int, object]) -> None:
        """Wait until the device holds values, or was told them where it keeps none."""

        def found() -> dict[int, object]:
            told = {number: value for write in self.virtual.writes for number, value in write.asked.items()}
            return {number: self.virtual.state.get(number, told.get(number)) for number in wanted}

        if not await soon(lambda: found() == wanted):
            self.problems.append(f"{self.entity}: {what}: the device holds {found()}, not {dict(wanted)}")

    async def show(self, what: str, wanted: Mapping[str, object]) -> None:
        """Wait until Home Assistant shows state and attributes."""
        found: dict[str, object] = {}
        end = asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < end:
            states = await asyncio.to_thread(self.home.states)
            if self.entity in states:
                state, attributes = states[self.entity]
                attributes["supported_features"] = int(attributes.get("supported_features", 0)) & ~self._ignored
                found = {name: state if name == "state" else attributes.get(name, "missing") for name in wanted}
            if found == wanted:
                return
            await asyncio.sleep(0.02)
        self.problems.append(f"{self.entity}: {what}: Home Assistant shows {found}, not {dict(wanted)}")


async def soon(is_right: Callable[[], bool]) -> bool:
    """Wait until something is so; tells whether it came."""
    end = asyncio.get_running_loop().time() + PATIENCE
    while not is_right():
        if asyncio.get_running_loop().time() > end:
            return False
        await asyncio.sleep(0.01)
    return True
