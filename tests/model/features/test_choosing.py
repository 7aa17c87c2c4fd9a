"""Which feature a single property is on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.model.features.building import KINDS, device
from tests.model.making import prop
from tuyalan.model.features.choosing import choose_single, is_two_fold, make_single
from tuyalan.model.features.single import BinarySensor, Button, Event, Number, Select, Sensor, Text
from tuyalan.model.features.switch import Switch
from tuyalan.model.schema import Access

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Feature


@pytest.mark.parametrize(
    ("row", "make"),
    [
        ("1 temp_current n ro °C", Sensor),
        ("1 add_ele n kWh", Sensor),
        ("1 delay_set n", Number),
        ("1 relay_status c off,on", Select),
        ("1 work_state c opening,closing ro", Sensor),
        ("1 pir c pir,none ro", BinarySensor),
        ("1 pir c pir,none", BinarySensor),
        ("1 pir c pir,none,unsure ro", Sensor),
        ("1 smoke_sensor_state c alarm ro", Sensor),
        ("1 switch_mode1 c single_click,double_click ro", Event),
        ("1 switch_1_value c click,long_press wo", Select),
        ("1 fault m a,b", BinarySensor),
        ("1 doorcontact_state b ro", BinarySensor),
        ("1 tamper_alarm b", BinarySensor),
        ("1 child_lock b", Switch),
        ("1 filter_reset b", Button),
        ("1 trigger b wo", Button),
        ("1 doorbell_pic r ro", Event),
        ("1 unlock_fingerprint n ro", Event),
        ("1 unlock_method_create r", Text),
        ("1 sd_storge t ro", Sensor),
        ("1 onvif_change_pwd t", Text),
    ],
)
def test_a_property_is_what_its_kind_access_and_code_say(row: str, make: type[Feature]) -> None:
    (subject,) = device(row).properties.values()
    assert choose_single(subject) is make


@pytest.mark.parametrize(("row", "expected"), [("1 pir c pir,none", True), ("1 pir c pir,unsure", False)])
def test_two_words_that_say_yes_and_no_are_a_sensor(row: str, expected: bool) -> None:  # noqa: FBT001 - what is expected
    (subject,) = device(row).properties.values()
    assert is_two_fold(subject) is expected


def test_a_switch_has_a_role_of_its_own() -> None:
    (lock,) = device("1 child_lock b").properties.values()
    made = make_single(lock, key="lock", is_hazardous=True)
    assert (made.key, tuple(made.roles), made.is_hazardous) == ("lock", ("switch",), True)


def test_all_kinds_of_values_are_something() -> None:
    for kind in KINDS.values():
        for access in Access:
            assert make_single(prop(kind, access=access), key="thing").roles
