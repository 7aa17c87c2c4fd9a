"""Scales and units that cannot be as described."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.making import known, point
from tests.model.test_decoding import JUNK
from tuyalan.model.grid import make_grid
from tuyalan.model.plausibility import list_idle, list_watched, settle
from tuyalan.model.schema import DpSchema, Kind
from tuyalan.model.sources import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

UNIT = point(Kind.CHOICE, "temp_unit_convert", id=9, choices=("c", "f"))


def settle_points(points: list[DpSchema], dps: Mapping[int, object]) -> dict[int, DpSchema]:
    settled = settle({each.id: known(each) for each in points}, dps)
    return {dp: each.point for dp, each in settled.items()}


def value_of(described: DpSchema, raw: int) -> float:
    return make_grid(described).value(raw)


@pytest.mark.parametrize("dps", [{}, {1: 43}, {1: None}])
def test_a_step_that_is_a_factor_is_one(dps: dict[int, object]) -> None:
    trap = point(Kind.NUMBER, "temp_set", unit="°C", minimum=10, maximum=70, scale=1, step=5)
    settled = settle_points([trap], dps)[1]
    assert value_of(settled, 30) == 15.0
    grid = make_grid(settled)
    assert (grid.minimum, grid.maximum, grid.width) == (5.0, 35.0, 0.5)


def test_the_same_step_is_none_where_limits_are_plausible() -> None:
    plain = point(Kind.NUMBER, "temp_set", unit="°C", minimum=50, maximum=350, scale=1, step=5)
    assert settle_points([plain], {1: 215})[1] == plain


def test_a_step_is_no_factor_when_a_larger_value_was_seen() -> None:
    trap = point(Kind.NUMBER, "temp_set", unit="°C", minimum=10, maximum=70, scale=1, step=5)
    assert settle_points([trap], {1: 215})[1] == trap


def test_whole_degrees_are_not_scaled() -> None:
    wrong = point(Kind.NUMBER, "temp_set", unit="°C", minimum=5, maximum=35, scale=1, step=1)
    assert value_of(settle_points([wrong], {1: 21})[1], 21) == 21


@pytest.mark.parametrize(("confidence", "is_believed"), [(0.99, True), (0.6, False)])
def test_a_file_written_for_just_this_product_knows_its_scales(confidence: float, is_believed: bool) -> None:  # noqa: FBT001 - a case
    odd = point(Kind.NUMBER, "temp_set", unit="°C", minimum=5, maximum=35, scale=1, step=1)
    row = msgspec.structs.replace(known(odd, Source.TUYA_LOCAL), confidence=confidence)
    assert (settle({1: row}, {})[1] == row) is is_believed


def test_the_unit_that_a_device_is_set_to_counts_before_a_file() -> None:
    plain = point(Kind.NUMBER, "temp_set", unit="°C", minimum=5, maximum=95)
    rows = {1: known(plain, Source.TUYA_LOCAL), 9: known(UNIT, Source.TUYA_LOCAL)}
    assert settle(rows, {1: 72, 9: "f"})[1].point.unit == "°F"


@pytest.mark.parametrize(("raw", "unit"), [(True, "°F"), (False, "°C"), (5, "°C"), (None, "°C")])
def test_a_unit_may_be_told_by_a_truth_value(raw: object, unit: str) -> None:
    units = point(
        Kind.CHOICE, "temp_unit", id=9, choices=("true", "false"), words=(("true", "F"), ("false", "C")), wire=Kind.BOOL
    )
    assert settle_points([point(Kind.NUMBER, "temp_set", unit="°C"), units], {1: 72, 9: raw})[1].unit == unit


def test_limits_in_whole_degrees_are_stretched_when_a_value_in_tenths_was_seen() -> None:
    wrong = point(Kind.NUMBER, "temp_set", unit="°C", minimum=5, maximum=35, scale=1)
    grid = make_grid(settle_points([wrong], {1: 215})[1])
    assert (grid.value(215), grid.minimum, grid.maximum) == (21.5, 5.0, 35.0)


@pytest.mark.parametrize("details", [{"maximum": 12}, {"maximum": 0}, {"maximum": 7, "step": 5}])
def test_limits_that_make_no_sense_either_way_stay(details: dict[str, int]) -> None:
    odd = point(Kind.NUMBER, "temp_set", scale=1, unit="°C", **details)  # pyright: ignore[reportArgumentType]
    assert settle_points([odd], {1: 5})[1] == odd


def test_a_value_beyond_all_reason_settles_nothing() -> None:
    odd = point(Kind.NUMBER, "temp_set", scale=1, unit="°C", minimum=5, maximum=35)
    assert settle_points([odd], {1: 5000})[1] == odd


def test_tenths_of_degrees_are_recognised_by_a_value_beyond_the_limits() -> None:
    wrong = point(Kind.NUMBER, "temp_current", unit="°C", minimum=-20, maximum=60)
    settled = settle_points([wrong], {1: 215})[1]
    assert (value_of(settled, 215), settled.minimum, settled.maximum) == (21.5, -200, 600)


def test_tenths_of_degrees_are_recognised_by_a_neighbour() -> None:
    wrong = point(Kind.NUMBER, "temp_current", minimum=0, maximum=1000)
    other = point(Kind.NUMBER, "temp_set", id=2, unit="°C", scale=1, minimum=50, maximum=350)
    settled = settle_points([wrong, other], {1: 215})
    assert value_of(settled[1], 215) == 21.5
    assert settled[1].maximum == 1000
    assert settle_points([wrong], {1: 215})[1] == wrong


@pytest.mark.parametrize(
    ("code", "unit", "raw"), [("cook_temperature", "°C", 215), ("temp_current", "°F", 110), ("temp_current", "°C", 61)]
)
def test_hot_things_and_other_degrees_stay(code: str, unit: str, raw: int) -> None:
    plain = point(Kind.NUMBER, code, unit=unit, minimum=0, maximum=60)
    assert settle_points([plain], {1: raw})[1] == plain


def test_half_degrees_are_recognised_by_the_temperature_measured() -> None:
    target = point(Kind.NUMBER, "temp_set", unit="°C", minimum=10, maximum=70)
    room = point(Kind.NUMBER, "temp_current", id=2, unit="°C", scale=1)
    settled = settle_points([target, room], {1: 43, 2: 215})
    assert value_of(settled[1], 43) == 21.5
    assert settled[2] == room


@pytest.mark.parametrize(
    ("raw", "room", "details"),
    [
        (30, 215, {}),
        (43, None, {}),
        (43, 500, {}),
        (71, 215, {}),
        (43, 215, {"step": 5}),
        (43, 215, {"maximum": 90}),
        (43, 215, {"unit": "°F"}),
        (None, 215, {}),
        (43, 215, {"maximum": None}),
    ],
)
def test_half_degrees_need_all_the_signs(raw: int | None, room: int | None, details: dict[str, int]) -> None:
    said = {"unit": "°C", "minimum": 10, "maximum": 70} | details
    target = point(Kind.NUMBER, "temp_set", **said)  # pyright: ignore[reportArgumentType]
    measured = point(Kind.NUMBER, "temp_current", id=2, unit="°C", scale=1)
    assert settle_points([target, measured], {1: raw, 2: room})[1] == target


def test_the_limit_of_a_set_point_counts_no_half_degrees() -> None:
    limit = point(Kind.NUMBER, "set_temp_max", unit="°C", minimum=10, maximum=70)
    room = point(Kind.NUMBER, "temp_current", id=2, unit="°C", scale=1)
    assert settle_points([limit, room], {1: 43, 2: 215})[1] == limit


def test_a_kettle_counts_no_half_degrees() -> None:
    target = point(Kind.NUMBER, "water_temp_set", unit="°C", minimum=10, maximum=70)
    room = point(Kind.NUMBER, "temp_current", id=2, unit="°C", scale=1)
    assert settle_points([target, room], {1: 43, 2: 215})[1] == target


def test_the_unit_of_a_lone_temperature_follows_the_device() -> None:
    target = point(Kind.NUMBER, "temp_set", unit="°C")
    in_f = settle_points([target, UNIT], {1: 70, 9: "f"})
    assert in_f[1].unit == "°F"
    assert settle_points(list(in_f.values()), {1: 21, 9: "C"})[1].unit == "°C"
    assert settle_points([target, UNIT], {1: 21, 9: "f"})[1].unit == "°C"


def test_a_temperature_that_is_named_for_fahrenheit_stays_so() -> None:
    plain = point(Kind.NUMBER, "temp_set_f", unit="°F")
    assert settle_points([plain, UNIT], {1: 40, 9: "c"})[1] == plain


def test_a_set_point_of_45_degrees_without_limits_is_fahrenheit() -> None:
    target = point(Kind.NUMBER, "temp_set", scale=1)
    assert settle_points([target], {1: 680})[1].unit == "°F"
    assert settle_points([target], {1: 215})[1] == target
    limited = point(Kind.NUMBER, "temp_set", scale=1, minimum=0, maximum=900)
    assert settle_points([limited], {1: 680})[1] == limited


def test_what_is_hot_may_be_of_45_degrees() -> None:
    target = point(Kind.NUMBER, "water_temp_set", scale=1, unit="°C")
    assert settle_points([target, UNIT], {1: 680, 9: "f"})[1] == target


def test_temperatures_with_a_twin_keep_their_units() -> None:
    pair = [point(Kind.NUMBER, "temp_set", unit="°C"), point(Kind.NUMBER, "temp_set_f", id=2, unit="°F"), UNIT]
    assert settle_points(pair, {1: 70, 2: 30, 9: "f"})[1].unit == "°C"


def test_the_twin_in_the_other_unit_is_idle() -> None:
    pair = [point(Kind.NUMBER, "temp_set"), point(Kind.NUMBER, "temp_set_f", id=2), UNIT]
    lone = point(Kind.NUMBER, "temp_current", id=3, unit="°C")
    described = {each.id: known(each) for each in [*pair, lone]}
    assert list_idle(described, {9: "f"}) == {1}
    assert list_idle(described, {9: "c"}) == {2}
    assert list_idle(described, {9: "kelvin"}) == {2}
    assert list_idle(described, {9: 1}) == {2}


@pytest.mark.parametrize(("raw", "volts"), [(2301, 230.1), (1187, 118.7), (230, 230), (12, 12), (2800, 2800)])
def test_mains_voltages_in_tenths_are_recognised(raw: int, volts: float) -> None:
    wrong = point(Kind.NUMBER, "cur_voltage", unit="V", minimum=0, maximum=3000)
    assert value_of(settle_points([wrong], {1: raw})[1], raw) == volts


def test_the_power_beside_a_voltage_in_tenths_is_in_tenths() -> None:
    volts = point(Kind.NUMBER, "cur_voltage", id=20)
    watts = point(Kind.NUMBER, "cur_power", id=19, unit="W")
    amps = point(Kind.NUMBER, "cur_current", id=18, unit="mA")
    settled = settle_points([volts, watts, amps], {20: 2301, 19: 985, 18: 430})
    assert [value_of(settled[dp], raw) for dp, raw in ((20, 2301), (19, 985), (18, 430))] == [230.1, 98.5, 430]
    scaled = settle_points([volts, point(Kind.NUMBER, "cur_power", id=19, scale=2)], {20: 2301})
    assert scaled[19].scale == 2


def test_limits_below_a_voltage_are_stretched() -> None:
    wrong = point(Kind.NUMBER, "cur_voltage", unit="V", minimum=0, maximum=300)
    assert settle_points([wrong], {1: 2301})[1].maximum == 3000


def test_limits_that_are_not_known_stay_so() -> None:
    wrong = point(Kind.NUMBER, "humidity_value", unit="%", maximum=100)
    settled = settle_points([wrong], {1: 555})[1]
    assert (settled.scale, settled.minimum, settled.maximum) == (1, None, 1000)


@pytest.mark.parametrize(("raw", "percent"), [(555, 55.5), (55, 55), (1001, 1001)])
def test_percentages_in_tenths_are_recognised(raw: int, percent: float) -> None:
    wrong = point(Kind.NUMBER, "va_humidity", unit="%")
    assert value_of(settle_points([wrong], {1: raw})[1], raw) == percent


def test_the_reason_is_evidence() -> None:
    wrong = point(Kind.NUMBER, "va_humidity", unit="%")
    assert settle({1: known(wrong)}, {1: 555})[1].evidence == "scale 1, not 0: 555 % cannot be"
    beside = settle({1: known(wrong, evidence="product key")}, {1: 555})[1]
    assert beside.evidence == "product key; scale 1, not 0: 555 % cannot be"


def test_the_word_of_the_owner_is_not_touched() -> None:
    own = known(point(Kind.NUMBER, "va_humidity", unit="%"), Source.OVERRIDE)
    assert settle({1: own}, {1: 555}) == {1: own}


def test_what_is_settled_stays_so() -> None:
    points = [
        point(Kind.NUMBER, "temp_set", id=2, unit="°C", minimum=10, maximum=70, scale=1, step=5),
        point(Kind.NUMBER, "cur_voltage", id=3, unit="V"),
        point(Kind.NUMBER, "va_humidity", id=4, unit="%"),
    ]
    dps = {2: 43, 3: 2301, 4: 555}
    once = settle({each.id: known(each) for each in points}, dps)
    assert settle(once, dps) == once
    assert settle(once, {2: 10, 3: 230, 4: 5}) == once


def test_data_points_whose_scale_is_in_question_are_watched() -> None:
    points = [
        point(Kind.NUMBER, "temp_set", id=1),
        point(Kind.NUMBER, "cur_voltage", id=2),
        point(Kind.NUMBER, "cur_voltage", id=3, scale=1),
        point(Kind.NUMBER, "va_humidity", id=4),
        point(Kind.BOOL, "switch", id=5),
        point(Kind.NUMBER, "temp_correction", id=6),
        UNIT,
    ]
    assert list_watched({each.id: known(each) for each in points}) == {1, 2, 4, 9}


@given(
    st.dictionaries(st.integers(1, 4), JUNK | st.integers(0, 3000)),
    st.lists(st.sampled_from(["temp_set", "temp_current", "temp_set_f", "cur_voltage", "va_humidity"]), max_size=4),
    st.integers(-1, 3),
    st.sampled_from([None, -1, 0, 35, 70, 10**30]),
)
def test_no_values_break_it(dps: dict[int, object], codes: list[str], scale: int, maximum: int | None) -> None:
    points = [
        point(Kind.NUMBER, code, id=at, scale=scale, maximum=maximum, step=scale) for at, code in enumerate(codes, 1)
    ]
    settled = settle_points([*points, UNIT], dps)
    assert set(settled) == {each.id for each in points} | {9}
