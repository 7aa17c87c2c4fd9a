"""The file of logins."""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING, Final

import pytest

from tuyalan.errors import LockedError, StorageError
from tuyalan.storage.logins import LoginsFile
from tuyalan.storage.unlocking import Unlocker
from tuyalan.storage.vault import lock_with_passphrase

if TYPE_CHECKING:
    from pathlib import Path

LOGIN: Final = {"endpoint": "https://example.org", "refresh_token": "refresh-1"}


def test_logins_come_back_the_last_made_first(tmp_path: Path) -> None:
    file = LoginsFile(tmp_path / "logins.json")
    assert file.read() == {}
    file.put("app one", LOGIN)
    file.put("app two", LOGIN)
    file.put("app one", LOGIN | {"refresh_token": "refresh-2"})
    assert list(file.read()) == ["app one", "app two"]
    assert file.read()["app one"]["refresh_token"] == "refresh-2"


def test_a_change_leaves_the_order_and_the_others(tmp_path: Path) -> None:
    file = LoginsFile(tmp_path / "logins.json")
    file.put("app one", LOGIN)
    file.put("app two", LOGIN)
    file.update("app one", LOGIN | {"refresh_token": "refresh-2"})
    assert list(file.read()) == ["app two", "app one"]
    assert file.read()["app two"] == LOGIN


def test_a_login_is_forgotten(tmp_path: Path) -> None:
    file = LoginsFile(tmp_path / "logins.json")
    file.put("app one", LOGIN)
    assert file.remove("app one")
    assert not file.remove("app one")
    assert "refresh-1" not in file.path.read_text()


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        file = LoginsFile(tmp_path / "new" / "logins.json")
        file.put("app one", LOGIN)
    finally:
        os.umask(before)
    if os.name == "posix":
        assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700


def test_the_users_own_file_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    assert LoginsFile().path.name == "logins.json"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (json.dumps({"schema": 3, "logins": {}}), "schema 3"),
        (json.dumps({"schema": 2, "sealed": ""}), "does not know"),
        (json.dumps({"schema": 1}), "no file of logins"),
        (json.dumps([1]), "no file of logins"),
        ('{"schema": 1, "logins": {"app": {"refresh_token": "refr', "logins.json"),
    ],
)
def test_what_is_not_understood_is_left_as_it_is(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "logins.json"
    path.write_text(text)
    with pytest.raises(StorageError, match=told) as caught:
        LoginsFile(path).put("app", LOGIN)
    assert path.read_text() == text
    assert "refr" not in str(caught.value)


def test_what_is_no_login_in_it_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "logins.json"
    path.write_text(json.dumps({"schema": 1, "logins": {"a": 7, "b": LOGIN}}))
    assert LoginsFile(path).read() == {"b": LOGIN}


def test_sealed_logins_open_with_their_vault_only(tmp_path: Path) -> None:
    vault = lock_with_passphrase("a few words", cost=2)
    unlocker = Unlocker()
    unlocker.remember(vault)
    file = LoginsFile(tmp_path / "logins.json", unlocker=unlocker)
    file.protect(vault)
    assert not file.path.exists()
    file.put("app one", LOGIN)
    file.protect(vault)
    assert file.read() == {"app one": LOGIN}
    file.update("app one", LOGIN | {"refresh_token": "refresh-2"})
    assert "refresh" not in file.path.read_text()
    assert "app one" not in file.path.read_text()
    with pytest.raises(LockedError):
        LoginsFile(file.path, unlocker=Unlocker(environ={})).read()
    file.protect(None)
    assert LoginsFile(file.path).read()["app one"]["refresh_token"] == "refresh-2"


def test_a_new_file_is_sealed_where_the_devices_are(tmp_path: Path) -> None:
    vault = lock_with_passphrase("a few words", cost=2)
    file = LoginsFile(tmp_path / "logins.json", unlocker=Unlocker(), find_vault=lambda: vault)
    file.put("app one", LOGIN)
    assert "refresh" not in file.path.read_text()
    assert file.read() == {"app one": LOGIN}


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_a_link_in_place_of_the_file_is_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("precious")
    (tmp_path / "logins.json").symlink_to(other)
    with pytest.raises(StorageError):
        LoginsFile(tmp_path / "logins.json").put("app", LOGIN)
    assert other.read_text() == "precious"
