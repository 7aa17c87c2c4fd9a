"""Objects that describe devices, wherever they are."""

from __future__ import annotations

import json

import pytest

from tuyalan.credentials.searching import MAX_DEPTH, find_entries, find_id, is_device

KEY = "0123456789abcdef"


@pytest.mark.parametrize(
    ("fields", "holds"),
    [
        ({"local_key": KEY}, True),
        ({"id": "bf01", "key": KEY, "name": "x"}, True),
        ({"id": "bf01", "key": KEY}, False),
        ({"id": 20, "key": KEY, "name": "x"}, False),
        ({"id": "bf01", "node_id": "a1", "sub": True}, True),
        ({"id": "bf01", "cid": "a1", "parent": "bf00"}, True),
        ({"id": "bf01", "cid": "a1", "communicationId": "bf01"}, False),
        ({"key": "core.config_entries", "version": 1}, False),
        ({}, False),
    ],
)
def test_a_device_is_told_by_its_fields(fields: dict[str, object], holds: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert is_device(fields) is holds


def test_an_id_that_is_blacked_out_is_none() -> None:
    assert find_id({"device_id": "**REDACTED**", "id": "bf01"}) == "bf01"
    assert find_id({"_id": "tuya.0.bf0123456789abcdef01"}) == "bf0123456789abcdef01"
    assert find_id({"id": "two words"}) == ""


def test_texts_inside_of_texts_are_searched() -> None:
    value: object = {"devId": "bf01", "localKey": KEY}
    for _ in range(5):
        value = {"wrapped": json.dumps(json.dumps([value]))}
    (entry,) = find_entries(value)
    assert entry.fields["localKey"] == KEY


def test_depth_is_bounded() -> None:
    value: object = {"devId": "bf01", "localKey": KEY}
    for _ in range(MAX_DEPTH + 2):
        value = [value]
    assert list(find_entries(value)) == []


def test_surroundings_give_name_id_and_parent() -> None:
    value = {"bf0123456789abcdef0001": {"title": "Lamp", "in": {"local_key": KEY}}}
    (entry,) = find_entries(value)
    assert (entry.label, entry.hint) == ("Lamp", "bf0123456789abcdef0001")
    hub = {"id": "bf00", "key": KEY, "name": "Hub", "subDevices": [{"id": "bf01", "cid": "a1"}]}
    parent, child = find_entries([hub])
    assert (parent.parent, child.parent) == (None, "bf00")
