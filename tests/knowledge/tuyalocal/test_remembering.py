"""The owner's choice of a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tuyalan.errors import StorageError
from tuyalan.knowledge.tuyalocal.remembering import (
    DIRECTORY_VARIABLE,
    SETTING_FILE,
    find_directory,
    forget,
    remember,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_nobody_has_chosen_at_first(tmp_path: Path) -> None:
    assert find_directory(tmp_path, {}) is None
    assert find_directory(None, {}) is None
    assert not forget(tmp_path)


def test_a_choice_is_kept_until_it_is_forgotten(tmp_path: Path) -> None:
    remember(tmp_path / "settings", tmp_path / "devices")
    assert find_directory(tmp_path / "settings", {}) == tmp_path / "devices"
    assert forget(tmp_path / "settings")
    assert find_directory(tmp_path / "settings", {}) is None


def test_a_relative_choice_is_the_same_from_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    remember(tmp_path, type(tmp_path)("devices"))
    assert find_directory(tmp_path, {}) == tmp_path / "devices"


def test_the_environment_counts_first(tmp_path: Path) -> None:
    remember(tmp_path, tmp_path / "devices")
    assert find_directory(tmp_path, {DIRECTORY_VARIABLE: str(tmp_path)}) == tmp_path


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"{", "is damaged"),
        (b'{"schema": 1}', "is damaged"),
        (b'{"schema": 1, "directory": "\xff"}', "is damaged"),
        (b'{"schema": 9, "directory": "x"}', "has schema 9, this Tuyalan knows 1"),
    ],
)
def test_a_file_that_is_none_of_ours_is_told(tmp_path: Path, text: bytes, reason: str) -> None:
    (tmp_path / SETTING_FILE).write_bytes(text)
    with pytest.raises(StorageError, match=reason):
        find_directory(tmp_path, {})


def test_what_cannot_be_read_or_removed_is_told(tmp_path: Path) -> None:
    (tmp_path / SETTING_FILE).mkdir()
    with pytest.raises(StorageError, match="cannot read"):
        find_directory(tmp_path, {})
    with pytest.raises(StorageError, match="cannot remove"):
        forget(tmp_path)
