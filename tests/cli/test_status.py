"""`tuyalan status`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.cli.support import Home, call
from tuyalan.sim.faults import HEALTHY
from tuyalan.storage import DeviceStore
from tuyalan.vocabulary import LocalKey

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["plug", "curtain", "switch", "lamp", "thermostat"])
def test_all_values_are_shown_in_every_version(name: str, devices: Path, home: Home) -> None:
    done = call("status", name, "--devices", devices, "--json")
    device = home.devices[name]
    assert (done.data["id"], done.data["version"]) == (device.id, device.version.value)
    assert set(done.data["dps"]) == {str(dp) for dp in device.state}


def test_people_see_a_table(devices: Path) -> None:
    done = call("status", "lamp", "--devices", devices)
    assert done.code == 0
    assert "switch_led" in done.out
    assert "hue 240° saturation 100 % value 100 %" in done.out or "work_mode" in done.out


def test_values_have_names_and_units_beside_their_raw_form(devices: Path, home: Home) -> None:
    home.do(lambda: home.devices["thermostat"].update({16: 205}))
    data = call("status", "thermostat", "--devices", devices, "--json").data
    values = {value["code"]: value for value in data["values"]}
    assert data["dps"]["16"] == 205
    assert (values["temp_set"]["value"], values["temp_set"]["unit"], values["temp_set"]["dp"]) == (20.5, "°C", 16)
    assert "20.5 °C" in call("status", "thermostat", "--devices", devices).out


def test_numbers_alone_can_be_asked_for(devices: Path) -> None:
    data = call("status", "lamp", "--raw", "--devices", devices, "--json").data
    assert data["values"] == []
    shown = call("status", "lamp", "--raw", "--devices", devices).out
    assert "switch_led" not in shown
    assert any(f'"{mode}"' in shown for mode in ("white", "colour", "scene", "music"))


def test_a_gateway_shows_its_children(devices: Path) -> None:
    done = call("status", "gateway", "--devices", devices, "--json")
    assert {child["name"] for child in done.data["children"]} == {"Zigbee plug", "Zigbee sensor"}
    plug = next(child for child in done.data["children"] if child["name"] == "Zigbee plug")
    assert {value["dp"] for value in plug["values"]} == {int(dp) for dp in plug["dps"]}
    assert "Zigbee plug" in call("status", "gateway", "--devices", devices).out


def test_a_child_is_a_device_like_others(devices: Path) -> None:
    assert call("status", "Zigbee plug", "--devices", devices, "--json").data["dps"]["14"] == "memory"


def test_a_device_is_found_by_the_beginning_of_its_id(devices: Path, home: Home) -> None:
    lamp = home.devices["lamp"].id
    assert call("status", lamp[:12], "--devices", devices, "--json").data["id"] == lamp


def test_a_wrong_key_is_told_as_such(devices: Path) -> None:
    store = DeviceStore.load(devices)
    lamp = store.find("lamp").id
    store.update(lamp, key=LocalKey("wrongwrongwrong!"))
    # The key that was right is kept beside the new one; without it, nothing opens the lamp.
    store.update(lamp, alternatives=())
    store.save()
    done = call("status", "lamp", "--devices", devices, "--json")
    assert (done.code, done.error["code"]) == (4, "key.rejected")
    assert "wrongwrong" not in done.out + done.err


def test_a_closed_port_is_told_as_such(devices: Path) -> None:
    store = DeviceStore.load(devices)
    store.update(store.find("lamp").id, port=1)
    store.save()
    done = call("status", "lamp", "--devices", devices, "--json")
    assert (done.code, done.error["code"]) == (3, "net.refused")
    assert done.error["hint"]


def test_a_device_that_is_silent_is_told_as_such(devices: Path, home: Home) -> None:
    switch = home.devices["switch"]
    home.do(lambda: setattr(switch, "faults", replace(HEALTHY, half_open=True)))
    try:
        done = call("status", "switch", "--timeout", "1", "--devices", devices, "--json")
    finally:
        home.do(lambda: setattr(switch, "faults", HEALTHY))
    assert done.code == 5


def test_a_device_without_key_says_what_to_do(devices: Path) -> None:
    store = DeviceStore.load(devices)
    store.update(store.find("lamp").id, key=None)
    store.save()
    done = call("status", "lamp", "--devices", devices, "--json")
    assert (done.code, done.error["code"]) == (4, "credential")
    assert "tuyalan add" in done.error["hint"]


def test_a_time_that_makes_no_sense_is_refused(devices: Path) -> None:
    assert call("status", "lamp", "--timeout", "0", "--devices", devices).code == 2
