"""The ready-made models."""

from __future__ import annotations

from random import Random

import pytest

from tuyalan.errors import ConfigError
from tuyalan.sim import models
from tuyalan.sim.models import MODELS, read_version
from tuyalan.sim.points import REFUSED, Kind
from tuyalan.vocabulary import Version


@pytest.mark.parametrize("name", MODELS)
def test_every_model_is_whole(name: str) -> None:
    model = MODELS[name](Version.V34)
    assert model.version is Version.V34
    assert model.name
    assert len(model.product_key) == 16
    assert model.category
    groups = [model.points, *(child.points for child in model.children)]
    for points in groups:
        assert len({point.id for point in points}) == len(points)
        for point in points:
            assert point.code
            assert point.initial is None or point.take(point.initial) is not REFUSED


@pytest.mark.parametrize("name", MODELS)
def test_behaviours_only_touch_points_that_the_model_has(name: str) -> None:
    model = MODELS[name](Version.V33)
    for points, make in [(model.points, model.behaviour), *((c.points, c.behaviour) for c in model.children)]:
        values = {point.id: point.initial for point in points}
        behaviour = make()
        ids = set(values)
        assert set(behaviour.step(values, 60.0, Random(1))) <= ids
        assert set(behaviour.measure(values, Random(1))) <= ids


def test_product_keys_differ() -> None:
    assert len({make(Version.V33).product_key for make in MODELS.values()}) == len(MODELS)


def test_a_lamp_has_the_points_20_to_28() -> None:
    assert [point.id for point in models.rgb_lamp().points] == list(range(20, 29))


def test_a_switch_has_as_many_gangs_as_wanted() -> None:
    switches = [point for point in models.switch(gangs=3).points if point.kind is Kind.BOOL]
    assert [point.code for point in switches] == ["switch_1", "switch_2", "switch_3"]


def test_a_gateway_has_two_children_and_nothing_of_its_own() -> None:
    gateway = models.gateway("3.4")
    assert gateway.points == ()
    assert len(gateway.children) == 2


def test_intervals_are_settable() -> None:
    assert models.metering_plug(reading_interval=0.5).behaviour().interval == 0.5
    assert models.curtain(step_interval=0.25).behaviour().interval == 0.25
    assert models.thermostat(step_interval=1.5).behaviour().interval == 1.5
    assert models.sensor(reading_interval=2.5).behaviour().interval == 2.5


def test_an_unknown_version_is_a_plain_error() -> None:
    assert read_version("3.5") is Version.V35
    with pytest.raises(ConfigError, match=r"'3\.6' is no protocol version"):
        models.switch("3.6")
