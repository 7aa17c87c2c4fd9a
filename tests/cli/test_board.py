"""What the demonstration shows."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console

from tuyalan.cli.board import Board, DemoResult, HappenedEvent, ShownDevice, StepEvent

if TYPE_CHECKING:
    from tuyalan.cli.results import Result


def draw(what: object) -> str:
    console = Console(file=io.StringIO(), width=80)
    console.print(what)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_steps_devices_and_lines_are_on_the_board() -> None:
    board = Board(tell=None)
    board.devices["a"] = ShownDevice(id="a", name="Lamp", product="RGB lamp", state="connected")
    board.begin("Do something")
    assert "Do something..." in draw(board)
    board.happened("Lamp", "pushes", {1: True})
    board.end("done in no time")
    shown = draw(board)
    assert "✓ Do something: done in no time" in shown
    assert "1=true" in shown


def test_only_the_last_lines_stay() -> None:
    board = Board(tell=None)
    for number in range(20):
        board.happened("Lamp", f"line {number}")
    shown = draw(board)
    assert "line 19" in shown
    assert "line 13" not in shown


def test_each_event_is_told_where_nothing_can_be_drawn() -> None:
    told: list[Result] = []
    board = Board(tell=told.append)
    board.begin("Do")
    board.happened("Lamp", "pushes")
    board.end("done")
    assert [type(each) for each in told] == [HappenedEvent, StepEvent]
    result = board.result(is_kept=False)
    assert isinstance(result, DemoResult)
    assert "✓ Do" not in draw(result.view())
    assert "All 1 steps happened" in draw(result.view())
