"""The device file as a value."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.storage.support import JSON, KEY, SECRET, TEXT, records
from tuyalan.errors import StorageError, UseError
from tuyalan.storage.document import Document, build_document, parse_document
from tuyalan.storage.jsontext import parse_json
from tuyalan.storage.records import DeviceRecord
from tuyalan.vocabulary import Version


def read(data: bytes) -> Document:
    return parse_document(parse_json(data, source="file"), source="file")


@settings(max_examples=30)
@given(
    st.lists(records(), max_size=4, unique_by=lambda record: record.id),
    st.dictionaries(TEXT.filter(lambda name: name not in {"schema", "devices"}), JSON, max_size=2),
)
def test_every_document_comes_back(devices: list[DeviceRecord], extra: dict[str, object]) -> None:
    document = Document(devices={record.id: record for record in devices}, extra=extra)
    back = read(build_document(document))
    assert back == document
    assert list(back.devices) == list(document.devices)


def test_the_text_is_for_people_too() -> None:
    record = DeviceRecord(id="d", name="Küche", key=KEY, version=Version.V34)
    text = build_document(Document(devices={"d": record}, extra={"note": "mine"})).decode()
    assert json.loads(text) == {
        "schema": 1,
        "note": "mine",
        "devices": [{"id": "d", "name": "Küche", "version": "3.4", "key": SECRET}],
    }
    assert "Küche" in text


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "file is no device file: it needs a number 'schema' and a list 'devices'"),
        ({"schema": "1", "devices": []}, "file is no device file: it needs a number 'schema' and a list 'devices'"),
        ({"schema": 1, "devices": {}}, "file is no device file: it needs a number 'schema' and a list 'devices'"),
        ({"schema": 3, "items": {}}, "file has schema 3, this Tuyalan knows 2; use the Tuyalan that wrote it"),
        ({"schema": 1, "devices": [{"id": "a"}, 7]}, "file, device 2 is no JSON object"),
        ({"schema": 1, "devices": [{"name": "a"}]}, "file, device 1: the field 'id' is missing"),
        (
            {"schema": 1, "devices": [{"id": "a", "port": 0}]},
            "a: file, device 1: the field 'port' is no number from 1 to 65535",
        ),
        (
            {"schema": 1, "devices": [{"id": "a"}, {"id": "a"}]},
            "a: file, device 2: the field 'id' repeats an earlier one",
        ),
    ],
)
def test_what_is_no_device_file_is_refused(value: object, message: str) -> None:
    with pytest.raises(StorageError) as caught:
        parse_document(value, source="file")
    assert str(caught.value) == message


def test_a_record_that_json_cannot_carry_is_a_wrong_call() -> None:
    with pytest.raises(UseError):
        build_document(Document(devices={"d": DeviceRecord(id="d", dialect={"a": b"bytes"})}))
