"""Durations: seconds of countdowns, words of choices, tenths of an hour of towel rails, and what people write.

Facts: FORM-12.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.forms.packing import make_form

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_SECONDS: Final = 1000 * 86400
"""Longest duration taken, in seconds."""

OFF_WORDS: Final = ("cancel", "off", "close", "closed", "none")
"""Words of choices that mean no countdown."""

_UNITS: Final = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_DURATION: Final = re.compile(
    r"(?:(\d{1,4}) ?d(?:ays?)?)? ?(?:(\d{1,5}) ?h(?:ours?|rs?)?)? ?"
    r"(?:(\d{1,6}) ?m(?:in(?:ute)?s?)?)? ?(?:(\d{1,8}) ?s(?:ec(?:ond)?s?)?)?",
    re.ASCII | re.IGNORECASE,
)
_WORD: Final = re.compile(r"(\d{1,8})(?:\.5)?( ?|_)(h|hours?|hrs?|min|minutes?|s|sec)", re.ASCII | re.IGNORECASE)
_TENTH: Final = 360
_HALF_HOUR: Final = 5
"""Towel rails count tenths of an hour, but take half hours only."""
_MAX_TENTHS: Final = 1000


class Countdown(msgspec.Struct, frozen=True):
    """How long something goes on."""

    seconds: int
    """0: no countdown."""


def parse_duration(text: str) -> int:
    """Return seconds of `20m`, `1h 30m`, `1h30m`, `90 s`, `1200`, `2d` or `off`.

    Raises:
        BadValueError: it is no duration.
    """
    word = text.strip().lower()
    if word in OFF_WORDS:
        return 0
    parts = _DURATION.fullmatch(f"{word}s" if word.isascii() and word.isdigit() else word)
    seconds = (
        sum(int(part or 0) * size for part, size in zip(parts.groups(), _UNITS.values(), strict=True)) if parts else 0
    )
    if not parts or not any(parts.groups()) or seconds > MAX_SECONDS:
        raise BadValueError(f"{text[:20]!r} is no duration", hint="Write it like 20m, 1h30m or 45s.")
    return seconds


def format_duration(seconds: int) -> str:
    """Return seconds as `1h30m`; `0s` for none.

    Raises:
        BadValueError: it is negative or far too long.
    """
    if not 0 <= seconds <= MAX_SECONDS:
        raise BadValueError(f"a duration is 0 to {MAX_SECONDS} seconds; this is {seconds}")
    text, rest = "", seconds
    for unit, size in _UNITS.items():
        count, rest = divmod(rest, size)
        text += f"{count}{unit}" if count else ""
    return text or "0s"


def choose_word(seconds: int, words: Iterable[str]) -> str:
    """Return the word of a choice that means so many seconds.

    Raises:
        BadValueError: none does.
    """
    known = tuple(words)
    for word in known:
        if _read_word(word) == seconds:
            return word
    shown = ", ".join(known[:40])
    raise BadValueError(f"no choice means {format_duration(seconds)}", hint=f"The choices are: {shown}.")


def parse_tenths(raw: int) -> int:
    """Return seconds of tenths of an hour.

    Raises:
        BadValueError: it is negative or more than 100 hours.
    """
    if not 0 <= raw <= _MAX_TENTHS:
        raise BadValueError(f"a timer in tenths of an hour is 0 to {_MAX_TENTHS}; this is {raw}")
    return raw * _TENTH


def build_tenths(seconds: int) -> int:
    """Return tenths of an hour of seconds, which are whole half hours.

    Raises:
        BadValueError: they are not, or more than 100 hours.
    """
    raw, rest = divmod(seconds, _TENTH)
    if rest or raw % _HALF_HOUR:
        raise BadValueError("this timer takes half hours only", hint="Use a multiple of 30 minutes.")
    parse_tenths(raw)
    return raw


def _parse(text: str) -> Countdown:
    seconds = _read_word(text)
    if seconds is None:
        raise BadValueError("the word is no duration")
    return Countdown(seconds)


def _read_word(text: str) -> int | None:
    """Return what a word of a choice means, `None` if it is no duration."""
    if text.lower() in OFF_WORDS:
        return 0
    parts = _WORD.fullmatch(text)
    if not parts:
        return None
    size = _UNITS[parts[3][0].lower()]
    if "." in text and size == 1:
        return None
    seconds = int(parts[1]) * size + (size // 2 if "." in text else 0)
    return seconds if seconds <= MAX_SECONDS else None


def _build(countdown: Countdown, like: str) -> str:
    """Write a countdown with the unit of the word reported last, in the largest that fits if there was none."""
    if not 0 <= countdown.seconds <= MAX_SECONDS:
        raise BadValueError(f"a countdown is 0 to {MAX_SECONDS} seconds; this is {countdown.seconds}")
    if countdown.seconds == 0:
        return "cancel"
    parts = _WORD.fullmatch(like)
    link, unit = (parts[2], parts[3]) if parts else ("", _choose_unit(countdown.seconds))
    halves, rest = divmod(countdown.seconds * 2, _UNITS[unit[0].lower()])
    half = ".5" if halves % 2 else ""
    text = f"{halves // 2}{half}{link}{unit}"
    if rest or _read_word(text) != countdown.seconds:
        raise BadValueError(f"{format_duration(countdown.seconds)} cannot be written like {like[:20]!r}")
    return text


def _choose_unit(seconds: int) -> str:
    return next(unit for unit, size in (("h", 3600), ("min", 60), ("s", 1)) if seconds % size == 0)


COUNTDOWN_WORD: Final = make_form("countdown_word", Countdown, parse=_parse, build=_build)
"""Words of a choice: `cancel`, `1h`, `30min`, `2hour`; write with `choose_word` where the choices are known."""
