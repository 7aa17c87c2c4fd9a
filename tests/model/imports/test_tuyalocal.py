"""What tuya-local knows of devices."""

from __future__ import annotations

from typing import Any

import pytest

from tests.model.imports.support import LAMP, build, find
from tuyalan.model.imports.tuyalocal import find_device_files
from tuyalan.model.schema import DpSchema, Kind

DIAGNOSTICS: dict[str, Any] = {
    "home_assistant": {"version": "2026.2.1"},
    "data": {
        "name": "Plug",
        "type": "smartplugv2",
        "device_id": "**REDACTED**",
        "device_cid": "",
        "local_key": "**REDACTED**",
        "host": "**REDACTED**",
        "protocol_version": 3.3,
        "status": {"1": True},
        "cached_state": {"updated_at": 1787839606.5, "1": True, "18": 0},
        "home_assistant": {"name": "Plug", "entities": []},
    },
}


def test_diagnostics_name_the_device_file() -> None:
    described = find(find_device_files, DIAGNOSTICS)[0]
    assert (described.owner.device_id, described.owner.name) == ("", "Plug")
    assert described.device_file == "smartplugv2"
    assert described.points == ()
    assert described.problem == (
        "it says that tuya-local uses its device file smartplugv2; give the folder of tuya-local to use it here"
    )


def test_a_configuration_entry_names_the_device_too() -> None:
    entry = {"data": {"device_id": LAMP, "host": "Auto", "type": "rgbcw_lightbulb"}}
    described = find(find_device_files, {"entries": [entry]})[0]
    assert (described.owner.device_id, described.device_file) == (LAMP, "rgbcw_lightbulb")


def test_the_specification_in_its_log_is_read() -> None:
    words = {word: {"code": "relay_status", "value": value} for word, value in (("off", "0"), ("on", "1"))}
    specification: list[Any] = [
        {"id": 2, "name": "switch_1", "type": "Boolean", "format": "{}", "enumMap": {}},
        {"id": 7, "name": "cycle_time", "type": "String", "format": '{"maxlen":255}', "enumMap": {}},
        {"id": 106, "name": "relay_status", "type": "Enum", "format": '{"range":["0","1"]}', "enumMap": words},
        {"id": 107, "name": "mode", "type": "Enum", "format": '{"range":["a","b"]}'},
        7,
    ]
    described = find(find_device_files, {LAMP: specification})[0]
    assert described.owner.device_id == LAMP
    assert build(described) == {
        2: DpSchema(id=2, code="switch_1", kind=Kind.BOOL),
        7: DpSchema(id=7, code="cycle_time", kind=Kind.TEXT, max_length=255),
        106: DpSchema(id=106, code="relay_status", kind=Kind.CHOICE, choices=("off", "on")),
        107: DpSchema(id=107, code="mode", kind=Kind.CHOICE, choices=("a", "b")),
    }


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        {"type": 7, "device_id": LAMP, "host": ""},
        {"type": "x", "host": ""},
        {"type": "x", "device_id": LAMP},
        [{"id": 1}],
    ],
)
def test_other_values_are_not_of_tuya_local(value: object) -> None:
    assert find(find_device_files, value) == []
