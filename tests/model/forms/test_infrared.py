"""Infrared blasters."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.forms.laws import JUNK, check_refused, check_text, check_value, check_vectors
from tuyalan.errors import BadValueError
from tuyalan.model.forms.headkey import HeadKey
from tuyalan.model.forms.infrared import (
    IR_COMMAND,
    Control,
    IrCommand,
    Wiring,
    code_of,
    guess_wiring,
    parse_ir_command,
    plan_send,
    plan_study,
    read_learnt,
    signal_of,
)
from tuyalan.model.forms.pulses import Signal, build_code

PANASONIC = HeadKey("010ecf00000000000500100030004000810b1e", "02%$003040040100BCBD@^")
SIGNAL = Signal(pulses=(9000, 4500, 563))

JSON = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
FIELDS = ("control", "head", "key1", "type", "delay")
COMMANDS = st.builds(
    IrCommand,
    control=st.sampled_from(Control),
    head=st.none() | st.text(max_size=8),
    key1=st.none() | st.text(max_size=8),
    type=st.none() | st.integers(0, 9),
    delay=st.none() | st.integers(0, 999),
    extra=st.dictionaries(st.text(max_size=4).filter(lambda name: name not in FIELDS), JSON, max_size=2),
)


@pytest.mark.fact("FORM-18")
def test_vectors_are_read_and_built() -> None:
    check_vectors(IR_COMMAND)


@given(COMMANDS)
def test_any_command_survives(command: IrCommand) -> None:
    check_value(IR_COMMAND, command)


@given(JUNK)
def test_junk_is_refused_or_comes_back(text: str) -> None:
    check_text(IR_COMMAND, text)


@given(
    st.fixed_dictionaries(
        {"control": st.sampled_from(["study", "rf", None])}, optional={"key1": JSON, "type": JSON, "x": JSON}
    )
)
def test_any_object_is_refused_or_comes_back(fields: dict[str, object]) -> None:
    check_text(IR_COMMAND, json.dumps(fields))


def test_other_spaces_and_order_are_kept_as_long_as_the_command_stays() -> None:
    text = '{ "type": 0, "control": "study" }'
    command = IR_COMMAND.parse(text)
    assert IR_COMMAND.build(command, text) == text
    assert IR_COMMAND.build(IrCommand(control=Control.STUDY), text) == '{"control":"study"}'


def test_a_number_is_not_taken_for_the_truth_value_that_it_equals() -> None:
    text = '{"control":"study","x":true}'
    assert IR_COMMAND.build(IrCommand(control=Control.STUDY, extra={"x": 1}), text) == '{"control":"study","x":1}'


@pytest.mark.parametrize(
    "text", ['{"control":"rf_study"}', "{}", '{"control":1}', '{"control":"study","type":"0"}', '{"control":"study","head":1}']
)  # fmt: skip
def test_what_is_no_command_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        parse_ir_command(text)


def test_a_command_with_a_field_twice_is_refused() -> None:
    check_refused(IR_COMMAND, IrCommand(control=Control.STUDY, extra={"control": "rf"}))
    check_refused(IR_COMMAND, IrCommand(control=Control.STUDY, extra={"x": object()}))


def test_a_learned_code_is_sent_in_both_wirings() -> None:
    text = build_code(SIGNAL)
    plan = plan_send(SIGNAL, wiring=Wiring.JSON)
    assert plan == {201: f'{{"control":"send_ir","head":"","key1":"1{text}","type":0,"delay":300}}'}
    assert signal_of(parse_ir_command(str(plan[201]))) == SIGNAL
    assert plan_send(SIGNAL, wiring=Wiring.POINTS) == {1: "study_key", 7: text, 13: 0}


def test_a_library_code_is_sent_in_both_wirings() -> None:
    plan = plan_send(PANASONIC, wiring=Wiring.JSON)
    # As in the log of the maker's app: tinytuya issue 603.
    assert plan == {
        201: '{"control":"send_ir","head":"010ecf00000000000500100030004000810b1e",'
        '"key1":"002%$003040040100BCBD@^","type":0,"delay":300}'
    }
    assert code_of(parse_ir_command(str(plan[201]))) == PANASONIC
    assert len(signal_of(parse_ir_command(str(plan[201]))).pulses) == 100
    assert plan_send(PANASONIC, wiring=Wiring.POINTS) == {1: "send_ir", 3: PANASONIC.head, 4: PANASONIC.key, 13: 0}


@pytest.mark.parametrize("code", [Signal(pulses=()), Signal(pulses=(70_000,)), HeadKey(PANASONIC.head, "xx")])
@pytest.mark.parametrize("wiring", Wiring)
def test_a_code_that_might_harm_the_blaster_is_not_sent(code: Signal | HeadKey, wiring: Wiring) -> None:
    with pytest.raises(BadValueError):
        plan_send(code, wiring=wiring)


@pytest.mark.parametrize("key", [None, "", "2AAAA", "1?"])
def test_a_command_without_a_code_has_none(key: str | None) -> None:
    with pytest.raises(BadValueError):
        code_of(IrCommand(control=Control.SEND, key1=key))
    with pytest.raises(BadValueError):
        code_of(IrCommand(control=Control.STUDY, key1="0" + PANASONIC.key))


def test_learning_begins_and_ends() -> None:
    assert plan_study(Control.STUDY, wiring=Wiring.JSON) == {201: '{"control":"study"}'}
    assert plan_study(Control.STUDY_EXIT, wiring=Wiring.POINTS) == {1: "study_exit"}
    with pytest.raises(BadValueError):
        plan_study(Control.SEND, wiring=Wiring.JSON)


def test_what_was_learnt_is_read() -> None:
    assert read_learnt({202: build_code(SIGNAL)}, wiring=Wiring.JSON) == SIGNAL
    assert read_learnt({2: build_code(SIGNAL)}, wiring=Wiring.POINTS) == SIGNAL
    assert read_learnt({2: ""}, wiring=Wiring.POINTS) is None
    assert read_learnt({201: "x"}, wiring=Wiring.JSON) is None
    for junk in (1, "x"):
        with pytest.raises(BadValueError):
            read_learnt({202: junk}, wiring=Wiring.JSON)


@pytest.mark.parametrize(
    ("points", "wiring"),
    [([201], Wiring.JSON), ([1, 202], Wiring.JSON), (range(1, 14), Wiring.POINTS), ([1, 2, 3], None), ([], None)],
)
def test_data_points_tell_the_wiring(points: list[int], wiring: Wiring | None) -> None:
    assert guess_wiring(points) is wiring
