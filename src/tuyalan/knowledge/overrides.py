"""The owner's override file to corrections of data points.

One line is enough: a device by id or name, or a product by its key; the number of the data point; the field.

    bf2c04a61d9be35f78lamp.22.scale = 1
    "desk lamp".20.name = "Light"
    keyabc.2.invert = true

What cannot be used is told with its place, and the rest counts.
"""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import msgspec

from tuyalan.errors import BadValueError, ConfigError
from tuyalan.knowledge.statements import MAX_SIZE, Document, Problem, Statement, parse_statements
from tuyalan.model.override import Override, combine
from tuyalan.model.schema import MAX_SCALE, Access, Kind
from tuyalan.model.units import normalise_unit

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from tuyalan.vocabulary import DpId

OVERRIDES_FILE: Final = "overrides.toml"
"""Name of the file in the configuration folder."""

MAX_DP: Final = 65535
"""Largest number of a data point."""

_TEXT_LENGTH: Final = 200
_MAX_WORDS: Final = 256
_MAX_FACTOR: Final = 10**6
_DEPTH: Final = 3
_LARGEST: Final = 2.0**53
_KELVIN: Final = (1000, 20000)
"""No lamp is warmer than a candle, or bluer than the sky."""
_ACCESS: Final = {"read": Access.READ, "write": Access.WRITE, "both": Access.BOTH} | {one.value: one for one in Access}


@dataclass(frozen=True, slots=True)
class Overrides:
    """What an override file says."""

    targets: Mapping[str, Mapping[DpId, Override]] = field(default_factory=dict[str, "Mapping[DpId, Override]"])
    """Corrections by device id, device name or product key, as written."""
    problems: tuple[Problem, ...] = ()
    """What could not be used, in the order of the file."""

    def for_device(self, device_id: str, name: str = "", product_key: str | None = None) -> dict[DpId, Override]:
        """Return what holds for one device: the word on its id counts before that on its name, and on its product."""
        merged: dict[DpId, Override] = {}
        for target in self._find(device_id, name, product_key or ""):
            for dp, override in target.items():
                merged[dp] = combine(merged.get(dp, Override()), override)
        return merged

    def _find(self, device_id: str, name: str, product_key: str) -> list[Mapping[DpId, Override]]:
        wanted = name.casefold()
        named = [target for key, target in self.targets.items() if wanted and key.casefold() == wanted]
        exact = [self.targets.get(key, {}) for key in (device_id, product_key)]
        return [exact[0], *named, exact[1]]


def read_overrides(path: str | os.PathLike[str]) -> Overrides:
    """Return what the file at `path` says; nothing when there is none.

    Raises:
        ConfigError: the file cannot be read at all.
    """
    return parse_overrides(read_text(path))


def read_text(path: str | os.PathLike[str]) -> bytes:
    """Return what the file at `path` holds, nothing when there is none; one byte too much where it is too large.

    Raises:
        ConfigError: the file cannot be read.
    """
    try:
        with Path(path).open("rb") as file:
            return file.read(MAX_SIZE + 1)
    except FileNotFoundError:
        return b""
    except OSError as exc:
        raise ConfigError(f"cannot read {path}: {exc.strerror or type(exc).__name__}") from exc


def parse_overrides(data: bytes) -> Overrides:
    """Return what the text of an override file says; it never fails, faults are among the problems."""
    document = parse_statements(data)
    collector = _Collector(document)
    for statement in document.statements:
        for path, value in statement.iter_leaves():
            collector.take(statement, path, value)
    problems = sorted(collector.problems, key=lambda problem: (problem.line, problem.column))
    return Overrides(targets=collector.targets, problems=tuple(problems))


def parse_field(name: str, value: object) -> dict[str, object]:
    """Return the field of an `Override` that a field of the file stands for, with its value.

    Raises:
        BadValueError: there is no such field, or it cannot have this value; the message is one clause.
    """
    if name not in _FIELDS:
        close = difflib.get_close_matches(name, _FIELDS, n=1)
        raise BadValueError(f"there is no {_shorten(name)!r}; " + (f"did you mean {close[0]}?" if close else _KNOWN))
    attribute, parse, wanted = _FIELDS[name]
    parsed = parse(value)
    if parsed is None:
        raise BadValueError(f"{name} is {wanted}")
    return {attribute: parsed}


class _Collector:
    def __init__(self, document: Document) -> None:
        self.targets: dict[str, dict[DpId, Override]] = {}
        self.problems: list[Problem] = list(document.problems)
        self._seen: set[tuple[str, DpId, str]] = set()

    def take(self, statement: Statement, path: tuple[str, ...], value: object) -> None:
        try:
            self._take(path, value)
        except BadValueError as exc:
            self.problems.append(Problem(statement.line, _find_column(statement, path), exc.message))

    def _take(self, path: tuple[str, ...], value: object) -> None:
        if len(path) != _DEPTH:
            raise BadValueError("a correction names a device, the number of a data point, and what to correct")
        target, number, name = path
        dp = int(number) if number.isascii() and number.isdecimal() and len(number) <= len(str(MAX_DP)) else 0
        if not 1 <= dp <= MAX_DP:
            raise BadValueError(f"{_shorten(number)!r} is no number of a data point")
        if (target, dp, name) in self._seen:
            raise BadValueError(f"{name} is set twice; the first one counts")
        change = parse_field(name, value)
        self._seen.add((target, dp, name))
        points = self.targets.setdefault(target, {})
        points[dp] = msgspec.structs.replace(points.get(dp, Override()), **change)


def _parse_text(value: object) -> str | None:
    return value if isinstance(value, str) and len(value) <= _TEXT_LENGTH and value.isprintable() else None


def _parse_code(value: object) -> str | None:
    text = _parse_text(value)
    return text if text and text.isascii() and not any(map(str.isspace, text)) else None


def _parse_unit(value: object) -> str | None:
    text = _parse_text(value)
    return None if text is None else normalise_unit(text)


def _parse_kind(value: object) -> Kind | None:
    return next((kind for kind in Kind if kind.value == value), None)


def _parse_access(value: object) -> Access | None:
    return _ACCESS.get(value) if isinstance(value, str) else None


def _parse_flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _parse_number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) <= _LARGEST and math.isfinite(value) else None


def _parse_step(value: object) -> float | None:
    number = _parse_number(value)
    return number if number is not None and number > 0 else None


def _parse_scale(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_SCALE else None


def _parse_factor(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _MAX_FACTOR else None


def _parse_words(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    words = [_parse_text(word) for word in cast("list[object]", value)]
    found = tuple(word for word in words if word)
    return found if 0 < len(words) == len(found) <= _MAX_WORDS else None


def _parse_kelvin(value: object) -> tuple[int, int] | None:
    match value:
        case [int(first), int(last)] if first != last and all(_KELVIN[0] <= end <= _KELVIN[1] for end in (first, last)):
            return first, last
        case _:
            return None


_TEXTS: Final = f"a text in quotes, of at most {_TEXT_LENGTH} characters"
_WORDS: Final = 'a list of texts, such as ["low", "high"]'
_FIELDS: Final[dict[str, tuple[str, Callable[[object], object], str]]] = {
    "name": ("name", _parse_text, _TEXTS),
    "code": ("code", _parse_code, "a word in quotes"),
    "kind": ("kind", _parse_kind, f"one of {', '.join(kind.value for kind in Kind)}, in quotes"),
    "access": ("access", _parse_access, 'one of "read", "write", "both"'),
    "unit": ("unit", _parse_unit, _TEXTS),
    "scale": ("scale", _parse_scale, f"a whole number of decimal places, 0 to {MAX_SCALE}"),
    "factor": ("factor", _parse_factor, f"a whole number, 1 to {_MAX_FACTOR}"),
    "minimum": ("minimum", _parse_number, "a number, in the unit of the data point"),
    "maximum": ("maximum", _parse_number, "a number, in the unit of the data point"),
    "step": ("step", _parse_step, "a number above 0, in the unit of the data point"),
    "choices": ("choices", _parse_words, _WORDS),
    "labels": ("labels", _parse_words, _WORDS),
    "device_class": ("device_class", _parse_code, "a word in quotes"),
    "invert": ("is_inverted", _parse_flag, "true or false"),
    "increment": ("is_increment", _parse_flag, "true or false"),
    "kelvin": (
        "kelvin",
        _parse_kelvin,
        f"two different whole numbers of {_KELVIN[0]} to {_KELVIN[1]}, such as [2200, 6500]",
    ),
}
"""What the file can correct: the field of `Override`, how its value is read, and what it has to be."""

FIELD_NAMES: Final = tuple(_FIELDS)
"""The fields as the file calls them."""

_KNOWN: Final = f"there are {', '.join(FIELD_NAMES)}"


def _find_column(statement: Statement, path: tuple[str, ...]) -> int:
    """Return where the last key stands in the first line, from 1; where the statement begins if it is not there."""
    line = statement.text.split("\n", 1)[0]
    place = line.find(path[-1])
    return (place if place >= 0 else len(line) - len(line.lstrip())) + 1


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."


_SHOWN: Final = 40
