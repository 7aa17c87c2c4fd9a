"""A setting is changed and everything else in the file stays as its owner wrote it."""

from __future__ import annotations

import sys

import pytest

from tuyalan.config.editing import set_setting, unset_setting
from tuyalan.errors import ConfigError

TEXT = """\
# My house.

[hub]   # the hub
state_interval =   60.0  # the card is old
show = 'events'

# the end
"""


def test_comments_order_and_spacing_stay() -> None:
    assert set_setting(TEXT, "hub.state_interval", 300.0) == TEXT.replace("60.0", "300.0")


def test_a_setting_that_is_not_there_is_added_to_its_section() -> None:
    text = set_setting(TEXT, "hub.beacons", False)
    assert "beacons = false" in text
    assert set(TEXT.splitlines()) <= set(text.splitlines())


def test_a_section_that_is_not_there_is_made() -> None:
    assert set_setting("", "hub.show", "values") == '[hub]\nshow = "values"\n'


def test_a_setting_is_taken_out_again() -> None:
    assert unset_setting(TEXT, "hub.show") == TEXT.replace("show = 'events'\n", "")
    assert unset_setting(TEXT, "hub.beacons") == TEXT
    assert unset_setting("", "hub.beacons") == ""


@pytest.mark.parametrize("name", ["hub.nothing", "hub", "", "x.y"])
def test_a_name_that_is_no_setting_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="no setting"):
        set_setting(TEXT, name, 1)


def test_a_file_that_is_broken_is_not_edited() -> None:
    with pytest.raises(ConfigError, match="line 1, column"):
        set_setting("[hub\n", "hub.show", "values")
    with pytest.raises(ConfigError, match="not written as a section"):
        set_setting("hub = {show = 'events'}\n", "hub.show", "values")


def test_without_tomlkit_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tomlkit", None)
    with pytest.raises(ConfigError) as caught:
        set_setting(TEXT, "hub.show", "values")
    assert 'pip install "tuyalan[hub]"' in caught.value.hint
