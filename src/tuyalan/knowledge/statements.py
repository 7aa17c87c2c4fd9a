"""TOML text to its single assignments, each with its place; a broken line is told, and the others still count.

A reader of the whole text knows only the first fault. Here every statement is read by itself, so that a slip in one
line never takes away what the others say. Knows nothing of what the assignments mean.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SIZE: Final = 1024 * 1024
"""Largest text read, in bytes."""

MAX_PROBLEMS: Final = 100
"""Faults after which reading ends; a text with more is no TOML."""

MAX_STATEMENT: Final = 200
"""Most lines that one statement goes over."""

_PLACE: Final = re.compile(r"^(?P<reason>.*) \(at line (?P<line>\d+), column (?P<column>\d+)\)$", re.DOTALL)
_END: Final = "(at end of document)"
_LEAF: Final = "leaf"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a text that could not be used."""

    line: int
    """From 1."""
    column: int
    """From 1."""
    message: str
    """What is wrong, one clause."""

    def __str__(self) -> str:
        """Return one line for people."""
        return f"line {self.line}, column {self.column}: {self.message}"


@dataclass(frozen=True, slots=True)
class Statement:
    """One assignment, or the head of a table."""

    line: int
    """First line, from 1."""
    last: int
    """Last line."""
    text: str
    path: tuple[str, ...]
    """The keys down to the value; those of the table first."""
    value: object
    """What is assigned; None for the head of a table."""
    is_head: bool = False
    own: int = 0
    """How many of the keys stand in the statement itself."""

    def iter_leaves(self) -> Iterator[tuple[tuple[str, ...], object]]:
        """Yield every single value with all the keys down to it."""
        if not self.is_head:
            yield from _iter_leaves(self.path, self.value)


@dataclass(frozen=True, slots=True)
class Document:
    """A text and what it says."""

    lines: tuple[str, ...]
    """Without their ends."""
    statements: tuple[Statement, ...]
    problems: tuple[Problem, ...]


def parse_statements(data: bytes) -> Document:
    """Return all statements of a text, and its faults in order."""
    if len(data) > MAX_SIZE:
        return Document((), (), (Problem(1, 1, f"the file is larger than {MAX_SIZE} bytes and is not read"),))
    reader = _Reader(data.removeprefix(b"\xef\xbb\xbf"))
    reader.read()
    return Document(tuple(reader.lines), tuple(reader.statements), tuple(reader.problems))


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.lines: list[str] = []
        self.statements: list[Statement] = []
        self.problems: list[Problem] = []
        self._table: tuple[str, ...] | None = ()
        """The table that statements belong to; None after a head that could not be read."""
        self._bad: set[int] = set()
        for number, line in enumerate(data.split(b"\n"), start=1):
            self._add_line(number, line.removesuffix(b"\r"))

    def read(self) -> None:
        number = 1
        while number <= len(self.lines):
            if len(self.problems) >= MAX_PROBLEMS:
                self.problems.append(Problem(number, 1, "there are too many faults; the rest is not read"))
                break
            text = self.lines[number - 1].strip()
            number = number + 1 if not text or text.startswith("#") else self._read_statement(number)
        self.problems.sort(key=lambda problem: (problem.line, problem.column))

    def _add_line(self, number: int, line: bytes) -> None:
        try:
            self.lines.append(line.decode())
        except UnicodeDecodeError as exc:
            # The line is kept for whoever writes the file back, as far as it can be read.
            self.lines.append(line.decode(errors="replace"))
            self._bad.add(number)
            self.problems.append(Problem(number, exc.start + 1, "this is no UTF-8 text"))

    def _read_statement(self, first: int) -> int:
        """Read the statement that begins at a line; return where the next one begins."""
        if first in self._bad:
            return first + 1
        fault: Problem | None = None
        for last in range(first, min(first + MAX_STATEMENT, len(self.lines) + 1)):
            text = "\n".join(self.lines[first - 1 : last])
            try:
                parsed = tomllib.loads(text + "\n")
            except RecursionError:
                fault = fault or Problem(first, 1, "this is nested too deeply")
                break
            except ValueError as exc:
                fault = fault or self._locate(first, str(exc))
                if not str(exc).endswith(_END) or last + 1 in self._bad:
                    break
            else:
                self._keep(first, last, parsed)
                return last + 1
        self._refuse(first, fault)
        return first + 1

    def _locate(self, first: int, reason: str) -> Problem:
        match = _PLACE.match(reason)
        if match is None:
            line = self.lines[first - 1]
            return Problem(first, len(line) + 1, "this does not end: a quote or a bracket is missing")
        return Problem(first + int(match["line"]) - 1, int(match["column"]), _explain(match["reason"]))

    def _refuse(self, first: int, fault: Problem | None) -> None:
        if self.lines[first - 1].lstrip().startswith("["):
            self._table = None
        if fault is not None:
            self.problems.append(fault)

    def _keep(self, first: int, last: int, parsed: dict[str, object]) -> None:
        text = "\n".join(self.lines[first - 1 : last])
        if text.lstrip().startswith("["):
            self._open_table(first, text, parsed)
        elif self._table is None:
            self.problems.append(Problem(first, 1, "this stands below the head of a table that could not be read"))
        else:
            own, value = _split(text, parsed)
            self.statements.append(Statement(first, last, text, self._table + own, value, own=len(own)))

    def _open_table(self, line: int, text: str, parsed: dict[str, object]) -> None:
        if text.lstrip().startswith("[["):
            self._table = None
            self.problems.append(Problem(line, 1, "lists of tables have no meaning here; write [name] once"))
            return
        self._table = _follow(parsed)
        self.statements.append(Statement(line, line, text, self._table, None, is_head=True, own=len(self._table)))


def _split(text: str, parsed: dict[str, object]) -> tuple[tuple[str, ...], object]:
    """Return the keys that stand left of the equals sign, and the value right of it."""
    # The same keys with a plain value: what is below them in `parsed` is an inline table.
    path: list[str] = []
    value = cast("object", parsed)
    depth = len(_follow(tomllib.loads(f"{text[: find_equals(text)]}= '{_LEAF}'\n")))
    for _ in range(depth):
        table = cast("dict[str, object]", value)
        key = next(iter(table))
        path.append(key)
        value = table[key]
    return tuple(path), value


def find_equals(text: str) -> int:
    """Return where the equals sign of a statement stands that is valid."""
    quote = ""
    for place, character in enumerate(text):
        if quote:
            if character == quote and (quote == "'" or not _is_escaped(text, place)):
                quote = ""
        elif character in {'"', "'"}:
            quote = character
        elif character == "=":
            return place
    raise ValueError("a statement has an equals sign")


def _is_escaped(text: str, place: int) -> bool:
    before = text[:place]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _follow(table: object) -> tuple[str, ...]:
    path: list[str] = []
    while isinstance(table, dict) and table:
        key, table = next(iter(cast("dict[str, object]", table).items()))
        path.append(key)
    return tuple(path)


def _iter_leaves(path: tuple[str, ...], value: object) -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(value, dict):
        for key, inner in cast("dict[str, object]", value).items():
            yield from _iter_leaves((*path, key), inner)
    else:
        yield path, value


def _explain(reason: str) -> str:
    return {
        "Invalid value": "the value is none: texts stand in quotes, true and false are written small",
        "Invalid statement": "this is no assignment; write something like bf12.22.scale = 1",
        "Expected '=' after a key in a key/value pair": "an equals sign is missing after the name; names with blanks stand in quotes",
        "Illegal character '\\n'": "the text does not end: a quote is missing",
        "Expected newline or end of document after a statement": "something follows the value; write one correction a line",
    }.get(reason, reason[:1].lower() + reason[1:])
