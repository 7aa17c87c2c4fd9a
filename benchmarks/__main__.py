"""`python -m benchmarks [--only NAME ...] [--json FILE] [--write]`: measure, print a table, put it into the docs.

Servers run on the first core, clients on the second; peers are measured in the same run. Figures on shared machines
swing by a factor of two, so ratios count.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks import codec, discovery, report, startup
from benchmarks.report import Row, note
from tuyalan.vocabulary import Version

if TYPE_CHECKING:
    from collections.abc import Callable

LOOPS: Final = ("uvloop", "asyncio")
FLEET_GOAL: Final = {"uvloop": 16.0, "asyncio": 20.0}


def _run(module: str, *arguments: str) -> object:
    """Run one measurement in a process of its own; a machine that is busy elsewhere gets a second chance."""
    command = [sys.executable, "-m", module, *arguments]
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)  # noqa: S603
        if done.returncode == 0:
            return json.loads(done.stdout.splitlines()[-1])
    raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")


def round_trips() -> list[Row]:
    """Queries on one open connection, against a bare exchange of as many bytes and against tinytuya."""
    rows: list[Row] = []
    for version in Version:
        note(f"round trip {version}")
        for loop in LOOPS:
            ours, floor = _numbers(_run("benchmarks.client", "round_trip", version.value, loop))
            rows.append(
                Row(group=f"query {version}", name=f"round trip, {loop}", ours=ours, unit="µs", peer=floor,
                    peer_name="bare echo", goal=1.25, goal_is_ratio=True)
            )  # fmt: skip
        peer = _number(_run("benchmarks.peers", "round_trip", version.value)) if version is not Version.V32 else None
        if peer is not None:
            rows.append(
                Row(group=f"query {version}", name="round trip, asyncio", ours=ours, unit="µs", peer=peer, peer_name="tinytuya")
            )
    return rows


def cold_starts() -> list[Row]:
    """From nothing to the first state, against tinytuya."""
    rows: list[Row] = []
    for version in (Version.V31, Version.V33, Version.V34, Version.V35):
        note(f"cold start {version}")
        ours = _number(_run("benchmarks.client", "cold", version.value, "asyncio"))
        peer = _number(_run("benchmarks.peers", "cold", version.value))
        goal = 1.3 if version in (Version.V34, Version.V35) else None
        rows.append(
            Row(group=f"connect {version}", name="cold, to the first state", ours=ours, unit="ms", peer=peer,
                peer_name="tinytuya", goal=goal)
        )  # fmt: skip
    return rows


def confirmations() -> list[Row]:
    """From a write to its confirmation by a device with Nagle on."""
    rows: list[Row] = []
    for version in (Version.V33, Version.V34, Version.V35):
        note(f"confirmed write {version}")
        ours = _number(_run("benchmarks.client", "confirmed", version.value, "asyncio"))
        rows.append(Row(group=f"write {version}", name="set to confirmed push, Nagle on", ours=ours, unit="ms", goal=2))
    return rows


def fleets() -> list[Row]:
    """A thousand devices that push ten times a second each."""
    rows: list[Row] = []
    for version in (Version.V33, Version.V34, Version.V35):
        note(f"fleet {version}")
        peer = _numbers_by_name(_run("benchmarks.peers", "fleet", version.value))
        for loop in LOOPS:
            ours = _numbers_by_name(_run("benchmarks.client", "fleet", version.value, loop))
            group = f"1000 devices {version}, {loop}"
            rows += [
                Row(group=group, name="all connected", ours=ours["connect_s"], unit="s", goal=1),
                Row(group=group, name="CPU at 10,000 updates/s", ours=ours["cpu"], unit="%", peer=peer["cpu"],
                    peer_name="tinytuya, a thread a device", goal=FLEET_GOAL[loop]),
                Row(group=group, name="updates lost", ours=ours["lost"], unit="", peer=peer["lost"], peer_name="tinytuya", goal=0),
                Row(group=group, name="memory a device", ours=ours["kib"], unit="KiB", goal=15),
            ]  # fmt: skip
            if version is Version.V33:
                floor = _numbers_by_name(_run("benchmarks.client", "floor", version.value, loop))
                rows.append(
                    Row(group=group, name="CPU at 10,000 updates/s", ours=ours["cpu"], unit="%", peer=floor["cpu"],
                        peer_name="event loop alone, nothing decoded")
                )  # fmt: skip
    return rows


def _number(value: object) -> float:
    assert isinstance(value, (int, float))
    return float(value)


def _numbers(value: object) -> list[float]:
    assert isinstance(value, list)
    return [_number(each) for each in value]


def _numbers_by_name(value: object) -> dict[str, float]:
    assert isinstance(value, dict)
    return {str(name): _number(each) for name, each in value.items()}


GROUPS: Final[dict[str, Callable[[], list[Row]]]] = {
    "codec": codec.run,
    "query": round_trips,
    "connect": cold_starts,
    "write": confirmations,
    "fleet": fleets,
    "discovery": discovery.run,
    "start": startup.run,
}


def main() -> int:
    """Run what is asked for; exit code 1 if a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=GROUPS, default=list(GROUPS), help="which groups to measure")
    parser.add_argument("--json", type=Path, help="also write the rows into this file")
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    arguments = parser.parse_args()
    rows = [row for name in arguments.only for row in GROUPS[name]()]
    print(report.machine())
    print(report.table(rows))
    if arguments.json is not None:
        arguments.json.write_text(report.dump(rows), encoding="utf-8")
    if arguments.write:
        report.write(rows)
    return int(any(row.is_met is False for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
