"""`tuyalan set`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.support import Home, call

if TYPE_CHECKING:
    from pathlib import Path


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


@pytest.mark.parametrize(("words", "code"), [((), 2), (("20",), 2), (("20=null",), 8), (("22=99999999999",), 8)])
def test_calls_that_make_no_sense_are_refused(words: tuple[str, ...], code: int, devices: Path) -> None:
    assert call("set", "lamp", *words, "--devices", devices).code == code


def test_text_that_looks_like_a_number_can_be_written(devices: Path, home: Home) -> None:
    assert call("set", "lamp", "24=000011112222", "--text", "--devices", devices).code == 0
    assert home.devices["lamp"].state[24] == "000011112222"
