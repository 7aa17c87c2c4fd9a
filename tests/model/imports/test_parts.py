"""A JSON value to the objects and lists inside of it."""

from __future__ import annotations

import pytest

from tests.model.imports.support import LAMP, PRODUCT
from tuyalan.model.imports import parts
from tuyalan.model.imports.parts import MAX_DEPTH, Owner, Part, find_owner, list_parts


def test_objects_and_lists_are_found_with_the_way_to_them() -> None:
    inner = {"code": "x"}
    found, is_all = list_parts({LAMP: {"result": [inner, 7, {}]}})
    assert is_all
    assert [(part.key, part.hint) for part in found] == [("", ""), (LAMP, LAMP), ("result", LAMP), ("", LAMP)]
    assert found[3].fields == inner
    assert found[3].items == []
    assert found[2].items == [inner, 7, {}]
    assert found[2].fields == {}


@pytest.mark.parametrize("value", [None, 7, "text", [], {}])
def test_other_values_have_no_parts(value: object) -> None:
    assert list_parts(value) == ([], True)


@pytest.mark.parametrize("key", ["result", "dpStatusRelationDTOS", "integration_manifest", "12345", "x" * 30])
def test_names_of_fields_are_no_ids(key: str) -> None:
    assert list_parts({key: {"a": 1}})[0][1].hint == ""


def test_depth_and_number_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    value: object = 1
    for _ in range(MAX_DEPTH + 5):
        value = [value]
    assert len(list_parts(value)[0]) == MAX_DEPTH
    assert not list_parts(value)[1]
    monkeypatch.setattr(parts, "MAX_PARTS", 3)
    found, is_all = list_parts([[1], [2], [3], [4]])
    assert len(found) == 3
    assert not is_all


@pytest.mark.parametrize("field", ["id", "device_id", "devId", "dev_id", "gwId"])
def test_every_spelling_of_a_device_id_is_read(field: str) -> None:
    assert find_owner(Part(value={field: LAMP})).device_id == LAMP


@pytest.mark.parametrize("field", ["product_id", "productId", "product_key", "productKey", "pid"])
def test_every_spelling_of_a_product_key_is_read(field: str) -> None:
    assert find_owner(Part(value={field: PRODUCT})).product_key == PRODUCT


def test_names_are_cleaned() -> None:
    fields = {"id": LAMP, "category": "dj", "friendly_name": "My\x1b[31m lamp", "product_name": "LED\n"}
    owner = Owner(device_id=LAMP, category="dj", name="My[31m lamp", product_name="LED")
    assert find_owner(Part(value=dict[str, object](fields))) == owner


@pytest.mark.parametrize("value", ["**REDACTED**", "REDACTED", "", "a b", "x" * 65, "ключключ", "a\x00bcd", 7, None])
def test_what_is_no_id_counts_as_absent(value: object) -> None:
    assert find_owner(Part(value={"id": value})) == Owner()


def test_the_way_to_an_object_tells_its_owner_if_it_does_not() -> None:
    assert find_owner(Part(value={"a": 1}, hint=LAMP)) == Owner(device_id=LAMP)
    assert find_owner(Part(value={"a": 1}, hint=PRODUCT)) == Owner(product_key=PRODUCT)
    assert find_owner(Part(value={"id": "bf12"}, hint=LAMP)) == Owner(device_id="bf12")
