"""Directories of device files, compiled once."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

import pytest

from tests.knowledge.tuyalocal.making import LAMP, PLUG, fill
from tuyalan.errors import ConfigError, StorageError
from tuyalan.knowledge.tuyalocal import loading
from tuyalan.knowledge.tuyalocal.loading import DEVICE_FOLDER, find_files, load_directory, store_name


@pytest.mark.parametrize("folder", [".", "devices", DEVICE_FOLDER])
def test_a_checkout_does_as_well_as_the_folder_itself(tmp_path: Path, folder: Path) -> None:
    fill(tmp_path / folder, plug=PLUG, lamp=LAMP)
    (tmp_path / folder / "README.md").touch()
    (tmp_path / folder / "folder.yaml").mkdir()
    assert [file.name for file in find_files(tmp_path)] == ["lamp.yaml", "plug.yaml"]


def test_a_directory_without_device_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="holds no device files") as caught:
        load_directory(tmp_path)
    assert "HACS" in str(caught.value.hint)
    with pytest.raises(StorageError, match="is not a directory"):
        load_directory(tmp_path / "missing")


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MAX_FILES", 1)
    with pytest.raises(StorageError, match="more than 1 device files"):
        load_directory(fill(tmp_path, plug=PLUG, lamp=LAMP))


def test_a_directory_that_cannot_be_listed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(StorageError, match="cannot be read: Permission denied"):
        load_directory(tmp_path)


def test_it_is_compiled_once_and_needs_no_yaml_from_then_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, store = fill(tmp_path / "devices", plug=PLUG), tmp_path / "store"
    first = load_directory(folder, store)
    monkeypatch.setitem(sys.modules, "yaml", None)
    assert load_directory(folder, store).profile("plug.yaml") == first.profile("plug.yaml")
    with pytest.raises(ConfigError):
        load_directory(folder)


def test_a_change_is_noticed(tmp_path: Path) -> None:
    folder, store = fill(tmp_path / "devices", plug=PLUG), tmp_path / "store"
    assert load_directory(folder, store).files == ("plug.yaml",)
    fill(folder, lamp=LAMP)
    assert load_directory(folder, store).files == ("lamp.yaml", "plug.yaml")
    os.utime(folder / "plug.yaml", (1, 1))
    (folder / "plug.yaml").write_text(PLUG.replace("Plug", "Outlet"), encoding="utf-8")
    changed = load_directory(folder, store).profile("plug.yaml")
    assert changed is not None
    assert changed.name == "Outlet"


@pytest.mark.parametrize("damage", [b"", b"\xc1", b"\x80"])
def test_a_damaged_store_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    folder, store = fill(tmp_path / "devices", plug=PLUG), tmp_path / "store"
    load_directory(folder, store)
    path = store / store_name(folder)
    path.write_bytes(damage)
    assert load_directory(folder, store).files == ("plug.yaml",)
    assert path.stat().st_size > len(damage)


def test_a_store_that_is_too_large_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, store = fill(tmp_path / "devices", plug=PLUG), tmp_path / "store"
    load_directory(folder, store)
    monkeypatch.setattr(loading, "MAX_STORE_SIZE", 10)
    assert load_directory(folder, store).files == ("plug.yaml",)


def test_what_cannot_be_stored_is_used_all_the_same(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = fill(tmp_path / "devices", plug=PLUG)
    (tmp_path / "store").touch()
    with caplog.at_level(logging.WARNING):
        assert load_directory(folder, tmp_path / "store").files == ("plug.yaml",)
    assert "will be again the next time" in caplog.text


def test_a_file_that_vanishes_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def find(_: Path) -> list[Path]:
        return [tmp_path / "gone.yaml"]

    monkeypatch.setattr(loading, "find_files", find)
    assert [str(problem) for problem in load_directory(tmp_path).problems] == [
        "gone.yaml: it cannot be read: No such file or directory"
    ]
