"""Virtual devices of products that the catalogue knows, for the commands that speak of lights, covers and the rest."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from tests.cli.support import Home
from tuyalan.sim.models import Model
from tuyalan.sim.points import Access, Kind, Point
from tuyalan.storage import DeviceStore

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

MODELS: Final = {
    "blaster": Model(
        name="blaster",
        product_key="0000007hka",
        points=(
            Point(201, Kind.STRING, "ir_send"),
            Point(202, Kind.RAW, "ir_study_code", access=Access.READ_ONLY, initial=""),
        ),
    ),
    "ceiling": Model(
        name="ceiling",
        product_key="papyorng1na2rbhm",
        points=(
            Point(20, Kind.BOOL, "switch_led", initial=False),
            Point(22, Kind.VALUE, "bright_value", initial=500, minimum=10, maximum=1000),
            Point(60, Kind.BOOL, "fan_switch", initial=False),
            Point(61, Kind.ENUM, "fan_mode", initial="fresh", options=("fresh", "nature")),
            Point(63, Kind.ENUM, "fan_direction", initial="forward", options=("forward", "reverse")),
            Point(101, Kind.VALUE, "fan_speed", initial=1, minimum=1, maximum=6),
        ),
    ),
    "garage": Model(
        name="garage",
        product_key="0xt5uz7u4u9t3rec",
        points=(
            Point(3, Kind.BOOL, "doorcontact_state", initial=False, access=Access.READ_ONLY),
            Point(6, Kind.ENUM, "door_control_1", initial="close", options=("open", "close")),
        ),
    ),
    "feeder": Model(
        name="feeder",
        product_key="vd9dyozjl2jestpz",
        points=(
            Point(2, Kind.VALUE, "manual_feed", initial=1, minimum=1, maximum=12),
            Point(5, Kind.RAW, "meal_plan", initial=""),
        ),
    ),
    "blind": Model(
        name="blind",
        product_key="ddyeucvotl7qhill",
        points=(
            Point(107, Kind.VALUE, "percent_control", initial=0, maximum=100),
            Point(108, Kind.VALUE, "percent_state", initial=0, maximum=100, access=Access.READ_ONLY),
            Point(111, Kind.ENUM, "control", initial="stop", options=("open", "stop", "close", "continue")),
        ),
    ),
    "gangs": Model(
        name="gangs",
        product_key="7atqagu8ciqwkk0r",
        points=(
            Point(1, Kind.BOOL, "switch_1", initial=True),
            Point(2, Kind.BOOL, "switch_2", initial=False),
            Point(7, Kind.VALUE, "countdown_1", initial=0, maximum=86400),
            Point(8, Kind.VALUE, "countdown_2", initial=0, maximum=86400),
            Point(17, Kind.STRING, "cycle_time", initial=""),
            Point(18, Kind.STRING, "random_time", initial=""),
            Point(19, Kind.STRING, "switch_inching", initial=""),
        ),
    ),
}
"""By name; the products are those of the catalogue, in part."""


class Workshop(Home):
    """The devices, and a file that knows their products."""

    def write(self, path: Path) -> Path:
        """Write a device file that knows them all, and their products."""
        super().write(path)
        store = DeviceStore.load(path)
        for name, device in self.devices.items():
            store.update(store.find(name).id, product_key=device.model.product_key)
        store.save()
        return path


@contextmanager
def open_workshop() -> Generator[Workshop]:
    """Keep a workshop while inside."""
    workshop = Workshop(MODELS, announces=False)
    workshop.open()
    try:
        yield workshop
    finally:
        workshop.close()
