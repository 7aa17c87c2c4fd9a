"""`tuyalan light`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.support import Home, call

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.workshop import Workshop


def test_a_colour_and_its_brightness_go_out_in_one_write(devices: Path, home: Home) -> None:
    lamp = home.devices["lamp"]
    done = call("light", "lamp", "--brightness", "40", "--colour", "ff8800", "--devices", devices, "--json")
    assert done.data["state"]["brightness"] == 0.4
    assert done.data["outcome"] == "confirmed"
    assert (lamp.state[20], lamp.state[21], lamp.state[24]) == (True, "colour", "002003e80190")
    assert len(lamp.writes[-1].asked) >= 2


def test_brightness_stays_with_the_colour_that_is_shown(devices: Path, home: Home) -> None:
    call("light", "lamp", "--colour", "red", "--devices", devices)
    call("light", "lamp", "--brightness", "20", "--devices", devices)
    assert home.devices["lamp"].state[24] == "000003e800c8"
    assert home.devices["lamp"].state[21] == "colour"


def test_white_light_is_told_in_kelvin(devices: Path, home: Home) -> None:
    assert "kelvin 6500 K" in call("light", "lamp", "--kelvin", "6500", "--devices", devices).all
    assert (home.devices["lamp"].state[21], home.devices["lamp"].state[23]) == ("white", 1000)


def test_effects_are_chosen_by_name_and_listed_where_one_is_wrong(devices: Path, home: Home) -> None:
    assert call("light", "lamp", "--effect", "rainbow", "--devices", devices).code == 0
    assert home.devices["lamp"].state[21] == "scene"
    wrong = call("light", "lamp", "--effect", "disco", "--devices", devices)
    assert wrong.code == 8
    assert "rainbow" in wrong.all


def test_a_light_is_switched_and_looked_at(devices: Path, home: Home) -> None:
    call("light", "lamp", "on", "--devices", devices)
    assert call("light", "lamp", "--devices", devices, "--json").data["outcome"] is None
    call("light", "lamp", "toggle", "--devices", devices)
    assert home.devices["lamp"].state[20] is False
    call("light", "lamp", "toggle", "--devices", devices)
    assert home.devices["lamp"].state[20] is True
    call("light", "lamp", "off", "--devices", devices)
    assert "off" in call("light", "lamp", "--devices", devices).all


def test_wishes_do_not_go_with_off(devices: Path) -> None:
    assert call("light", "lamp", "off", "--brightness", "40", "--devices", devices).code == 2


def test_the_light_of_another_device_is_a_light_too(tools: Path, workshop: Workshop) -> None:
    assert "ceiling (Light) on" in call("light", "ceiling", "on", "--devices", tools).all
    assert workshop.devices["ceiling"].state[20] is True


def test_a_device_without_light_says_what_it_has(devices: Path) -> None:
    done = call("light", "thermostat", "--devices", devices, "--json")
    assert (done.code, done.error["code"]) == (2, "use")
    assert "climate" in done.error["hint"]
