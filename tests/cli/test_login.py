"""`tuyalan login`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.cloud_support import type_in
from tests.cli.support import Called, Home, call
from tests.credentials.cloud import faults
from tests.credentials.cloud.fake import FakeCloud, open_cloud
from tests.credentials.cloud.fake_app import USER_CODE
from tests.credentials.cloud.fake_home import GATEWAY, KEYS, LAMP, SENSOR
from tuyalan.app.renewing import KeyFinder
from tuyalan.credentials.cloud.scanning import ScanLogin
from tuyalan.storage import DeviceStore, config_folder
from tuyalan.storage.logins import LoginsFile

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Generator[FakeCloud]:
    with open_cloud() as opened:
        monkeypatch.setenv("TUYALAN_LOGIN_SERVICE", opened.base)
        opened.app.polls_until_yes = 1
        yield opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home.json"


def log_in(path: Path, *more: object) -> Called:
    return call("login", "--user-code", USER_CODE, "--devices", path, *more)


def key_of(path: Path, device_id: str) -> str:
    record = DeviceStore.load(path).get(device_id)
    assert record is not None
    assert record.key is not None
    return record.key.reveal().decode()


def test_a_person_with_the_phone_gets_all_keys(cloud: FakeCloud, path: Path) -> None:
    done = log_in(path)
    assert done.code == 7, done.all  # One device is shared, and its key held back.
    assert key_of(path, LAMP) == KEYS[LAMP]
    store = DeviceStore.load(path)
    child = store.get(SENSOR)
    assert child is not None
    assert (child.parent, child.cid, child.key) == (GATEWAY, "a4c1380011223344", None)
    assert "Confirmed" in done.err
    assert f"tuyaSmart--qrLogin?token={cloud.app.qr_token}" in done.err
    assert "5 added" in done.out
    assert "temp_current" in (config_folder() / "schemas.json").read_text()


def test_the_user_code_is_asked_for_and_remembered(
    cloud: FakeCloud, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(monkeypatch, USER_CODE, "y")
    done = call("login", "--devices", path)
    assert "Account and Security" in done.err
    assert len(DeviceStore.load(path).records) == 5
    cloud.app.polls = 0
    type_in(monkeypatch, "", "n")
    assert f"[{USER_CODE}]" in call("login", "--devices", path).err


def test_machines_get_the_text_of_the_code_first(cloud: FakeCloud, path: Path) -> None:
    done = log_in(path, "--json", "--yes")
    shown, taken = done.lines
    assert shown["data"] == {"link": f"tuyaSmart--qrLogin?token={cloud.app.qr_token}", "seconds": 180.0}
    assert taken["data"]["is_stored"]
    assert {change["action"] for change in taken["data"]["changes"]} == {"add"}
    assert "code" not in call("login", "--json", "--devices", path).err


def test_pictures_of_the_code_are_written(cloud: FakeCloud, path: Path, tmp_path: Path) -> None:
    log_in(path, "--png", tmp_path / "code.png", "--svg", tmp_path / "code.svg", "--dry-run")
    assert (tmp_path / "code.png").read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in (tmp_path / "code.svg").read_bytes()
    assert cloud.app.polls == 1


def test_a_dry_run_stores_no_device(cloud: FakeCloud, path: Path) -> None:
    done = log_in(path, "--dry-run")
    assert "Nothing was stored" in done.all
    assert not path.exists()
    assert cloud.app.polls == 1


def test_a_refresh_needs_no_phone_and_tells_what_changed(cloud: FakeCloud, path: Path) -> None:
    log_in(path)
    before = cloud.app.refresh_token
    cloud.devices[LAMP]["local_key"] = "N" * 16
    polls = cloud.app.polls
    done = call("login", "--refresh", "--yes", "--devices", path)
    assert cloud.app.polls == polls
    assert "1 got another key" in done.out
    assert key_of(path, LAMP) == "N" * 16
    (kept,) = LoginsFile().read().values()
    assert kept["refresh_token"] == cloud.app.refresh_token != before


def test_a_key_that_changes_is_asked_about(cloud: FakeCloud, path: Path) -> None:
    log_in(path)
    cloud.devices[LAMP]["local_key"] = "N" * 16
    done = call("login", "--refresh", "--devices", path)
    assert done.code == 2
    assert "--yes" in done.err
    assert key_of(path, LAMP) == KEYS[LAMP]


def test_keys_alone_are_quicker(cloud: FakeCloud, path: Path) -> None:
    log_in(path, "--keys-only")
    assert not any("specifications" in each or "/room" in each for each in cloud.seen)


def test_a_login_is_given_back(cloud: FakeCloud, path: Path) -> None:
    log_in(path)
    assert "is forgotten" in call("login", "--forget").out
    assert cloud.app.is_logged_out
    assert LoginsFile().read() == {}
    assert key_of(path, LAMP) == KEYS[LAMP]


def test_a_login_that_ended_is_forgotten_all_the_same(cloud: FakeCloud, path: Path) -> None:
    log_in(path)
    cloud.app.revoke()
    done = call("login", "--forget", "--json")
    assert done.data == {"user_code": USER_CODE, "is_ended": False}
    assert LoginsFile().read() == {}


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--refresh",), 4, "no login yet"),
        (("--forget",), 4, "no login yet"),
        ((), 2, "nobody to ask for the user code"),
        (("--user-code", "a b"), 2, "letters and digits"),
        (("--user-code", "wrong1"), 4, "no code to scan"),
        (("--user-code", USER_CODE, "--timeout", "0"), 2, "--timeout"),
        (("--user-code", USER_CODE, "--service", "http://example.org"), 2, "not encrypted"),
    ],
)
def test_what_cannot_be_is_told(cloud: FakeCloud, arguments: tuple[str, ...], code: int, told: str) -> None:
    done = call("login", *arguments)
    assert done.code == code, done.all
    assert told in done.all
    assert not cloud.app.given


def test_another_account_is_told_from_the_one_that_is_known(cloud: FakeCloud, path: Path) -> None:
    log_in(path)
    done = call("login", "--refresh", "--user-code", "Other1")
    assert done.code == 4
    assert USER_CODE in done.all
    assert cloud.app.polls == 1


def test_the_time_left_is_told_where_nothing_can_be_drawn(
    cloud: FakeCloud, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.app.polls_until_yes = 0

    async def pass_quickly(self: ScanLogin, *_: object) -> None:
        before = self._now
        self._now = lambda: before() + 20

    monkeypatch.setattr(ScanLogin, "_pause", pass_quickly)
    done = log_in(path)
    assert done.code == 4
    assert done.err.count("Waiting for the app") >= 3
    assert "nobody confirmed" in done.err.lower()


@pytest.mark.parametrize("fault", [faults.reply(200, faults.PAGE), faults.code(1106)])
def test_a_login_that_was_confirmed_is_kept_whatever_follows(cloud: FakeCloud, path: Path, fault: faults.Fault) -> None:
    cloud.faults.append(fault._replace(match="/homes"))
    assert log_in(path).code == 8
    cloud.faults.clear()
    assert call("login", "--refresh", "--devices", path).code == 7
    assert json.loads((config_folder() / "logins.json").read_text())["logins"]


def test_tokens_are_sealed_with_the_keys(
    cloud: FakeCloud, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "passphrase").write_text("a few words\n")
    (tmp_path / "passphrase").chmod(0o600)
    monkeypatch.setenv("TUYALAN_PASSPHRASE_FILE", str(tmp_path / "passphrase"))
    log_in(path)
    assert call("keys", "protect", "--passphrase", "--devices", path).code == 0
    kept = (config_folder() / "logins.json").read_text()
    assert not any(token in kept for token in cloud.app.given)
    assert "2 as before" in call("login", "--refresh", "--devices", path).out
    kept = (config_folder() / "logins.json").read_text()
    assert not any(token in kept for token in cloud.app.given)
    assert call("keys", "unprotect", "--devices", path).code == 0
    assert cloud.app.refresh_token in (config_folder() / "logins.json").read_text()


def test_a_key_that_a_device_refuses_is_renewed_by_itself_and_told(
    cloud: FakeCloud, home: Home, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    defaults = KeyFinder.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "interval", 0.0)
    device = home.devices["lamp"]
    cloud.devices[device.id] = cloud.devices[LAMP] | {"id": device.id, "local_key": "0123456789abcdef"}
    log_in(path)
    store = DeviceStore.load(path)
    store.learn(device.id, address=device.address, version=device.version)
    store.update(device.id, port=device.port)
    store.save()
    # Paired again, as the cloud knows and we do not.
    cloud.devices[device.id]["local_key"] = device.key.reveal().decode()
    cloud.seen.clear()
    done = call("status", device.id, "--devices", path)
    assert done.code == 0, done.all
    assert "was renewed" in done.err
    assert key_of(path, device.id) == device.key.reveal().decode()
    assert len([each for each in cloud.seen if "homes" in each]) == 1
