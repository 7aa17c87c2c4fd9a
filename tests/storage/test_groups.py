"""Groups and scenes are stored whole, and what cannot be understood is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tuyalan.errors import StorageError, UseError
from tuyalan.storage.groups import Arrangement, read_arrangement, write_arrangement

if TYPE_CHECKING:
    from pathlib import Path

FULL = Arrangement(
    groups={"Kitchen": ("bf01", "bf02")},
    scenes={"Evening": {"bf01": {"switch_led": True, "x": [1]}}},
    ids={"Kitchen": "0123abcd"},
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "groups.json"
    assert read_arrangement(path) == Arrangement()
    write_arrangement(path, FULL)
    assert read_arrangement(path) == FULL
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "text", ["", "[]", '{"groups": []}', '{"groups": {"a": [1]}}', '{"scenes": {"a": {"b": 1}}}', "{", "[" * 5000]
)
def test_a_file_that_is_none_of_ours_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "groups.json"
    path.write_text(text)
    with pytest.raises(StorageError):
        read_arrangement(path)
    assert path.read_text() == text


def test_a_file_of_a_newer_tuyalan_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "groups.json"
    path.write_text('{"schema": 99}')
    with pytest.raises(StorageError, match="schema 99"):
        read_arrangement(path)


def test_what_json_cannot_carry_is_refused(tmp_path: Path) -> None:
    scene = {"bf01": {"switch": object()}}
    with pytest.raises(UseError, match="cannot be stored"):
        write_arrangement(tmp_path / "groups.json", Arrangement(scenes={"a": scene}))
