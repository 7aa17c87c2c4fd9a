"""Lights as JSON."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature
from tuyalan.bridge.faces.light import build, list_modes, plan
from tuyalan.errors import BadValueError
from tuyalan.model.features.light import Light

BULB = """
20 switch_led b
21 work_mode c white,colour,scene,music
22 bright_value_v2 n 10..1000
23 temp_value_v2 n 0..1000
24 colour_data_v2 t
25 scene_data_v2 t
"""
TWO = "20 switch_led b\n21 work_mode c white,colour\n22 bright_value_v2 n 10..1000\n24 colour_data_v2 t"


def test_colour_modes_are_those_of_home_assistant() -> None:
    assert list_modes(feature(Light, device(BULB))) == ("color_temp", "hs")
    assert list_modes(feature(Light, device(TWO))) == ("hs", "white")
    assert list_modes(feature(Light, device("20 switch_led b\n22 bright_value_v2 n 10..1000"))) == ("brightness",)
    assert list_modes(feature(Light, device("20 switch_led b"), category="dj")) == ("onoff",)


def test_white_light_is_told_in_kelvin() -> None:
    model = device(BULB)
    model.apply({20: True, 21: "white", 22: 500, 23: 0})
    assert build(feature(Light, model), model.values) == {
        "state": "ON", "brightness": 127, "color_mode": "color_temp", "color_temp": 2700, "effect": None,
    }  # fmt: skip


def test_coloured_light_is_told_by_hue_and_saturation() -> None:
    model = device(BULB)
    model.apply({20: True, 21: "colour", 24: "00f003e801f4"})
    told = build(feature(Light, model), model.values)
    assert told["color"] == {"h": 240, "s": 100.0, "hue": 240, "saturation": 100.0}
    assert (told["color_mode"], told["brightness"]) == ("hs", 127)


def test_a_colour_that_is_not_known_yet_is_left_out() -> None:
    model = device(BULB)
    model.apply({20: True, 21: "colour"})
    assert "color" not in build(feature(Light, model), model.values)


def test_an_effect_is_told_by_name() -> None:
    model = device(BULB)
    model.apply({20: True, 21: "music"})
    told = build(feature(Light, model), model.values)
    assert (told["effect"], told["brightness"]) == ("music", None)
    # No colour was told yet, and Home Assistant takes no colour mode without one.
    assert "color_mode" not in told
    model.apply({24: "00f003e801f4"})
    assert build(feature(Light, model), model.values)["color_mode"] == "hs"


def test_an_effect_of_a_white_lamp_has_no_colour_mode() -> None:
    model = device("20 switch_led b\n21 work_mode c white,scene\n22 bright_value n 10..1000\n23 temp_value n 0..1000")
    model.apply({20: True, 21: "scene", 22: 1000, 23: 0})
    assert "color_mode" not in build(feature(Light, model), model.values)
    model.apply({21: "white"})
    assert build(feature(Light, model), model.values)["color_mode"] == "color_temp"


def test_a_lamp_that_is_only_switched_tells_no_more() -> None:
    model = device("20 switch_led b")
    model.apply({20: False})
    assert build(feature(Light, model, category="dj"), model.values) == {"state": "OFF"}


@pytest.mark.parametrize(
    ("wanted", "written"),
    [
        ({"": "OFF"}, {20: False}),
        ({"state": "toggle"}, {20: False}),
        ({"state": "ON", "brightness": 254}, {22: 1000}),
        ({"brightness": 255}, {22: 1000}),
        ({"color": {"h": 240, "s": 100}}, {21: "colour", 24: "00f003e801f4"}),
        ({"color": {"hue": 360, "saturation": 50}, "brightness": 254}, {21: "colour", 24: "000001f403e8"}),
        ({"color_temp": 6500, "transition": 2}, {23: 1000}),
        ({"color_temp": 6500, "flash": 2}, {23: 1000}),
        ({"effect": "music", "color_mode": "hs"}, {21: "music"}),
        ({"white": 127}, {21: "white", 22: 500}),
    ],
)
def test_fields_are_written(wanted: dict[str, object], written: dict[int, object]) -> None:
    model = device(BULB)
    model.apply({20: True, 21: "white", 22: 500, 23: 0, 24: "000003e801f9"})
    assert model.plan(plan(feature(Light, model), wanted, model.values)) == written


@pytest.mark.parametrize(
    "wanted",
    [
        {"brightness": 256},
        {"brightness": -1},
        {"color": {"x": 0.3}},
        {"color": "red"},
        {"color": {"h": 361, "s": 1}},
        {"color": {"h": 1, "s": 101}},
        {"effect": 3},
        {"tone": "high"},
        {"color_temp": 3000, "effect": "music"},
    ],
)
def test_fields_that_mean_nothing_are_refused(wanted: dict[str, object]) -> None:
    model = device(BULB)
    with pytest.raises(BadValueError):
        plan(feature(Light, model), wanted, model.values)


def test_a_lamp_without_effects_tells_none() -> None:
    model = device("20 switch_led b\n22 bright_value_v2 n 10..1000")
    model.apply({20: True, 22: 1000})
    assert build(feature(Light, model), model.values) == {"state": "ON", "brightness": 254, "color_mode": "brightness"}
