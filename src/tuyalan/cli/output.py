"""The one place that prints: data to stdout, talk to stderr; for people with Rich, for machines as lines of JSON."""

from __future__ import annotations

import contextlib
import getpass
import logging
import os
import signal
import sys
from typing import TYPE_CHECKING, Final, TextIO

from tuyalan.cli.exitcodes import ExitCode, exit_code
from tuyalan.cli.redaction import RedactingFormatter, Redactor
from tuyalan.cli.results import Problem, Result, build_envelope, build_error
from tuyalan.cli.visible import escape_json, shorten
from tuyalan.errors import TuyalanError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from rich.console import Console, RenderableType

_MAX_MESSAGE: Final = 2000
"""Longest message of an error that people see; names in it may have any length."""
_PIPE_WIDTH: Final = 160
"""Columns where the output is no terminal and nothing says how wide it is."""


class Output:
    """Where the results, events and errors of one run go."""

    def __init__(
        self,
        *,
        is_json: bool = False,
        is_debug: bool = False,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
    ) -> None:
        """Take the form of the output and where it goes; the streams of the process by default."""
        self.is_json = is_json
        self.is_debug = is_debug
        self.command = ""
        """The command that is run, for the envelope."""
        self.redactor: Redactor = Redactor()
        self._stdout = stdout or sys.stdout
        self._stderr = stderr or sys.stderr
        self._console: Console | None = None
        self._error_console: Console | None = None
        self._refresh: Callable[[RenderableType], None] | None = None

    @property
    def console(self) -> Console:
        """Where data goes for people."""
        if self._console is None:
            self._console = _make_console(self._stdout)
        return self._console

    @property
    def error_console(self) -> Console:
        """Where talk goes."""
        if self._error_console is None:
            self._error_console = _make_console(self._stderr)
        return self._error_console

    @property
    def can_draw(self) -> bool:
        """Whether the screen can be drawn anew while something goes on; logs would tear it."""
        return not self.is_json and not self.is_debug and self.console.is_terminal

    # Results and events

    def show(self, result: Result) -> None:
        """Print a result or an event: one line of JSON, or what people see."""
        if self.is_json:
            self._write_line(build_envelope(self.command, result).decode())
        else:
            self.console.print(result.view())

    def finish(self, result: Result) -> ExitCode:
        """Print the outcome and return the exit code."""
        if not result.is_silent:
            self.show(result)
        if not self.is_json:
            for problem in result.problems:
                self._tell_problem(problem)
        return ExitCode.PARTIAL if result.problems else ExitCode.OK

    def write_data(self, data: bytes) -> None:
        """Write a file to stdout as it is, keys and all: the person asked for it there."""
        print(data.decode(), end="", file=self._stdout, flush=True)

    def say(self, renderable: RenderableType) -> None:
        """Talk to people: what goes on, advice; machines hear nothing."""
        if not self.is_json:
            self.error_console.print(renderable)

    @contextlib.contextmanager
    def live(self, first: RenderableType) -> Generator[Callable[[RenderableType], None]]:
        """Keep something on the screen that changes; yields what replaces it. Nothing where there is no terminal."""
        if not self.can_draw:
            yield lambda _: None
            return
        from rich.live import Live  # noqa: PLC0415 - only where it is needed

        with Live(first, console=self.console, refresh_per_second=8, transient=True) as live:
            yield live.update

    def ask_secret(self, prompt: str) -> str:
        """Ask the person at the keyboard for something that must not be seen."""
        with _interruptible():
            return getpass.getpass(prompt, stream=self._stderr)

    def ask(self, question: str) -> str:
        """Ask the person at the keyboard; the question goes where talk goes, so that data stays clean."""
        print(question, end="", file=self._stderr, flush=True)
        with _interruptible():
            return sys.stdin.readline()

    # Errors

    def complain(self, error: TuyalanError) -> None:
        """Tell people of an error that does not end the command, and what to do about it."""
        if not self.is_json:
            self._tell_problem(Problem.of(error))

    def fail(self, error: BaseException) -> ExitCode:
        """Print an error and what to do about it; return the exit code."""
        if isinstance(error, TuyalanError):
            problem = Problem.of(error)
        else:
            problem = Problem("unexpected", f"{type(error).__name__}: {error}", TuyalanError.hint)
        problem = Problem(problem.code, self.redactor.mask(problem.message), problem.hint)
        if self.is_json:
            self._write_line(build_error(self.command, problem).decode())
        else:
            self._tell_problem(problem)
        if self.is_debug:
            logging.getLogger("tuyalan.cli").debug("the error above came from here", exc_info=error)
        return exit_code(error)

    def _tell_problem(self, problem: Problem) -> None:
        from rich.text import Text  # noqa: PLC0415 - only where it is needed

        text = Text.assemble(("Error: ", "bold red"), (_sentence(shorten(problem.message, _MAX_MESSAGE)), "bold"))
        self.error_console.print(text, soft_wrap=False)
        self.error_console.print(Text.assemble(("  → ", "cyan"), problem.hint))

    # Logs

    @contextlib.contextmanager
    def logs(self) -> Generator[None]:
        """Show the logs of Tuyalan on stderr while inside: all of them with --debug, else warnings."""
        logger = logging.getLogger("tuyalan")
        handler = logging.StreamHandler(self._stderr)
        handler.setFormatter(RedactingFormatter(self.redactor))
        before = logger.level, logger.propagate
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG if self.is_debug else logging.WARNING)
        logger.propagate = False
        try:
            yield
        finally:
            logger.removeHandler(handler)
            logger.setLevel(before[0])
            logger.propagate = before[1]

    def _write_line(self, line: str) -> None:
        print(escape_json(self.redactor.mask(line)), file=self._stdout, flush=True)


def print_plain(text: str) -> None:
    """Print a line without loading anything that draws."""
    print(text)


def drop_output() -> None:
    """Forget what could not be written because the reader is gone, so that nothing complains at the end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def _interruptible() -> Generator[None]:
    """Let Ctrl-C end a wait for the keyboard at once; an event loop would first wait for the line to be typed."""
    try:
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
    except ValueError:  # Only the main thread hears signals.
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _make_console(stream: TextIO) -> Console:
    from tuyalan.cli.screen import Screen  # noqa: PLC0415 - only where people look

    is_terminal = stream.isatty()
    width = None if is_terminal or "COLUMNS" in os.environ else _PIPE_WIDTH
    return Screen(file=stream, width=width, highlight=False, soft_wrap=False)


def _sentence(text: str) -> str:
    # An id or a number at the beginning stays as it is.
    first = text.split(" ", 1)[0]
    if first.isalpha():
        text = text[:1].upper() + text[1:]
    return text + ("" if text.endswith((".", "?", "!")) else ".")
