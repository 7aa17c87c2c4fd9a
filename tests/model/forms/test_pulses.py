"""Learned infrared codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.forms.laws import check_vectors
from tuyalan.errors import BadValueError
from tuyalan.model.forms.packing import MAX_TEXT, build_base64
from tuyalan.model.forms.pulses import (
    CODE,
    COMPRESSED_CODE,
    MAX_PULSES,
    Signal,
    build_code,
    check_signal,
    parse_code,
    parse_compressed_code,
    shorten_gaps,
)

SOUNDBAR = "lSOPEToCtAY6AjoCOgI6AjoCtAY6AjoC"
"""The first pulses of a code that the maker's app sent to a Wi-Fi blaster; public: tinytuya issue 603."""

LEARNT = (
    "A/IEiwFAAwbJAfIE8gSLIAUBiwFAC+ADAwuLAfIE8gSLAckBRx9AB0ADBskB8gTyBIsgBQGLAUALA4sB8gRAB8ADBfIEiwHJAeARLwHJAeAFAwHyBOC5"
    "LwGLAeA97wOLAfIE4RcfBYsB8gTyBEAFAYsB4AcrCYsB8gTyBIsByQHgPY8DyQHyBOAHAwHyBEAX4BVfBIsB8gTJoAMF8gSLAckB4BUvAckB4AEDBfIE"
    "iwHJAQ=="
)
"""Learnt by a ZS08 from an air conditioner's remote control; public: the analysis of its format by mildsunrise."""

SIGNALS = st.lists(st.integers(0, 0xFFFF), min_size=1, max_size=300).map(lambda times: Signal(pulses=tuple(times)))


@pytest.mark.fact("FORM-13")
def test_vectors_are_read_and_built() -> None:
    check_vectors(CODE)
    check_vectors(COMPRESSED_CODE)


def test_a_code_of_the_app_has_the_times_of_its_remote_control() -> None:
    signal = parse_code(SOUNDBAR)
    assert signal.pulses == (9109, 4495, 570, 1716, 570, 570, 570, 570, 570, 1716, 570, 570)
    assert build_code(signal) == SOUNDBAR


def test_a_compressed_code_has_the_times_of_its_remote_control() -> None:
    signal = parse_compressed_code(LEARNT)
    assert signal.pulses[:6] == (1266, 395, 1266, 395, 457, 1266)
    assert set(signal.pulses) == {1266, 395, 457, 8007}
    assert COMPRESSED_CODE.build(signal, LEARNT) == LEARNT
    assert parse_compressed_code(COMPRESSED_CODE.build(signal, "")) == signal
    assert len(COMPRESSED_CODE.build(signal, "")) <= 1.1 * len(LEARNT)


@given(SIGNALS)
def test_any_signal_comes_back(signal: Signal) -> None:
    for form in (CODE, COMPRESSED_CODE):
        assert form.parse(form.build(signal, "")) == signal
        assert form.parse(form.build(signal, LEARNT)) == signal
        assert form.parse(form.build(signal, "junk")) == signal


@given(st.one_of(st.text(), st.binary(max_size=60).map(build_base64)))
def test_any_text_is_read_or_refused(text: str) -> None:
    for form in (CODE, COMPRESSED_CODE):
        try:
            signal = form.parse(text)
        except BadValueError:
            continue
        assert form.build(signal, text) == text


@pytest.mark.parametrize("text", ["", "AA==", "x", "A" * (MAX_TEXT + 4), build_base64(bytes(2 * MAX_PULSES + 2))])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        parse_code(text)


@pytest.mark.parametrize(
    "signal",
    [
        Signal(pulses=()),
        Signal(pulses=(1,) * (MAX_PULSES + 1)),
        Signal(pulses=(100, -1)),
        Signal(pulses=(100, 0x10000)),
        Signal(pulses=(100,), carrier_hz=0),
        Signal(pulses=(100,), carrier_hz=1_000_000),
    ],
)
def test_a_signal_that_has_no_place_in_a_code_is_refused(signal: Signal) -> None:
    with pytest.raises(BadValueError):
        build_code(signal)


def test_only_gaps_are_shortened() -> None:
    long = Signal(pulses=(70_000, 70_000, 500), carrier_hz=40_000)
    assert shorten_gaps(long) == Signal(pulses=(70_000, 0xFFFF, 500), carrier_hz=40_000)
    assert check_signal(long) is long
