"""`tuyalan cloud`: devices, spec, model, status, command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.cloud_support import keep_access
from tests.cli.support import call
from tests.credentials.cloud import faults
from tests.credentials.cloud.fake import FakeCloud, open_cloud
from tests.credentials.cloud.fake_home import KEYS, LAMP, SENSOR
from tuyalan.storage import DeviceRecord, DeviceStore

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[FakeCloud]:
    store = DeviceStore(tmp_path / "home.json")
    store.add(DeviceRecord(id=LAMP, name="lamp"))
    store.save()
    monkeypatch.setenv("TUYALAN_DEVICES", str(store.path))
    with open_cloud() as opened:
        keep_access(opened)
        yield opened


def test_devices_are_listed_without_keys(cloud: FakeCloud) -> None:
    done = call("cloud", "devices", "--json")
    devices = {each["id"]: each for each in done.data["devices"]}
    assert len(devices) == len(cloud.devices)
    assert devices[SENSOR]["is_child"]
    assert devices[LAMP]["is_online"]
    people = call("cloud", "devices")
    assert "Stehlampe" in people.out
    assert not any(key in done.out + people.out for key in KEYS.values())


def test_data_points_are_shown_from_either_source(cloud: FakeCloud) -> None:
    points = {each["dp"]: each for each in call("cloud", "spec", "lamp", "--json").data["points"]}
    assert points[3]["unit"] == "°C"
    assert points[20]["access"] == "rw"
    assert "secret_sauce" in call("cloud", "model", LAMP).out
    assert "temp_current" in call("cloud", "spec", "lamp").out
    cloud.faults.append(faults.answer({"success": True, "result": {}}, match="model"))
    done = call("cloud", "model", "lamp")
    assert done.code == 8
    assert "describes no data points" in done.all


def test_the_state_comes_with_numbers_or_else_without(cloud: FakeCloud) -> None:
    (value,) = call("cloud", "status", "lamp", "--json").data["values"]
    assert value == {"code": "switch_led", "dp": 20, "value": True, "time": None}
    assert "switch_led" in call("cloud", "status", "lamp").out
    cloud.faults.append(faults.code(28841106, match="shadow"))
    (value,) = call("cloud", "status", "lamp", "--json").data["values"]
    assert value == {"code": "switch_led", "dp": None, "value": True, "time": None}


def test_commands_go_through_the_cloud(cloud: FakeCloud) -> None:
    done = call("cloud", "command", "lamp", "switch_led=false", 'work_mode={"h":1}')
    assert "passed on" in done.out
    assert cloud.platform.commands == [
        (LAMP, {"code": "switch_led", "value": False}),
        (LAMP, {"code": "work_mode", "value": {"h": 1}}),
    ]
    call("cloud", "command", "lamp", "switch_led=true", "--through", "devices")
    assert cloud.seen[-1] == f"/eu/v1.0/devices/{LAMP}/commands"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("command", "lamp"), 2, "what to write"),
        (("command", "lamp", "switch_led"), 2, "no assignment"),
        (("command", "lamp", "switch_led=[1]"), 8, "cannot be written"),
        (("command", "lamp", "nonsense=1"), 8, "code 2008"),
        (("status", "nobody"), 6, "no device"),
        (("status", "bf00000000000000nobody"), 8, "no such device in this project"),
    ],
)
def test_what_cannot_be_is_told(cloud: FakeCloud, arguments: tuple[str, ...], code: int, told: str) -> None:
    done = call("cloud", *arguments)
    assert done.code == code, done.all
    assert told in done.all
    assert cloud.platform.commands == []
