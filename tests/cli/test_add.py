"""`tuyalan add`."""

from __future__ import annotations

import io
import json
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.support import Home, call
from tuyalan.storage import DeviceStore
from tuyalan.vocabulary import LocalKey, Version

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "0123456789abcdef"
ID = "bf00112233445566778899"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "lamp.key"
    path.write_text(SECRET + "\n")
    return path


def test_a_device_is_stored_privately_with_the_key_of_a_file(tmp_path: Path, key_file: Path) -> None:
    file = tmp_path / "new" / "devices.json"
    done = call("add", ID, "--name", "lamp", "--key-file", key_file, "--offline", "--devices", file, "--json")
    assert done.code == 0
    assert done.data["device"]["name"] == "lamp"
    assert done.data["is_reached"] is False
    stored = DeviceStore.load(file).find("lamp")
    assert stored.key is not None
    assert stored.key.reveal() == SECRET.encode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert SECRET not in done.out + done.err


def test_address_and_version_are_found_by_connecting(home: Home, tmp_path: Path) -> None:
    lamp = home.devices["lamp"]
    key = tmp_path / "key"
    key.write_bytes(lamp.key.reveal())
    where = ("--address", lamp.address, "--port", lamp.port)
    done = call("add", lamp.id, "--key-file", key, *where, "--devices", tmp_path / "d.json", "--json")
    assert done.code == 0, done
    assert done.data["is_reached"] is True
    assert done.data["device"]["version"] == "3.4"
    assert DeviceStore.load(tmp_path / "d.json").find(lamp.id).version is Version.V34


def test_a_device_that_does_not_answer_is_stored_and_said_to_be_unproven(tmp_path: Path, key_file: Path) -> None:
    where = ("--address", "127.0.0.1", "--port", "1")
    done = call("add", ID, "--key-file", key_file, *where, "--devices", tmp_path / "d.json", "--json")
    assert done.code == 7
    assert done.error["code"] == "net.refused"
    assert DeviceStore.load(tmp_path / "d.json").get(ID) is not None


def test_the_key_may_come_from_the_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(SECRET + "\n"))
    done = call("add", ID, "--key-stdin", "--offline", "--devices", tmp_path / "d.json")
    assert done.code == 0
    assert "Stored bf00112233445566778899" in done.all


def test_the_key_is_asked_for_without_showing_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Keyboard(io.StringIO):
        def isatty(self) -> bool:
            return True

    def typed(prompt: str, stream: object) -> str:
        assert "not shown" in prompt
        assert stream is not None
        return SECRET

    monkeypatch.setattr(sys, "stdin", Keyboard())
    monkeypatch.setattr("getpass.getpass", typed)
    assert call("add", ID, "--offline", "--devices", tmp_path / "d.json").code == 0


def type_key(prompt: str, stream: object) -> str:
    """Stand in for a person who types the key."""
    assert prompt
    assert stream is not None
    return SECRET


def test_what_is_missing_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Keyboard(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Keyboard(f"{ID}\nDesk lamp\n"))
    monkeypatch.setattr("getpass.getpass", type_key)
    done = call("add", "--offline", "--devices", tmp_path / "d.json")
    assert done.code == 0
    lamp = DeviceStore.load(tmp_path / "d.json").find("Desk lamp")
    assert (lamp.id, lamp.key_source) == (ID, "by hand")
    assert SECRET not in done.out + done.err
    monkeypatch.setattr(sys, "stdin", Keyboard("\n"))
    assert call("add", "--offline", "--devices", tmp_path / "d.json").code == 2


def test_a_key_that_is_replaced_stays_as_an_alternative(tmp_path: Path, key_file: Path) -> None:
    file = tmp_path / "d.json"
    assert call("add", ID, "--key-file", key_file, "--offline", "--devices", file).code == 0
    key_file.write_text("another key 1234")
    assert call("add", ID, "--key-file", key_file, "--offline", "--replace", "--devices", file).code == 0
    lamp = DeviceStore.load(file).find(ID)
    assert lamp.key == LocalKey("another key 1234")
    assert [each.key for each in lamp.alternatives] == [LocalKey(SECRET)]


def test_without_anybody_to_ask_it_says_how_to_give_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    done = call("add", ID, "--offline", "--devices", tmp_path / "d.json", "--json")
    assert done.code == 2
    assert "--key-file" in done.error["hint"]


def test_a_key_of_the_wrong_length_is_refused_and_not_repeated(tmp_path: Path) -> None:
    key = tmp_path / "short"
    key.write_text("tooshort")
    done = call("add", ID, "--key-file", key, "--offline", "--devices", tmp_path / "d.json", "--json")
    assert done.code == 4
    assert "16 characters" in done.error["message"]
    assert "tooshort" not in done.out + done.err
    assert not (tmp_path / "d.json").exists()


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    done = call("add", ID, "--key-file", tmp_path / "none", "--offline", "--devices", tmp_path / "d.json", "--json")
    assert (done.code, done.error["code"]) == (9, "storage")


def test_a_child_needs_no_key(devices: Path, home: Home) -> None:
    del home
    done = call("add", "child1", "--parent", "gateway", "--cid", "a1", "--offline", "--devices", devices, "--json")
    assert done.data["device"]["cid"] == "a1"


@pytest.mark.parametrize(
    "arguments",
    [(), (ID, "--parent", "x"), (ID, "--key-file", "a", "--key-stdin"), (ID, "--import", "a"), (ID, "--version", "9")],
)
def test_calls_that_make_no_sense_are_refused(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert call("add", *arguments, "--offline", "--devices", tmp_path / "d.json").code == 2


def test_devices_of_tinytuya_are_taken_in(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.json"
    theirs.write_text(json.dumps([{"id": ID, "name": "lamp", "key": SECRET}, {"id": "bf01", "key": "short"}]))
    done = call("add", "--import", theirs, "--devices", tmp_path / "d.json", "--json")
    assert done.code == 7
    assert ID in done.line["data"]["added"]
    assert done.error["code"] == "import.skipped"
    assert SECRET not in done.out


def test_a_device_is_not_stored_twice_by_accident(devices: Path, home: Home, key_file: Path) -> None:
    known = home.devices["lamp"].id
    assert call("add", known, "--key-file", key_file, "--offline", "--devices", devices).code == 2
    assert call("add", known, "--key-file", key_file, "--offline", "--replace", "--devices", devices).code == 0
