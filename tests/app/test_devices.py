"""How devices of a store are wired."""

from __future__ import annotations

import pytest

from tuyalan.app import find_owner, make_device
from tuyalan.client.options import DEFAULT_OPTIONS
from tuyalan.errors import CredentialError
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.vocabulary import LocalKey

KEY = LocalKey("0123456789abcdef")


def make_store() -> DeviceStore:
    store = DeviceStore("none.json")
    store.add(DeviceRecord(id="gateway01", name="gateway", key=KEY, address="127.0.0.1"))
    store.add(DeviceRecord(id="child01", name="plug", parent="gateway01", cid="c1"))
    store.add(DeviceRecord(id="child02", name="lost", parent="unknown", cid="c2"))
    return store


def test_a_gateway_knows_its_children_and_a_child_its_gateway() -> None:
    store = make_store()
    gateway = make_device(store, store.find("gateway"), options=DEFAULT_OPTIONS)
    assert [child.name for child in gateway.children.values()] == ["plug"]
    child = make_device(store, store.find("plug"), options=DEFAULT_OPTIONS)
    assert child.name == "plug"
    assert find_owner(child).name == "gateway"
    assert find_owner(gateway) is gateway


def test_a_child_without_its_gateway_says_what_to_do() -> None:
    store = make_store()
    with pytest.raises(CredentialError, match="gateway"):
        make_device(store, store.find("lost"), options=DEFAULT_OPTIONS)
