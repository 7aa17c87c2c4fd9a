"""The device files of tinytuya, and of programs that write the same shapes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.storage.support import JSON, KEY, SECRET
from tuyalan.errors import StorageError
from tuyalan.storage.records import DeviceRecord
from tuyalan.storage.tinytuya import (
    Imported,
    Problem,
    is_tinytuya,
    is_tinytuya_value,
    parse_tinytuya,
    parse_tinytuya_value,
)
from tuyalan.vocabulary import LocalKey, Version

WIZARD: list[dict[str, Any]] = [
    {
        "name": "Lamp",
        "id": "bf0000000000000000lamp",
        "key": SECRET,
        "mac": "aa:bb:cc:00:11:22",
        "uuid": "0123",
        "sn": "",
        "category": "dj",
        "product_name": "LED",
        "product_id": "prod1",
        "biz_type": 18,
        "model": "",
        "sub": False,
        "icon": "picture",
        "version": "3.4",
        "last_ip": "10.9.9.9",
        "ip": "10.0.0.1",
        "mapping": {"20": {"code": "switch_led", "type": "Boolean", "values": {}}},
    },
    {"name": "Hub", "id": "hub", "key": "hubkeyhubkeyhubk", "ip": "", "version": "", "mapping": None},
    {"name": "Door", "id": "door", "key": "hubkeyhubkeyhubk", "sub": True, "node_id": "a4c1", "parent": ""},
]
"""As the wizard leaves it in `devices.json`."""

SNAPSHOT: dict[str, Any] = {
    "timestamp": 1700000000.5,
    "devices": [
        {
            "id": "bf0000000000000000lamp",
            "ip": "10.0.0.1",
            "ver": "3.4",
            "key": SECRET,
            "name": "Lamp",
            "mac": "",
            "origin": "broadcast",
            "active": 2,
            "encrypt": True,
            "productKey": "keyfirmware",
            "token": "secret token",
            "dps": {"dps": {"20": True}},
        },
        {"id": 0, "ip": "10.0.0.7", "ver": "0.0", "key": "", "name": "", "mac": "", "origin": "forcescan"},
        {"id": "asleep", "ip": "", "ver": "", "key": SECRET, "name": "Asleep", "mac": "", "origin": "cloud"},
    ],
}
"""As a scan leaves it in `snapshot.json`."""


def parse(*entries: object) -> Imported:
    return parse_tinytuya(json.dumps(entries).encode())


def parse_one(**fields: object) -> tuple[DeviceRecord, list[str]]:
    """Return the record of one device with the id `d`, and the reasons of all problems."""
    imported = parse({"id": "d"} | fields)
    assert len(imported.records) == 1
    return imported.records[0], reasons(imported)


def reasons(imported: Imported) -> list[str]:
    return [problem.reason for problem in imported.problems]


def test_the_list_of_the_wizard_is_read() -> None:
    data = json.dumps(WIZARD, indent=4).encode()
    assert is_tinytuya(data)
    imported = parse_tinytuya(data)
    assert imported.problems == ()
    assert imported.records[0] == DeviceRecord(
        id="bf0000000000000000lamp",
        name="Lamp",
        key=KEY,
        address="10.0.0.1",
        address_source="tinytuya",
        version=Version.V34,
        product_key="prod1",
        extra={name: WIZARD[0][name] for name in ("mac", "uuid", "category", "product_name", "mapping")},
    )
    hub = LocalKey("hubkeyhubkeyhubk")
    assert imported.records[1:] == (
        DeviceRecord(id="hub", name="Hub", key=hub),
        DeviceRecord(id="door", name="Door", key=hub, parent="hub", cid="a4c1"),
    )


def test_the_object_around_the_list_is_read() -> None:
    data = json.dumps({"devices": WIZARD}).encode()
    assert is_tinytuya(data)
    assert parse_tinytuya(data) == parse_tinytuya(json.dumps(WIZARD).encode())


def test_a_snapshot_is_read_with_its_time_and_without_its_tokens() -> None:
    data = json.dumps(SNAPSHOT).encode()
    assert is_tinytuya(data)
    imported = parse_tinytuya(data)
    assert imported.records == (
        DeviceRecord(
            id="bf0000000000000000lamp",
            name="Lamp",
            key=KEY,
            address="10.0.0.1",
            address_source="tinytuya",
            version=Version.V34,
            product_key="keyfirmware",
            last_seen=1700000000.5,
        ),
        DeviceRecord(id="asleep", name="Asleep", key=KEY),
    )
    assert imported.problems == (Problem(position=2, reason="it has no device id"),)


@pytest.mark.parametrize("timestamp", [None, "yesterday", []])
def test_a_snapshot_without_a_time_is_read(timestamp: object) -> None:
    value = {"timestamp": timestamp, "devices": [{"id": "d", "ip": "10.0.0.1"}]}
    assert parse_tinytuya_value(value).records[0].last_seen is None


@pytest.mark.parametrize("value", [[], {"devices": []}, [{}], [7, {"id": "a"}], {"devices": [{"id": "a"}], "x": 1}])
def test_lists_of_objects_are_files_of_tinytuya(value: object) -> None:
    assert is_tinytuya_value(value)
    assert is_tinytuya(json.dumps(value).encode())


@pytest.mark.parametrize(
    "value", [None, 7, "text", [7], {}, {"devices": {}}, {"devices": [7]}, {"schema": 1, "devices": [{"id": "a"}]}]
)
def test_other_values_are_no_files_of_tinytuya(value: object) -> None:
    assert not is_tinytuya_value(value)
    with pytest.raises(StorageError, match=r"devices\.json is no device file of tinytuya"):
        parse_tinytuya(json.dumps(value).encode(), source="devices.json")


def test_text_that_is_no_json_is_reported_with_its_place() -> None:
    assert not is_tinytuya(b"[{]")
    with pytest.raises(StorageError, match="the file, line 1, column 3"):
        parse_tinytuya(b"[{]")


def test_a_value_of_another_shape_gives_nothing() -> None:
    assert parse_tinytuya_value(7) == Imported()


@pytest.mark.parametrize(
    ("field", "spellings", "value", "wanted"),
    [
        ("key", ("key", "local_key", "localKey"), SECRET, KEY),
        ("address", ("ip", "address"), "10.0.0.1", "10.0.0.1"),
        ("version", ("version", "ver"), "3.3", Version.V33),
        ("cid", ("node_id", "nodeId", "cid"), "a4c1", "a4c1"),
        ("parent", ("parent", "gateway_id", "gatewayId"), "hub", "hub"),
        ("product_key", ("product_id", "productId", "product_key", "productKey"), "prod", "prod"),
        ("name", ("name",), "Lamp", "Lamp"),
    ],
)
def test_every_spelling_is_read_and_empty_ones_do_not_hide_others(
    field: str, spellings: tuple[str, ...], value: str, wanted: object
) -> None:
    for spelling in spellings:
        record, _ = parse_one(**dict.fromkeys(spellings, ""))
        assert not getattr(record, field)
        record, _ = parse_one(**(dict.fromkeys(spellings, "") | {spelling: value}))
        assert getattr(record, field) == wanted


@pytest.mark.parametrize("spelling", ["id", "gwId", "devId", "device_id"])
def test_every_spelling_of_the_id_is_read(spelling: str) -> None:
    assert parse({"id": "", "gwId": 0} | {spelling: "d"}).records == (DeviceRecord(id="d"),)


@pytest.mark.parametrize("entry", [{}, {"id": ""}, {"id": 0}, {"id": 7}, {"name": "Lamp", "key": SECRET}])
def test_an_entry_without_an_id_is_reported(entry: dict[str, object]) -> None:
    assert parse(entry, {"id": "d"}) == Imported(
        records=(DeviceRecord(id="d"),), problems=(Problem(position=1, reason="it has no device id"),)
    )


def test_an_entry_that_is_no_object_is_reported() -> None:
    assert parse({"id": "d"}, 7).problems == (Problem(position=2, reason="it is no JSON object"),)


def test_of_two_entries_with_one_id_the_first_is_used() -> None:
    imported = parse({"id": "d", "name": "First"}, {"id": "e"}, {"id": "d", "name": "Second"})
    assert [record.name for record in imported.records] == ["First", ""]
    assert imported.problems == (Problem(position=3, device_id="d", reason="it repeats entry 1, which is used"),)


@pytest.mark.parametrize(
    ("version", "wanted"),
    [
        ("3.3", Version.V33),
        (3.3, Version.V33),
        ("3.50", Version.V35),
        (" 3.1 ", Version.V31),
        ("0.0", None),
        (0, None),
        (0.0, None),
        ("", None),
        (None, None),
        ("Error", None),
        ("Auto", None),
    ],
)
def test_versions_are_text_or_number_or_unknown(version: object, wanted: Version | None) -> None:
    record, problems = parse_one(version=version)
    assert record.version is wanted
    assert problems == []


@pytest.mark.parametrize("version", ["3.6", 2, "new", True, [3.3], "nan"])
def test_a_version_that_is_not_known_is_left_out_and_reported(version: object) -> None:
    record, problems = parse_one(version=version)
    assert record.version is None
    assert problems == [f"its version {str(version)[:8]!r} is not known and is left out"]


@pytest.mark.parametrize("address", ["", None, "Auto", "0.0.0.0", 0])
def test_an_address_may_be_unknown(address: object) -> None:
    record, problems = parse_one(ip=address)
    assert (record.address, record.address_source, problems) == (None, None, [])


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("lamp", "its address is no IP address and is left out"),
        ("8.8.8.8", "its address is a public one, not one of this network, and is left out"),
        (["10.0.0.1"], "its address is no text and is left out"),
    ],
)
def test_an_address_that_cannot_be_is_left_out_and_reported(address: object, reason: str) -> None:
    record, problems = parse_one(ip=address)
    assert (record.address, record.address_source, problems) == (None, None, [reason])


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        (SECRET[:-1], "its key is left out: a local key has 16 characters; this one has 15"),
        (SECRET[:-1] + "€", "its key is left out: a local key has 16 plain characters; this one has others"),
        (1234567890123456, "its key is no text and is left out"),
    ],
)
def test_a_bad_key_is_left_out_and_reported_without_showing_it(key: object, reason: str) -> None:
    record, problems = parse_one(key=key)
    assert record.key is None
    assert problems == [reason]


@given(st.text(st.characters(max_codepoint=255), min_size=16, max_size=16))
def test_keys_are_taken_character_by_character(secret: str) -> None:
    record, problems = parse_one(key=secret)
    assert record.key == LocalKey(secret)
    assert problems == []


def test_keys_with_json_escapes_are_decoded_and_entities_are_not() -> None:
    data = b'[{"id": "a", "key": "\\u003c123456789abcde\\u0026"}, {"id": "b", "key": "&lt;456789abcdef"}]'
    keys = [record.key for record in parse_tinytuya(data).records]
    assert keys == [LocalKey("<123456789abcde&"), LocalKey("&lt;456789abcdef")]


def test_fields_of_the_wrong_type_are_left_out_and_reported() -> None:
    record, problems = parse_one(name=["a"], product_id={"a": 1})
    assert record == DeviceRecord(id="d")
    assert problems == ["its name is no text and is left out", "its product_key is no text and is left out"]


def test_a_gateway_that_is_named_is_used() -> None:
    imported = parse(
        {"id": "hub", "key": SECRET},
        {"id": "other", "key": "x" * 16},
        {"id": "child", "key": "x" * 16, "gateway_id": "hub", "node_id": "c"},
    )
    assert imported.records[2].parent == "hub"
    assert imported.problems == ()


def test_a_gateway_outside_the_file_is_kept_and_reported() -> None:
    record, problems = parse_one(parent="hub", node_id="c")
    assert record.parent == "hub"
    assert problems == ["its gateway hub is not in this file"]


@pytest.mark.parametrize(
    "fields", [{"sub": True}, {"parent": ""}, {"sub": True, "parent": "d"}, {"sub": False, "parent": ""}, {}]
)
def test_a_gateway_is_found_by_the_key_that_it_shares(fields: dict[str, object]) -> None:
    imported = parse(
        {"id": "d", "key": SECRET, "node_id": "c"} | fields,
        {"id": "sibling", "key": SECRET, "sub": True, "cid": "e"},
        {"id": "hub", "key": SECRET},
    )
    assert [record.parent for record in imported.records] == ["hub", "hub", None]
    assert imported.problems == ()


def test_a_device_with_a_node_id_that_is_said_to_be_no_child_is_none() -> None:
    imported = parse({"id": "d", "key": SECRET, "node_id": "c", "sub": False}, {"id": "hub", "key": SECRET})
    assert [record.parent for record in imported.records] == [None, None]
    assert imported.problems == ()


@pytest.mark.parametrize(
    ("others", "reason"),
    [
        ([], "its gateway is not known: no other device has its key"),
        ([{"id": "a", "key": "x" * 16}], "its gateway is not known: no other device has its key"),
        (
            [{"id": "a", "key": SECRET}, {"id": "b", "key": SECRET}],
            "its gateway is not known: several devices have its key",
        ),
    ],
)
def test_a_gateway_that_cannot_be_told_is_reported(others: list[dict[str, object]], reason: str) -> None:
    imported = parse({"id": "d", "key": SECRET, "sub": True, "node_id": "c"}, *others)
    assert imported.records[0].parent is None
    assert imported.problems == (Problem(position=1, device_id="d", reason=reason),)


def test_a_child_without_key_has_no_gateway() -> None:
    imported = parse({"id": "d", "sub": True, "node_id": "c"}, {"id": "a"})
    assert imported.records[0].parent is None
    assert reasons(imported) == ["its gateway is not known: no other device has its key"]


def test_a_child_without_node_id_is_reported() -> None:
    imported = parse({"id": "d", "key": SECRET, "sub": True}, {"id": "hub", "key": SECRET})
    assert imported.records[0].parent == "hub"
    assert reasons(imported) == ["it hangs on a gateway but has no node id, so it cannot be reached"]


def test_a_problem_is_one_line() -> None:
    assert str(Problem(position=3, device_id="d", reason="it is odd")) == "entry 3 d: it is odd"
    assert str(Problem(position=3, reason="it is odd")) == "entry 3: it is odd"
    assert str(Problem(device_id="d", reason="it is odd")) == "d: it is odd"


@given(st.lists(st.dictionaries(st.sampled_from(["id", "key", "ip", "version", "sub", "parent", "name", "cid"]), JSON)))
def test_any_entries_give_records_or_problems(entries: list[dict[str, object]]) -> None:
    imported = parse_tinytuya_value(entries)
    reported = {problem.position for problem in imported.problems}
    assert len(imported.records) + len(reported) >= len(entries)
