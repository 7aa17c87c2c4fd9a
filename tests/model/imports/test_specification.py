"""Replies of the developer platform that describe a device by its instruction set."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.model.imports.support import LAMP, build, find
from tuyalan.model.imports.parts import Owner
from tuyalan.model.imports.specification import find_specifications
from tuyalan.model.schema import Access, DpSchema, Kind


def entry(code: str, dp: int | None, kind: str = "Boolean", **values: Any) -> dict[str, Any]:  # noqa: ANN401 - as in a file
    fields = {"code": code, "type": kind, "values": json.dumps(values), "name": "开关"}
    return fields if dp is None else fields | {"dp_id": dp}


SWITCH = entry("switch", 16)
ENERGY = entry("forward_energy_total", 1, "Integer", unit="kW·h", min=0, max=99999999, scale=2, step=1)
FAULT = entry("fault", 9, "Bitmap", label=["ov_cr", "ov_vol"])
CLEAR = entry("event_clear", 20)
REPLY: dict[str, Any] = {
    "result": {
        "category": "zndb",
        "functions": [SWITCH, CLEAR],
        "lang_config": {},
        "status": [ENERGY, SWITCH, FAULT],
    },
    "success": True,
    "t": 1674448912649,
    "tid": "41d0dbf49ad811ed89e112b09600735b",
}


def test_a_specification_is_read() -> None:
    described = find(find_specifications, REPLY)[0]
    assert described.owner == Owner(category="zndb")
    assert build(described) == {
        1: DpSchema(
            id=1,
            code="forward_energy_total",
            kind=Kind.NUMBER,
            access=Access.READ,
            unit="kWh",
            scale=2,
            minimum=0,
            maximum=99999999,
            step=1,
        ),
        9: DpSchema(id=9, code="fault", kind=Kind.BITMAP, access=Access.READ, labels=("ov_cr", "ov_vol")),
        16: DpSchema(id=16, code="switch", kind=Kind.BOOL),
        20: DpSchema(id=20, code="event_clear", kind=Kind.BOOL, access=Access.WRITE),
    }


def test_replies_by_device_id_are_read() -> None:
    assert find(find_specifications, {LAMP: REPLY})[0].owner == Owner(device_id=LAMP, category="zndb")


def test_a_reply_of_functions_alone_does_not_say_that_nothing_is_reported() -> None:
    described = find(find_specifications, {"result": {"functions": [SWITCH]}})[0]
    assert build(described)[16].access is Access.BOTH


def test_a_reply_without_numbers_says_what_to_do() -> None:
    described = find(find_specifications, {"result": {"functions": [], "status": [entry("switch", None)]}})[0]
    assert described.points == ()
    assert "has codes but no dp_id" in described.problem


def test_present_properties_are_read_and_count_less() -> None:
    properties = [
        {"code": "switch", "custom_name": "Litter", "dp_id": 1, "time": 1742151662814, "type": "bool", "value": False},
        {"code": "work_mode", "custom_name": "", "dp_id": 2, "type": "enum", "value": "auto"},
        {"code": "odd", "type": "bool"},
    ]
    described = find(find_specifications, {"result": {"properties": properties}})[0]
    assert described.is_weak
    assert build(described) == {
        1: DpSchema(id=1, code="switch", kind=Kind.BOOL, name="Litter"),
        2: DpSchema(id=2, code="work_mode", kind=Kind.CHOICE),
    }


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        {"functions": {}},
        {"status": [{"code": "switch", "value": True}]},
        {"status": {"switch": True}},
        {"properties": [{"abilityId": 1, "code": "a", "type": "b"}]},
    ],
)
def test_other_values_are_no_specifications(value: object) -> None:
    assert find(find_specifications, value) == []


@pytest.mark.parametrize("code", [None, 7, [], {"a": 1}])
def test_entries_of_another_shape_give_no_error(code: object) -> None:
    status = [{"code": code, "type": "Boolean", "dp_id": 1}, SWITCH]
    assert set(build(find(find_specifications, {"functions": status, "status": status})[0])) == {16}
