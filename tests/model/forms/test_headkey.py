"""Codes of the maker's infrared library."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.errors import BadValueError
from tuyalan.model.forms.headkey import ALPHABET, HeadKey, count_repetitions, pack_head_key, unpack_head_key
from tuyalan.model.forms.pulses import Signal

PANASONIC = HeadKey("010ecf00000000000500100030004000810b1e", "02%$003040040100BCBD@^")
"""Switches a television; public: tinytuya issue 603, from the log of the maker's app."""
PHILIPS = HeadKey("010e0400000000000600100020003000620c4b0c5b", "02%#000490#000D0010#000100@^")
"""Public: tinytuya issue 74."""
SONY = HeadKey("010fbb00000000000f001900320064032c0313044c041a03450433046502fa0401035e02e1047e", "02$000CA900")
"""Public: tinytuya issue 492."""
AIR_CONDITIONER = HeadKey("020ed8000000000007001800150040002600ad015a0301", "01&^00238000040A40@*00208000000D@%")
"""Kind 2; public: node-red-contrib-tuya-smart-device issue 163."""

TIMES = st.sampled_from([560, 1690, 900, 4500, 9000])


@pytest.mark.fact("FORM-14")
def test_a_panasonic_code_has_its_header_its_48_bits_and_its_gap() -> None:
    signal = unpack_head_key(PANASONIC)
    assert signal.carrier_hz == 37_910
    assert signal.pulses[:6] == (3403, 1688, 422, 422, 422, 1266)
    assert len(signal.pulses) == 2 + 96 + 2
    assert signal.pulses[-2:] == (422, 75_073)
    assert count_repetitions(PANASONIC) == 2


def test_a_sony_code_tells_its_bits_apart_by_their_marks() -> None:
    signal = unpack_head_key(SONY)
    assert signal.pulses[:5] == (2483, 621, 1242, 621, 621)
    assert len(signal.pulses) == 1 + 24


def test_a_code_of_kind_2_has_three_times_for_its_bits() -> None:
    signal = unpack_head_key(AIR_CONDITIONER)
    assert signal.pulses[:4] == (9105, 4553, 632, 1684)
    assert signal.pulses[4:6] == (632, 553)
    assert len(signal.pulses) == 2 + 70 + 2 + 64 + 2


@pytest.mark.parametrize("code", [PANASONIC, PHILIPS, SONY, AIR_CONDITIONER])
def test_codes_of_the_library_survive_being_packed_again(code: HeadKey) -> None:
    signal = unpack_head_key(code)
    packed = pack_head_key(signal, repetitions=count_repetitions(code), merged=0)
    assert unpack_head_key(packed) == signal
    assert len(packed.key) <= len(code.key) + 2
    assert count_repetitions(packed) == count_repetitions(code)


@given(
    st.lists(TIMES | st.integers(0, 60_000), min_size=1, max_size=200).filter(lambda times: len(set(times)) < 30),
    st.integers(3000, 6000).map(lambda carrier: carrier * 10),
)
def test_any_signal_with_few_times_comes_back_but_for_the_grid(times: list[int], carrier_hz: int) -> None:
    signal = Signal(pulses=tuple(times), carrier_hz=carrier_hz)
    again = unpack_head_key(pack_head_key(signal, merged=0))
    assert again.carrier_hz == carrier_hz
    assert all(abs(ours - theirs) <= 1e6 / carrier_hz for ours, theirs in zip(again.pulses, times, strict=True))
    assert unpack_head_key(pack_head_key(again, merged=0)) == again


@given(st.lists(TIMES.flatmap(lambda time: st.integers(time, time + time // 25)), min_size=1, max_size=300))
def test_times_that_differ_a_little_become_one(times: list[int]) -> None:
    code = pack_head_key(Signal(pulses=tuple(times)))
    for ours, theirs in zip(unpack_head_key(code).pulses, times, strict=True):
        assert abs(ours - theirs) <= 0.1 * theirs + 27
    assert int(code.head[14:18], 16) <= 5


def test_a_long_run_of_bits_is_split() -> None:
    signal = Signal(pulses=(9000, 4500) + (560, 1690, 560, 560) * 200, carrier_hz=38_000)
    code = pack_head_key(signal)
    assert code.key.count("00FF") == 1
    assert all(abs(a - b) < 27 for a, b in zip(unpack_head_key(code).pulses, signal.pulses, strict=True))


def test_a_signal_without_bits_is_symbols_alone() -> None:
    assert pack_head_key(Signal(pulses=(9000,))).key == "01@"


@pytest.mark.parametrize(
    "code",
    [
        HeadKey("", "01@"),
        HeadKey("030ecf0000000000010010", "01@"),
        HeadKey("010000" + "00000000" + "00010010", "01@"),
        HeadKey("010ecf0000000000020010", "01@"),
        HeadKey("010ecf0000000000010010" + "0010" * 40, "01@"),
        HeadKey("010ecf0000000000010010", ""),
        HeadKey("010ecf0000000000010010", "@@@"),
        HeadKey("010ecf0000000000010010", "01"),
        HeadKey("010ecf0000000000010010", "01#"),
        HeadKey("010ecf0000000000010010", "01?"),
        HeadKey("010ecf0000000000010010", "01é"),
        HeadKey("010ecf0000000000010010", "010104AA@"),
        HeadKey("010ecf00000000000200100020", "010010AA"),
        HeadKey("010ecf00000000000200100020", "010010AA@@"),
        HeadKey("010ecf0000000000010010", "01" + "@" * 5000),
        HeadKey("010ecf0000000000010010", "01" + "@" * 20_000),
        HeadKey("010ecf" + "00000000" + "0000", "01"),
        HeadKey("01000100000000" + "00010010", "01@"),
    ],
)
def test_what_is_no_code_is_refused(code: HeadKey) -> None:
    with pytest.raises(BadValueError):
        unpack_head_key(code)


@pytest.mark.parametrize("key", ["", "x1", "é1", "-1@"])
def test_a_key_without_its_count_is_refused(key: str) -> None:
    with pytest.raises(BadValueError):
        count_repetitions(HeadKey(PANASONIC.head, key))


@given(st.text(), st.text(alphabet=ALPHABET[:4] + "0123456789abcdefF"))
def test_any_text_is_read_or_refused(head: str, key: str) -> None:
    for code in (HeadKey(head, key), HeadKey(PANASONIC.head, key)):
        try:
            signal = unpack_head_key(code)
        except BadValueError:
            continue
        assert signal.pulses


@pytest.mark.parametrize(
    ("signal", "repetitions"),
    [
        (Signal(pulses=()), 1),
        (Signal(pulses=(1,)), 0),
        (Signal(pulses=(1,)), 256),
        (Signal(pulses=(100, 10_000_000)), 1),
        (Signal(pulses=tuple(range(100, 10_000, 100))), 1),
    ],
)
def test_a_signal_that_fits_no_code_is_refused(signal: Signal, repetitions: int) -> None:
    with pytest.raises(BadValueError):
        pack_head_key(signal, repetitions=repetitions, merged=0)
