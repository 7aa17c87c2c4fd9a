"""Any file that describes data points, to schemas."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.imports.support import KEY, LAMP, PLUG, PRODUCT, read
from tuyalan.errors import StorageError
from tuyalan.model.imports import parts
from tuyalan.model.imports.reading import MAX_WARNINGS, Imported, merge_schemas, parse_schemas
from tuyalan.model.schema import Access, DpSchema, Kind, Schema

MAPPING: dict[str, Any] = {"20": {"code": "switch_led", "type": "Boolean", "values": {}}}
DEVICE: dict[str, Any] = {
    "name": "Desk",
    "id": LAMP,
    "key": KEY,
    "product_id": PRODUCT,
    "product_name": "LED",
    "category": "dj",
    "mapping": MAPPING,
}
SWITCH = DpSchema(id=20, code="switch_led", kind=Kind.BOOL)
SPECIFICATION = {"result": {"functions": [{"code": "switch_led", "dp_id": 20, "type": "Boolean"}]}, "success": True}


def test_a_device_is_found_by_its_id_and_by_its_product() -> None:
    imported = read([DEVICE])
    assert imported.kinds == ("a devices.json of tinytuya with its mapping",)
    assert imported.devices == {LAMP: Schema(points={20: SWITCH}, product_key=PRODUCT, category="dj", name="LED")}
    assert imported.products == {PRODUCT: Schema(points={20: SWITCH}, product_key=PRODUCT, category="dj", name="LED")}
    assert imported.warnings == ()


def test_the_name_of_a_device_is_no_name_of_its_product() -> None:
    imported = read([DEVICE | {"product_name": ""}])
    assert imported.devices[LAMP].name == "Desk"
    assert imported.products[PRODUCT].name == ""


def test_several_devices_of_a_product_fill_up_its_schema() -> None:
    other = DEVICE | {"id": PLUG, "mapping": {"1": {"code": "switch_1", "type": "Boolean"}}}
    imported = read([DEVICE, other])
    assert set(imported.devices[LAMP].points) == {20}
    assert set(imported.products[PRODUCT].points) == {1, 20}


def test_a_file_that_names_nobody_gives_a_nameless_schema_with_advice() -> None:
    imported = read(SPECIFICATION)
    assert imported.nameless == (Schema(points={20: SWITCH}),)
    assert imported.devices == imported.products == {}
    assert imported.warnings == (
        "the file does not say which device it describes; import it again with the id of the device",
    )


def test_the_caller_may_say_whose_file_it_is() -> None:
    imported = read(SPECIFICATION, device_id=LAMP, product_key=PRODUCT)
    assert imported.devices[LAMP].points == imported.products[PRODUCT].points == {20: SWITCH}
    assert imported.warnings == ()


def test_a_file_that_names_somebody_is_believed_before_the_caller() -> None:
    assert set(read([DEVICE], device_id=PLUG).devices) == {LAMP}


def test_what_was_declared_counts_before_what_was_seen_wherever_it_stands() -> None:
    seen = {"device_id": LAMP, "dps_strings": ["21 (code: work_mode, value: white)", "20 (code: x, value: True)"]}
    told = {"id": LAMP, "dps_data": {"21": {"code": "work_mode", "type": "Enum", "values": '{"range":["white"]}'}}}
    points = read({"a": seen, "b": told}).devices[LAMP].points
    assert points == {
        20: DpSchema(id=20, code="x", kind=Kind.BOOL),
        21: DpSchema(id=21, code="work_mode", kind=Kind.CHOICE, choices=("white",)),
    }


def test_several_kinds_in_one_file_are_all_read() -> None:
    imported = read({LAMP: SPECIFICATION, "devices": [DEVICE | {"id": PLUG}]})
    assert set(imported.devices) == {LAMP, PLUG}
    assert len(imported.kinds) == 2


def test_two_entries_for_one_data_point_are_put_together() -> None:
    entries = [
        {"id": 20, "code": "switch_led", "mode": "rw", "property": {"type": "bool"}},
        {"id": 20, "code": "other", "mode": "ro", "property": {"type": "bool"}, "name": "Light"},
    ]
    point = read({PRODUCT: entries}).products[PRODUCT].points[20]
    assert point == DpSchema(id=20, code="switch_led", kind=Kind.BOOL, name="Light", access=Access.READ)


def test_a_data_point_that_cannot_be_used_is_told_and_the_others_are_kept() -> None:
    mapping = MAPPING | {"21": {"code": "work\x1b_mode", "type": "Odd"}, "22": {"type": 7}}
    imported = read([DEVICE | {"mapping": mapping}])
    assert set(imported.devices[LAMP].points) == {20}
    assert imported.warnings == (
        f"{LAMP}: the data point 'work_mode' is left out: its type 'Odd' is not known",
        f"{LAMP}: the data point '22' is left out: its type '' is not known",
    )


def test_device_files_of_tuya_local_are_passed_on() -> None:
    imported = read([{"device_id": LAMP, "type": "rgbcw_lightbulb", "host": ""}])
    assert imported.device_files == {LAMP: "rgbcw_lightbulb"}
    assert "device file rgbcw_lightbulb" in imported.warnings[0]


def test_the_configuration_of_tuya_mqtt_need_not_be_strict_json() -> None:
    text = "[ // mine\n {name: 'Lamp', id: '" + LAMP + "', template: {state: {key: 20, type: 'bool'}},},]"
    imported = parse_schemas(text.encode(), source="devices.conf")
    assert imported.devices[LAMP].points == {20: DpSchema(id=20, code="dp_20", kind=Kind.BOOL, name="state")}


@pytest.mark.parametrize("value", [None, 7, "text", [], {}, [7], {"a": {"b": [1]}}, [{"id": LAMP, "key": KEY}]])
def test_a_file_of_another_kind_is_an_error_that_lists_what_can_be_imported(value: object) -> None:
    with pytest.raises(StorageError, match="the file describes no data points in a form that is known") as caught:
        read(value)
    for word in ("tinytuya", "tuyawizard", "localtuya", "tuya-local", "things data model", "tuya-mqtt", "phone app"):
        assert word in caught.value.hint


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "x is empty"),
        (b'[{"id": "a", "mapping": {"20": {"co', "the text ends in the middle"),
        (b"{'a' 1}", "x, line 1, column 2"),
        (b"\xff\xfe\x00", "x is no Unicode text"),
        (b'{"a": ' + b"[" * 100_000, "x is nested too deeply"),
        (b"[" + b" " * 1_100_000 + b"}", "x, line 1, column"),
    ],
)
def test_text_that_is_no_json_is_an_error_with_its_place(data: bytes, words: str) -> None:
    with pytest.raises(StorageError, match=words):
        parse_schemas(data, source="x")


def test_a_refusal_of_the_cloud_is_told_with_its_code() -> None:
    with pytest.raises(StorageError, match=r"holds a refusal of the maker's cloud \(code 1106\)") as caught:
        read({"success": False, "code": 1106, "msg": "permission deny", "t": 1})
    assert "Repeat the request" in caught.value.hint


def test_no_secret_of_the_file_is_in_what_comes_out() -> None:
    secrets = {"key": "S3CRETKEY0000000", "local_key": "S3CRETKEY0000000", "token": "S3CRETtoken", "lat": "S3CRET"}
    mapping = MAPPING | {"21": {"code": "x", "type": "Odd"}}
    imported = read([DEVICE | secrets | {"mapping": mapping}, {"id": PLUG, "mapping": None} | secrets])
    assert "S3CRET" not in repr(imported)


@pytest.mark.parametrize("name", ["\x1b[2J\x00Lamp", "\u202eLamp", "Lamp\n\r\n", "L" * 1_000_000])
def test_hostile_names_come_out_short_and_visible(name: str) -> None:
    schema = read([DEVICE | {"product_name": name, "category": name}]).devices[LAMP]
    assert schema.name.isprintable()
    assert 0 < len(schema.name) <= 200
    assert len(schema.category) <= 32


def test_values_of_a_megabyte_do_no_harm() -> None:
    huge = "x" * 1_000_000
    entry = {"code": huge, "type": "Enum", "values": {"range": [huge], "unit": huge}}
    imported = read([DEVICE | {"mapping": {"20": entry, huge: entry}, "extra": huge}])
    assert imported.devices[LAMP].points == {20: DpSchema(id=20, code="dp_20", kind=Kind.CHOICE)}
    assert len(repr(imported)) < 10_000


APP = {"id": 1, "code": "switch", "mode": "rw", "property": {"type": "bool"}}
STRAYS: list[tuple[object, str]] = [
    ([{"id": LAMP, "mapping": {"1": {"type": "Boolean"}, "x": 5}}], "the data point 'x' is left out: it has no number"),
    ([{"id": LAMP, "mapping": {"1": {"type": "Boolean"}, "2": 5}}], "the data point '2' is left out: its type '' is not known"),
    ({"id": LAMP, "local_strategy": {"1": {"valueType": "Boolean"}, "x": 5}}, "the data point 'x' is left out: it has no number"),
    (
        {"id": LAMP, "dpStatusRelationDTOS": [{"dpId": 1, "valueType": "Boolean"}, {"dpCode": "x"}]},
        "the data point 'x' is left out: it has no number",
    ),
    (
        {"id": LAMP, "functions": [{"code": "a", "dp_id": 1, "type": "Boolean"}, {"code": "x"}, 5]},
        "the data point 'x' is left out: it has no number",
    ),
    (
        {"id": LAMP, "services": [{"properties": [{"abilityId": 1, "typeSpec": {"type": "bool"}}, 5]}]},
        "an entry without a name is left out: it has no number",
    ),
    ({LAMP: [APP, {"code": "x"}]}, "the data point 'x' is left out: it has no number"),
    ([{"id": LAMP, "template": {"a": {"key": 1, "type": "bool"}, "x": 5}}], "the data point 'x' is left out: it has no number"),
    ({"id": LAMP, "dps_data": {"1": {"type": "Boolean"}, "x": 5}}, "the data point 'x' is left out: it has no number"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "warning"), STRAYS)
def test_an_entry_that_is_none_is_named_beside_those_that_are(value: object, warning: str) -> None:
    imported = read(value)
    assert list(imported.devices[LAMP].points) == [1]
    assert f"{LAMP}: {warning}" in imported.warnings


def test_warnings_are_counted_after_many() -> None:
    devices = [{"id": f"device{number}", "mapping": None} for number in range(MAX_WARNINGS + 7)]
    imported = read(devices)
    assert len(imported.warnings) == MAX_WARNINGS + 1
    assert imported.warnings[-1] == "7 more warnings are left out"


def test_a_file_with_too_many_parts_is_read_as_far_as_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MAX_PARTS", 3)
    imported = read([DEVICE, DEVICE | {"id": PLUG}, {"a": 1}])
    assert set(imported.devices) == {LAMP, PLUG}
    assert imported.warnings == ("only 3 objects down to a depth of 16 were looked at, not all",)


def test_a_thousand_devices_are_read() -> None:
    mapping = {str(dp): {"code": f"c{dp}", "type": "Integer", "values": {"min": 0, "max": 9}} for dp in range(1, 31)}
    data = json.dumps([{"id": f"device{number}", "mapping": mapping} for number in range(1000)]).encode()
    schemas = parse_schemas(data, source="x").devices
    assert {len(schema.points) for schema in schemas.values()} == {30}
    assert len(schemas) == 1000


def test_of_two_schemas_the_first_counts_and_the_second_fills_in() -> None:
    first = Schema(points={20: SWITCH}, name="LED")
    second = Schema(points={1: SWITCH}, name="Other", category="dj", product_key="p")
    merged = merge_schemas(first, second)
    assert (set(merged.points), merged.name, merged.category, merged.product_key) == ({1, 20}, "LED", "dj", "p")
    assert merge_schemas(None, first) == first


WORDS = st.sampled_from(
    [
        *("id", "mapping", "code", "type", "values", "function", "status_range", "local_strategy", "config_item"),
        *("statusFormat", "enumMappingMap", "dps_data", "dps_strings", "entities", "device_id", "host", "dp_id"),
        *("functions", "status", "properties", "services", "abilityId", "typeSpec", "model", "schema", "schemaInfo"),
        *("mode", "property", "template", "key", "dpsColor", "colorType", "name", "format", "enumMap", "range", "20"),
        "dpStatusRelationDTOS",
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5) | WORDS
VALUES = st.recursive(
    SCALARS | st.sampled_from(["Boolean", "{}", "[]", "1 (code: a, value: 1)", LAMP]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=6),
    max_leaves=40,
)


@given(VALUES)
def test_any_json_is_imported_or_refused(value: object) -> None:
    try:
        imported = read(value)
    except StorageError as exc:
        assert exc.message.startswith("the file")  # noqa: PT017 - both ends are right
    else:
        assert isinstance(imported, Imported)


@given(st.binary(max_size=200))
def test_any_bytes_are_imported_or_refused(data: bytes) -> None:
    try:
        parse_schemas(data, source="x")
    except StorageError as exc:
        assert exc.hint  # noqa: PT017 - both ends are right
