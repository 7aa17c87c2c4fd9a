"""What codes mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.model.codes import TELLING, UNITS, UNKNOWN, Meaning, choose_class, find_meaning, is_known
from tuyalan.model.schema import Kind


@pytest.mark.parametrize(
    ("code", "kind", "name", "device_class", "unit"),
    [
        ("cur_power", Kind.NUMBER, "Power", "power", "W"),
        ("cur_power2", Kind.NUMBER, "Power 2", "power", "W"),
        ("switch_3", Kind.BOOL, "Switch 3", None, ""),
        ("temp_current", Kind.NUMBER, "Current temperature", "temperature", "°C"),
        ("TempCurrent", Kind.NUMBER, "Current temperature", "temperature", "°C"),
        ("temprature_current", Kind.NUMBER, "Current temperature", "temperature", "°C"),
        ("temp_current_f", Kind.NUMBER, "Current temperature Fahrenheit", "temperature", "°F"),
        ("bright_value_v2", Kind.NUMBER, "Brightness", None, ""),
        ("bright_value_2", Kind.NUMBER, "Brightness 2", None, ""),
        ("sleep_temp_7", Kind.NUMBER, "", "temperature", "°C"),
        ("probe_temp_f", Kind.NUMBER, "", "temperature", "°F"),
        ("doorcontact_state", Kind.BOOL, "Contact", "opening", ""),
        ("Power", Kind.BOOL, "Power", None, ""),
        ("power", Kind.NUMBER, "Power", "power", "W"),
        ("fault", Kind.BITMAP, "Fault", "problem", ""),
    ],
)
def test_codes_are_found_however_they_are_spelt_or_numbered(
    code: str, kind: Kind, name: str, device_class: str | None, unit: str
) -> None:
    meaning = find_meaning(code, kind)
    assert (meaning.name, meaning.device_class, meaning.unit) == (name, device_class, unit)


def test_a_code_means_something_for_its_kinds_only() -> None:
    assert not is_known("cur_power", Kind.RAW)
    assert is_known("cur_power", Kind.NUMBER)
    assert find_meaning("xyz", Kind.BOOL) is UNKNOWN


def test_how_a_number_goes_on_is_told() -> None:
    assert find_meaning("cur_voltage", Kind.NUMBER).state_class == "measurement"
    assert find_meaning("add_ele", Kind.NUMBER).state_class == "total"
    assert find_meaning("forward_energy_total", Kind.NUMBER).state_class == "total_increasing"


def test_usual_scales_are_those_that_nearly_all_products_have() -> None:
    scales = [find_meaning(code, Kind.NUMBER).scale for code in ("cur_power", "cur_voltage", "cur_current", "add_ele")]
    assert scales == [1, 1, 0, 3]
    assert find_meaning("temp_current", Kind.NUMBER).scale is None


@pytest.mark.parametrize(
    ("device_class", "unit", "chosen"),
    [
        ("battery", "%", "battery"),
        ("battery", "", "battery"),
        ("battery", "V", "voltage"),
        ("battery", "furlong", None),
        ("aqi", "anything", "aqi"),
        (None, "kWh", "energy"),
        (None, "", None),
    ],
)
def test_the_device_class_goes_with_the_unit(device_class: str | None, unit: str, chosen: str | None) -> None:
    assert choose_class(Meaning(device_class=device_class), unit) == chosen


def test_classes_that_a_unit_tells_have_units() -> None:
    assert [name for name in TELLING if not UNITS.get(name)] == []


@given(st.text(max_size=100), st.sampled_from(Kind))
def test_any_text_may_be_asked_for(code: str, kind: Kind) -> None:
    assert isinstance(find_meaning(code, kind), Meaning)
