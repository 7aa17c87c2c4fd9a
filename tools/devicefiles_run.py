"""Every device file of a folder of tuya-local as a virtual device on loopback: its state read, every property written.

    python -m tools.devicefiles_run FOLDER

What is checked is what `tools/catalogue_run.py` checks of the products of the catalogue. The exit code is 1 if anything
of it fails.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tools.catalogue_run import AT_ONCE, VERSIONS, Report, Trial
from tools.legal import make_legal
from tuyalan.client.network import Network
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.knowledge.tuyalocal.loading import load_directory
from tuyalan.model.schema import Schema
from tuyalan.model.tuyalocal.knowing import known
from tuyalan.sim import Simulator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.knowledge.tuyalocal.library import Library
    from tuyalan.model.device import Layer
    from tuyalan.model.tuyalocal.profile import Profile
    from tuyalan.vocabulary import DpId, Json


class OneFile(Knowledge):
    """Knows what one device file says, and nothing else."""

    def __init__(self, profile: Profile) -> None:
        """Take the file."""
        super().__init__()
        self._profile = profile

    def list_layers(
        self, device_id: str, product_key: str | None = None, *, dps: Mapping[DpId, Json] | None = None
    ) -> list[Layer]:
        """Return what the file says."""
        del device_id, product_key
        return [known(self._profile, dps or {})]

    def suggest_dps(
        self, device_id: str, product_key: str | None = None, *, dps: Mapping[DpId, Json]
    ) -> tuple[DpId, ...]:
        """Return what can be read of what the file describes."""
        del dps
        layers = self.list_layers(device_id, product_key)
        return tuple(dp for layer in layers for dp, row in layer.items() if row.point.access.is_readable)


async def run_files(library: Library, *, seed: int) -> Report:
    """Try all files that load and return what happened."""
    report = Report()
    network = Network()
    for begin in range(0, len(library.files), AT_ONCE):
        async with Simulator(seed=seed + begin) as sim, asyncio.TaskGroup() as group:
            for number, file in enumerate(library.files[begin : begin + AT_ONCE], begin):
                profile = library.profile(file)
                assert profile is not None  # noqa: S101 - the names are those of the library
                chance = random.Random(f"{seed} {file}")  # noqa: S311 - no secret
                rows = known(profile, {})
                # Which limits hold depends on the state, so the state has to be chosen first.
                state = {dp: make_legal(row.point, chance, row.form) for dp, row in rows.items()}
                rows = known(profile, state)
                fixed = frozenset(dp for row in rows.values() for dp in row.depends)
                trial = Trial(
                    file,
                    Schema(points={dp: row.point for dp, row in rows.items()}),
                    report,
                    chance=chance,
                    forms={dp: row.form for dp, row in rows.items() if row.form is not None},
                    pinned={dp: state[dp] for dp in fixed if dp in state},
                )
                device = await sim.add(trial.make(VERSIONS[number % len(VERSIONS)]), port=0)
                group.create_task(trial.run(device, OneFile(profile), network), name=f"file {file}")
    return report


def main() -> int:
    """Try the files of the folder that is named; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    begin = time.monotonic()
    report = asyncio.run(run_files(load_directory(arguments.folder), seed=arguments.seed))
    for name, count in sorted(report.counts.items()):
        print(f"{name:20} {count:>8}")
    print(f"{time.monotonic() - begin:.0f} s")
    for problem in report.problems:
        print(problem, file=sys.stderr)
    return int(bool(report.problems))


if __name__ == "__main__":
    sys.exit(main())
