"""Files that anybody may read, replaced as a whole."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from tuyalan.errors import StorageError
from tuyalan.knowledge.files import replace_file

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and links of POSIX")


def test_a_file_is_made_with_its_folders_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file"
    replace_file(path, b"one")
    replace_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert os.listdir(path.parent) == ["file"]  # noqa: PTH208


@posix
def test_others_may_read_it(tmp_path: Path) -> None:
    replace_file(tmp_path / "file", b"one")
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o644


@posix
def test_a_link_stays(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file")
    replace_file(tmp_path / "link", b"one")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"one"


@posix
def test_links_in_a_circle_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(StorageError, match="cannot write"):
        replace_file(tmp_path / "a" / "file", b"one")


def test_a_folder_in_the_way_is_an_error_and_nothing_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(StorageError, match="cannot write") as caught:
        replace_file(tmp_path / "folder", b"one")
    assert "the file is as it was" in caught.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_file_in_place_of_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="cannot write"):
        replace_file(tmp_path / "file" / "inner", b"one")
