"""The groups of figures: what is measured against what, how often, and with which goal.

Whole measurements are repeated, ours and the other's in turn; of the repeats the middle one counts.
"""

from __future__ import annotations

import importlib.util
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from benchmarks import discovery, hub, hubfleet, knowledge, properties, startup, tinytuya_api
from benchmarks.fleet import COUNT, RATE, Figures
from benchmarks.report import Row
from benchmarks.timing import median, middle, note, swing
from benchmarks.workers import measure
from tuyalan.vocabulary import Version

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

REPEATS: Final = 3
LOOPS: Final = ("uvloop", "asyncio") if importlib.util.find_spec("uvloop") else ("asyncio",)
HAS_PEER: Final = tinytuya_api.is_installed()
DISTINCT: Final = (Version.V31, Version.V33, Version.V34, Version.V35)
"""On the network 3.2 is 3.3 with another number; tinytuya knows it only as a device22."""
FLEET_GOALS: Final = MappingProxyType({"uvloop": 16.0, "asyncio": 20.0})
COLD_GOALS: Final = MappingProxyType({Version.V34: 1.3, Version.V35: 1.3})


def codec() -> list[Row]:
    """Encode and decode, against tinytuya."""
    rows: list[Row] = []
    for version in Version:
        note(f"codec {version}")
        kind = tuple[tuple[float, float], tuple[float, float]]
        runs = [measure(kind, "codec", version.value) for _ in range(REPEATS)]
        for at, (name, goal) in enumerate((("encode", 4.5), ("decode 12 DPs", 3.5))):
            ours, peer = middle([run[at] for run in runs])
            rows.append(
                Row(
                    group=f"codec {version}",
                    name=name,
                    ours=ours,
                    unit="µs",
                    swing=swing([run[at][0] for run in runs]),
                    peer=peer if HAS_PEER else None,
                    peer_name=tinytuya_api.NAME,
                    goal=goal,
                    goal_is_ratio=True,
                    more_is_better=True,
                )
            )
    return rows


def query() -> list[Row]:
    """Queries on one open connection, against a bare exchange of as many bytes and against tinytuya."""
    rows: list[Row] = []
    for version in Version:
        note(f"query {version}")
        group = f"query {version}"
        ours = 0.0
        for loop in LOOPS:
            runs = [measure(tuple[float, float], "client", "round_trip", version.value, loop) for _ in range(REPEATS)]
            ours, floor = middle(runs)
            rows.append(
                Row(
                    group=group,
                    name=f"round trip, {loop}",
                    ours=ours,
                    unit="µs",
                    swing=swing([run[0] for run in runs]),
                    peer=floor,
                    peer_name=f"bare {loop} echo",
                    # The goal speaks of a bare asyncio echo; the other loop is shown beside it.
                    goal=1.25 if loop == "asyncio" else None,
                    goal_is_ratio=True,
                )
            )
        if HAS_PEER and version in DISTINCT:
            peer = measure(float, "peers", "round_trip", version.value)
            rows.append(
                Row(group=group, name="round trip", ours=ours, unit="µs", peer=peer, peer_name=tinytuya_api.NAME)
            )
    return rows


def connect() -> list[Row]:
    """From nothing to the first state, against tinytuya."""
    rows: list[Row] = []
    for version in DISTINCT:
        note(f"connect {version}")
        ours: list[float] = []
        peer: list[float] = []
        for _ in range(REPEATS):
            ours.append(measure(float, "client", "cold", version.value, "asyncio"))
            if HAS_PEER:
                peer.append(measure(float, "peers", "cold", version.value))
        rows.append(
            Row(
                group=f"connect {version}",
                name="cold, to the first state",
                ours=median(ours),
                unit="ms",
                swing=swing(ours),
                peer=median(peer) if peer else None,
                peer_name=tinytuya_api.NAME,
                goal=COLD_GOALS.get(version),
            )
        )
    return rows


def write() -> list[Row]:
    """From a write to its confirmation by a device with Nagle on."""
    rows: list[Row] = []
    for version in DISTINCT:
        note(f"write {version}")
        ours = [measure(float, "client", "confirmed", version.value, "asyncio") for _ in range(REPEATS)]
        rows.append(
            Row(
                group=f"write {version}",
                name="set to confirmed push, Nagle on at the device",
                ours=median(ours),
                unit="ms",
                swing=swing(ours),
                goal=2,
            )
        )
    return rows


def fleet() -> list[Row]:
    """Many devices that push ten times a second each, against a loop that decodes nothing and against tinytuya."""
    rows: list[Row] = []
    for version in DISTINCT:
        runs: dict[str, list[Figures]] = {loop: [] for loop in LOOPS}
        floors: dict[str, list[float]] = {loop: [] for loop in LOOPS}
        for repeat in range(REPEATS):
            for loop in LOOPS:
                note(f"fleet {version} {loop} {repeat + 1}")
                runs[loop].append(measure(Figures, "fleet", version.value, loop))
                if version is Version.V33:
                    floors[loop].append(measure(float, "fleet", version.value, loop, "floor"))
        note(f"fleet {version} peer")
        peer = measure(Figures, "peers", "fleet", version.value) if HAS_PEER else None
        for loop in LOOPS:
            rows += fleet_rows(f"{COUNT} devices {version}, {loop}", runs[loop], goal=FLEET_GOALS[loop], peer=peer)
            if floors[loop]:
                rows.append(floor_row(rows, median(floors[loop]), loop))
    return rows


def fleet_rows(group: str, runs: Sequence[Figures], *, goal: float, peer: Figures | None) -> list[Row]:
    """Make the rows of one version on one loop."""
    seconds = [run.connect_seconds for run in runs]
    cpu = [run.cpu for run in runs]
    lost = [run.lost for run in runs]
    kib = [run.kib for run in runs if run.kib is not None]
    name = f"{tinytuya_api.NAME}, a thread a device"
    rows = [
        Row(
            group=group,
            name="all connected",
            ours=median(seconds),
            unit="s",
            swing=swing(seconds),
            peer=peer.connect_seconds if peer is not None else None,
            peer_name=f"{tinytuya_api.NAME}, one after the other",
            goal=1,
        ),
        Row(
            group=group,
            name=f"CPU at {COUNT * RATE:,} updates/s",
            ours=median(cpu),
            unit="%",
            swing=swing(cpu),
            peer=peer.cpu if peer is not None else None,
            peer_name=name,
            goal=goal,
        ),
        Row(
            group=group,
            name="updates lost",
            ours=max(lost),
            unit="",
            peer=peer.lost if peer is not None else None,
            peer_name=name,
            goal=0,
        ),
    ]
    if kib:
        rows.append(Row(group=group, name="memory a device", ours=median(kib), unit="KiB", swing=swing(kib), goal=15))
    return rows


def floor_row(rows: Sequence[Row], floor: float, loop: str) -> Row:
    """Compare the CPU use of the last rows with that of the loop alone."""
    ours = next(row for row in reversed(rows) if row.unit == "%")
    return Row(
        group=ours.group,
        name=ours.name,
        ours=ours.ours,
        unit="%",
        peer=floor,
        peer_name=f"{loop} alone, nothing decoded",
    )


GROUPS: Final[Mapping[str, Callable[[], list[Row]]]] = MappingProxyType(
    {
        "codec": codec,
        "query": query,
        "connect": connect,
        "write": write,
        "fleet": fleet,
        "discovery": discovery.run,
        "start": startup.run,
        "properties": properties.run,
        "knowledge": knowledge.run,
        "hub": hub.run,
        "hubfleet": hubfleet.run,
    }
)
