"""Units: every spelling of a maker leads to one word, and what nobody knows stays."""

# ruff: noqa: RUF001 - the spellings of makers hold full-width signs
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.model import units
from tuyalan.model.units import UNITS, normalise_unit, split_unit


@pytest.mark.parametrize(
    ("unit", "spellings"),
    [
        ("°C", ["℃", "°C", "°c", "摄氏度", "C", "c", "Deg C", "celsius", "˚C", "ºC", " ℃", "\xad°C"]),
        ("°F", ["℉", "°F", "F", "f", "fahrenheit", "华氏度", "˚F"]),
        ("°C/°F", ["℃/℉", "℃ ℉", "℃/F", "摄氏度或华氏度"]),
        ("s", ["s", "S", "秒", "sec", "SECOND", "seconds"]),
        ("min", ["min", "Min", "Min.", "MIN", "分钟", "分", "分钟m", "minutes", "mintues"]),
        ("h", ["h", "H", "h ", "hour", "小时", "小时（暂定）", "Hrs"]),
        ("kWh", ["kW·h", "kwh", "kW.h", "KWH", "度", "KW*H", "k-Wh", "kW·h\t", " Kw·h"]),
        ("%", ["%", "％", "%RH", "% RH", "RH%", "%rH", "百分比", "百分比（%）", "RH", "percent"]),
        ("m²", ["㎡", "m2", "M²"]),
        ("m³", ["m3", "m³", "立方米"]),
        ("µg/m³", ["ug/m3", "ug/m³", "μg/m³", "µg/m³", "um/m3"]),
        ("µS/cm", ["uS/cm", "us/cm", "μS/cm"]),
        ("lx", ["lux", "LUX", "Lux"]),
        ("times", ["次", "times", "time"]),
        ("lb", ["lb", "lbs", "Ibs"]),
        ("L", ["L", "升", "升（L）"]),
        ("", ["", " ", "无", "x", "1", "PF", "档", "*"]),
    ],
)
def test_all_spellings_of_a_unit_are_one(unit: str, spellings: list[str]) -> None:
    assert {normalise_unit(each) for each in spellings} == {unit}


@pytest.mark.parametrize(
    ("text", "unit"), [("mW", "mW"), ("MW", "MW"), ("w", "W"), ("KW", "kW"), ("mWh", "mWh"), ("MWh", "MWh")]
)
def test_capitals_count_only_where_they_tell_units_apart(text: str, unit: str) -> None:
    assert normalise_unit(text) == unit


@pytest.mark.parametrize(
    ("text", "code", "unit"),
    [
        ("m", "countdown_left", "min"),
        ("M", "COLD_DELAY", "min"),
        ("m", "liquid_depth", "m"),
        ("M", "far_detection", "m"),
        ("m", "", "m"),
        ("us", "ec_current", "µS/cm"),
        ("us", "pulse_width", "µs"),
        ("sg", "countdown1", "s"),
        ("sg", "pro_current", "SG"),
        ("°", "temp", "°C"),
        ("°", "angle_vertical", "°"),
        ("度", "add_ele", "kWh"),
        ("度", "SSWD", "°C"),
        ("度", "Temperature", "°C"),
    ],
)
def test_a_spelling_of_two_meanings_is_settled_by_the_code(text: str, code: str, unit: str) -> None:
    assert normalise_unit(text, code=code) == unit


@pytest.mark.parametrize(
    ("text", "unit", "decimals"),
    [
        ("0.1s", "s", 1),
        ("*0.01kW·h", "kWh", 2),
        ("*01kW", "kW", 1),
        ("---0.1L", "L", 1),
        ("0.01v", "V", 2),
        ("0.1 furlongs", "furlongs", 1),
        ("0.01", "0.01", 0),
        ("mA", "mA", 0),
    ],
)
def test_a_tenth_of_a_unit_is_the_unit_with_a_decimal_place(text: str, unit: str, decimals: int) -> None:
    assert split_unit(text) == (unit, decimals)
    assert normalise_unit(text) == unit


@pytest.mark.parametrize("text", ["元", "speed_control", "gal UK", "&", "%/℃"])
def test_what_nobody_knows_stays_as_it_is(text: str) -> None:
    assert normalise_unit(f" {text}\n") == text


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_the_vocabulary_leads_to_itself(unit: str) -> None:
    assert split_unit(unit) == (unit, 0)


def test_no_spelling_is_that_of_two_units() -> None:
    owners: dict[str, set[str]] = {}
    for unit, spellings in units._SPELLINGS.items():
        for spelling in (unit, *spellings.split()):
            owners.setdefault(units._fold(spelling), set()).add(unit)
    assert [found for found in owners.values() if len(found) > 1] == []


@given(st.text(), st.text())
def test_any_text_gives_a_unit_that_gives_itself(text: str, code: str) -> None:
    unit, decimals = split_unit(text, code=code)
    assert decimals >= 0
    assert unit == unit.strip(" \t\r\n\xad")
    if decimals == 0 and unit not in UNITS:
        assert normalise_unit(unit, code=code) == unit
