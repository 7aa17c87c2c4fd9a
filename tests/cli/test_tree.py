"""The commands and their help."""

from __future__ import annotations

import importlib

import pytest

from tests.cli.support import call
from tools.cli_reference import PAGE, build_page
from tuyalan.cli.tree import COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_what_it_does_and_shows_examples(name: str) -> None:
    done = call(*name.split(), "--help")
    entry = COMMANDS[name]
    assert done.code == 0
    assert f"Usage: tuyalan {name}" in done.out
    assert entry.help in done.all
    assert "Examples:" in done.out
    assert "--json" in done.out
    assert "context" not in done.out
    assert all(example.startswith(("tuyalan ", "xclip ")) for example in entry.examples)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_is_the_first_line_of_the_docstring(name: str) -> None:
    module, _, function = COMMANDS[name].where.partition(":")
    docstring = getattr(importlib.import_module(module), function).__doc__
    assert docstring.splitlines()[0].partition("; ")[0].rstrip(".") == COMMANDS[name].help.partition("; ")[0].rstrip(
        "."
    )


def test_exit_codes_are_part_of_the_help() -> None:
    assert "130 Stopped by Ctrl-C." in call("--help").all


def test_the_reference_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == build_page(), "run tools/cli_reference.py --write"


def test_no_option_takes_a_key() -> None:
    for name in COMMANDS:
        assert "--key " not in call(*name.split(), "--help").out
        assert "--local-key" not in call(*name.split(), "--help").out
