"""Blasters."""

from __future__ import annotations

import base64

import pytest

from tests.model.features.building import device, feature, features, write
from tuyalan.errors import BadValueError
from tuyalan.model.features.infrared import Infrared, InfraredState, Radio, RadioState
from tuyalan.model.forms.headkey import HeadKey
from tuyalan.model.forms.infrared import Wiring, parse_ir_command, signal_of
from tuyalan.model.forms.pulses import Signal, build_code
from tuyalan.model.forms.radio import parse_rf_command

JSON = "201 ir_send t\n202 ir_study_code r ro"
POINTS = """
1 control c send_ir,study,study_exit,study_key
2 study_code r ro
3 ir_code t wo
4 key_code t wo
5 key_code2 t wo
7 key_study r wo
10 delay_time n
13 type n
"""
SIGNAL = Signal(pulses=(9000, 4500, 560, 1690))
RF = base64.b64encode(b'{"study_feq":"433.92","ver":"2"}').decode()


def test_a_blaster_sends_and_learns_in_json() -> None:
    model = device(JSON)
    blaster = feature(Infrared, model)
    assert blaster.wiring is Wiring.JSON
    (sent,) = write(model, blaster.plan_send(SIGNAL)).values()
    assert signal_of(parse_ir_command(str(sent))) == SIGNAL
    assert write(model, blaster.plan_learn()) == {201: '{"control":"study"}'}
    assert write(model, blaster.plan_learn_end()) == {201: '{"control":"study_exit"}'}


def test_what_it_learnt_is_read() -> None:
    model = device(JSON)
    blaster = feature(Infrared, model)
    assert blaster.read({}) == InfraredState()
    model.apply({202: build_code(SIGNAL)})
    assert blaster.read(model.values) == InfraredState(learnt=SIGNAL)
    assert blaster.read({"ir_study_code": build_code(SIGNAL)}).learnt == SIGNAL
    assert blaster.read({"ir_study_code": "odd"}).learnt is None


def test_the_other_generation_has_a_point_for_each_part() -> None:
    model = device(POINTS)
    blaster = feature(Infrared, model)
    assert blaster.wiring is Wiring.POINTS
    assert write(model, blaster.plan_send(SIGNAL)) == {1: "study_key", 7: build_code(SIGNAL), 13: 0}
    assert write(model, blaster.plan_send(HeadKey("01", "01$"))) == {1: "send_ir", 3: "01", 4: "01$", 13: 0}
    assert write(model, blaster.plan_learn()) == {1: "study"}


def test_a_blaster_that_lacks_a_point_says_so() -> None:
    rows = "1 control c study,study_exit\n4 key_code t wo\n7 key_study r wo"
    with pytest.raises(BadValueError, match="no data point 13"):
        feature(Infrared, device(rows)).plan_send(SIGNAL)


def test_a_radio_blaster_sends_what_it_learnt_to_the_letter() -> None:
    model = device("201 rf_send t\n202 rf_study_code t ro")
    blaster = feature(Radio, model)
    assert features(Infrared, model) == []
    (sent,) = write(model, blaster.plan_send(RF)).values()
    assert parse_rf_command(str(sent)).keys[0].code == RF
    assert '"rf_study"' in str(blaster.plan_learn(frequency="433.92")["rf_send"])
    assert '"rfstudy_exit"' in str(blaster.plan_learn_end()["rf_send"])


def test_what_a_radio_blaster_learnt_is_read() -> None:
    model = device(JSON)
    found = feature(Infrared, model)
    blaster = Radio(key=found.key, name="", roles=found.roles)
    model.apply({202: RF})
    assert blaster.read(model.values) == RadioState(learnt=RF)
    assert blaster.read({"ir_study_code": RF}) == RadioState(learnt=RF)
    assert blaster.read({}) == RadioState()
