"""What is known of one device, and its plain form."""

from __future__ import annotations

import copy
import math
import pickle
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.storage.support import KEY, SECRET, records
from tuyalan.errors import StorageError, UseError
from tuyalan.storage.records import KNOWN_FIELDS, LEARNT_FIELDS, DeviceRecord, build_plain, parse_plain
from tuyalan.vocabulary import LocalKey, Version

if TYPE_CHECKING:
    from collections.abc import Callable


@given(records())
def test_every_record_comes_back_from_its_plain_form(record: DeviceRecord) -> None:
    assert parse_plain(build_plain(record), source="file") == record


@given(st.binary(min_size=16, max_size=16))
def test_every_key_comes_back(secret: bytes) -> None:
    record = DeviceRecord(id="d", key=LocalKey(secret))
    back = parse_plain(build_plain(record), source="file").key
    assert back is not None
    assert back.reveal() == secret


def test_the_plain_form_holds_only_what_is_known() -> None:
    assert build_plain(DeviceRecord(id="d")) == {"id": "d"}
    assert build_plain(DeviceRecord(id="d", dialect={}, last_seen=0)) == {"id": "d", "dialect": {}, "last_seen": 0}


def test_the_plain_form_spells_key_and_version() -> None:
    plain = build_plain(DeviceRecord(id="d", key=KEY, version=Version.V34, port=6669, extra={"mac": "aa"}))
    assert plain == {"id": "d", "key": SECRET, "version": "3.4", "port": 6669, "mac": "aa"}
    assert type(plain["version"]) is str


def test_null_and_absent_fields_are_the_same() -> None:
    assert parse_plain({"id": "d"} | dict.fromkeys(KNOWN_FIELDS - {"id"}), source="file") == DeviceRecord(id="d")


def test_unknown_fields_are_kept() -> None:
    assert parse_plain({"id": "d", "later": [1, None]}, source="file").extra == {"later": [1, None]}


def test_nothing_printed_shows_a_key_or_the_values_of_unknown_fields() -> None:
    record = DeviceRecord(id="d", name="Lamp", key=KEY, extra={"token": SECRET})
    assert repr(record) == "DeviceRecord(id='d', name='Lamp', key=LocalKey(****), port=6668, extra=['token'])"
    assert str(record) == repr(record)
    assert SECRET not in repr(record.__rich_repr__())


def test_a_record_is_not_pickled() -> None:
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(DeviceRecord(id="d", key=KEY))


def test_a_copy_is_equal() -> None:
    record = DeviceRecord(id="d", dialect={"a": [1]})
    assert copy.copy(record) == record


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"id": ""}, "a device needs an id"),
        ({"id": 7}, "the field 'id' of a device cannot be a int"),
        ({"name": None}, "the field 'name' of a device cannot be a NoneType"),
        ({"key": SECRET}, "the field 'key' of a device cannot be a str"),
        ({"version": "3.4"}, "the field 'version' of a device cannot be a str"),
        ({"port": True}, "the field 'port' of a device cannot be a bool"),
        ({"port": 0}, "a port is 1 to 65535, not 0"),
        ({"port": 65536}, "a port is 1 to 65535, not 65536"),
        ({"last_seen": math.nan}, "the field 'last_seen' is no time"),
        ({"last_seen": "now"}, "the field 'last_seen' of a device cannot be a str"),
        ({"dialect": []}, "the field 'dialect' of a device cannot be a list"),
        ({"memory": "x"}, "the field 'memory' of a device cannot be a str"),
        ({"allowed": ["cover"]}, "the field 'allowed' of a device cannot be a list"),
        ({"allowed": (1,)}, "the field 'allowed' of a device holds texts"),
        ({"extra": {"key": SECRET}}, "'key' is a field of its own, not an extra one"),
    ],
)
def test_a_field_that_cannot_be_is_a_wrong_call(fields: dict[str, Any], message: str) -> None:
    make = cast("Callable[..., DeviceRecord]", DeviceRecord)
    with pytest.raises(UseError) as caught:
        make(**{"id": "d", **fields})
    assert caught.value.message == message
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("plain", "message"),
    [
        ([], "file is no JSON object"),
        ({}, "file: the field 'id' is missing"),
        ({"id": ""}, "file: the field 'id' is missing"),
        ({"id": 7}, "file: the field 'id' is no text"),
        ({"id": "d", "name": 7}, "d: file: the field 'name' is no text"),
        ({"id": "d", "key": 7}, "d: file: the field 'key' is no text"),
        (
            {"id": "d", "key": SECRET[:-1]},
            "d: file: the field 'key' is wrong: a local key has 16 characters; this one has 15",
        ),
        (
            {"id": "d", "key": "0123456789abcde€"},
            "d: file: the field 'key' is wrong: a local key has 16 plain characters; this one has others",
        ),
        ({"id": "d", "version": 3.4}, "d: file: the field 'version' is no text"),
        ({"id": "d", "version": "3.6"}, "d: file: the field 'version' is '3.6'; known are 3.1, 3.2, 3.3, 3.4, 3.5"),
        ({"id": "d", "port": "6668"}, "d: file: the field 'port' is no number from 1 to 65535"),
        ({"id": "d", "port": True}, "d: file: the field 'port' is no number from 1 to 65535"),
        ({"id": "d", "port": 70000}, "d: file: the field 'port' is no number from 1 to 65535"),
        ({"id": "d", "last_seen": "now"}, "d: file: the field 'last_seen' is no number of seconds"),
        ({"id": "d", "last_seen": True}, "d: file: the field 'last_seen' is no number of seconds"),
        ({"id": "d", "dialect": "device22"}, "d: file: the field 'dialect' is no JSON object"),
        ({"id": "d", "key_proven": "now"}, "d: file: the field 'key_proven' is no number of seconds"),
        ({"id": "d", "alternatives": {}}, "d: file: the field 'alternatives' is no list of keys"),
        ({"id": "d", "alternatives": [7]}, "d: file: the field 'alternatives' holds something that is no key"),
        ({"id": "d", "parent": []}, "d: file: the field 'parent' is no text"),
        ({"id": "d", "memory": []}, "d: file: the field 'memory' is no JSON object"),
        ({"id": "d", "refresh": 1}, "d: file: the field 'refresh' is no JSON object"),
        ({"id": "d", "allowed": "cover"}, "d: file: the field 'allowed' is no list of texts"),
        ({"id": "d", "allowed": ["cover", 1]}, "d: file: the field 'allowed' is no list of texts"),
    ],
)
def test_a_plain_form_that_cannot_be_names_device_and_field(plain: object, message: str) -> None:
    with pytest.raises(StorageError) as caught:
        parse_plain(plain, source="file")
    assert str(caught.value) == message
    assert caught.value.__cause__ is None
    assert SECRET[:-1] not in str(caught.value)


def test_learnt_fields_are_fields_and_never_key_or_name() -> None:
    assert LEARNT_FIELDS < KNOWN_FIELDS
    assert not LEARNT_FIELDS & {"id", "key", "name"}


def test_all_fields_are_checked() -> None:
    assert {*KNOWN_FIELDS, "extra"} == set(DeviceRecord.__struct_fields__)
