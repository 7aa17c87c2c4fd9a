"""Dumps of the sharing interface and diagnostics of Home Assistant."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.model.imports.support import KEY, LAMP, PLUG, PRODUCT, build, find
from tuyalan.model.imports.parts import Owner
from tuyalan.model.imports.sharing import find_strategies
from tuyalan.model.schema import Access, DpSchema, Kind

POWER = {"unit": "W", "min": 0, "max": 50000, "scale": 1, "step": 1}


def point(code: str, kind: str = "Boolean", **config: Any) -> dict[str, Any]:  # noqa: ANN401 - as in a file
    item: dict[str, Any] = {
        "statusFormat": json.dumps({code: "$"}),
        "valueType": kind,
        "valueDesc": "{}",
        "enumMappingMap": {},
    }
    return {"value_convert": "default", "status_code": code, "config_item": item | {"pid": PRODUCT} | config}


DIAGNOSTICS: dict[str, Any] = {
    "home_assistant": {"version": "2026.2.1"},
    "data": {
        "endpoint": "https://example.org",
        "terminal_id": "**REDACTED**",
        "id": PLUG,
        "name": "Plug",
        "category": "cz",
        "product_id": PRODUCT,
        "product_name": "Smart plug",
        "function": {
            "switch_1": {"type": "Boolean", "value": {}},
            "relay_status": {"type": "Enum", "value": {"range": ["power_off", "power_on", "last"]}},
            "control_data": {"type": "Json", "value": {}},
        },
        "status_range": {
            "switch_1": {"type": "Boolean", "value": {}},
            "cur_power": {"type": "Integer", "value": POWER},
            "add_ele": {"type": "Integer", "value": POWER, "report_type": "sum"},
            "relay_status": {"type": "Enum", "value": {"range": ["power_off", "power_on", "last"]}},
        },
        "status": {"switch_1": True},
        "local_strategy": {
            "1": point("switch_1"),
            "17": point("add_ele", "Integer"),
            "19": point("cur_power", "Integer"),
            "28": point("control_data", "Json"),
            "38": point(
                "relay_status",
                "Enum",
                enumMappingMap={
                    "off": {"code": "relay_status", "value": "power_off"},
                    "on": {"code": "relay_status", "value": "power_on"},
                    "memory": {"code": "relay_status", "value": "last"},
                },
            ),
            "40": point("light_mode", "Enum", valueDesc='{"range":["none","relay"]}'),
        },
    },
}

WANTED = {
    1: DpSchema(id=1, code="switch_1", kind=Kind.BOOL),
    17: DpSchema(
        id=17,
        code="add_ele",
        kind=Kind.NUMBER,
        access=Access.READ,
        unit="W",
        scale=1,
        minimum=0,
        maximum=50000,
        step=1,
        is_increment=True,
    ),
    19: DpSchema(
        id=19,
        code="cur_power",
        kind=Kind.NUMBER,
        access=Access.READ,
        unit="W",
        scale=1,
        minimum=0,
        maximum=50000,
        step=1,
    ),
    28: DpSchema(id=28, code="control_data", kind=Kind.TEXT, access=Access.WRITE),
    38: DpSchema(id=38, code="relay_status", kind=Kind.CHOICE, choices=("off", "on", "memory")),
    40: DpSchema(id=40, code="light_mode", kind=Kind.CHOICE, choices=("none", "relay")),
}


def test_diagnostics_of_home_assistant_are_read() -> None:
    described = find(find_strategies, DIAGNOSTICS)[0]
    assert described.owner == Owner(
        device_id=PLUG, product_key=PRODUCT, category="cz", name="Plug", product_name="Smart plug"
    )
    assert build(described) == WANTED


def test_diagnostics_of_all_devices_are_read() -> None:
    devices = [DIAGNOSTICS["data"], DIAGNOSTICS["data"] | {"id": LAMP}]
    found = find(find_strategies, {"data": {"devices": devices}})
    assert [described.owner.device_id for described in found] == [PLUG, LAMP]


def test_a_dump_whose_texts_were_opened_is_read() -> None:
    # tuyawizard turns every text that is a JSON object into one.
    opened = json.loads(json.dumps(DIAGNOSTICS["data"]))
    for entry in opened["local_strategy"].values():
        entry["config_item"]["statusFormat"] = json.loads(entry["config_item"]["statusFormat"])
        entry["config_item"]["valueDesc"] = json.loads(entry["config_item"]["valueDesc"])
    for field in ("function", "status_range"):
        opened[field] = {
            code: {"code": code, "type": entry["type"], "values": entry["value"]}
            | {"report_type": entry.get("report_type")}
            for code, entry in opened[field].items()
        }
    opened["local_key"] = KEY
    assert build(find(find_strategies, [opened])[0]) == WANTED


def test_diagnostics_of_newer_versions_leave_limits_as_text_and_name_the_product_alone() -> None:
    data = json.loads(json.dumps(DIAGNOSTICS["data"]))
    for field in ("function", "status_range"):
        for entry in data[field].values():
            entry["value"] = json.dumps(entry["value"])
    data |= {"original_function": data["function"], "original_local_strategy": data["local_strategy"]}
    del data["id"]
    found = find(find_strategies, {"data": data})
    assert len(found) == 1
    assert (found[0].owner.device_id, found[0].owner.product_key) == ("", PRODUCT)
    assert build(found[0]) == WANTED


def test_a_raw_reply_is_read() -> None:
    relations = [
        {"dpId": 1, "dpCode": "switch", "statusCode": "switch_1", "valueType": "Boolean", "valueDesc": "{}"},
        {
            "dpId": 19,
            "dpCode": "cur_power",
            "statusFormat": '{"cur_power":"$"}',
            "valueType": "Integer",
            "valueDesc": json.dumps(POWER),
        },
        {"dpCode": "nameless"},
        7,
    ]
    reply = {"result": {"productKey": PRODUCT, "dpStatusRelationDTOS": relations}, "success": True}
    described = find(find_strategies, reply)[0]
    assert described.owner == Owner(product_key=PRODUCT)
    assert build(described) == {1: WANTED[1], 19: WANTED[19]}
    assert "no local_strategy" in find(find_strategies, {"dpStatusRelationDTOS": []})[0].problem


def read_one(entry: dict[str, Any]) -> DpSchema:
    return build(find(find_strategies, {"id": LAMP, "local_strategy": {"1": entry}})[0])[1]


def test_the_code_is_the_last_field_of_the_format() -> None:
    assert read_one(point("x", statusFormat='{"first":"$","colour_data":"$"}')).code == "colour_data"


@pytest.mark.parametrize("text", [None, "", "no json", "[]", "{}", 7])
def test_without_a_format_the_code_beside_it_counts(text: object) -> None:
    assert read_one(point("switch", statusFormat=text)).code == "switch"


def test_without_any_code_the_number_stands() -> None:
    assert read_one({"config_item": {"valueType": "Boolean"}}).code == "dp_1"
    assert read_one({"config_item": {"valueType": "Boolean", "statusFormat": {}}, "status_code": 7}).code == "dp_1"


def test_words_on_the_wire_stand_in_the_order_of_the_cloud_and_the_devices_own_come_first() -> None:
    mapping = {
        "0": {"value": "0"},
        "1": {"value": "1"},
        "on": {"value": "1"},
        "off": {"value": "0"},
        "odd": {"value": "none of them"},
        "bad": 7,
    }
    entry = point("mode", "Enum", enumMappingMap=mapping, valueDesc='{"range":["0","1"]}')
    assert read_one(entry).choices == ("off", "on", "odd", "bad", "0", "1")


def test_a_choice_of_true_and_false_is_a_bool_on_the_wire() -> None:
    mapping = {"true": {"value": "open"}, "false": {"value": "closed"}}
    assert read_one(point("state", "Enum", enumMappingMap=mapping)).kind is Kind.BOOL


def test_codes_without_numbers_say_what_to_do() -> None:
    described = find(find_strategies, {"id": LAMP, "function": {"switch": {}}, "status_range": {"switch": {}}})[0]
    assert described.points == ()
    assert "no local_strategy" in described.problem


@pytest.mark.parametrize(
    "value", [[], {}, {"function": {}}, {"function": [], "status_range": []}, {"local_strategy": []}]
)
def test_other_values_are_no_devices_of_the_interface(value: object) -> None:
    assert find(find_strategies, value) == []


@pytest.mark.parametrize("entry", [7, None, [], {}, {"config_item": 7}])
def test_entries_of_another_shape_give_no_error(entry: object) -> None:
    found = find(find_strategies, {"id": LAMP, "local_strategy": {"1": entry}})
    assert len(found) == 1
