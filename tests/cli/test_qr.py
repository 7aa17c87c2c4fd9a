"""Codes on the screen and as pictures."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from tuyalan.cli import qr
from tuyalan.cli.qr import BORDER, draw_code, make_code, write_code
from tuyalan.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

LINK = "tuyaSmart--qrLogin?token=code+/07f42ac98dac136c=="
HALVES = {"█": (0, 0), "▀": (0, 1), "▄": (1, 0), " ": (1, 1)}


def test_the_screen_shows_the_modules_of_the_code() -> None:
    code = make_code(LINK)
    lines = draw_code(code).plain.rstrip("\n").split("\n")
    rows = [[HALVES[letter][half] for letter in line] for line in lines for half in (0, 1)]
    expected = [list(row) for row in code.matrix_iter(border=BORDER)]
    assert [[bool(each) for each in row] for row in rows[: len(expected)]] == [
        [bool(each) for each in row] for row in expected
    ]
    # The row that fills up the last line is light.
    assert all(not any(row) for row in rows[len(expected) :])


def test_the_code_fits_on_a_small_screen() -> None:
    lines = draw_code(make_code(LINK + "x" * 20)).plain.rstrip("\n").split("\n")
    assert len(lines) <= 21
    assert len({len(line) for line in lines}) == 1
    assert len(lines[0]) <= 60


def test_colours_are_the_codes_own() -> None:
    text = draw_code(make_code(LINK))
    assert {str(span.style) for span in text.spans} == {"#ffffff on #000000"}


@pytest.mark.parametrize(("kind", "begin"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_pictures_are_for_their_owner(tmp_path: Path, kind: str, begin: bytes) -> None:
    path = tmp_path / f"code.{kind}"
    write_code(make_code(LINK), path, "png" if kind == "png" else "svg")
    assert path.read_bytes().startswith(begin)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qr, "find_spec", dict[str, object]().get)
    with pytest.raises(ConfigError) as caught:
        make_code(LINK)
    assert "tuyalan[keys]" in caught.value.hint
