"""`tuyalan keys list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.support import call
from tuyalan.credentials.base import fingerprint
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.storage.keys import KnownKey
from tuyalan.vocabulary import LocalKey

if TYPE_CHECKING:
    from pathlib import Path

KEY = LocalKey("[bold]key1234567")
OTHER = LocalKey("an older key 000")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    store = DeviceStore(tmp_path / "d.json")
    store.add(
        DeviceRecord(
            id="bf01", name="Lamp", key=KEY, key_source="Smart Life login", alternatives=(KnownKey(key=OTHER),)
        )
    )
    store.add(DeviceRecord(id="bf02", name="Sensor", parent="bf01", cid="a1"))
    store.add(DeviceRecord(id="bf03", name="Plug", key_proven=5.0))
    store.save()
    return tmp_path / "d.json"


def test_where_each_key_comes_from_is_shown_and_no_key(file: Path) -> None:
    done = call("keys", "list", "--devices", file)
    assert done.code == 0
    for text in ("Smart Life login", fingerprint(KEY), fingerprint(OTHER), "that of its gateway", "missing", "or"):
        assert text in done.out
    for form in (done, call("keys", "list", "--devices", file, "--json")):
        assert not any(key.reveal().decode() in form.out + form.err for key in (KEY, OTHER))


def test_keys_are_shown_to_who_asks_for_them(file: Path) -> None:
    done = call("keys", "list", "--devices", file, "--show-keys")
    assert "[bold]key1234567" in done.out
    data = call("keys", "list", "--devices", file, "--show-keys", "--json").data
    assert data["devices"][0]["key"]["key"] == "[bold]key1234567"
    assert data["devices"][0]["alternatives"][0]["key"] == "an older key 000"
