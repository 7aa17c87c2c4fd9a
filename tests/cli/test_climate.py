"""`tuyalan climate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.support import Home, call
from tests.model.features.building import device, feature
from tuyalan.cli import climate as command
from tuyalan.model.features import Climate, ClimateState

if TYPE_CHECKING:
    from pathlib import Path


def test_a_target_is_set_in_degrees(devices: Path, home: Home) -> None:
    done = call("climate", "thermostat", "22,5", "--devices", devices, "--json")
    assert done.data["state"]["target"] == 22.5
    assert home.devices["thermostat"].state[16] == 225


def test_it_is_switched_off_and_on_and_looked_at(devices: Path, home: Home) -> None:
    call("climate", "thermostat", "off", "--devices", devices)
    assert home.devices["thermostat"].state[1] is False
    assert "mode off" in call("climate", "thermostat", "--devices", devices).all
    call("climate", "thermostat", "on", "--devices", devices)
    assert home.devices["thermostat"].state[1] is True
    call("climate", "thermostat", "--mode", "off", "--devices", devices)
    call("climate", "thermostat", "--mode", "heat", "--preset", "auto", "--devices", devices)
    assert home.devices["thermostat"].state[1] is True
    assert home.devices["thermostat"].state[2] == "auto"
    # As it was, for the tests of other commands.
    call("climate", "thermostat", "--preset", "manual", "--devices", devices)
    assert home.devices["thermostat"].state[2] == "manual"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["warm"], "no temperature"),
        (["--mode", "party"], "no mode"),
        (["--mode", "cool"], "no mode cool"),
        (["--preset", "party"], "no preset"),
        (["--fan", "high"], "no fan speed"),
        (["--swing", "on"], "no swing"),
    ],
)
def test_what_it_cannot_do_is_refused(devices: Path, arguments: list[str], message: str) -> None:
    done = call("climate", "thermostat", *arguments, "--devices", devices)
    assert done.code != 0
    assert message in done.all


def test_temperatures_may_be_written_with_their_unit() -> None:
    heat = feature(Climate, device("1 switch b\n2 temp_set n 5..35\n3 temp_current n ro"))
    for text in ("21°C", "21c", "21.0"):
        assert command.plan_target(heat, text, ClimateState()) == {"temp_set": 21}
