"""Every command line in README and docs/ is one that the program takes."""

from __future__ import annotations

import shlex
from typing import Final

import pytest
from cyclopts import CycloptsError

from tests.docs.blocks import Block, list_blocks
from tuyalan.cli.tree import COMMANDS, build_app, find_command


def list_command_lines() -> list[tuple[str, str]]:
    """Return where each line that begins with `tuyalan` stands, and the line."""
    return [
        (f"{block.page}:{block.line + number}", line)
        for block in list_blocks("sh", "console")
        for number, line in enumerate(block.code.splitlines())
        if line.startswith("tuyalan ")
    ]


LINES: Final = list_command_lines()


def parse(line: str) -> str:
    """Return the command of a line after parsing all of it.

    Raises:
        CycloptsError: the program would refuse it.
    """
    tokens = shlex.split(line, comments=True)[1:]
    if "|" in tokens:
        tokens = tokens[: tokens.index("|")]
    app = build_app()
    # First the options of every command, then the command with its own.
    _, bound, _ = app.meta.parse_args(tokens, print_error=False, exit_on_error=False)
    rest: tuple[str, ...] = bound.arguments["tokens"]
    app.parse_args(rest, print_error=False, exit_on_error=False)
    return find_command(rest)


@pytest.mark.parametrize(("place", "line"), LINES, ids=[place for place, _ in LINES])
def test_every_command_line_is_taken(place: str, line: str) -> None:
    assert parse(line) in COMMANDS, place


def test_there_are_command_lines() -> None:
    pages = {place.partition(":")[0] for place, _ in LINES}
    assert {"README.md", "docs/how-to/keys.md", "docs/how-to/find-devices.md"} <= pages


@pytest.mark.parametrize(
    "line", ["tuyalan scan --everything", "tuyalan dance", "tuyalan scan --timeout long", "tuyalan --device x scan"]
)
def test_a_wrong_command_line_is_refused(line: str) -> None:
    with pytest.raises(CycloptsError):
        parse(line)


def test_no_command_line_holds_a_key() -> None:
    assert [line for _, line in LINES if "--key " in line or "0123456789abcdef " in line] == []


def test_blocks_are_marked_with_a_language() -> None:
    blocks: list[Block] = list_blocks("")
    assert [str(block) for block in blocks] == []
