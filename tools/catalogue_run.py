"""Every product of the catalogue as a virtual device: its state read, every property written and read back.

    python -m tools.catalogue_run --products 300 --seed 1

Each device listens on loopback and is asked by the client as a real one would be. Its state must decode without a
problem, every writable property must take a legal value and report it, and every illegal value must be refused before
anything is sent. The exit code is 1 if anything of this fails.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from tools.legal import list_illegal, make_legal
from tuyalan.client.device import Device
from tuyalan.client.network import Network
from tuyalan.client.options import Options
from tuyalan.client.writes import Wait
from tuyalan.errors import BadValueError, ReadOnlyError
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.model.schema import Access, Kind
from tuyalan.sim import Access as PointAccess
from tuyalan.sim import Kind as PointKind
from tuyalan.sim import Model, Point, Simulator
from tuyalan.vocabulary import Version

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tuyalan.client.checks import DpWrite
    from tuyalan.model.device import DeviceModel
    from tuyalan.model.form import Form
    from tuyalan.model.property import Property
    from tuyalan.model.schema import DpSchema, Schema
    from tuyalan.sim import VirtualDevice
    from tuyalan.vocabulary import DpId, Json

VERSIONS: Final = tuple(Version)
"""Spoken in turn; a device of 3.2 reports only what it is asked for by number, and its product tells the numbers."""
AT_ONCE: Final = 24
"""Devices that exist at the same time."""
TIMEOUT: Final = 30.0
"""The bound of one request, seconds; the machine may be busy."""
MAX_PROBLEMS: Final = 50
"""Most problems listed."""
OPTIONS: Final = Options(request_timeout=TIMEOUT, connect_timeout=TIMEOUT)
LONGEST: Final = 4096
"""Longest text that a virtual device takes, in characters."""
_KINDS: Final = {
    Kind.BOOL: PointKind.BOOL,
    Kind.NUMBER: PointKind.VALUE,
    Kind.CHOICE: PointKind.ENUM,
    Kind.TEXT: PointKind.STRING,
    Kind.RAW: PointKind.RAW,
    Kind.COMPOSITE: PointKind.RAW,
    Kind.BITMAP: PointKind.BITMAP,
}
_ACCESSES: Final = {
    Access.READ: PointAccess.READ_ONLY,
    Access.WRITE: PointAccess.WRITE_ONLY,
    Access.BOTH: PointAccess.READ_WRITE,
}


@dataclass(slots=True)
class Report:
    """What was done, and what went wrong."""

    counts: Counter[str] = field(default_factory=Counter[str])
    problems: list[str] = field(default_factory=list[str])

    def blame(self, product: str, text: str) -> None:
        """Note a problem."""
        self.counts["problems"] += 1
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(f"{product}: {text}")


async def run_catalogue(keys: Sequence[str], *, seed: int, knowledge: Knowledge | None = None) -> Report:
    """Try the products with these keys and return what happened."""
    report = Report()
    knowledge = knowledge or Knowledge()
    network = Network()
    for begin in range(0, len(keys), AT_ONCE):
        # A simulator for each batch, so that devices that were done with cost nothing.
        async with Simulator(seed=seed + begin) as sim, asyncio.TaskGroup() as group:
            for number, key in enumerate(keys[begin : begin + AT_ONCE], begin):
                schema = knowledge.catalogue.find(key)
                assert schema is not None  # noqa: S101 - the keys are those of the catalogue
                trial = Trial(key, schema, report, chance=random.Random(f"{seed} {key}"))  # noqa: S311 - no secret
                device = await sim.add(trial.make(VERSIONS[number % len(VERSIONS)]), port=0)
                group.create_task(trial.run(device, knowledge, network), name=f"product {key}")
    return report


class Trial:
    """One product."""

    def __init__(
        self,
        key: str,
        schema: Schema,
        report: Report,
        *,
        chance: random.Random,
        forms: Mapping[DpId, Form[object]] | None = None,
        pinned: Mapping[DpId, Json] | None = None,
    ) -> None:
        """Take its description.

        Args:
            key: What it is called.
            schema: Its description.
            report: Where to note what happens.
            chance: Where values come from.
            forms: The layouts of texts that their codes do not tell.
            pinned: Values that it has and keeps.
        """
        self._key = key
        self._schema = schema
        self._report = report
        self._chance = chance
        self._forms = forms or {}
        self._pinned = pinned or {}

    def make(self, version: Version) -> Model:
        """Make the virtual device."""
        points = tuple(self._make_point(point) for point in self._schema.points.values())
        return Model(name=self._key, product_key=self._key, points=points, version=version)

    async def run(self, device: VirtualDevice, knowledge: Knowledge, network: Network) -> None:
        """Read, write and read back; what goes wrong goes into the report."""
        counts = self._report.counts
        try:
            client = Device(
                device.id,
                device.key,
                device.address,
                port=device.port,
                version=device.version,
                product_key=self._key,
                options=OPTIONS,
                network=network,
                knowledge=knowledge,
            )
            if device.version is Version.V32:
                # What it means is known from the start, and so is what may do harm.
                client.allow()
            async with client:
                dps = await client.status(timeout=TIMEOUT) if device.state else {}
                model = knowledge.make_model(device.id, product_key=self._key, dps=dps)
                self._check_state(model, dps)
                self._refuse(model)
                if any(write.taken for write in device.writes):
                    self._report.blame(self._key, "something was sent before anything was written")
                await self._write(model, client, device)
        except Exception as error:  # noqa: BLE001 - whatever comes is what this looks for
            self._report.blame(self._key, f"{type(error).__name__}: {error}")
        counts["products"] += 1

    def _make_point(self, point: DpSchema) -> Point:
        initial = self._pinned.get(point.id, make_legal(point, self._chance, self._forms.get(point.id)))
        is_number = point.kind is Kind.NUMBER
        return Point(
            point.id,
            _KINDS[point.wire or point.kind],
            point.code,
            initial=initial,
            access=_ACCESSES[point.access],
            minimum=(point.minimum or 0) if is_number else 0,
            maximum=(point.maximum or 0) if is_number or point.wire is Kind.NUMBER else LONGEST,
            options=point.choices or ("no such word",),
        )

    def _check_state(self, model: DeviceModel, dps: dict[DpId, Json]) -> None:
        readable = {dp for dp, point in self._schema.points.items() if point.access.is_readable}
        if set(dps) != readable:
            self._report.blame(self._key, f"reports {sorted(dps)} instead of {sorted(readable)}")
        if set(model.by_dp) != set(self._schema.points):
            self._report.blame(self._key, f"has the properties {sorted(model.by_dp)}")
        for code, reading in model.readings.items():
            self._report.counts["values read"] += 1
            if reading.problem is not None:
                self._report.blame(self._key, f"{code} reads {reading.raw!r}: {reading.problem}")

    def _refuse(self, model: DeviceModel) -> None:
        """Try all that must be refused."""
        for subject in model.properties.values():
            expected = BadValueError if subject.access.is_writable else ReadOnlyError
            for value in list_illegal(subject):
                self._report.counts["values refused"] += 1
                try:
                    model.plan({subject.code: value})
                except expected:
                    continue
                self._report.blame(self._key, f"{subject.code} ({subject.kind}) takes {value!r}")

    async def _write(self, model: DeviceModel, client: Device, device: VirtualDevice) -> None:
        """Write every property that can be written, all at once, and read them back."""
        subjects = {
            code: subject
            for code, subject in model.properties.items()
            if subject.access.is_writable and subject.dp not in self._pinned
        }
        wanted = {code: self._choose(model, subject) for code, subject in subjects.items()}
        planned = model.plan(wanted)
        for wait, is_reported in (Wait.CONFIRMED, True), (Wait.ACKNOWLEDGED, False):
            # Nothing confirms what is never reported, so nobody need wait for that.
            part = {dp: raw for dp, raw in planned.items() if model.by_dp[dp].access.is_readable is is_reported}
            if part:
                await client.set(cast("dict[DpId, DpWrite]", part), wait=wait, timeout=TIMEOUT)
        taken = {dp: value for write in device.writes for dp, value in write.taken.items()}
        if device.state:
            model.apply(await client.status(timeout=TIMEOUT))
        for code, value in wanted.items():
            subject = subjects[code]
            self._report.counts["properties written"] += 1
            raw = planned[subject.dp]
            if taken.get(subject.dp) != raw:
                self._report.blame(self._key, f"{code} was sent {raw!r}, the device took {taken.get(subject.dp)!r}")
            if not subject.access.is_readable:
                continue
            reading = model.readings[code]
            if reading.raw != raw or reading.problem is not None:
                self._report.blame(self._key, f"{code} was set to {value!r} ({raw!r}) and reads {reading}")
            elif reading.value != value and model.properties[code].point == subject.point:
                self._report.blame(self._key, f"{code} was set to {value!r} and reads {reading.value!r}")
            elif reading.value != value:
                # What was written made another scale more plausible, since chance sets one room to 5 and 90 degrees.
                self._report.counts["scales reconsidered"] += 1

    def _choose(self, model: DeviceModel, subject: Property) -> object:
        value = subject.decode(make_legal(subject.point, self._chance, self._forms.get(subject.dp))).value
        reading = model.readings.get(subject.code)
        if reading is None or subject.form is None or reading.problem is not None:
            return value
        try:
            subject.form.build(value, str(reading.raw))
        except BadValueError:
            # Of another layout than the device has, with less in it: that is refused with good reason.
            return reading.value
        return value


def main() -> int:
    """Try the products that are asked for, all by default; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", type=int, default=None, help="how many, chosen by the seed; all if left out")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    begin = time.monotonic()
    report = asyncio.run(run_catalogue(choose(arguments.products, arguments.seed), seed=arguments.seed))
    for name, count in sorted(report.counts.items()):
        print(f"{name:20} {count:>8}")
    print(f"{time.monotonic() - begin:.0f} s")
    for problem in report.problems:
        print(problem, file=sys.stderr)
    return int(bool(report.problems))


def choose(products: int | None, seed: int) -> list[str]:
    """Return the keys of so many products, all if `None`."""
    keys = list(Knowledge().catalogue.iter_keys())
    return keys if products is None else random.Random(seed).sample(keys, products)  # noqa: S311 - no secret


if __name__ == "__main__":
    sys.exit(main())
