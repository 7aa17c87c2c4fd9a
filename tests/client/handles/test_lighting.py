"""Lights and switches."""

from __future__ import annotations

import pytest

from tests.client.handles.bench import Bench
from tests.support import run
from tuyalan.client.writes import Outcome
from tuyalan.errors import BadValueError
from tuyalan.model.features.light import LightMode
from tuyalan.model.forms.colour import Colour

LAMP = """
20 switch_led b
21 work_mode c white,colour,scene,music
22 bright_value_v2 n 10..1000
23 temp_value_v2 n 0..1000
24 colour_data_v2 t
"""


def test_a_light_shows_what_it_is_told_in_one_write() -> None:
    async def body() -> None:
        device = Bench(LAMP, category="dj")
        lamp = device.light()
        device.hear({20: False, 21: "white", 22: 500, 23: 0})
        assert (lamp.state.is_on, lamp.state.mode, lamp.state.kelvin) == (False, LightMode.WHITE, 2700)
        await lamp.turn_on(brightness=1.0)
        await lamp.turn_on(colour=Colour(240, 100.0, 50.0))
        await lamp.turn_on(kelvin=6500, brightness=0.5)
        await lamp.turn_off()
        assert device.written == [
            {20: True, 22: 1000},
            {20: True, 21: "colour", 24: "00f003e801f4"},
            {20: True, 23: 1000, 22: 500},
            {20: False},
        ]

    run(body())


def test_brightness_goes_to_the_colour_in_colour_mode() -> None:
    async def body() -> None:
        device = Bench(LAMP, category="dj")
        device.hear({20: True, 21: "colour", 24: "00f003e803e8"})
        await device.light().turn_on(brightness=0.5)
        assert device.written == [{24: "00f003e801f4"}]

    run(body())


def test_a_wish_that_the_light_cannot_grant_is_refused() -> None:
    async def body() -> None:
        device = Bench(LAMP, category="dj")
        with pytest.raises(BadValueError):
            await device.light().turn_on(effect="no such thing")
        assert device.written == []

    run(body())


@pytest.mark.parametrize("kind", ["light", "switch"])
def test_toggling_goes_by_what_was_heard_last(kind: str) -> None:
    async def body() -> None:
        device = Bench(
            LAMP if kind == "light" else "1 switch_1 b\n2 switch_2 b", category="dj" if kind == "light" else ""
        )
        dp = 20 if kind == "light" else 1
        handle = device.light() if kind == "light" else device.switch()
        await handle.toggle()
        device.hear({dp: True})
        await handle.toggle()
        assert [write[dp] for write in device.written] == [True, False]

    run(body())


def test_switches_are_told_apart_by_their_keys() -> None:
    async def body() -> None:
        device = Bench("1 switch_1 b\n2 switch_2 b")
        assert [switch.key for switch in device.switches] == ["switch_1", "switch_2"]
        result = await device.switch("switch_2").turn_on()
        await device.switch().turn_off()
        assert device.written == [{2: True}, {1: False}]
        assert result.outcome is Outcome.CONFIRMED

    run(body())
