"""`tuyalan config`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.support import call
from tuyalan.config import reading

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "# mine\n[hub]\nshow = 'values'  # all of it\n"


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "deep" / "tuyalan.toml"
    monkeypatch.setenv("TUYALAN_CONFIG", str(path))
    return path


def test_every_setting_is_shown_with_where_it_comes_from(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.parent.mkdir()
    path.write_text(TEXT)
    monkeypatch.setenv("TUYALAN_HUB_MAX_CONNECTING", "10")
    done = call("config", "show", "--json")
    shown = {setting["name"]: setting for setting in done.data["settings"]}
    assert shown.keys() == set(reading.list_names())
    assert shown["hub.show"]["where"] == "tuyalan.toml, line 3, column 1"
    assert shown["hub.max_connecting"] == {
        "name": "hub.max_connecting",
        "value": 10,
        "origin": "environment",
        "where": "TUYALAN_HUB_MAX_CONNECTING",
    }
    assert shown["hub.beacons"]["origin"] == "default"
    assert "TUYALAN_HUB_MAX_CONNECTING" in call("config", "show").out
    assert len(call("config", "show", "hub.show", "--json").data["settings"]) == 1
    assert call("config", "show", "mtqq").code == 2


def test_a_setting_is_changed_and_comments_stay(path: Path) -> None:
    assert call("config", "set", "hub.show", "nothing", "--json").data["is_changed"] is True
    path.write_text(TEXT)
    done = call("config", "set", "hub.state_interval", "300", "--json")
    assert done.data == {"path": str(path), "name": "hub.state_interval", "value": 300.0, "is_changed": True}
    assert path.read_text() == TEXT + "state_interval = 300.0\n"
    assert path.stat().st_mode & 0o077 == 0
    assert "was so already" in call("config", "set", "hub.state_interval", "300").out
    assert "was changed" in call("config", "unset", "hub.state_interval").out
    assert path.read_text() == TEXT


def test_what_is_wrong_is_told_and_the_file_is_left(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(TEXT)
    assert "expected `float` >= 0.0" in call("config", "set", "hub.session_gap", "-1", "--json").error["message"]
    assert call("config", "set", "hub.nothing", "1").code == 9
    assert call("config", "set", "hub.show").code == 2
    assert call("config", "unset", "hub.show", "values").code == 2
    assert call("config", "set").code == 2
    assert path.read_text() == TEXT
    path.write_bytes(b"\xff\xfe")
    assert "UTF-8" in call("config", "set", "hub.show", "values", "--json").error["message"]


def test_a_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "is_secret", bool)
    done = call("config", "set", "hub.state", "hush", "--json")
    assert done.data["value"] == reading.MASK
    assert "hush" not in call("config", "show", "--json").all
