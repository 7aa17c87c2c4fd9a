"""The files that tinytuya writes, made by its own code."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from tests.interop.simulator_peers import load_tinytuya
from tuyalan.model.imports.reading import parse_schemas
from tuyalan.model.schema import Access, DpSchema, Kind

pytestmark = pytest.mark.interop

LAMP: Final = "bf2c04a61d9be35f78lamp"
PRODUCT: Final = "37mnhia3pojleqfh"

SPECIFICATION: Final[dict[str, Any]] = {
    "success": True,
    "result": {
        "category": "dj",
        "functions": [
            {"code": "switch_led", "dp_id": 20, "type": "Boolean", "values": "{}"},
            {"code": "work_mode", "dp_id": 21, "type": "Enum", "values": '{"range":["white","colour"]}'},
            {"code": "colour_data_v2", "dp_id": 24, "type": "Json", "values": '{"h":{"min":0,"max":360}}'},
        ],
        "status": [
            {"code": "switch_led", "dp_id": 20, "type": "Boolean", "values": "{}"},
            {
                "code": "temp_current",
                "dp_id": 3,
                "type": "Integer",
                "values": '{"unit":"℃","min":-20,"max":80,"scale":1,"step":1}',
            },
            {"code": "music_data", "dp_id": 27, "type": "String", "values": '{"maxlen":255}'},
        ],
    },
}


def write_devices() -> bytes:
    """Return what tinytuya keeps of one device, from replies of the cloud."""
    tinytuya = load_tinytuya()
    mapping: dict[str, Any] = {}
    result = SPECIFICATION["result"]
    # What its wizard calls for each product once the cloud has answered.
    build = tinytuya.Cloud._build_mapping
    build(result["status"], mapping)
    build(result["functions"], mapping)
    entry = {"name": "Lamp", "id": LAMP, "key": "0123456789abcdef", "product_id": PRODUCT, "mapping": mapping}
    return json.dumps([entry], indent=4).encode()


def test_the_mapping_that_tinytuya_makes_is_read() -> None:
    schema = parse_schemas(write_devices(), source="devices.json").devices[LAMP]
    assert schema.product_key == PRODUCT
    assert schema.points == {
        3: DpSchema(
            id=3,
            code="temp_current",
            kind=Kind.NUMBER,
            access=Access.READ,
            unit="°C",
            minimum=-20,
            maximum=80,
            scale=1,
            step=1,
        ),
        20: DpSchema(id=20, code="switch_led", kind=Kind.BOOL),
        21: DpSchema(id=21, code="work_mode", kind=Kind.CHOICE, choices=("white", "colour")),
        24: DpSchema(id=24, code="colour_data_v2", kind=Kind.TEXT),
        27: DpSchema(id=27, code="music_data", kind=Kind.TEXT, max_length=255),
    }


def test_the_replies_behind_it_give_the_same_with_access() -> None:
    data = json.dumps(SPECIFICATION).encode()
    points = parse_schemas(data, source="reply", device_id=LAMP).devices[LAMP].points
    mapped = parse_schemas(write_devices(), source="devices.json").devices[LAMP].points
    assert {dp: point.kind for dp, point in points.items()} == {dp: point.kind for dp, point in mapped.items()}
    assert points[27].access is Access.READ
