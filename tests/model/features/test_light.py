"""Lights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.features.building import device, feature, features, write
from tuyalan.errors import BadValueError
from tuyalan.model.features.effects import EFFECTS
from tuyalan.model.features.light import Light, LightMode, LightState
from tuyalan.model.forms.colour import Colour

if TYPE_CHECKING:
    from tuyalan.model.device import DeviceModel

BULB = """
20 switch_led b
21 work_mode c white,colour,scene,music
22 bright_value_v2 n 10..1000
23 temp_value_v2 n 0..1000
24 colour_data_v2 t
25 scene_data_v2 t
26 countdown_1 n 0..86400 s
27 music_data t wo
28 control_data t wo
"""
OLD_BULB = """
1 led_switch b
2 work_mode c white,colour,scene,scene_1
3 bright_value n 25..255
4 temp_value n 0..255
5 colour_data t
6 scene_data t
"""
DIMMER = "1 switch b\n2 bright_value n 10..1000"
RED = Colour(0)


def lit(**values: object) -> tuple[DeviceModel, Light]:
    """Make a bulb that shows white."""
    model = device(BULB)
    model.apply({20: True, 21: "white", 22: 500, 23: 0, 24: "000003e803e8"} | values)  # pyright: ignore[reportArgumentType]
    return model, feature(Light, model)


def test_a_bulb_takes_all_that_belongs_to_light() -> None:
    bulb = feature(Light, device(BULB))
    assert list(bulb.roles) == [
        "switch", "brightness", "mode", "temperature", "colour", "scene", "music", "control", "countdown",
    ]  # fmt: skip
    assert (bulb.has_brightness, bulb.has_colour, bulb.has_kelvin) == (True, True, True)
    assert bulb.effects == ("scene", "music", *EFFECTS)


@pytest.mark.parametrize(
    ("kelvins", "ends", "kelvin", "raw"),
    [
        ("", (2700, 6500), 2700, 0),
        ("K2200..6500", (2200, 6500), 2200, 0),
        ("K2200..6500", (2200, 6500), 4350, 500),
        ("K6000..3000", (3000, 6000), 6000, 0),
        ("K6000..3000", (3000, 6000), 3000, 1000),
    ],
)
def test_a_lamp_has_the_kelvin_that_are_said_of_it(kelvins: str, ends: tuple[int, int], kelvin: int, raw: int) -> None:
    model = device(f"20 switch_led b\n22 bright_value_v2 n 10..1000\n23 temp_value_v2 n 0..1000 {kelvins}")
    bulb = feature(Light, model)
    assert (bulb.warmest, bulb.coldest) == ends
    assert write(model, bulb.plan_on(LightState(is_on=True), kelvin=kelvin)) == {23: raw}
    model.apply({20: True, 23: raw})
    assert bulb.read(model.values).kelvin == kelvin


def test_white_light_is_read() -> None:
    model, bulb = lit()
    assert bulb.read(model.values) == LightState(
        is_on=True, mode=LightMode.WHITE, brightness=0.5, kelvin=2700, colour=RED
    )


def test_in_colour_mode_the_brightness_is_that_of_the_colour() -> None:
    model, bulb = lit()
    model.apply({21: "colour", 24: "00f003e80190"})
    assert bulb.read(model.values) == LightState(
        is_on=True, mode=LightMode.COLOUR, brightness=0.4, colour=Colour(240, 100.0, 40.0)
    )


def test_a_scene_is_an_effect() -> None:
    model, bulb = lit()
    model.apply({21: "music"})
    state = bulb.read(model.values)
    assert (state.mode, state.effect, state.kelvin) == (LightMode.EFFECT, "music", None)


def test_what_was_never_reported_is_unknown() -> None:
    assert feature(Light, device(BULB)).read({}) == LightState()


def test_switching_on_writes_the_switch_alone() -> None:
    model, bulb = lit()
    assert write(model, bulb.plan_on()) == {20: True}
    assert write(model, bulb.plan_on(bulb.read(model.values))) == {20: True}
    assert write(model, bulb.plan_off()) == {20: False}


def test_a_colour_comes_with_its_mode_first() -> None:
    model, bulb = lit()
    planned = write(model, bulb.plan_on(colour=Colour.rgb(255, 136, 0), brightness=0.4))
    assert list(planned.items()) == [(20, True), (21, "colour"), (24, "002003e80190")]


def test_only_what_changes_is_written() -> None:
    model, bulb = lit()
    now = bulb.read(model.values)
    assert write(model, bulb.plan_on(now, brightness=1.0)) == {22: 1000}
    assert write(model, bulb.plan_on(now, kelvin=6500, brightness=0.1)) == {23: 1000, 22: 100}
    assert write(model, bulb.plan_on(now, kelvin=9000)) == {23: 1000}


def test_brightness_goes_to_the_colour_while_a_colour_is_shown() -> None:
    model, bulb = lit()
    model.apply({21: "colour", 24: "00f0006403e8"})
    now = bulb.read(model.values)
    assert write(model, bulb.plan_on(now, brightness=0.25)) == {24: "00f0006400fa"}


def test_a_colour_never_becomes_so_dark_that_it_looks_off() -> None:
    model, bulb = lit()
    model.apply({21: "colour"})
    assert write(model, bulb.plan_on(bulb.read(model.values), brightness=0.001)) == {24: "000003e8000a"}


def test_no_brightness_is_off() -> None:
    model, bulb = lit()
    assert write(model, bulb.plan_on(brightness=0.0)) == {20: False}


def test_brightness_ends_an_effect() -> None:
    model, bulb = lit()
    model.apply({21: "music"})
    assert write(model, bulb.plan_on(bulb.read(model.values), brightness=0.5)) == {21: "white", 22: 500}


def test_an_effect_is_a_mode_or_a_named_scene() -> None:
    model, bulb = lit()
    now = bulb.read(model.values)
    assert write(model, bulb.plan_on(now, effect="music")) == {21: "music"}
    assert write(model, bulb.plan_on(now, effect="night")) == {21: "scene", 25: "0028280000000000000000320000"}


def test_an_old_bulb_counts_otherwise() -> None:
    model = device(OLD_BULB)
    bulb = feature(Light, model)
    model.apply({1: True, 2: "white", 3: 255, 4: 255, 5: "ff00000000ffff"})
    assert bulb.read(model.values) == LightState(
        is_on=True, mode=LightMode.WHITE, brightness=1.0, kelvin=6500, colour=RED
    )
    assert bulb.effects == ("scene", "scene_1")
    assert write(model, bulb.plan_on(bulb.read(model.values), brightness=0.01)) == {3: 25}
    assert write(model, bulb.plan_on(bulb.read(model.values), colour=Colour(120))) == {2: "colour", 5: "00ff000078ffff"}


def test_the_switch_of_the_device_is_that_of_its_light() -> None:
    model = device(DIMMER)
    dimmer = feature(Light, model)
    model.apply({1: True, 2: 1000})
    assert dimmer.read(model.values) == LightState(is_on=True, mode=LightMode.WHITE, brightness=1.0, kelvin=None)
    assert dimmer.effects == ()
    assert write(model, dimmer.plan_on(brightness=0.5)) == {1: True, 2: 500}


def test_a_dimmer_of_two_gangs_is_two_lights() -> None:
    rows = "1 switch_led_1 b\n2 bright_value_1 n\n7 switch_led_2 b\n8 bright_value_2 n"
    first, second = features(Light, device(rows))
    assert (first.name, second.name) == ("Light 1", "Light 2")
    assert second.codes == ("switch_led_2", "bright_value_2")


def test_a_switch_alone_is_a_light_where_the_device_is_known_to_be_one() -> None:
    assert features(Light, device("1 switch b")) == []
    assert feature(Light, device("1 switch b"), category="dj").effects == ()


def test_a_light_without_a_switch_is_on_while_it_is_bright() -> None:
    model = device("22 bright_value n 0..1000\n23 temp_value n 0..1000")
    lamp = feature(Light, model)
    assert lamp.read({}).is_on is None
    model.apply({22: 0})
    assert lamp.read(model.values).is_on is False
    assert write(model, lamp.plan_on()) == {22: 1000}
    assert write(model, lamp.plan_on(brightness=0.5)) == {22: 500}
    assert write(model, lamp.plan_off()) == {22: 0}


def test_a_light_that_cannot_be_switched_off_says_so() -> None:
    lamp = feature(Light, device("22 bright_value n 10..1000\n23 temp_value n 0..1000"))
    with pytest.raises(BadValueError, match="no switch"):
        lamp.plan_off()


def test_a_coloured_light_without_white_takes_its_brightness_as_that_of_its_colour() -> None:
    model = device("20 switch_led b\n24 colour_data t")
    strip = feature(Light, model)
    assert strip.has_brightness
    model.apply({20: True})
    assert strip.read(model.values).mode is LightMode.COLOUR
    assert write(model, strip.plan_on(strip.read(model.values), brightness=0.5)) == {24: "0000000001f4"}
    model.apply({24: "007803e803e8"})
    assert write(model, strip.plan_on(strip.read(model.values), brightness=0.5)) == {24: "007803e801f4"}


def test_colours_of_no_known_form_are_read_by_their_shape() -> None:
    bulb = feature(Light, device(BULB, find_form=None))
    assert bulb.read({"colour_data_v2": "00f003e803e8", "work_mode": "colour"}).colour == Colour(240)
    assert bulb.read({"work_mode": "colour"}).brightness is None
    assert bulb.read({"colour_data_v2": "zz", "work_mode": "colour"}).colour is None
    assert bulb.plan_on(LightState(is_on=True, mode=LightMode.COLOUR), colour=RED) == {"colour_data_v2": "000003e803e8"}
    assert bulb.effects == ("scene", "music")


@pytest.mark.parametrize(
    ("wishes", "message"),
    [
        ({"colour": RED, "kelvin": 3000}, "exclude each other"),
        ({"effect": "night", "brightness": 0.4}, "brightness of its own"),
        ({"brightness": 1.5}, "0 to 1"),
        ({"effect": "disco"}, "no effect 'disco'"),
    ],
)
def test_wishes_that_cannot_be_met_are_refused(wishes: dict[str, object], message: str) -> None:
    _, bulb = lit()
    with pytest.raises(BadValueError, match=message):
        bulb.plan_on(**wishes)  # pyright: ignore[reportArgumentType]


def test_what_the_light_cannot_do_is_refused_with_what_it_can() -> None:
    dimmer = feature(Light, device(DIMMER))
    with pytest.raises(BadValueError, match="no colour that can be set") as caught:
        dimmer.plan_on(colour=RED)
    assert "switch, brightness" in caught.value.hint
    with pytest.raises(BadValueError, match="no colour temperature"):
        dimmer.plan_on(kelvin=3000)
    with pytest.raises(BadValueError) as caught:
        dimmer.plan_on(effect="night")
    assert caught.value.hint == "This light has no effects."


def test_a_mode_without_a_word_for_white_is_left_as_it_is() -> None:
    model = device("20 switch_led b\n21 work_mode c colour,scene,music\n22 bright_value n\n24 colour_data t")
    strip = feature(Light, model)
    assert strip.effects == ("scene", "music")
    assert write(model, strip.plan_on(brightness=0.5)) == {20: True, 22: 500}


def test_a_colour_without_known_value_has_no_brightness() -> None:
    model = device("20 switch_led b\n21 work_mode c white,colour\n22 bright_value n")
    model.apply({21: "colour", 22: 500})
    assert feature(Light, model).read(model.values).brightness == 0.5


@given(
    rows=st.sampled_from([BULB, OLD_BULB]),
    before=st.sampled_from(["white", "colour", "scene"]),
    brightness=st.floats(0.01, 1.0),
    kelvin=st.none() | st.integers(2700, 6500),
    colour=st.none() | st.builds(Colour, st.integers(0, 360), st.floats(0, 100)),
)
def test_what_was_asked_for_is_what_is_read_afterwards(
    rows: str, before: str, brightness: float, kelvin: int | None, colour: Colour | None
) -> None:
    model = device(rows)
    bulb = feature(Light, model)
    model.apply({bulb.roles["switch"].dp: True, bulb.roles["mode"].dp: before})
    kelvin = kelvin if colour is None else None
    now = bulb.read(model.values)
    model.apply(write(model, bulb.plan_on(now, brightness=brightness, kelvin=kelvin, colour=colour)))
    state = bulb.read(model.values)
    assert state.is_on
    assert state.brightness == pytest.approx(brightness, abs=0.01)
    if colour is not None:
        assert state.mode is LightMode.COLOUR
        assert state.colour is not None
        assert state.colour.hue == colour.hue
        assert state.colour.saturation == pytest.approx(colour.saturation, abs=0.3)
    elif kelvin is not None:
        assert state.mode is LightMode.WHITE
        assert state.kelvin == pytest.approx(kelvin, abs=10)
