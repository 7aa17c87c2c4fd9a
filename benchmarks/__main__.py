"""Measure Tuyalan, print a table, and put it into the documentation if asked to.

Devices run on the first core, clients on the second; others are measured in the same run. Single figures on shared
machines swing by a factor of two, so ratios count, and of several repeats the middle one.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from benchmarks import report
from benchmarks.groups import GROUPS, HAS_PEER, LOOPS
from benchmarks.timing import note


def main() -> int:
    """Run what is asked for; the exit code is 1 if a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=GROUPS, default=list(GROUPS), help="which groups to measure")
    parser.add_argument("--json", type=Path, help="also write the figures into this file")
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    arguments = parser.parse_args()
    if not HAS_PEER:
        note("tinytuya is not installed, so nothing is compared with it; `make bench` does that")
    if "uvloop" not in LOOPS:
        note("uvloop is not installed, so only the loop of the standard library is measured")
    begin = time.monotonic()
    rows = [row for name in arguments.only for row in GROUPS[name]()]
    note(f"took {time.monotonic() - begin:.0f} s")
    print(report.machine())
    print(report.table(rows))
    if arguments.json is not None:
        arguments.json.write_text(report.dump(rows), encoding="utf-8")
    if arguments.write:
        report.write(rows)
    return int(any(row.is_met is False for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
