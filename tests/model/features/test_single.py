"""Single properties."""

from __future__ import annotations

import pytest

from tests.model.features.building import device
from tuyalan.model.features.choosing import make_single
from tuyalan.model.features.composing import compose
from tuyalan.model.features.feature import Feature, State
from tuyalan.model.features.single import (
    BinarySensorState,
    Button,
    Event,
    EventState,
    Number,
    NumberState,
    Select,
    SelectState,
    SensorState,
    Text,
    TextState,
)


def make(row: str) -> tuple[Feature, dict[str, object]]:
    """Make the feature of a device with one property."""
    model = device(row)
    (only,) = model.properties.values()
    return make_single(only, key=only.code), {"code": only.code}


@pytest.mark.parametrize(
    ("row", "value", "state"),
    [
        ("1 temp_current n ro", 21.5, SensorState(value=21.5)),
        ("1 doorcontact_state b ro", True, BinarySensorState(is_on=True)),
        ("1 pir c pir,none ro", "pir", BinarySensorState(is_on=True)),
        ("1 pir c pir,none ro", "none", BinarySensorState(is_on=False)),
        ("1 fault m a,b ro", (), BinarySensorState(is_on=False)),
        ("1 fault m a,b ro", ("b",), BinarySensorState(is_on=True, labels=("b",))),
        ("1 fault m a,b ro", None, BinarySensorState()),
        ("1 delay_set n", 5, NumberState(value=5)),
        ("1 relay_status c off,on", "on", SelectState(option="on")),
        ("1 onvif_change_pwd t", "x", TextState(value="x")),
        ("1 filter_reset b", True, State()),
        ("1 switch_mode1 c single_click,double_click ro", "double_click", EventState(event_type="double_click")),
        ("1 unlock_card n ro", 4, EventState(event_type="unlock_card", value=4)),
        ("1 sos_state b ro", True, EventState(event_type="sos_state")),
        ("1 sos_state b ro", False, EventState()),
        ("1 sos_state b ro", None, EventState()),
    ],
)
def test_it_reads_its_value(row: str, value: object, state: State) -> None:
    single, told = make(row)
    assert single.read({str(told["code"]): value}) == state


def test_it_plans_to_write_its_value() -> None:
    number, select, text, button = (
        make(row)[0] for row in ("1 delay_set n", "1 relay_status c off,on", "1 onvif_change_pwd t", "1 filter_reset b")
    )
    assert isinstance(number, Number)
    assert number.plan_value(3) == {"delay_set": 3}
    assert isinstance(select, Select)
    assert select.options == ("off", "on")
    assert select.plan_option("on") == {"relay_status": "on"}
    assert isinstance(text, Text)
    assert text.plan_value("x") == {"onvif_change_pwd": "x"}
    assert isinstance(button, Button)
    assert button.plan_press() == {"filter_reset": True}


def test_an_event_knows_its_types() -> None:
    click, bell = make("1 switch_mode1 c single_click,double_click ro")[0], make("1 doorbell_pic r ro")[0]
    assert isinstance(click, Event)
    assert click.event_types == ("single_click", "double_click")
    assert isinstance(bell, Event)
    assert bell.event_types == ("doorbell_pic",)


def test_sensors_are_no_settings_and_the_others_are_what_their_code_says() -> None:
    rows = """
    1 battery_percentage n ro
    2 temp_current n ro
    3 low_battery b ro
    4 doorcontact_state b ro
    5 delay_set n
    6 relay_status c off,on
    7 onvif_change_pwd t
    8 filter_reset b
    """
    told = {each.key: each.category for each in compose(device(rows))}
    assert told == {
        "battery_percentage": "diagnostic",
        "temp_current": None,
        "low_battery": "diagnostic",
        "doorcontact_state": None,
        "delay_set": "config",
        "relay_status": "config",
        "onvif_change_pwd": "config",
        "filter_reset": "config",
    }
