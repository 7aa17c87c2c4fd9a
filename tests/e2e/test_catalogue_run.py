"""Products of the catalogue as virtual devices, read and written by the client; `make catalogue-run` takes all."""

from __future__ import annotations

import random

import msgspec
import pytest

from tests.model.making import prop
from tests.support import run
from tools.catalogue_run import Report, Trial, choose, run_catalogue
from tools.legal import list_illegal, make_legal
from tuyalan.client.network import Network
from tuyalan.errors import BadValueError
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.model.forms.registry import form_for
from tuyalan.model.schema import DpSchema, Kind, Schema
from tuyalan.sim import Simulator
from tuyalan.vocabulary import Version

KNOWLEDGE = Knowledge()
KEY = "37mnhia3pojleqfh"
"""A product with seven data points."""


def test_a_sample_of_products_is_read_written_and_refused_what_is_illegal() -> None:
    report = run(run_catalogue(choose(200, seed=7), seed=7, knowledge=KNOWLEDGE), timeout=120.0)
    assert report.problems == []
    assert report.counts["products"] == 200
    assert report.counts["properties written"] > 1000
    assert report.counts["values refused"] > 10_000


def test_a_device_that_is_not_as_the_catalogue_says_is_noticed() -> None:
    known = KNOWLEDGE.catalogue.find(KEY)
    assert known is not None
    changed = {dp: msgspec.structs.replace(point, kind=Kind.TEXT, max_length=9) for dp, point in known.points.items()}
    report = Report()

    async def compare() -> None:
        async with Simulator(seed=1) as sim:
            trial = Trial(KEY, Schema(points=changed), report, chance=random.Random(1))
            device = await sim.add(trial.make(Version.V33), port=0)
            await trial.run(device, KNOWLEDGE, Network())

    run(compare())
    assert report.problems
    assert all(problem.startswith(f"{KEY}: ") for problem in report.problems)


@pytest.mark.parametrize(
    "point",
    [
        DpSchema(id=1, code="switch", kind=Kind.BOOL),
        DpSchema(id=1, code="temp_set", kind=Kind.NUMBER, minimum=50, maximum=350, step=5, scale=1),
        DpSchema(id=1, code="count", kind=Kind.NUMBER),
        DpSchema(id=1, code="mode", kind=Kind.CHOICE, choices=("cold", "hot")),
        DpSchema(id=1, code="mode", kind=Kind.CHOICE),
        DpSchema(id=1, code="fault", kind=Kind.BITMAP, labels=("ov_cr", "ov_vol")),
        DpSchema(id=1, code="name", kind=Kind.TEXT, max_length=10),
        DpSchema(id=1, code="blob", kind=Kind.RAW),
        DpSchema(id=1, code="colour_data_v2", kind=Kind.TEXT),
        DpSchema(id=1, code="phase_a", kind=Kind.RAW),
    ],
    ids=lambda point: f"{point.kind}-{point.code}",
)
def test_legal_values_are_taken_and_illegal_ones_are_not(point: DpSchema) -> None:
    chance = random.Random(5)
    for _ in range(20):
        raw = make_legal(point, chance)
        form = form_for(point.code, point.kind, raw if isinstance(raw, str) else "")
        subject = msgspec.structs.replace(prop(point.kind), point=point, form=form)
        reading = subject.decode(raw)
        assert reading.problem is None
        assert subject.encode(reading.value, like=raw) == raw
        illegal = list(list_illegal(subject))
        assert len(illegal) > 3
        for value in illegal:
            with pytest.raises(BadValueError):
                subject.encode(value)
