"""The mapping of tinytuya's `devices.json`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.model.imports.support import KEY, LAMP, PLUG, PRODUCT, build, find, read
from tuyalan.model.imports.parts import Owner
from tuyalan.model.imports.tinytuya import find_mappings
from tuyalan.model.schema import Access, DpSchema, Kind

DEVICES: list[dict[str, Any]] = [
    {
        "name": "Lamp",
        "id": LAMP,
        "key": KEY,
        "mac": "aa:bb:cc:00:11:22",
        "uuid": "0123",
        "category": "dj",
        "product_name": "LED",
        "product_id": PRODUCT,
        "version": "3.4",
        "ip": "10.0.0.1",
        "mapping": {
            "20": {"code": "switch_led", "type": "Boolean", "values": {}},
            "21": {"code": "work_mode", "type": "Enum", "values": {"range": ["white", "colour"]}},
            "22": {
                "code": "bright_value_v2",
                "type": "Integer",
                "values": {"min": 10, "max": 1000, "scale": 0, "step": 1},
            },
            "24": {"code": "colour_data_v2", "type": "Json", "raw_values": '{"h":{}}', "values": {"h": {"min": 0}}},
            "27": {"code": "music_data", "type": "String", "values": '{"maxlen":255}'},
        },
    },
    {"name": "Hub", "id": PLUG, "key": KEY, "mapping": None},
]


def test_the_mapping_of_the_wizard_is_read() -> None:
    lamp, hub = find(find_mappings, DEVICES)
    assert lamp.owner == Owner(device_id=LAMP, product_key=PRODUCT, category="dj", name="Lamp", product_name="LED")
    assert build(lamp) == {
        20: DpSchema(id=20, code="switch_led", kind=Kind.BOOL),
        21: DpSchema(id=21, code="work_mode", kind=Kind.CHOICE, choices=("white", "colour")),
        22: DpSchema(id=22, code="bright_value_v2", kind=Kind.NUMBER, minimum=10, maximum=1000, step=1),
        24: DpSchema(id=24, code="colour_data_v2", kind=Kind.TEXT),
        27: DpSchema(id=27, code="music_data", kind=Kind.TEXT, max_length=255),
    }
    assert hub.points == ()
    assert "run the wizard of tinytuya again" in hub.problem


@pytest.mark.parametrize("value", [{"devices": DEVICES}, {"schema": 1, "devices": DEVICES}, DEVICES[0]])
def test_every_wrapping_is_read(value: object) -> None:
    assert find(find_mappings, value)[0].owner.device_id == LAMP


def test_a_mapping_of_codes_alone_says_what_to_do() -> None:
    mapping: dict[str, Any] = {"switch": {"code": "switch", "type": "Boolean", "values": {}}}
    described = find(find_mappings, [{"id": LAMP, "mapping": mapping}])[0]
    assert described.points == ()
    assert "has codes but no numbers" in described.problem


def test_entries_without_a_number_beside_others_are_left_out_and_named() -> None:
    mapping: dict[str, Any] = {
        "key": {"code": "switch", "type": "Boolean"},
        "1": {"code": "cur_power", "type": "Integer"},
        "x": 5,
    }
    imported = read([{"id": LAMP, "mapping": mapping}])
    assert imported.devices[LAMP].points == {1: DpSchema(id=1, code="cur_power", kind=Kind.NUMBER, access=Access.READ)}
    assert imported.warnings == (
        f"{LAMP}: the data point 'switch' is left out: it has no number",
        f"{LAMP}: the data point 'x' is left out: it has no number",
    )


@pytest.mark.parametrize("value", [[], {}, [{"id": LAMP}], [{"mapping": {"1": {}}}], 7])
def test_other_values_hold_no_mapping(value: object) -> None:
    assert find(find_mappings, value) == []


@pytest.mark.parametrize("mapping", [7, "x", [], {"1": 7}, {"1": None}, "[" * 100_000])
def test_a_mapping_of_another_shape_gives_no_error(mapping: object) -> None:
    described = find(find_mappings, [{"id": LAMP, "mapping": mapping}])[0]
    assert described.owner.device_id == LAMP
