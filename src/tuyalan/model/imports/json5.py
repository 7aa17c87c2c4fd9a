"""Relaxed JSON as people write it by hand, to values: comments, bare names, single quotes, trailing commas.

As much of JSON5 as configuration files use, and backticks, in which Node.js prints text that holds both kinds of quotes.
Hexadecimal numbers and signs such as `+1` are left out.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tuyalan.vocabulary import Json

MAX_SIZE: Final = 1024 * 1024
"""Longest text read, in characters; files written by hand are far shorter."""

MAX_DEPTH: Final = 64

_PIECE: Final = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)|(?P<mark>[\[\]{}:,])|(?P<double>"(?:[^"\\\n]|\\.)*")"""
    r"""|(?P<single>'(?:[^'\\\n]|\\.)*'|`(?:[^`\\\n]|\\.)*`)|(?P<number>-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(?![\w$])|(?P<name>[A-Za-z_$][\w$]*)""",
    re.DOTALL,
)
_WORDS: Final[dict[str, Json]] = {"true": True, "false": False, "null": None}
_END: Final = ("end", "")


def parse_json5(text: str, *, source: str) -> Json:
    """Return the value that `text` holds.

    Raises:
        StorageError: `text` is no relaxed JSON; the message names `source`, line and column, and shows nothing of it.
    """
    if len(text) > MAX_SIZE:
        raise StorageError(f"{source} is longer than {MAX_SIZE} characters")
    reader = _Reader(text)
    try:
        value = reader.read_value(0)
        reader.expect("end")
    except _FaultError:
        line, column = reader.place()
        raise StorageError(f"{source}, line {line}, column {column}: this is no JSON") from None
    return value


class _FaultError(Exception):
    """The text goes on as it must not."""


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._pieces = self._scan()
        self._piece = next(self._pieces)

    def place(self) -> tuple[int, int]:
        """Return line and column of the piece that is looked at, from 1."""
        start = self._at
        return self._text.count("\n", 0, start) + 1, start - self._text.rfind("\n", 0, start)

    def read_value(self, depth: int) -> Json:
        kind, piece = self._piece
        if depth > MAX_DEPTH:
            raise _FaultError
        if piece == "{" and kind == "mark":
            return self._read_object(depth)
        if piece == "[" and kind == "mark":
            return self._read_list(depth)
        value = self._read_scalar(kind, piece)
        self._advance()
        return value

    def expect(self, kind: str, piece: str = "") -> None:
        if self._piece != (kind, piece):
            raise _FaultError
        self._advance()

    def _read_object(self, depth: int) -> Json:
        fields: dict[str, Json] = {}
        self._advance()
        while self._piece != ("mark", "}"):
            kind, piece = self._piece
            if kind not in {"double", "single", "name", "number"}:
                raise _FaultError
            name = _unquote(piece) if kind in {"double", "single"} else piece
            self._advance()
            self.expect("mark", ":")
            fields[name] = self.read_value(depth + 1)
            self._read_comma("}")
        self._advance()
        return fields

    def _read_list(self, depth: int) -> Json:
        items: list[Json] = []
        self._advance()
        while self._piece != ("mark", "]"):
            items.append(self.read_value(depth + 1))
            self._read_comma("]")
        self._advance()
        return items

    def _read_comma(self, closing: str) -> None:
        if self._piece != ("mark", closing):
            self.expect("mark", ",")

    def _read_scalar(self, kind: str, piece: str) -> Json:
        if kind in {"double", "single"}:
            return _unquote(piece)
        if kind == "name" and piece in _WORDS:
            return _WORDS[piece]
        if kind == "number" and len(piece) <= _MAX_DIGITS:
            number = int(piece) if piece.lstrip("-").isdecimal() else float(piece)
            if math.isfinite(number):
                return number
        raise _FaultError

    def _advance(self) -> None:
        self._piece = next(self._pieces)

    def _scan(self) -> Iterator[tuple[str, str]]:
        position = 0
        while match := _PIECE.match(self._text, position):
            position = match.end()
            if match.lastgroup and match.lastgroup != "space":
                self._at = match.start()
                yield match.lastgroup, match.group()
        self._at = position
        # A character that begins no piece is a fault wherever it stands.
        yield _END if position == len(self._text) else ("fault", "")
        while True:
            yield "fault", ""


_MAX_DIGITS: Final = 32


_PLAIN: Final = {"\\'": "'", "\\`": "`", '"': '\\"'}
"""What JSON writes otherwise than text in single quotes or backticks."""


def _unquote(piece: str) -> str:
    inner = piece[1:-1]
    if piece[0] in {"'", "`"}:
        inner = re.sub(r'\\.|"', lambda match: _PLAIN.get(match.group(), match.group()), inner, flags=re.DOTALL)
    try:
        return msgspec.json.decode(f'"{inner}"'.encode(), type=str)
    except (msgspec.DecodeError, ValueError):
        raise _FaultError from None
