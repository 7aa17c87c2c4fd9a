"""Phases of meters in all layouts."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.forms.laws import JUNK, check_text, check_vectors
from tuyalan.errors import BadValueError
from tuyalan.model.forms.packing import build_base64
from tuyalan.model.forms.phase import PHASE, Phase, build_phase, parse_phase

VECTORS = [
    # Tuya's own forum, issue 42 of Domoticz-TinyTUYA-Plugin: 228.4 V, 1.423 A, 272 W in the app.
    ("COwABY8AARA=", Phase(voltage_v=228.4, current_a=1.423, power_w=272.0)),
    # tuya-local issue 1473, a three-phase meter.
    ("CWkAARgAACo=", Phase(voltage_v=240.9, current_a=0.280, power_w=42.0)),
    # Tongou's own description of its breakers.
    ("COkAABUAAAU=", Phase(voltage_v=228.1, current_a=0.021, power_w=5.0)),
    # A Home Assistant forum thread: about 240.8 V, 1.7 A, 18 W shown in the app at the time.
    ("CWgABtwAABE=", Phase(voltage_v=240.8, current_a=1.756, power_w=17.0)),
    # The same bytes as hex digits, as under the code phase_s.
    ("08ec00058f000110", Phase(voltage_v=228.4, current_a=1.423, power_w=272.0)),
    ("08EC00058F000110", Phase(voltage_v=228.4, current_a=1.423, power_w=272.0)),
    # Made from the layout in the module's own description.
    (build_base64(bytes.fromhex("08ec00058f00011001f4")),
     Phase(voltage_v=228.4, current_a=1.423, power_w=272.0, frequency_hz=50.0)),
    (build_base64(bytes.fromhex("08ec00058f0001100000")), Phase(voltage_v=228.4, current_a=1.423, power_w=272.0)),
    (build_base64(bytes.fromhex("08ec00058f000110ff")), Phase(voltage_v=228.4, current_a=1.423, power_w=272.0)),
    (build_base64(bytes.fromhex("0102030405060708090a0b058f08ec")), Phase(voltage_v=228.4, current_a=1.423)),
    (build_base64(bytes.fromhex("010f08ec00058f00011000002000014560")),
     Phase(voltage_v=228.4, current_a=1.423, power_w=272.0, reactive_var=32.0, apparent_va=325.0, power_factor=0.96)),
    (build_base64(bytes.fromhex("020f08ec00058f0001100000200001456003")),
     Phase(voltage_v=228.4, current_a=-1.423, power_w=-272.0, reactive_var=32.0, apparent_va=325.0, power_factor=0.96)),
    ('{"electricCurrent": 1.423, "power": 0.272, "voltage": 228.4}',
     Phase(voltage_v=228.4, current_a=1.423, power_w=272.0)),
    ('{"voltage":230}', Phase(voltage_v=230.0)),
]  # fmt: skip

STRANGERS = [
    "", "A", "AAAA", "CWgABtwAABE", "CWgABtwAABF=", "0" * 14, "zz", "{", "{}", "[]", '{"voltage":true}',
    '{"voltage":"230"}', '{"voltage":1e300}', '{"voltage":1' + "0" * 400 + "}", '{"x":1}', "\ud800", "A" * 100_000,
    build_base64(bytes(65)),
    # 15 bytes with a frequency where the older layout has its voltage: DP 113 of one meter.
    build_base64(bytes.fromhex("08ec00058f00011000002003c0c350")),
]  # fmt: skip


@pytest.mark.fact("FORM-9")
@pytest.mark.parametrize(("text", "phase"), VECTORS)
def test_known_texts_are_read_and_built_again(text: str, phase: Phase) -> None:
    assert parse_phase(text) == phase
    assert build_phase(phase, text) == text


def test_a_meter_that_measures_nothing_is_not_read_as_hex() -> None:
    text = build_base64(bytes(15))
    assert text == "A" * 20
    assert parse_phase(text) == Phase(voltage_v=0.0, current_a=0.0)


@pytest.mark.parametrize("text", STRANGERS)
def test_what_fits_no_layout_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        parse_phase(text)


@given(st.one_of(st.binary(max_size=24), st.binary(min_size=15, max_size=16).map(lambda data: b"\2\x0f" + data)))
def test_any_bytes_that_are_read_are_built_again(data: bytes) -> None:
    for text in (build_base64(data), data.hex(), data.hex().upper()):
        try:
            phase = PHASE.parse(text)
        except BadValueError:
            continue
        assert PHASE.build(phase, text) == text


def test_vectors_are_read_and_built() -> None:
    check_vectors(PHASE)


@given(JUNK)
def test_junk_is_refused_or_comes_back(text: str) -> None:
    check_text(PHASE, text)


@given(st.dictionaries(st.sampled_from(["electricCurrent", "power", "voltage", "x"]), st.floats(-1e6, 1e6) | st.none()))
def test_any_json_is_refused_or_comes_back(fields: dict[str, float | None]) -> None:
    check_text(PHASE, json.dumps(fields))


@pytest.mark.parametrize(
    ("phase", "size"),
    [
        (Phase(voltage_v=230.0, current_a=1.0, power_w=230.0), 8),
        (Phase(voltage_v=230.0, current_a=1.0, power_w=230.0, frequency_hz=50.0), 10),
        (Phase(voltage_v=230.0, current_a=1.0), 15),
        (Phase(voltage_v=230.0, current_a=1.0, power_w=230.0, reactive_var=1.0, apparent_va=231.0, power_factor=1.0), 17),
        (Phase(voltage_v=230.0, current_a=1.0, power_w=-230.0, reactive_var=1.0, apparent_va=231.0, power_factor=1.0), 18),
    ],
)  # fmt: skip
def test_without_a_report_the_smallest_layout_is_taken(phase: Phase, size: int) -> None:
    text = build_phase(phase, "")
    assert len(text) == len(build_base64(bytes(size)))
    assert parse_phase(text) == phase


def test_what_no_bytes_hold_becomes_json() -> None:
    assert build_phase(Phase(power_w=1.5), "") == '{"power":0.0015}'
    assert build_phase(Phase(voltage_v=230.04, current_a=1.0, power_w=1.0), "").startswith('{"electricCurrent":1')


def test_values_replace_the_old_ones_and_the_rest_stays() -> None:
    last = build_base64(bytes.fromhex("08ec00058f000110beef"))
    built = build_phase(Phase(voltage_v=230.0, current_a=0.0, power_w=1.0), last)
    assert built == build_base64(bytes.fromhex("08fc000000000001beef"))


def test_the_sign_bit_of_a_zero_is_kept_and_no_minus_zero_is_shown() -> None:
    text = build_base64(bytes.fromhex("020f08ec000000000110000020000145600f"))
    phase = parse_phase(text)
    assert math.copysign(1, phase.current_a or 0.0) == 1
    assert build_phase(phase, text) == text


def test_json_keeps_its_other_fields() -> None:
    last = '{"voltage":230.0,"note":"x","power":1}'
    built = build_phase(Phase(voltage_v=231.5, power_w=1500.0), last)
    assert built == '{"voltage":231.5,"note":"x","power":1.5}'


@pytest.mark.parametrize(
    ("phase", "last"),
    [
        (Phase(voltage_v=230.0), "COwABY8AARA="),
        (Phase(voltage_v=-1.0, current_a=1.0, power_w=1.0), "COwABY8AARA="),
        (Phase(voltage_v=1e10, current_a=1.0, power_w=1.0), ""),
        (Phase(voltage_v=230.04, current_a=1.0, power_w=1.0), "COwABY8AARA="),
        (Phase(voltage_v=math.nan, current_a=1.0, power_w=1.0), ""),
        (Phase(voltage_v=1.0, current_a=1.0, power_w=1.0, apparent_va=1.0), "COwABY8AARA="),
        (Phase(voltage_v=1.0, current_a=1.0, power_w=1.0, frequency_hz=10.0), ""),
        (Phase(apparent_va=1.0, voltage_v=1.0), '{"voltage":230}'),
        (Phase(voltage_v=1e10), '{"voltage":230}'),
        (Phase(voltage_v=math.inf), '{"voltage":230}'),
        (Phase(voltage_v=1.00000001), '{"voltage":230}'),
        (Phase(), ""),
        (Phase(voltage_v=900.0, current_a=1.0, power_w=1.0), "08ec00058f000110"),
        (Phase(voltage_v=1.0), "junk"),
    ],
)
def test_what_the_layout_cannot_hold_is_refused(phase: Phase, last: str) -> None:
    with pytest.raises(BadValueError):
        build_phase(phase, last)
