"""The hub with its MQTT bridge on a real broker: what a thousand devices cost, how long they take, how fast a command is."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Final

from benchmarks.brokers import find_mosquitto
from benchmarks.hubmqtt import COUNT, FEW, RATE, Flow
from benchmarks.report import Row
from benchmarks.timing import median, note, swing
from benchmarks.workers import measure

if TYPE_CHECKING:
    from collections.abc import Callable

REPEATS: Final = 3
LOOP: Final = "uvloop" if importlib.util.find_spec("uvloop") else "asyncio"
CPU_GOAL: Final = 60.0
DELAY_GOAL_MS: Final = 10.0
MEMORY_GOAL_MIB: Final = 120.0


def run() -> list[Row]:
    """Measure the flow of states and the way of a command, where Mosquitto is installed."""
    if find_mosquitto() is None:
        note("mosquitto is not installed, so the hub is not measured")
        return []
    note(f"hub: {COUNT} devices to a subscriber")
    flows = [measure(Flow, "hubmqtt", "flow", LOOP) for _ in range(REPEATS)]
    note(f"hub: commands to {FEW} devices")
    commands = [measure(float, "hubmqtt", "command", LOOP) for _ in range(REPEATS)]
    return [
        _flow_row("CPU of the hub", flows, lambda flow: flow.cpu, unit="%", goal=CPU_GOAL),
        _flow_row("states lost", flows, lambda flow: float(flow.lost), unit="", goal=0),
        _flow_row("device to subscriber, median", flows, lambda flow: flow.median_ms, unit="ms", goal=DELAY_GOAL_MS),
        _flow_row("device to subscriber, 99 of 100", flows, lambda flow: flow.most_ms, unit="ms"),
        _flow_row("resident memory of the hub", flows, lambda flow: flow.mib, unit="MiB", goal=MEMORY_GOAL_MIB),
        Row(
            group="hub",
            name=f"command by MQTT to confirmed state on MQTT, {FEW} devices, median",
            ours=median(commands),
            unit="ms",
            swing=swing(commands),
            goal=DELAY_GOAL_MS,
        ),
    ]


def _flow_row(
    name: str, flows: list[Flow], read: Callable[[Flow], float], *, unit: str, goal: float | None = None
) -> Row:
    figures = [read(flow) for flow in flows]
    return Row(
        group="hub",
        name=f"{COUNT} devices, {COUNT * RATE} states a second: {name}",
        ours=median(figures),
        unit=unit,
        swing=swing(figures),
        goal=goal,
    )
