"""Where the user's own files live."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest

from tuyalan.errors import ConfigError
from tuyalan.storage.places import config_folder, config_path, devices_path, state_folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the user a home folder of this test alone."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return tmp_path


def test_the_environment_names_the_device_file() -> None:
    assert devices_path({"TUYALAN_DEVICES": "/srv/mine.json", "XDG_CONFIG_HOME": "/etc"}) == Path("/srv/mine.json")


def test_a_tilde_in_the_environment_is_the_home_folder(home: Path) -> None:
    assert devices_path({"TUYALAN_DEVICES": "~/mine.json"}) == home / "mine.json"


def test_an_empty_variable_counts_as_none(home: Path) -> None:
    assert devices_path({"TUYALAN_DEVICES": ""}).name == "devices.json"
    assert config_folder({"XDG_CONFIG_HOME": ""}, platform="linux") == home / ".config" / "tuyalan"
    assert config_folder({"APPDATA": ""}, platform="win32") == home / "AppData" / "Roaming" / "tuyalan"


def test_the_device_file_is_in_the_configuration_folder() -> None:
    assert devices_path({}) == config_folder({}) / "devices.json"


def test_the_settings_are_in_the_configuration_folder_or_where_the_environment_says(home: Path) -> None:
    assert config_path({}) == config_folder({}) / "tuyalan.toml"
    assert config_path({"TUYALAN_CONFIG": "/etc/tuyalan.toml"}) == Path("/etc/tuyalan.toml")
    assert config_path({"TUYALAN_CONFIG": "~/my.toml"}) == home / "my.toml"


def test_linux_follows_the_xdg_rules(home: Path) -> None:
    assert config_folder({}, platform="linux") == home / ".config" / "tuyalan"
    assert config_folder({"XDG_CONFIG_HOME": "/etc/xdg"}, platform="linux") == Path("/etc/xdg/tuyalan")
    assert config_folder({"XDG_CONFIG_HOME": "relative"}, platform="linux") == home / ".config" / "tuyalan"


def test_macos_has_application_support(home: Path) -> None:
    wanted = home / "Library" / "Application Support" / "tuyalan"
    assert config_folder({"XDG_CONFIG_HOME": "/etc/xdg"}, platform="darwin") == wanted


def test_windows_has_roaming_settings(home: Path) -> None:
    assert config_folder({"APPDATA": "/roaming"}, platform="win32") == Path("/roaming/tuyalan")
    assert config_folder({}, platform="win32") == home / "AppData" / "Roaming" / "tuyalan"


def test_what_programs_remember_has_a_folder_of_its_own_on_linux(home: Path) -> None:
    assert state_folder({}, platform="linux") == home / ".local" / "state" / "tuyalan"
    assert state_folder({"XDG_STATE_HOME": "/var/state"}, platform="linux") == Path("/var/state/tuyalan")
    assert state_folder({}, platform="darwin") == config_folder({}, platform="darwin")


def test_a_service_has_the_folder_that_its_manager_names() -> None:
    environ = {"STATE_DIRECTORY": "/var/lib/tuyalan:/var/lib/other"}
    assert state_folder(environ, platform="linux") == Path("/var/lib/tuyalan")


def test_a_user_without_a_home_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> NoReturn:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    with pytest.raises(ConfigError, match="set TUYALAN_DEVICES to the path"):
        devices_path({})
    assert devices_path({"TUYALAN_DEVICES": "/srv/mine.json"}) == Path("/srv/mine.json")
