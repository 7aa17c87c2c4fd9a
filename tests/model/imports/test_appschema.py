"""The schema that the phone app keeps of a product."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.model.imports.support import LAMP, PRODUCT, build, find
from tuyalan.model.imports.appschema import find_app_schemas
from tuyalan.model.imports.parts import Owner
from tuyalan.model.schema import Access, DpSchema, Kind

SCHEMA: list[Any] = [
    {"id": 20, "code": "switch_led", "mode": "rw", "type": "obj", "name": "开关", "property": {"type": "bool"}},
    {
        "id": 19,
        "code": "cur_power",
        "mode": "ro",
        "type": "obj",
        "name": "Power",
        "property": {"type": "value", "min": 0, "max": 50000, "scale": 1, "step": 1, "unit": "W"},
    },
    {"id": 30, "code": "rhythm_mode", "mode": "wr", "type": "raw"},
    {"id": 31, "code": "sleep", "mode": "rw", "type": "obj", "property": {"type": "raw", "maxlen": 128}},
    {"code": "odd"},
    7,
]

WANTED = {
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
        name="Power",
    ),
    20: DpSchema(id=20, code="switch_led", kind=Kind.BOOL),
    30: DpSchema(id=30, code="rhythm_mode", kind=Kind.RAW, access=Access.WRITE),
    31: DpSchema(id=31, code="sleep", kind=Kind.RAW, max_length=128),
}


@pytest.mark.parametrize(
    ("value", "owner"),
    [
        (SCHEMA, Owner()),
        ({PRODUCT: SCHEMA}, Owner(product_key=PRODUCT)),
        ({LAMP: SCHEMA}, Owner(device_id=LAMP)),
        ({PRODUCT: {"schema": json.dumps(SCHEMA), "schemaExt": "[]"}}, Owner(product_key=PRODUCT)),
        ({"qdeuq5yv": {"schema": json.dumps(SCHEMA)}}, Owner(product_key="qdeuq5yv")),
        (
            {"productBeen": [{"id": PRODUCT, "name": "LED", "schemaInfo": {"schema": json.dumps(SCHEMA)}}]},
            Owner(product_key=PRODUCT, name="LED", product_name="LED"),
        ),
        ({"id": LAMP, "productId": PRODUCT, "schema": json.dumps(SCHEMA)}, Owner(device_id=LAMP, product_key=PRODUCT)),
    ],
)
def test_a_schema_is_read_wherever_it_stands(value: object, owner: Owner) -> None:
    described = find(find_app_schemas, value)[0]
    assert described.owner == owner
    assert dict(sorted(build(described).items())) == WANTED


@pytest.mark.parametrize(
    "value", [[], {}, [7], [{"id": 1}], {"schema": 1}, {"schema": "x"}, {"schema": "[]"}, {"schemaInfo": {"schema": 7}}]
)
def test_other_values_are_no_schemas(value: object) -> None:
    assert find(find_app_schemas, value) == []
