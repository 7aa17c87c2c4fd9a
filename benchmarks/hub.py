"""The hub with its MQTT bridge on a real broker: what a thousand devices cost, how long they take, how fast a command is."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.brokers import find_mosquitto
from benchmarks.hubmqtt import COUNT, FEW, RATE, Flow
from benchmarks.report import Row
from benchmarks.rustuya_bridge import NAME, is_there
from benchmarks.timing import median, note, swing
from benchmarks.workers import measure

if TYPE_CHECKING:
    from collections.abc import Callable

REPEATS: Final = 3
LOOP: Final = "uvloop" if importlib.util.find_spec("uvloop") else "asyncio"
CPU_GOAL: Final = 60.0
DELAY_GOAL_MS: Final = 10.0
MEMORY_GOAL_MIB: Final = 114.4
"""120 MB."""


def run() -> list[Row]:
    """Measure the flow of states and the way of a command, where Mosquitto is installed; another bridge by turns."""
    if find_mosquitto() is None:
        note("mosquitto is not installed, so the hub is not measured")
        return []
    has_peer = is_there() and Path("/proc").is_dir()
    if not has_peer:
        note(f"{NAME} is not there for this platform, so nothing is compared with it")
    flows: list[Flow] = []
    others: list[Flow] = []
    commands: list[float] = []
    theirs: list[float] = []
    for turn in range(1, REPEATS + 1):
        note(f"hub: {COUNT} devices to a subscriber, commands to {FEW}; {turn} of {REPEATS}")
        flows.append(measure(Flow, "hubmqtt", "flow", LOOP))
        commands.append(measure(float, "hubmqtt", "command", LOOP))
        if has_peer:
            others.append(measure(Flow, "hubpeer", "flow"))
            theirs.append(measure(float, "hubpeer", "command"))
    return [
        *_flow_rows(flows, others),
        Row(
            group="hub",
            name=f"command by MQTT to confirmed state on MQTT, {FEW} devices, median",
            ours=median(commands),
            unit="ms",
            swing=swing(commands),
            peer=median(theirs) if theirs else None,
            peer_name=NAME,
            goal=DELAY_GOAL_MS,
        ),
    ]


def _flow_rows(flows: list[Flow], others: list[Flow]) -> list[Row]:
    figures: dict[str, tuple[str, float | None, Callable[[Flow], float]]] = {
        "CPU of the hub": ("%", CPU_GOAL, lambda flow: flow.cpu),
        "states lost": ("", 0, lambda flow: float(flow.lost)),
        "device to subscriber, median": ("ms", DELAY_GOAL_MS, lambda flow: flow.median_ms),
        "device to subscriber, 99 of 100": ("ms", None, lambda flow: flow.most_ms),
        "resident memory of the hub": ("MiB", MEMORY_GOAL_MIB, lambda flow: flow.mib),
    }
    rows: list[Row] = []
    for name, (unit, goal, read) in figures.items():
        ours = [read(flow) for flow in flows]
        rows.append(
            Row(
                group="hub",
                name=f"{COUNT} devices, {COUNT * RATE} states a second: {name}",
                ours=median(ours),
                unit=unit,
                swing=swing(ours),
                peer=median([read(flow) for flow in others]) if others else None,
                peer_name=NAME,
                goal=goal,
            )
        )
    return rows
