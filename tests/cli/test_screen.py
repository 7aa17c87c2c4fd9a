"""The console that people look at."""

from __future__ import annotations

import io

from rich.text import Text

from tuyalan.cli.screen import MAX_TEXT, Screen
from tuyalan.cli.views import MAX_CELL, make_table

EVIL = "\x1b[31mred\x1b[0m\x9b2J \u202egnp.exe \x07\x7f"


def show(renderable: object, *, is_terminal: bool = False) -> str:
    stream = io.StringIO()
    Screen(file=stream, width=60, force_terminal=is_terminal, color_system="standard" if is_terminal else None).print(
        renderable
    )
    return stream.getvalue()


def test_text_from_elsewhere_does_nothing_to_the_terminal() -> None:
    for renderable in (EVIL, Text(EVIL, style="bold"), Text.assemble((EVIL, "red"), EVIL)):
        shown = show(renderable)
        assert "gnp.exe" in shown
        assert not any(letter in shown for letter in "\x1b\x9b\u202e\x07\x7f")


def test_a_table_with_such_text_keeps_its_columns() -> None:
    table = make_table("name", "id")
    table.add_row(EVIL, "one")
    table.add_row(Text(EVIL, style="bold"), "one")
    table.add_row("lamp", "two")
    assert show(table).count("gnp.exe") == 2
    lines = show(table).splitlines()
    assert next(line for line in lines if "one" in line).index("one") == next(
        line for line in lines if "two" in line
    ).index("two")


def test_colours_are_still_shown() -> None:
    assert show(Text("warm", style="red"), is_terminal=True) == "\x1b[31mwarm\x1b[0m\n"


def test_a_very_long_text_is_cut() -> None:
    shown = show(Text("x" * 1_000_000))
    assert max(map(len, shown.splitlines())) == 60
    assert MAX_TEXT <= len(shown) < MAX_TEXT * 1.1
    assert shown.rstrip().endswith("…")


def test_a_very_long_cell_is_cut() -> None:
    table = make_table("name", "id")
    table.add_row("x" * 1_000_000, "one")
    assert show(table).count("x") == MAX_CELL - 1
