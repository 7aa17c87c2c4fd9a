"""`tuyalan on`, `off` and `toggle`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.support import Home, call
from tuyalan.cli.switch import find_switch
from tuyalan.errors import BadValueError, UnknownDpError
from tuyalan.storage import DeviceStore

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.workshop import Workshop


def test_a_lamp_is_switched_without_saying_where_its_switch_is(devices: Path, home: Home) -> None:
    done = call("on", "lamp", "--devices", devices, "--json")
    assert done.data["switched"][0] == {
        "id": home.devices["lamp"].id,
        "name": "lamp",
        "dp": 20,
        "value": True,
        "outcome": "confirmed",
    }
    assert home.devices["lamp"].state[20] is True
    assert call("off", "lamp", "--devices", devices).code == 0
    assert home.devices["lamp"].state[20] is False


def test_toggling_turns_it_over_and_back(devices: Path, home: Home) -> None:
    before = home.devices["switch"].state[1]
    assert "switch is" in call("toggle", "switch", "--devices", devices).all
    assert home.devices["switch"].state[1] is not before
    call("toggle", "switch", "--devices", devices)
    assert home.devices["switch"].state[1] is before


def test_several_devices_are_switched_and_failures_told(devices: Path) -> None:
    done = call("on", "switch", "curtain", "--devices", devices, "--json")
    assert (done.code, done.line["status"]) == (7, "partial")
    assert [each["name"] for each in done.line["data"]["switched"]] == ["switch"]
    assert done.error["code"] == "schema.unknown_dp"


def test_the_switch_can_be_named(devices: Path, home: Home) -> None:
    assert call("on", "thermostat", "--dp", "40", "--devices", devices).code == 0
    assert home.devices["thermostat"].state[40] is True


def test_what_may_do_harm_is_not_switched_until_it_is_allowed(tools: Path, workshop: Workshop) -> None:
    store = DeviceStore.load(tools)
    store.update(store.find("gangs").id, extra={"category": "bh"})
    store.save()
    refused = call("on", "gangs", "--dp", "2", "--devices", tools, "--json")
    assert refused.error["code"] == "device.not_allowed"
    assert workshop.devices["gangs"].state[2] is False
    call("allow", "gangs", "switch_2", "--devices", tools)
    assert call("on", "gangs", "--dp", "2", "--devices", tools).code == 0
    assert workshop.devices["gangs"].state[2] is True
    call("off", "gangs", "--dp", "2", "--devices", tools)


def test_it_wants_to_know_which(devices: Path) -> None:
    assert call("on", "--devices", devices).code == 2


def test_choices_are_named_where_the_switch_is_not_known() -> None:
    with pytest.raises(UnknownDpError) as caught:
        find_switch({1: "open", 7: True, 8: False}, None, device_id="x")
    assert "7, 8" in caught.value.hint
    with pytest.raises(UnknownDpError, match="reports 1"):
        find_switch({1: True}, 9, device_id="x")
    with pytest.raises(BadValueError, match="no switch"):
        find_switch({1: 5}, 1, device_id="x")
    assert find_switch({1: "text", 20: False}, None, device_id="x") == 20
