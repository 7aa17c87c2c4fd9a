"""Devices and templates of tuya-mqtt."""

from __future__ import annotations

from typing import Any

import pytest

from tests.model.imports.support import KEY, LAMP, build, find
from tuyalan.model.imports.tuyamqtt import find_templates
from tuyalan.model.schema import DpSchema, Kind


def read(**fields: Any) -> dict[int, DpSchema]:  # noqa: ANN401 - as in a file
    described = find(find_templates, [{"name": "Lamp", "id": LAMP, "key": KEY} | fields])[0]
    assert described.owner.device_id == LAMP
    assert described.is_weak
    return build(described)


def test_a_template_is_read() -> None:
    template = {
        "state": {"key": 1, "type": "bool"},
        "brightness_state": {"key": 2, "type": "int", "topicMin": 1, "topicMax": 100, "stateMath": "/2.55"},
        "temperature_state": {"key": 3, "type": "float", "topicMin": 5, "topicMax": 35.5, "stateMath": "/10"},
        "mode_state": {"key": 4, "type": "string"},
        "hs_state": {"key": 24, "type": "hsb", "components": "h,s"},
        "old_state": {"key": 5, "type": "hsbhex", "components": "h,s,b"},
        "odd": {"key": 6, "type": "odd"},
        "none": {"type": "int"},
        "number": 7,
    }
    assert read(template=template) == {
        1: DpSchema(id=1, code="dp_1", kind=Kind.BOOL, name="state"),
        2: DpSchema(id=2, code="dp_2", kind=Kind.NUMBER, minimum=3, maximum=255, name="brightness"),
        3: DpSchema(id=3, code="dp_3", kind=Kind.NUMBER, minimum=50, maximum=355, scale=1, name="temperature"),
        4: DpSchema(id=4, code="dp_4", kind=Kind.TEXT, name="mode"),
        5: DpSchema(id=5, code="colour_data", kind=Kind.TEXT),
        24: DpSchema(id=24, code="colour_data_v2", kind=Kind.TEXT),
    }


@pytest.mark.parametrize(
    ("math", "limits"),
    [
        ("/100", (0, 10000, 2)),
        (" / 1000 ", (0, 100000, 3)),
        ("*2", (0, 50, 0)),
        ("*0", (0, 100, 0)),
        ("/0", (None, None, 0)),
        ("+1", (0, 100, 0)),
        (7, (0, 100, 0)),
        (None, (0, 100, 0)),
        ("/" + "9" * 1_000_000, (0, 100, 0)),
    ],
)
def test_limits_are_turned_back_into_those_on_the_wire(
    math: object, limits: tuple[int | None, int | None, int]
) -> None:
    point = read(template={"x": {"key": 1, "type": "int", "topicMin": 0, "topicMax": 100, "stateMath": math}})[1]
    assert (point.minimum, point.maximum, point.scale) == limits


def test_the_options_of_a_ready_made_template_are_read() -> None:
    options = {
        "type": "RGBTWLight",
        "dpsPower": 20,
        "dpsMode": 21,
        "dpsWhiteValue": 22,
        "whiteValueScale": 1000,
        "dpsColorTemp": 23,
        "dpsColor": 24,
        "colorType": "hsb",
    }
    assert read(**options) == {
        20: DpSchema(id=20, code="switch", kind=Kind.BOOL),
        21: DpSchema(id=21, code="work_mode", kind=Kind.CHOICE),
        22: DpSchema(id=22, code="bright_value", kind=Kind.NUMBER, minimum=0, maximum=1000),
        23: DpSchema(id=23, code="temp_value", kind=Kind.NUMBER),
        24: DpSchema(id=24, code="colour_data_v2", kind=Kind.TEXT),
    }


@pytest.mark.parametrize("word", [None, "odd", 7])
def test_a_colour_of_an_unknown_layout_is_a_colour_still(word: object) -> None:
    assert read(dpsColor=5, colorType=word)[5].code == "colour_data"


@pytest.mark.parametrize(
    "value", [[], {}, {"id": LAMP}, {"template": {"x": {"key": 1, "type": "bool"}}}, {"id": LAMP, "template": []}]
)
def test_other_values_hold_no_templates(value: object) -> None:
    assert find(find_templates, value) == []
