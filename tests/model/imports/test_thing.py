"""The things data model."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.model.imports.support import LAMP, build, find
from tuyalan.model.imports.thing import find_models
from tuyalan.model.schema import Access, DpSchema, Kind

MODEL: dict[str, Any] = {
    "modelId": "000003t90i",
    "services": [
        {
            "actions": [],
            "code": "",
            "events": [],
            "name": "默认服务",
            "properties": [
                {
                    "abilityId": 1,
                    "accessMode": "ro",
                    "code": "forward_energy_total",
                    "extensions": {"iconName": "icon-dp_lightning"},
                    "name": "正向总有功电量",
                    "typeSpec": {"type": "value", "max": 99999999, "min": 0, "scale": 2, "step": 1, "unit": "kW·h"},
                },
                {
                    "abilityId": 101,
                    "accessMode": "rw",
                    "code": "Mode",
                    "name": "Mode",
                    "typeSpec": {"type": "enum", "range": ["Recuperation", "Normal"]},
                },
                {"abilityId": 102, "accessMode": "wr", "code": "reset", "typeSpec": {"type": "bool"}},
                {"abilityId": 103, "accessMode": "ro", "code": "raw", "typeSpec": {"type": "raw", "maxlen": 128}},
            ],
        },
        {
            "properties": [
                {"abilityId": 104, "code": "fault", "typeSpec": {"type": "bitmap", "label": ["E1"]}},
                {"code": "x"},
            ]
        },
        7,
    ],
}

WANTED = {
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
    101: DpSchema(id=101, code="Mode", kind=Kind.CHOICE, choices=("Recuperation", "Normal"), name="Mode"),
    102: DpSchema(id=102, code="reset", kind=Kind.BOOL, access=Access.WRITE),
    103: DpSchema(id=103, code="raw", kind=Kind.RAW, access=Access.READ, max_length=128),
    104: DpSchema(id=104, code="fault", kind=Kind.BITMAP, access=Access.READ, labels=("E1",)),
}


@pytest.mark.parametrize(
    "value",
    [
        {"result": {"model": json.dumps(MODEL)}, "success": True},
        {"result": {"model": MODEL}},
        {"result": MODEL},
        MODEL,
    ],
)
def test_a_model_is_read_in_every_wrapping(value: object) -> None:
    found = find(find_models, value)
    assert len(found) == 1
    assert build(found[0]) == WANTED


def test_a_model_below_a_device_id_is_that_devices() -> None:
    assert find(find_models, {LAMP: {"result": {"model": json.dumps(MODEL)}}})[0].owner.device_id == LAMP


OTHERS: list[Any] = [
    [],
    {},
    {"services": {}},
    {"services": [{"properties": []}]},
    {"services": ["switch"]},
    {"model": "CSH-1"},
    {"model": '{"services": 7}'},
    {"model": '{"services"'},
]


@pytest.mark.parametrize("value", OTHERS)
def test_other_values_are_no_models(value: object) -> None:
    assert find(find_models, value) == []
