"""Virtual devices for tests, demonstrations and other people's software.

async with Simulator() as sim:
    lamp = await sim.add(models.rgb_lamp(version="3.4"), address="127.0.0.10")
"""

from __future__ import annotations

from tuyalan.sim import models
from tuyalan.sim.announcing import Announcing
from tuyalan.sim.counters import Counters, Write
from tuyalan.sim.description import ChildDescription, DeviceDescription
from tuyalan.sim.device import VirtualDevice
from tuyalan.sim.faults import NO_CONTROLS, NO_HEARTBEATS, NO_QUERIES, Faults, Reset
from tuyalan.sim.habits import ChildrenAnswer, Habits, PushOrder, WhenFull
from tuyalan.sim.models import ChildModel, Model
from tuyalan.sim.points import Access, Kind, Point
from tuyalan.sim.server import Simulator

__all__ = [
    "NO_CONTROLS",
    "NO_HEARTBEATS",
    "NO_QUERIES",
    "Access",
    "Announcing",
    "ChildDescription",
    "ChildModel",
    "ChildrenAnswer",
    "Counters",
    "DeviceDescription",
    "Faults",
    "Habits",
    "Kind",
    "Model",
    "Point",
    "PushOrder",
    "Reset",
    "Simulator",
    "VirtualDevice",
    "WhenFull",
    "Write",
    "models",
]
