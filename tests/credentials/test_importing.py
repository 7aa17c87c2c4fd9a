"""Files of other programs."""

from __future__ import annotations

import json
import shutil
import zipfile
from typing import TYPE_CHECKING, Final

import pytest

from tests.credentials.samples import (
    FILES,
    HUB,
    HUB_KEY,
    LAMP,
    LAMP_KEY,
    PLUG,
    PLUG_KEY,
    SECRETS,
    SENSOR,
    keys_in,
    sample,
)
from tests.support import run
from tuyalan.credentials.containers import Content
from tuyalan.credentials.importing import ImportedFile, find_moment, read_import
from tuyalan.errors import CredentialError, StorageError
from tuyalan.vocabulary import Version

if TYPE_CHECKING:
    from pathlib import Path

    from tuyalan.vocabulary import LocalKey

ALL: Final = {LAMP: LAMP_KEY, PLUG: PLUG_KEY, HUB: HUB_KEY}

WHOSE: Final[dict[str, tuple[str, dict[str, LocalKey]]]] = {
    "tinytuya-devices.json": ("devices.json of tinytuya", ALL),
    "tinytuya-snapshot.json": ("snapshot.json of tinytuya", {LAMP: LAMP_KEY, PLUG: PLUG_KEY}),
    "tinytuya-raw.json": ("tuya-raw.json of tinytuya", ALL),
    "tuya-cli-wizard.json": ("the list of tuya-cli", ALL),
    "tuya-cli-wizard.txt": ("the list of tuya-cli", ALL),
    "tuyapi-link.json": ("a list with local keys", {LAMP: LAMP_KEY}),
    "tuyawizard-devices.json": ("the device list of tuyawizard", {LAMP: LAMP_KEY, HUB: HUB_KEY}),
    "homeassistant-config-entries.json": ("the configuration of Home Assistant", ALL),
    "tuya-mqtt-devices.conf": ("devices.conf of tuya-mqtt", {LAMP: LAMP_KEY, PLUG: PLUG_KEY}),
    "homebridge-config.json": ("the configuration of Homebridge", {LAMP: LAMP_KEY, PLUG: PLUG_KEY}),
    "iobroker-objects.json": ("objects of ioBroker", {LAMP: LAMP_KEY, PLUG: PLUG_KEY}),
    "node-red-flows.json": ("flows of Node-RED", {LAMP: LAMP_KEY}),
    "rustuya-state.json": ("the state of rustuya-bridge", ALL),
    "openhab-tuya.things": ("things of openHAB", {LAMP: LAMP_KEY, PLUG: PLUG_KEY}),
    "openhab-jsondb.json": ("things of openHAB", {LAMP: LAMP_KEY}),
    "android-dev_data_storage.xml": ("the Android app", {LAMP: LAMP_KEY}),
    "android-preferences_global_key_eu1500000000000AbCdE.xml": ("the Android app", ALL),
    "android-gw_storage.xml": ("the Android app", {PLUG: PLUG_KEY}),
    "android-mmkv-preferences_global_key": ("the Android app", ALL),
    "capture-plain.har": ("a HAR capture", ALL),
    "capture-packed.har": ("a HAR capture", ALL),
    "capture-mitmproxy.flow": ("a capture of mitmproxy", ALL),
    "capture-mitmproxy-11.flow": ("a capture of mitmproxy", ALL),
    "capture-mitmproxy-11.har": ("a HAR capture", ALL),
    "capture-charles.chlsj": ("a capture of Charles", ALL),
    "saved-answer.json": ("a saved answer of the maker's cloud", ALL),
}
"""What each file is found to be, and the keys in it."""

WITHOUT: Final = {"tinytuya-access.json", "homeassistant-official-only.json", "README.md"}


def test_every_file_is_listed_here() -> None:
    assert {path.name for path in FILES.iterdir()} == WHOSE.keys() | WITHOUT


@pytest.mark.parametrize("name", WHOSE)
def test_a_file_is_recognised_by_what_it_holds_and_gives_all_its_keys(name: str, tmp_path: Path) -> None:
    # Under a name that says nothing.
    shutil.copy(sample(name), tmp_path / "file")
    found = run(ImportedFile(tmp_path / "file").fetch())
    source, keys = WHOSE[name]
    assert found.source == source
    assert keys_in(found) == keys
    assert {credential.source for credential in found.credentials} == {source}


@pytest.mark.parametrize("name", WHOSE)
def test_nothing_that_is_printed_shows_a_key_and_no_location_or_token_is_kept(name: str) -> None:
    found = ImportedFile(sample(name)).read()
    assert not any(secret in repr(found) for secret in SECRETS)
    kept = str([credential.extra for credential in found.credentials])
    assert not any(word in kept for word in ("52.1", "token", "eu15", "owner", "91.10.20.30"))
    assert not any(credential.address == "91.10.20.30" for credential in found.credentials)


@pytest.mark.parametrize(
    "name",
    [
        "tinytuya-devices.json",
        "tinytuya-raw.json",
        "tuyawizard-devices.json",
        "homeassistant-config-entries.json",
        "rustuya-state.json",
        "android-preferences_global_key_eu1500000000000AbCdE.xml",
        "tuya-cli-wizard.json",
        "tuya-cli-wizard.txt",
    ],
)
def test_children_are_linked_to_their_gateway(name: str) -> None:
    (sensor,) = [each for each in ImportedFile(sample(name)).read().credentials if each.id == SENSOR]
    assert (sensor.name, sensor.parent, sensor.cid) == ("Door sensor", HUB, "a4c138aabbccddee")
    assert sensor.is_child
    assert (sensor.address, sensor.version) == (None, None)


def test_all_that_a_file_says_of_a_device_is_kept() -> None:
    found = ImportedFile(sample("tinytuya-devices.json")).read()
    lamp = found.credentials[0]
    assert (lamp.name, lamp.address, lamp.version) == ("Desk lamp", "192.168.1.21", Version.V34)
    assert (lamp.product_key, lamp.category, lamp.mac) == ("keyjup78v54myhan", "dj", "a0:92:08:00:00:01")
    assert (lamp.uuid, lamp.product_name) == ("9f0123456789abcd", "RGBTW lamp")
    assert lamp.extra["sn"] == "10011"
    assert lamp.schema is not None
    assert lamp.schema.points[20].code == "switch_led"
    assert found.problems == ()


def test_options_of_home_assistant_count_more_than_data() -> None:
    found = ImportedFile(sample("homeassistant-config-entries.json")).read()
    plug = next(each for each in found.credentials if each.id == PLUG)
    assert (plug.key, plug.address, plug.version, plug.name) == (PLUG_KEY, "192.168.1.22", Version.V33, "Plug")


def test_the_app_tells_what_data_points_mean() -> None:
    name = "android-preferences_global_key_eu1500000000000AbCdE.xml"
    lamp = ImportedFile(sample(name)).read().credentials[0]
    assert lamp.schema is not None
    assert lamp.schema.points[20].code == "switch_led"


def test_a_room_is_kept() -> None:
    assert ImportedFile(sample("openhab-tuya.things")).read().credentials[0].room == "Hall"


def test_when_a_key_was_right_is_known_where_the_file_says_so() -> None:
    lamp, plug = ImportedFile(sample("tinytuya-snapshot.json")).read().credentials
    # The plug only stands in the snapshot; it never answered with this key.
    assert (lamp.as_of, plug.as_of) == (1790000000.5, None)
    assert {each.as_of for each in ImportedFile(sample("tinytuya-raw.json")).read().credentials} == {1780000000}
    assert find_moment({"timestamp": 1790000000000}) == 1790000000
    assert find_moment([]) is None


@pytest.mark.parametrize(
    ("name", "hint"),
    [("tinytuya-access.json", "tuyalan keys cloud"), ("homeassistant-official-only.json", "tuyalan login")],
)
def test_a_file_that_never_holds_keys_says_where_they_are(name: str, hint: str) -> None:
    with pytest.raises(CredentialError, match="holds no local keys") as caught:
        ImportedFile(sample(name)).read()
    assert hint in caught.value.hint


def test_a_folder_and_an_archive_give_what_is_in_them(tmp_path: Path) -> None:
    (tmp_path / "folder" / "deep").mkdir(parents=True)
    shutil.copy(sample("tinytuya-devices.json"), tmp_path / "folder" / "deep" / "devices.json")
    shutil.copy(sample("tinytuya-access.json"), tmp_path / "folder" / "tinytuya.json")
    (tmp_path / "folder" / "notes.txt").write_text("nothing here")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(sample("rustuya-state.json"), "rustuya.json")
    folder = ImportedFile(tmp_path / "folder").read()
    assert (folder.source, keys_in(folder)) == ("devices.json of tinytuya", ALL)
    assert folder.problems == ()
    assert keys_in(ImportedFile(tmp_path / "all.zip").read()) == ALL


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (b"", StorageError, "file is empty"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", StorageError, "is a web page"),
        (b"\xff\xfe\xfa", StorageError, "file is no Unicode text"),
        (b"hello", StorageError, "file"),
        (b"[1, 2", CredentialError, "holds no local keys; file: it ends in the middle"),
        (b"[]", CredentialError, "holds no local keys"),
        (b'{"a": [1, {"b": "text that is long enough"}]}', CredentialError, "holds no local keys"),
        (b"[" * 100_000, StorageError, "nested too deeply"),
        (b'<?xml version="1.0"?><map></map>', CredentialError, "holds no local keys"),
        (b"12 devices", StorageError, "neither a flow file of mitmproxy nor JSON"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(data: bytes, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message) as caught:
        read_import(Content("file", data))
    assert "\n" not in str(caught.value)


def test_a_file_saved_by_a_windows_editor_is_read() -> None:
    data = sample("tinytuya-devices.json").read_text().encode("utf-16")
    assert keys_in(read_import(Content("file", data))) == ALL
    assert keys_in(read_import(Content("file", b"\xef\xbb\xbf" + sample("rustuya-state.json").read_bytes()))) == ALL


@pytest.mark.parametrize("name", ["tinytuya-devices.json", "capture-plain.har", "tinytuya-raw.json"])
def test_a_file_that_is_cut_off_gives_what_comes_before(name: str) -> None:
    data = sample(name).read_bytes()
    found = read_import(Content("file", data[: data.index(PLUG.encode()) + 5]))
    keys = keys_in(found)
    assert keys.get(LAMP) == LAMP_KEY
    assert keys.items() <= (ALL | {key: None for key in keys if keys[key] is None}).items()
    assert any("ends in the middle" in problem.reason for problem in found.problems)


def test_doubts_about_a_device_are_told_without_its_key() -> None:
    devices = [
        {"id": "bf01", "key": "tooshort", "name": "a", "ip": "nowhere", "version": "9.9"},
        {"id": "bf02", "local_key": "**REDACTED**"},
        {"local_key": "0123456789abcdef"},
        {"id": "bf03", "local_key": "0123456789abcde\n"},
        {"id": "bf04", "local_key": "0123456789abcdef", "sub": True},
    ]
    found = read_import(Content("file", json.dumps(devices).encode()))
    assert [str(problem) for problem in found.problems] == [
        "bf01: its key is left out: a local key has 16 characters; this one has 8",
        "bf01: its address is no IP address and is left out",
        "bf01: its version '9.9' is not known and is left out",
        "bf02: its key is blacked out",
        "an object has a key and no device id, and is left out",
        "bf03: its key is left out: it holds characters that no key has",
        "bf04: it hangs on a gateway but has no node id, so it cannot be reached",
        "bf04: its gateway is not known",
    ]
    assert "tooshort" not in repr(found)
