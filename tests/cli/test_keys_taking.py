"""Show what would change, ask, store, tell."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.support import call
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.vocabulary import LocalKey

if TYPE_CHECKING:
    from pathlib import Path

ID = "bf0123456789abcdef0001"
OLD = LocalKey("an older key 000")
NEW = LocalKey("a newer key 1111")


class Keyboard(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a store with a device whose key was right a while ago."""
    store = DeviceStore(tmp_path / "d.json")
    store.add(DeviceRecord(id=ID, name="Lamp", key=OLD, key_as_of=1_700_000_000.0))
    store.save()
    return tmp_path / "d.json"


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """Return a file with a newer key."""
    path = tmp_path / "newer.json"
    key = NEW.reveal().decode()
    path.write_text(json.dumps([{"id": ID, "local_key": key, "update_time": 1_800_000_000}]))
    return path


def test_without_anybody_to_ask_a_stored_key_is_not_replaced(file: Path, newer: Path) -> None:
    done = call("keys", "import", newer, "--devices", file, "--json")
    assert done.code == 2
    assert "--yes" in done.error["hint"]
    assert DeviceStore.load(file).find(ID).key == OLD


def test_yes_replaces_it_and_keeps_the_old_one_as_an_alternative(file: Path, newer: Path) -> None:
    done = call("keys", "import", newer, "--devices", file, "--json", "--yes")
    (change,) = done.data["changes"]
    assert (change["action"], change["reason"]) == ("replace_key", "the one found was right later")
    assert change["before"] != change["after"]
    lamp = DeviceStore.load(file).find(ID)
    assert (lamp.key, [each.key for each in lamp.alternatives]) == (NEW, [OLD])


def test_a_dry_run_shows_the_change_and_stores_nothing(file: Path, newer: Path) -> None:
    before = file.read_bytes()
    done = call("keys", "import", newer, "--devices", file, "--dry-run")
    assert done.code == 0
    assert "key changes" in done.err
    assert "→" in done.err
    assert "1 got another key. Nothing was stored." in done.all
    assert file.read_bytes() == before


@pytest.mark.parametrize(("answer", "key"), [("y\n", NEW), ("\n", NEW), ("n\n", OLD), ("what?\n", OLD)])
def test_a_person_is_asked(
    answer: str, key: LocalKey, file: Path, newer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Keyboard(answer))
    done = call("keys", "import", newer, "--devices", file)
    assert done.code == 0
    assert "Store this? [Y/n]" in done.err
    assert DeviceStore.load(file).find(ID).key == key


def test_the_end_of_the_input_is_a_no(file: Path, newer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Keyboard(""))
    assert call("keys", "import", newer, "--devices", file).code == 0
    assert DeviceStore.load(file).find(ID).key == OLD


def test_a_proven_key_stays_unless_told_otherwise(file: Path, newer: Path) -> None:
    store = DeviceStore.load(file)
    store.learn(ID, last_seen=1_900_000_000.0, proven_key=OLD)
    store.save()
    done = call("keys", "import", newer, "--devices", file)
    assert "key stays" in done.err
    assert "found" in done.err
    assert DeviceStore.load(file).find(ID).key == OLD
    assert call("keys", "import", newer, "--devices", file, "--replace", "--yes").code == 0
    assert DeviceStore.load(file).find(ID).key == NEW
