"""`tuyalan set`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.support import Home, call
from tuyalan.knowledge.schemas import SCHEMAS_FILE, ImportedSchemas, save_schemas
from tuyalan.model.schema import DpSchema, Kind, Schema

if TYPE_CHECKING:
    from tests.cli.workshop import Workshop


def test_values_are_written_and_confirmed(devices: Path, home: Home) -> None:
    done = call("set", "lamp", "20=true", "22=432", "21=colour", "--devices", devices, "--json")
    assert (done.code, done.data["outcome"]) == (0, "confirmed")
    state = home.devices["lamp"].state
    assert (state[20], state[22], state[21]) == (True, 432, "colour")


def test_people_see_what_was_written(devices: Path) -> None:
    done = call("set", "lamp", "22=433", "--devices", devices)
    assert "lamp 22=433 confirmed in" in done.all


@pytest.mark.parametrize("wait", ["sent", "acknowledged"])
def test_less_can_be_waited_for(wait: str, devices: Path) -> None:
    done = call("set", "switch", "1=true", "--wait", wait, "--devices", devices, "--json")
    assert done.data["outcome"] == wait


def test_a_child_is_written_through_its_gateway(devices: Path, home: Home) -> None:
    assert call("set", "Zigbee plug", "1=true", "--devices", devices).code == 0
    assert home.devices["gateway"].child("a4c138f2b0d15e73").state[1] is True


def test_a_value_that_the_device_does_not_take_is_an_error(devices: Path) -> None:
    done = call("set", "lamp", "21=disco", "--timeout", "4", "--devices", devices, "--json")
    assert done.code in {5, 8}
    assert done.line["status"] == "error"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 2),
        (("20",), 2),
        (("swich_led=on",), 6),
        (("switch_led=perhaps",), 8),
        (("bright_value=5000",), 8),
        (("20=null",), 8),
        (("22=99999999999",), 8),
    ],
)
def test_calls_that_make_no_sense_are_refused(words: tuple[str, ...], code: int, devices: Path) -> None:
    assert call("set", "lamp", *words, "--devices", devices).code == code


@pytest.mark.parametrize("word", ["6=open", "door_control_1=open", "dp_6=open"])
def test_what_may_do_harm_is_not_written_by_name_or_number_until_it_is_allowed(
    word: str, tools: Path, workshop: Workshop
) -> None:
    garage = workshop.devices["garage"]
    workshop.do(lambda: garage.update({6: "close"}))
    refused = call("set", "garage", word, "--devices", tools, "--json")
    assert refused.error["code"] == "device.not_allowed"
    assert "tuyalan allow garage door_control_1" in refused.error["hint"]
    assert garage.state[6] == "close"
    call("allow", "garage", "--devices", tools)
    assert call("set", "garage", word, "--devices", tools).code == 0
    assert garage.state[6] == "open"


def test_a_number_that_nobody_knows_is_not_held_back(tools: Path) -> None:
    refused = call("set", "garage", "199=true", "--wait", "sent", "--devices", tools, "--json")
    assert (refused.code, refused.data["outcome"]) == (0, "sent")


def test_text_that_looks_like_a_number_can_be_written(devices: Path, home: Home) -> None:
    assert call("set", "lamp", "24=000011112222", "--text", "--devices", devices).code == 0
    assert home.devices["lamp"].state[24] == "000011112222"


def test_values_are_written_by_name_as_people_say_them(devices: Path, home: Home) -> None:
    done = call(
        "set",
        "lamp",
        "switch_led=on",
        "bright_value=50%",
        "colour_data=00ff00",
        "23=77",
        "--devices",
        devices,
        "--json",
    )
    assert done.code == 0
    state = home.do(lambda: dict(home.devices["lamp"].state))
    # Other tests of this home read it too.
    home.do(lambda: home.devices["lamp"].update({24: "00f003e803e8"}))
    assert (state[20], state[22], state[23], state[24]) == (True, 505, 77, "007803e803e8")
    assert done.data["dps"] == {"20": True, "22": 505, "23": 77, "24": "007803e803e8"}
    assert {value["code"]: value["value"] for value in done.data["values"]} == {
        "switch_led": True,
        "bright_value": 505,
        "colour_data": {"hue": 120, "saturation": 100.0, "value": 100.0},
    }


def test_people_see_names_and_numbers_as_they_wrote_them(devices: Path) -> None:
    done = call("set", "lamp", "switch_led=off", "22=433", "--devices", devices)
    assert "lamp switch_led=off 22=433 confirmed in" in done.all


def test_what_cannot_be_written_is_refused_with_what_can(devices: Path, home: Home) -> None:
    writes = home.devices["lamp"].counters.writes
    done = call("set", "lamp", "work_mode=disco", "--devices", devices, "--json")
    assert (done.code, done.error["code"]) == (8, "schema.bad_value")
    assert "white, colour, scene, music" in done.error["message"] + done.error["hint"]
    assert home.devices["lamp"].counters.writes == writes


def test_what_may_harm_somebody_is_read_only_by_name_until_its_owner_allows_it(devices: Path, home: Home) -> None:
    switch = home.devices["switch"]
    home.do(lambda: switch.update({1: False}))
    schema = Schema(points={1: DpSchema(id=1, code="switch", kind=Kind.BOOL)}, category="qn")
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "tuyalan"
    save_schemas(folder / SCHEMAS_FILE, ImportedSchemas(devices={switch.id: schema}))
    refused = call("set", "switch", "switch=on", "--devices", devices, "--json")
    assert (refused.code, refused.error["code"]) == (8, "device.not_allowed")
    assert "tuyalan allow" in refused.error["hint"]
    assert switch.state[1] is False
    assert call("get", "switch", "switch", "--devices", devices).out == "false\n"
    call("allow", "switch", "--devices", devices)
    assert call("set", "switch", "switch=on", "--devices", devices).code == 0
    assert switch.state[1] is True
