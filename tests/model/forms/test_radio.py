"""Radio blasters."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.forms.laws import JUNK, check_refused, check_text, check_value, check_vectors
from tuyalan.errors import BadValueError
from tuyalan.model.forms.packing import MAX_TEXT, build_base64
from tuyalan.model.forms.radio import (
    RF_CODE,
    RF_COMMAND,
    RfCode,
    RfCommand,
    RfControl,
    RfKey,
    parse_rf_code,
    parse_rf_command,
    plan_rf_send,
    plan_rf_study,
)

NUMBERS = st.none() | st.integers(0, 99) | st.text(max_size=2)
TEXTS = st.none() | st.text(max_size=4)
EXTRA = st.dictionaries(st.sampled_from(["x", "y"]), st.integers() | st.text(max_size=3) | st.booleans(), max_size=2)
KEYS = st.builds(
    RfKey, code=st.text(max_size=4), times=NUMBERS, delay=NUMBERS, intervals=NUMBERS, ver=TEXTS, extra=EXTRA
)
COMMANDS = st.builds(
    RfCommand,
    control=st.sampled_from(RfControl),
    rf_type=TEXTS,
    study_feq=TEXTS,
    feq=st.none() | st.integers(0, 999),
    mode=st.none() | st.integers(0, 9),
    rate=st.none() | st.integers(0, 9),
    ver=TEXTS,
    keys=st.lists(KEYS, max_size=9).map(tuple),
    cfg=st.none() | st.dictionaries(st.sampled_from("bcs"), st.lists(st.integers(0, 255), max_size=3).map(tuple)),
    extra=EXTRA,
)
CODES = st.builds(RfCode, study_feq=TEXTS, ver=TEXTS, extra=EXTRA)
LEARNT = build_base64(b'{"study_feq":"433","ver":"2","num":1}')


@pytest.mark.fact("FORM-19")
def test_vectors_are_read_and_built() -> None:
    check_vectors(RF_COMMAND)
    check_vectors(RF_CODE)


@given(COMMANDS)
def test_any_command_survives(command: RfCommand) -> None:
    check_value(RF_COMMAND, command)


@given(CODES)
def test_any_code_survives(code: RfCode) -> None:
    check_value(RF_CODE, code)
    check_value(RF_CODE, code, LEARNT)
    check_value(RF_CODE, code, "junk")


@given(JUNK | st.binary(max_size=20).map(lambda data: build_base64(b"{" + data + b"}")))
def test_junk_is_refused_or_comes_back(text: str) -> None:
    check_text(RF_COMMAND, text)
    check_text(RF_CODE, text)


@given(
    st.fixed_dictionaries(
        {"control": st.sampled_from(["rf_study", "study", "send_cmd"])},
        optional={
            "key1": st.fixed_dictionaries({}, optional={"code": st.sampled_from(["aa", 1]), "times": NUMBERS}) | st.integers(),
            "key2": st.just({"code": "x", "y": None}),
            "cfg": st.sampled_from([None, {"b": [1]}, {"b": ["1"]}, {"b": [True]}, [1]]),
        },
    )
)  # fmt: skip
def test_any_object_is_refused_or_comes_back(fields: dict[str, object]) -> None:
    check_text(RF_COMMAND, json.dumps(fields))


@pytest.mark.parametrize(
    "text",
    ['{"control":"study"}', '{"control":"rf_study","key2":{"code":"x"}}', '{"control":"rf_study","key1":{}}',
     '{"control":"rf_study","key1":1}', '{"control":"send_cmd","cfg":{"b":["1"]}}', '{"control":"send_cmd","feq":"1"}'],
)  # fmt: skip
def test_what_is_no_command_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        parse_rf_command(text)


@pytest.mark.parametrize("text", ["", "x", build_base64(b"\xff"), build_base64(b"[]"), "A" * (MAX_TEXT + 4)])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        parse_rf_code(text)


def test_a_command_with_too_many_keys_is_refused() -> None:
    check_refused(RF_COMMAND, RfCommand(control=RfControl.SEND, keys=(RfKey(code="x"),) * 10))


def test_a_learned_code_is_sent_at_its_own_frequency() -> None:
    (text,) = plan_rf_send(LEARNT).values()
    assert json.loads(str(text)) == {
        "control": "rfstudy_send",
        "rf_type": "sub_2g",
        "feq": 0,
        "mode": 0,
        "rate": 0,
        "ver": "2",
        "key1": {"code": LEARNT, "times": 6, "delay": 0, "intervals": 0, "ver": "2"},
    }
    with pytest.raises(BadValueError):
        plan_rf_send("junk")


def test_learning_names_its_frequency_as_text() -> None:
    assert plan_rf_study(RfControl.STUDY, frequency="433.92") == {
        201: '{"control":"rf_study","rf_type":"sub_2g","study_feq":"433.92","ver":"2"}'
    }
    with pytest.raises(BadValueError):
        plan_rf_study(RfControl.SEND)
