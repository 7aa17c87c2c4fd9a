"""Settings come from flags, environment and file, in this order, and every fault is told with where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from tuyalan.config import Origin, Settings, build_values, load_settings
from tuyalan.config import reading as module
from tuyalan.config.reading import MASK, describe_setting, parse_setting
from tuyalan.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path
from typing import Annotated, get_type_hints


def write(folder: Path, text: str) -> Path:
    path = folder / "tuyalan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(path: Path | None = None, **given: dict[str, str]) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_settings(path, environ=given.get("environ", {}), flags=given.get("flags"))
    return caught.value.message.splitlines()


def test_nothing_given_is_all_defaults(tmp_path: Path) -> None:
    loaded = load_settings(tmp_path / "none.toml", environ={"PATH": "/bin", "TUYALAN_DEVICES": "x"})
    assert loaded.settings == Settings()
    assert {setting.origin for setting in build_values(loaded)} == {Origin.DEFAULT}


def test_a_flag_counts_more_than_the_environment_and_that_more_than_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "[hub]\nstate_interval = 10\nmax_connecting = 10\nsession_gap = 10\n")
    environ = {"TUYALAN_HUB_STATE_INTERVAL": "20", "TUYALAN_HUB_MAX_CONNECTING": "20"}
    loaded = load_settings(path, environ=environ, flags={"hub.state_interval": "30"})
    hub = loaded.settings.hub
    assert (hub.state_interval, hub.max_connecting, hub.session_gap) == (30.0, 20, 10.0)
    shown = {setting.name: (setting.value, setting.origin, setting.where) for setting in build_values(loaded)}
    assert shown["hub.state_interval"] == (30.0, Origin.FLAG, "--set hub.state_interval")
    assert shown["hub.max_connecting"] == (20, Origin.ENVIRONMENT, "TUYALAN_HUB_MAX_CONNECTING")
    assert shown["hub.session_gap"] == (10.0, Origin.FILE, "tuyalan.toml, line 4, column 1")
    assert shown["hub.beacons"] == (True, Origin.DEFAULT, "")


def test_all_faults_are_told_at_once_each_with_its_place(tmp_path: Path) -> None:
    path = write(tmp_path, "[hub]\nstate_intervall = 5\nbeacons = 'yes'\n[mtqq]\n")
    told = faults(path, environ={"TUYALAN_HUB_SHOW": "all"}, flags={"hub.session_gap": "-1"})
    assert told[0] == (
        "tuyalan.toml, line 2, column 1: there is no setting 'hub.state_intervall'; did you mean 'hub.state_interval'?"
    )
    text = "\n".join(told)
    assert "tuyalan.toml, line 3, column 1: hub.beacons: expected `bool`, got `str` (Hear announcements" in text
    assert "tuyalan.toml, line 4, column 2: there is no setting 'mtqq'" in text
    assert "TUYALAN_HUB_SHOW: invalid enum value 'all'" in text
    assert "--set hub.session_gap: expected `float` >= 0.0" in text


def test_a_section_is_a_table(tmp_path: Path) -> None:
    assert faults(write(tmp_path, "hub = 5\n")) == [
        "tuyalan.toml, line 1, column 1: 'hub' is a section: write [hub]",
    ]


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1e400", "0", "", "ten", "\x00"])
def test_a_number_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"hub\.state_interval: "):
        parse_setting("hub.state_interval", text)


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("ON", True), (" off ", False), ("0", False)])
def test_words_for_true_and_false_are_understood(text: str, value: object) -> None:
    assert parse_setting("hub.beacons", text) is value


def test_a_variable_that_names_no_setting_of_a_section_is_a_fault() -> None:
    assert faults(None, environ={"TUYALAN_HUB_BEACON": "1"})[0].startswith(
        "TUYALAN_HUB_BEACON: there is no setting 'hub.beacon'"
    )
    assert load_settings(None, environ={"TUYALAN_HUB": "1", "TUYALAN_OTHER_THING": "1"}).given == {}


def test_a_flag_that_names_no_setting_is_a_fault() -> None:
    assert faults(None, flags={"hub": "1"})[0].startswith("--set hub: there is no setting 'hub'")


class Other(msgspec.Struct, frozen=True, kw_only=True):
    """A section with what the hub's has not."""

    words: Annotated[tuple[str, ...], msgspec.Meta(description="Words.")] = ()
    numbers: Annotated[dict[str, int], msgspec.Meta(description="Numbers.")] = {}
    password: Annotated[str, msgspec.Meta(description="Secret.", extra={"secret": True})] = ""


def test_lists_and_secrets_are_settings_too(monkeypatch: pytest.MonkeyPatch) -> None:
    types = {"other": get_type_hints(Other, include_extras=True)}
    monkeypatch.setattr(module, "SECTIONS", {"other": Other})
    monkeypatch.setattr(module, "_types", lambda: types)
    assert parse_setting("other.words", "a, b,") == ("a", "b")
    assert parse_setting("other.words", '["a,b"]') == ("a,b",)
    assert parse_setting("other.numbers", '{"a": 1}') == {"a": 1}
    assert parse_setting("other.password", " x ") == " x "
    for text in ("{", "5"):
        with pytest.raises(ConfigError):
            parse_setting("other.numbers", text)
    assert [describe_setting(f"other.{name}") for name in Other.__struct_fields__] == ["list", "table", "text"]
    assert module.is_secret("other.password")
    assert not module.is_secret("other.words")


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("hub.show", "`nothing` or `events` or `values`"),
        ("hub.beacons", "`true` or `false`"),
        ("hub.state", "text"),
        ("hub.max_connecting", "whole number, 1 to 1000"),
        ("hub.connect_timeout", "number, more than 0 to 300"),
    ],
)
def test_a_setting_says_what_it_takes(name: str, phrase: str) -> None:
    assert describe_setting(name) == phrase


def _is_state(name: str) -> bool:
    return name == "hub.state"


def test_a_secret_is_masked_where_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "is_secret", _is_state)
    loaded = load_settings(None, environ={}, flags={"hub.state": "very secret"})
    shown = {setting.name: setting.value for setting in build_values(loaded)}
    assert (shown["hub.state"], shown["hub.devices"]) == (MASK, "")
