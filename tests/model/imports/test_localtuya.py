"""What localtuya and hass-localtuya know of devices."""

from __future__ import annotations

from typing import Any

import pytest

from tests.model.imports.support import LAMP, PLUG, PRODUCT, build, find
from tuyalan.model.imports.localtuya import find_configurations
from tuyalan.model.schema import Access, DpSchema, Kind

DIAGNOSTICS: dict[str, Any] = {
    "integration_manifest": {"domain": "localtuya"},
    "data": {
        "device_config": {
            "friendly_name": "Plug",
            "host": "10.0.0.2",
            "device_id": PLUG,
            "local_key": "012...def",
            "protocol_version": "3.3",
            "dps_strings": [
                "1 (code: switch_1, value: False)",
                "9 (code: countdown_1, value: 0)",
                "18 (code: cur_current, value: 120)",
                "19 (value: 2301)",
                "20 (value: 7)",
                "38 (code: relay_status, value: last, or so)",
                "40 (code: light_mode, cloud pull)",
                "odd",
                "0 (value: 1)",
                7,
            ],
            "entities": [
                {"id": 1, "platform": "switch", "friendly_name": "Socket"},
                {"id": 19, "platform": "sensor", "friendly_name": "Power", "unit_of_measurement": "W", "scaling": 0.1},
                {"id": 38, "platform": "select", "friendly_name": "After loss", "select_options": "off;on;memory"},
                {"id": 40, "platform": "select", "select_options": {"none": "None", "relay": "Relay"}},
                {"id": 9, "platform": "number", "min_value": 0.0, "max_value": 86400.0, "step_size": 1.0},
                {"id": "x", "platform": "switch"},
                7,
            ],
        },
        "device_cloud_info": {
            "id": PLUG,
            "product_id": PRODUCT,
            "category": "cz",
            "dps_data": {
                "1": {
                    "code": "switch_1",
                    "custom_name": "Socket one",
                    "dp_id": 1,
                    "type": "Boolean",
                    "value": True,
                    "values": '{"type": "bool"}',
                    "id": 1,
                    "accessMode": "rw",
                },
                "17": {
                    "code": "add_ele",
                    "dp_id": 17,
                    "type": "value",
                    "values": '{"type": "value", "max": 50000, "min": 0, "scale": 3, "step": 100}',
                    "accessMode": "ro",
                },
                "28": {
                    "code": "control_data",
                    "type": "Json",
                    "values": '{"type": "string", "maxlen": 255}',
                    "accessMode": "wr",
                },
            },
        },
    },
}


def test_what_the_cloud_told_the_integration_is_read() -> None:
    described = next(one for one in find(find_configurations, DIAGNOSTICS) if not one.is_weak)
    assert (described.owner.device_id, described.owner.product_key, described.owner.category) == (PLUG, PRODUCT, "cz")
    assert build(described) == {
        1: DpSchema(id=1, code="switch_1", kind=Kind.BOOL, name="Socket one"),
        17: DpSchema(
            id=17, code="add_ele", kind=Kind.NUMBER, access=Access.READ, scale=3, minimum=0, maximum=50000, step=100
        ),
        28: DpSchema(id=28, code="control_data", kind=Kind.TEXT, access=Access.WRITE, max_length=255),
    }


def test_what_was_seen_and_set_up_is_read_and_counts_less() -> None:
    described = next(one for one in find(find_configurations, DIAGNOSTICS) if one.is_weak)
    assert (described.owner.device_id, described.owner.name) == (PLUG, "Plug")
    assert build(described) == {
        1: DpSchema(id=1, code="switch_1", kind=Kind.BOOL, name="Socket"),
        9: DpSchema(id=9, code="countdown_1", kind=Kind.NUMBER, minimum=0, maximum=86400, step=1),
        18: DpSchema(id=18, code="cur_current", kind=Kind.NUMBER, access=Access.READ),
        19: DpSchema(id=19, code="dp_19", kind=Kind.NUMBER, unit="W", scale=1, name="Power"),
        38: DpSchema(id=38, code="relay_status", kind=Kind.CHOICE, choices=("off", "on", "memory"), name="After loss"),
        40: DpSchema(id=40, code="light_mode", kind=Kind.CHOICE, choices=("none", "relay")),
    }


def test_a_configuration_entry_by_device_id_is_read() -> None:
    entry = {
        "domain": "localtuya",
        "data": {"devices": {LAMP: {"dps_strings": ["20 (code: switch_led, value: True)"]}}},
    }
    described = find(find_configurations, {"data": {"entries": [entry]}})[0]
    assert described.owner.device_id == LAMP
    assert build(described) == {20: DpSchema(id=20, code="switch_led", kind=Kind.BOOL)}


def test_numbers_and_values_alone_say_nothing_new() -> None:
    described = find(find_configurations, {"device_id": LAMP, "dps_strings": ["1 (value: True)", "2 (value: x)"]})[0]
    assert described.points == ()
    assert "names no codes" in described.problem
    assert "names no codes" in find(find_configurations, {"id": LAMP, "dps_data": {}})[0].problem


@pytest.mark.parametrize(
    ("scaling", "scale"), [(0.1, 1), (0.01, 2), (1, 0), (10, 0), (0.5, 0), (0, 0), (-0.1, 0), ("0.1", 0), (1e-300, 0)]
)
def test_a_factor_is_a_scale_if_it_is_a_decimal_place(scaling: object, scale: int) -> None:
    device = {
        "device_id": LAMP,
        "dps_strings": ["1 (value: 5)"],
        "entities": [{"id": 1, "platform": "sensor", "scaling": scaling}],
    }
    assert build(find(find_configurations, device)[0])[1].scale == scale


@pytest.mark.parametrize("value", [[], {}, {"dps_data": []}, {"dps_strings": {}}, {"dps_data": "x"}])
def test_other_values_are_no_configurations(value: object) -> None:
    assert find(find_configurations, value) == []


@pytest.mark.parametrize("entry", [7, None, [], {}, "x" * 1_000_000])
def test_entries_of_another_shape_give_no_error(entry: object) -> None:
    assert (
        len(
            find(find_configurations, {"id": LAMP, "dps_data": {"1": entry}, "dps_strings": [entry], "entities": entry})
        )
        == 2
    )
