"""Frames of remote controls."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.errors import BadValueError
from tuyalan.model.forms.pronto import parse_pronto
from tuyalan.model.forms.pulses import MAX_TIME_US, Signal, build_code, parse_code
from tuyalan.model.forms.remotes import KeyPress, Protocol, build_key_press, parse_key_press

SAMSUNG_POWER = (
    "0000 006C 0000 0022 00AD 00AD 0016 0041 0016 0041 0016 0041 0016 0016 0016 0016 0016 0016 0016 0016 0016 0016 "
    "0016 0041 0016 0041 0016 0041 0016 0016 0016 0016 0016 0016 0016 0016 0016 0016 0016 0016 0016 0041 0016 0016 "
    "0016 0016 0016 0016 0016 0016 0016 0016 0016 0016 0016 0041 0016 0016 0016 0041 0016 0041 0016 0041 0016 0041 "
    "0016 0041 0016 0041 0016 06FB"
)
"""The power key of Samsung televisions (E0E040BF): the example in Espruino's documentation of Pronto codes."""


def presses() -> st.SearchStrategy[KeyPress]:
    def build(protocol: Protocol, address: int, command: int) -> KeyPress:
        return KeyPress(
            protocol=protocol,
            address=address,
            command=command,
            is_address_long=address > 0xFF,
            is_command_long=command > 0xFF,
        )

    return st.builds(build, st.sampled_from(Protocol), st.integers(0, 0xFFFF), st.integers(0, 0xFFFF))


def test_the_power_key_of_a_television_is_known() -> None:
    # 0xE0 with its lowest bit first is 7, 0x40 is 2.
    press = parse_key_press(parse_pronto(SAMSUNG_POWER))
    assert press == KeyPress(protocol=Protocol.SAMSUNG, address=7, command=2)


def test_a_nec_frame_has_complements_and_its_lowest_bits_first() -> None:
    # Address 4, command 8: the power key of LG televisions, 20DF10EF when read with the highest bit first.
    pulses = build_key_press(KeyPress(protocol=Protocol.NEC, address=4, command=8)).pulses
    assert pulses[:2] == (9000, 4500)
    bits = "".join("1" if space > 1000 else "0" for space in pulses[3:66:2])
    assert f"{int(bits, 2):08X}" == "20DF10EF"
    assert len(pulses) == 68


def test_a_key_that_is_held_repeats_as_its_protocol_does() -> None:
    nec = build_key_press(KeyPress(protocol=Protocol.NEC, address=4, command=8, repeats=2))
    samsung = build_key_press(KeyPress(protocol=Protocol.SAMSUNG, address=4, command=8, repeats=2))
    assert nec.pulses[68:72] == (9000, 2250, 563, MAX_TIME_US)
    assert len(nec.pulses) == 68 + 2 * 4
    assert samsung.pulses == samsung.pulses[:68] * 3


@given(presses(), st.integers(0, 5))
def test_any_key_press_comes_back(press: KeyPress, repeats: int) -> None:
    signal = build_key_press(msgspec.structs.replace(press, repeats=repeats))
    parsed = parse_key_press(parse_code(build_code(signal)))
    # A long number that looks like a byte and its partner is read as that byte; the signal is the same.
    assert build_key_press(parsed) == signal
    assert parsed.repeats == repeats


@given(presses(), st.integers(0, 120))
def test_times_as_receivers_measure_them_are_understood(press: KeyPress, offset: int) -> None:
    signal = build_key_press(press)
    measured = tuple(time + offset if at % 2 == 0 else max(time - offset, 0) for at, time in enumerate(signal.pulses))
    assert parse_key_press(Signal(pulses=measured)) == parse_key_press(signal)


def test_a_nec_frame_may_be_repeated_as_a_whole() -> None:
    once = build_key_press(KeyPress(protocol=Protocol.NEC, address=4, command=8)).pulses
    assert parse_key_press(Signal(pulses=once + once[:67])).repeats == 1


@pytest.mark.parametrize(
    "pulses",
    [
        (9000,),
        (9000, 4500, 563),
        (3400, 1700) * 50,
        (9000, 4500) + (563, 5000) * 33,
        (9000, 4500) + (2000, 563) * 33,
        (9000, 4500) + (563, 563) * 33 + (1, 2, 3),
        (9000, 4500) + (563, 563) * 33 + (9000, 4500) + (563, 563) * 20,
        (9000, 4500) + (563, 563) * 33 + (9000, 4500) + (563, 1688) * 33,
        (4500, 4500) + (563, 563) * 33 + (9000, 2250, 563),
    ],
)
def test_other_signals_are_refused(pulses: tuple[int, ...]) -> None:
    with pytest.raises(BadValueError):
        parse_key_press(Signal(pulses=pulses))


@given(st.lists(st.sampled_from([9000, 4500, 2250, 1688, 563, 40_000, 0]), min_size=1, max_size=80))
def test_any_signal_is_read_or_refused(pulses: list[int]) -> None:
    try:
        press = parse_key_press(Signal(pulses=tuple(pulses)))
    except BadValueError:
        return
    assert build_key_press(press).pulses


@pytest.mark.parametrize(
    "press",
    [
        KeyPress(protocol=Protocol.NEC, address=256, command=0),
        KeyPress(protocol=Protocol.NEC, address=-1, command=0),
        KeyPress(protocol=Protocol.NEC, address=0, command=256),
        KeyPress(protocol=Protocol.NEC, address=0x10000, command=0, is_address_long=True),
        KeyPress(protocol=Protocol.NEC, address=0, command=0, repeats=51),
    ],
)
def test_numbers_out_of_range_are_refused(press: KeyPress) -> None:
    with pytest.raises(BadValueError):
        build_key_press(press)
