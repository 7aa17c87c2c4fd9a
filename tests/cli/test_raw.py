"""`tuyalan raw`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.support import call
from tuyalan.cli.raw import parse_command, read_body
from tuyalan.errors import UseError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_query_by_name_shows_the_answer(devices: Path) -> None:
    done = call("raw", "lamp", "query-new", "{}", "--devices", devices, "--json")
    assert done.data["command_name"] == "query new"
    assert "20" in done.data["body"]["dps"]
    assert "query new (0x10)" in call("raw", "lamp", "0x10", "{}", "--devices", devices).all


def test_a_query_without_a_body_asks_for_everything(devices: Path) -> None:
    done = call("raw", "lamp", "query", "--devices", devices, "--json")
    assert "20" in done.data["body"]["dps"]


def test_other_commands_without_a_body_send_nothing(devices: Path) -> None:
    assert call("raw", "lamp", "heartbeat", "--devices", devices, "--json").data["command_name"] == "heartbeat"


def test_commands_are_numbers_or_names() -> None:
    assert [parse_command(text) for text in ("10", "0x0a", "query", "Query New")] == [10, 10, 10, 16]


@pytest.mark.parametrize("text", ["nonsense", "256", "-1"])
def test_other_commands_are_refused(text: str) -> None:
    with pytest.raises(UseError):
        parse_command(text)


def test_bodies_that_are_no_json_come_out_as_printable_text() -> None:
    assert read_body(b'{"a":1}') == {"a": 1}
    assert read_body(b"data\x1b[31m unvalid") == "data?[31m unvalid"
