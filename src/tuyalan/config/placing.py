"""A settings file as a value that remembers where everything stands: TOML to tables, and names to line and column.

The parser of the standard library tells no places, so they are found by asking it after which line a name is there for
the first time. That is slow and only done where something is wrong or shown.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Self, cast

from tuyalan.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

MAX_SIZE: Final = 1024 * 1024
"""Largest settings file, in bytes; one with everything in it has some thousands."""

_PLACE: Final = re.compile(r"\s*\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_NAME: Final = "tuyalan.toml"


class Source:
    """What one file says."""

    def __init__(self, text: str, *, name: str = _NAME) -> None:
        """Take the text, and what the file is called in messages.

        Raises:
            ConfigError: this is no TOML; the message says where.
        """
        self.name = name
        self._lines = text.splitlines(keepends=True)
        try:
            self.tables: Mapping[str, object] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(self._locate(str(error))) from None
        except RecursionError:
            raise ConfigError(f"{name}: it is nested too deeply") from None

    @classmethod
    def read(cls, path: Path | None) -> Self:
        """Read a file; one that is missing, or `None`, is empty.

        Raises:
            ConfigError: it cannot be read, or is no TOML.
        """
        if path is None:
            return cls("")
        try:
            with path.open("rb") as file:
                data = file.read(MAX_SIZE + 1)
        except FileNotFoundError:
            return cls("", name=path.name)
        except OSError as error:
            raise ConfigError(f"cannot read {path}: {error.strerror or error}") from error
        if len(data) > MAX_SIZE:
            raise ConfigError(f"{path} has more than {MAX_SIZE} bytes; it is no settings file")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise ConfigError(f"{path.name}, line {line}: it is not written in UTF-8") from None
        return cls(text.replace("\r\n", "\n"), name=path.name)

    def place(self, path: tuple[str, ...]) -> str:
        """Return where a name is given a value: `tuyalan.toml, line 3, column 1`."""
        begin = 0
        for end in range(1, len(self._lines) + 1):
            tables = _try_parse("".join(self._lines[:end]))
            if tables is None:
                continue
            if _has(tables, path):
                return self._describe(begin, path)
            begin = end
        return self.name

    def _describe(self, begin: int, path: tuple[str, ...]) -> str:
        """Return the place of the statement that begins at or after a line."""
        for number, line in enumerate(self._lines[begin:], start=begin + 1):
            if line.strip() and not line.lstrip().startswith("#"):
                column = max(line.find(path[-1]), len(line) - len(line.lstrip())) + 1
                return f"{self.name}, line {number}, column {column}"
        return self.name

    def _locate(self, message: str) -> str:
        found = _PLACE.search(message)
        if found is None:
            return f"{self.name}: {message}"
        line = found["line"] or str(max(len(self._lines), 1))
        column = found["column"] or str(len(self._lines[-1].rstrip("\n")) + 1 if self._lines else 1)
        what = message[: found.start()]
        return f"{self.name}, line {line}, column {column}: {what[:1].lower()}{what[1:]}"


def _try_parse(text: str) -> Mapping[str, object] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _has(tables: Mapping[str, object], path: tuple[str, ...]) -> bool:
    inside: object = tables
    for name in path:
        if not isinstance(inside, Mapping) or name not in inside:
            return False
        inside = cast("Mapping[str, Any]", inside)[name]
    return True
