"""Text from elsewhere, made harmless for terminals."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.cli.visible import MARK, escape_json, make_visible, shorten


@pytest.mark.parametrize("text", ["desk lamp", "Küche", "客厅", "👩‍🚀", "מטבח", "two\nlines", "a\tb", "21.5 °C"])
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert make_visible(text) == text


@pytest.mark.parametrize("text", ["\x1b[2J", "\x9b31m", "\x07", "\r", "\x7f", "\u202egnp.exe", "\u2066", "\ud83d"])
def test_what_would_do_something_is_a_mark(text: str) -> None:
    assert make_visible(text)[0] == MARK
    assert len(make_visible(text)) == len(text)


@given(st.text())
def test_nothing_but_tabs_and_ends_of_lines_controls_the_terminal(text: str) -> None:
    shown = make_visible(text)
    assert not any(ord(letter) < 32 and letter not in "\n\t" for letter in shown)
    assert make_visible(shown) == shown


@given(st.text())
def test_escaped_json_means_the_same(text: str) -> None:
    escaped = escape_json(json.dumps({text: text}, ensure_ascii=False))
    assert json.loads(escaped) == {text: text}
    assert make_visible(escaped) == escaped


def test_a_long_text_is_cut_and_says_so() -> None:
    assert shorten("lamp", 4) == "lamp"
    assert shorten("lamps", 4) == "lam…"
