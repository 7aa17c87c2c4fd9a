"""What every source of keys gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support import run
from tuyalan.credentials.base import Credential, Found, fingerprint
from tuyalan.vocabulary import LocalKey, Version

if TYPE_CHECKING:
    from tuyalan.credentials.base import Source

KEY = LocalKey("0123456789abcdef")


def test_a_credential_becomes_a_record_with_all_that_is_known() -> None:
    credential = Credential(
        id="bf01",
        key=KEY,
        name="Lamp",
        room="Hall",
        product_key="keyabc",
        category="dj",
        address="192.168.1.5",
        version=Version.V34,
        mac="aa:bb",
        source="a test",
        extra={"model": "X1"},
    )
    record = credential.to_record()
    assert (record.id, record.key, record.name, record.version) == ("bf01", KEY, "Lamp", Version.V34)
    assert (record.address, record.address_source, record.product_key) == ("192.168.1.5", "a test", "keyabc")
    assert record.extra == {"model": "X1", "mac": "aa:bb", "category": "dj", "room": "Hall"}


def test_a_record_has_no_place_for_what_is_unknown() -> None:
    record = Credential(id="bf01", source="a test", parent="bf01").to_record()
    assert (record.address_source, record.product_key, record.parent, record.extra) == (None, None, None, {})


def test_a_credential_masks_its_key() -> None:
    assert "0123456789abcdef" not in repr(Found(source="x", credentials=(Credential(id="bf01", key=KEY),)))


def test_a_fingerprint_tells_keys_apart_and_hides_them() -> None:
    other = LocalKey("0123456789abcdeg")
    assert fingerprint(KEY) != fingerprint(other)
    assert len(fingerprint(KEY)) == 8
    assert fingerprint(None) == ""


def test_whatever_fetches_is_a_source() -> None:
    class Shelf:
        async def fetch(self) -> Found:
            return Found(source="a shelf")

    async def ask(source: Source) -> str:
        return (await source.fetch()).source

    assert run(ask(Shelf())) == "a shelf"
