"""`tuyalan remove`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.support import call
from tuyalan.storage import DeviceStore

if TYPE_CHECKING:
    from pathlib import Path


def test_a_device_is_forgotten_and_the_file_before_is_kept(devices: Path) -> None:
    done = call("remove", "lamp", "--devices", devices, "--json")
    assert [each["name"] for each in done.data["removed"]] == ["lamp"]
    assert all(record.name != "lamp" for record in DeviceStore.load(devices).records)
    assert DeviceStore.load(devices.with_name(devices.name + ".bak")).find("lamp").name == "lamp"


def test_a_gateway_is_forgotten_with_its_children_only_when_told(devices: Path) -> None:
    assert call("remove", "gateway", "--devices", devices).code == 2
    done = call("remove", "gateway", "--children", "--devices", devices)
    assert done.code == 0
    assert "Removed gateway" in done.all
    assert "Removed Zigbee sensor" in done.all


def test_an_unknown_name_is_answered_with_suggestions(devices: Path) -> None:
    done = call("remove", "lampe", "--devices", devices, "--json")
    assert (done.code, done.error["code"]) == (6, "device.unknown")
    assert "did you mean 'lamp'" in done.error["message"]
