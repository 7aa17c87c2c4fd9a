"""`tuyalan get`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.support import Home, call

if TYPE_CHECKING:
    from pathlib import Path


def test_one_value_is_printed_bare_for_scripts(devices: Path, home: Home) -> None:
    lamp = home.devices["lamp"]
    home.do(lambda: lamp.update({21: "music", 22: 321}))
    assert call("get", "lamp", "22", "--devices", devices).out == "321\n"
    assert call("get", "lamp", "21", "--devices", devices).out == "music\n"


def test_several_values_are_named(devices: Path, home: Home) -> None:
    lamp = home.devices["lamp"]
    home.do(lambda: lamp.update({22: 654, 23: 10}))
    assert call("get", "lamp", "22", "23", "--devices", devices).out == "22=654\n23=10\n"
    assert call("get", "lamp", "22", "23", "--devices", devices, "--json").data["dps"] == {"22": 654, "23": 10}


def test_an_unknown_value_is_an_error_that_names_the_known_ones(devices: Path) -> None:
    done = call("get", "lamp", "99", "--devices", devices, "--json")
    assert (done.code, done.error["code"]) == (6, "schema.unknown_dp")
    assert "20, 21, 22" in done.error["message"]


def test_what_is_known_is_shown_although_something_is_missing(devices: Path) -> None:
    done = call("get", "lamp", "22", "99", "--devices", devices, "--json")
    assert done.code == 7
    assert (done.line["status"], list(done.line["data"]["dps"])) == ("partial", ["22"])


def test_values_are_asked_for_by_name_in_their_units(devices: Path, home: Home) -> None:
    thermostat = home.devices["thermostat"]
    home.do(lambda: thermostat.update({1: True, 2: "manual", 16: 225}))
    assert call("get", "thermostat", "temp_set", "--devices", devices).out == "22.5\n"
    assert call("get", "thermostat", "16", "--devices", devices).out == "225\n"
    done = call("get", "thermostat", "temp_set", "1", "mode", "--devices", devices)
    assert done.out == "temp_set=22.5 °C\n1=true\nmode=manual\n"
    data = call("get", "thermostat", "temp_set", "1", "--devices", devices, "--json").data
    assert data["dps"] == {"16": 225, "1": True}
    assert [(value["code"], value["value"], value["unit"]) for value in data["values"]] == [("temp_set", 22.5, "°C")]


def test_a_name_that_is_wrong_is_told_with_the_one_that_was_meant(devices: Path) -> None:
    done = call("get", "lamp", "swich_led", "--devices", devices, "--json")
    assert (done.code, done.error["code"]) == (6, "schema.unknown_dp")
    assert "did you mean switch_led?" in done.error["message"]
    both = call("get", "lamp", "swich_led", "22", "--devices", devices, "--json")
    assert both.code == 7
    assert both.line["data"]["missing"] == ["swich_led"]


def test_it_wants_to_know_which(devices: Path) -> None:
    assert call("get", "lamp", "--devices", devices).code == 2
    assert call("get", "lamp", "-20", "--devices", devices).code == 2
