"""Infrared blasters as JSON."""

from __future__ import annotations

import json

import pytest

from tests.model.features.building import device, feature
from tuyalan.bridge.faces.infrared import build, plan
from tuyalan.errors import BadValueError
from tuyalan.model.features.infrared import Infrared
from tuyalan.model.forms.pulses import Signal, build_code

BLASTER = "201 ir_send t wo\n202 ir_study_code r ro"


def test_a_learnt_signal_is_told_in_times_of_light_and_dark() -> None:
    model = device(BLASTER)
    blaster = feature(Infrared, model)
    assert build(blaster, model.values) == {"timings": None}
    model.apply({202: build_code(Signal(pulses=(9000, 4500, 560, 560)))})
    assert build(blaster, model.values) == {"timings": [9000, -4500, 560, -560], "modulation": 38_000}


@pytest.mark.parametrize("timings", [[9000, -4500, 560, -560], [9000, 4500, 560, 560]])
def test_times_are_sent_with_signs_or_without(timings: list[int]) -> None:
    model = device(BLASTER)
    written = model.plan(plan(feature(Infrared, model), {"timings": timings, "modulation": 38000}, model.values))
    assert json.loads(str(written[201]))["control"] == "send_ir"
    for more in ({}, {"modulation": None, "repeat_count": 2}):
        assert model.plan(plan(feature(Infrared, model), {"timings": timings, **more}, model.values)) == written


def test_it_waits_for_a_key_when_told_so() -> None:
    model = device(BLASTER)
    for word, control in (("LEARN", "study"), ("learn_end", "study_exit")):
        written = model.plan(plan(feature(Infrared, model), {"": word}, model.values))
        assert json.loads(str(written[201]))["control"] == control


@pytest.mark.parametrize("wanted", [{"timings": []}, {"timings": 3}, {"timings": [1] * 5000}, {}, {"tone": 1}])
def test_what_is_no_signal_is_refused(wanted: dict[str, object]) -> None:
    model = device(BLASTER)
    with pytest.raises(BadValueError):
        plan(feature(Infrared, model), wanted, model.values)
