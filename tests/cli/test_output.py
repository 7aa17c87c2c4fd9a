"""Printing: data to stdout, talk to stderr."""

from __future__ import annotations

import asyncio
import io
import logging
import signal
import sys
import threading

import pytest

from tests.support import RUN_TIMEOUT
from tuyalan.cli.about import describe
from tuyalan.cli.output import Output
from tuyalan.errors import BusyError, UseError
from tuyalan.vocabulary import LocalKey


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def make(*, is_json: bool = False, is_debug: bool = False, stream: io.StringIO | None = None) -> Output:
    return Output(is_json=is_json, is_debug=is_debug, stdout=stream or io.StringIO(), stderr=io.StringIO())


def test_errors_go_to_stderr_with_advice() -> None:
    err = io.StringIO()
    out = io.StringIO()
    code = Output(stdout=out, stderr=err).fail(BusyError("all slots are taken"))
    assert code == 3
    assert err.getvalue().startswith("Error: All slots are taken.\n  → Close the phone app")
    assert out.getvalue() == ""


def test_errors_of_ours_come_without_traceback_and_others_are_called_unexpected() -> None:
    err = io.StringIO()
    assert Output(stdout=io.StringIO(), stderr=err).fail(ZeroDivisionError("oh")) == 1
    assert "ZeroDivisionError: oh" in err.getvalue()
    assert "Traceback" not in err.getvalue()


def test_a_key_in_an_error_is_masked() -> None:
    err = io.StringIO()
    output = Output(stdout=io.StringIO(), stderr=err)
    output.redactor.add((LocalKey("0123456789abcdef"),))
    output.fail(BusyError("it said 0123456789abcdef"))
    assert "it said ****" in " ".join(err.getvalue().lower().split())


def test_talk_is_kept_from_machines() -> None:
    err = io.StringIO()
    Output(is_json=True, stdout=io.StringIO(), stderr=err).say("hello")
    assert err.getvalue() == ""
    Output(stdout=io.StringIO(), stderr=err).say("hello")
    assert err.getvalue() == "hello\n"


def test_nothing_is_drawn_where_there_is_no_terminal() -> None:
    assert not make().can_draw
    assert not make(stream=Terminal(), is_json=True).can_draw
    assert not make(stream=Terminal(), is_debug=True).can_draw
    assert make(stream=Terminal()).can_draw
    out = io.StringIO()
    with make(stream=out).live("first") as update:
        update("second")
    assert out.getvalue() == ""


def test_a_terminal_shows_what_changes() -> None:
    screen = Terminal()
    with make(stream=screen).live("first") as update:
        update("second")
    assert "first" in screen.getvalue()


def test_no_colour_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    screen = Terminal()
    make(stream=screen).console.print("[red]hello[/red]")
    assert "\x1b[31m" not in screen.getvalue()


def test_logs_are_shown_with_debug_alone() -> None:
    for is_debug in (True, False):
        err = io.StringIO()
        with Output(is_debug=is_debug, stdout=io.StringIO(), stderr=err).logs():
            logging.getLogger("tuyalan.wire").debug("a frame")
        assert ("a frame" in err.getvalue()) is is_debug


def test_a_result_is_printed_for_people_or_for_machines() -> None:
    out = io.StringIO()
    assert make(stream=out).finish(describe()) == 0
    assert out.getvalue().startswith("tuyalan ")
    out = io.StringIO()
    assert make(stream=out, is_json=True).finish(describe()) == 0
    assert out.getvalue().startswith('{"version":1')


def test_a_wait_for_the_keyboard_ends_at_once_when_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(io.StringIO):
        def readline(self, size: int | None = -1, /) -> str:
            del size
            signal.raise_signal(signal.SIGINT)
            return "typed too late"

    monkeypatch.setattr(sys, "stdin", Interrupted())
    output = Output(stderr=io.StringIO())
    before = signal.getsignal(signal.SIGINT)

    async def ask() -> str:
        return output.ask("Name: ")

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(ask())
    assert signal.getsignal(signal.SIGINT) is before


def test_a_question_can_be_asked_in_any_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("lamp\n"))
    answers: list[str] = []
    thread = threading.Thread(target=lambda: answers.append(Output(stderr=io.StringIO()).ask("Name: ")))
    thread.start()
    thread.join(RUN_TIMEOUT)
    assert answers == ["lamp\n"]


@pytest.mark.parametrize(("is_json", "told"), [(False, True), (True, False)])
def test_an_error_that_ends_nothing_is_told_to_people(*, is_json: bool, told: bool) -> None:
    stderr = io.StringIO()
    Output(is_json=is_json, stderr=stderr).complain(UseError("the fact", hint="Do this."))
    assert ("Do this." in stderr.getvalue()) is told
