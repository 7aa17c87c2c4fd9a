"""Pronto codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.errors import BadValueError
from tuyalan.model.forms.pronto import build_pronto, parse_pronto
from tuyalan.model.forms.pulses import MAX_PULSES, Signal

RC5 = "0000 0073 0000 0003 0020 0020 0040 0020 0020 0CC8"
"""Made by hand: a carrier of 36 kHz, three pairs that repeat."""


def test_words_are_periods_of_the_carrier() -> None:
    signal = parse_pronto(RC5)
    assert signal == Signal(pulses=(888, 888, 1776, 888, 888, 90_776), carrier_hz=36_045)


def test_case_and_white_space_do_not_matter() -> None:
    assert parse_pronto(f"\n {RC5.lower().replace(' ', '  ')}\n") == parse_pronto(RC5)


def test_both_parts_are_sent_one_after_the_other() -> None:
    assert parse_pronto("0000 006D 0001 0001 0001 0002 0003 0004").pulses == (26, 53, 79, 105)
    assert parse_pronto("0000 006D 0002 0000 0001 0002 0003 0004").pulses == (26, 53, 79, 105)


@given(
    st.integers(20, 400), st.lists(st.integers(0, 0xFFFF), min_size=2, max_size=100).filter(lambda c: len(c) % 2 == 0)
)
def test_any_code_comes_back(word: int, counts: list[int]) -> None:
    text = " ".join(f"{number:04X}" for number in (0, word, len(counts) // 2, 0, *counts))
    assert build_pronto(parse_pronto(text)) == text


def test_an_odd_end_gets_a_gap() -> None:
    assert build_pronto(Signal(pulses=(526,), carrier_hz=38_029)) == "0000 006D 0001 0000 0014 FFFF"


@given(st.text() | st.text(alphabet="0123456789ABCDEF "))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        signal = parse_pronto(text)
    except BadValueError:
        return
    assert signal.pulses


@pytest.mark.parametrize(
    "text",
    ["", "0000", "0100 006D 0001 0000 0001 0001", "0000 0000 0001 0000 0001 0001", "0000 006D 0002 0000 0001 0001",
     "0000 006D 0000 0000", "0000 0001 0001 0000 0001 0001", "0000 FFFF 0001 0000 0001 0001", "000g 006D 0001 0000 0001 0001",
     "0000 006D 0001 0000 \u0661\u0661\u0661\u0661 0001", "0000 " * (2 * MAX_PULSES)],
)  # fmt: skip
def test_what_is_no_raw_code_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        parse_pronto(text)


@pytest.mark.parametrize("signal", [Signal(pulses=()), Signal(pulses=(100, 5_000_000))])
def test_a_signal_that_fits_no_code_is_refused(signal: Signal) -> None:
    with pytest.raises(BadValueError):
        build_pronto(signal)
