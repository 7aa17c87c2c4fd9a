"""JSON text that ends in the middle, to JSON text that ends: what is open is closed, what is half is left out.

    {"result": [{"devId": "bf01", "localKey": "0123"}, {"devId": "bf0   -->   {"result": [{...}, {"devId": "bf0"}]}

Pure. A text that was cut inside of a string ends there: a capture holds whole conversations in one string.
"""

from __future__ import annotations

import re
from typing import Final

_PIECE: Final = re.compile(r'"(?:[^"\\]|\\.)*"|"|[{}\[\],:]|[^\s"{}\[\],:]+', re.DOTALL)
_OPENING: Final = {"{": "}", "[": "]"}
_CLOSING: Final = frozenset(_OPENING.values())
_MARKS: Final = frozenset(",:")
_HALF_ESCAPE: Final = re.compile(r"(?<!\\)(?:\\\\)*(\\u[0-9a-fA-F]{0,3}|\\)$")

MAX_OPEN: Final = 512
"""Most brackets open at a time; text that is nested deeper is not JSON that anybody wrote."""


def mend_json(text: str) -> str | None:
    """Return `text` closed, None if nothing of it can be used."""
    closers: list[str] = []
    good = ""
    good_end = 0
    is_value = True
    for piece in _PIECE.finditer(text):
        word = piece.group()
        if word == '"':
            return _close_string(text, piece.start(), closers) if is_value else _join(text, good_end, good)
        if word in _OPENING:
            if len(closers) >= MAX_OPEN:
                return None
            closers.append(_OPENING[word])
            is_value = word == "["
        elif word in _CLOSING:
            if not closers or closers.pop() != word:
                return None
        elif word in _MARKS:
            is_value = word == ":" or closers[-1:] == ["]"]
            continue
        elif not is_value or (piece.end() == len(text) and word[0] != '"'):
            # The name of a field, or a number that may go on.
            continue
        good_end, good = piece.end(), "".join(reversed(closers))
    return _join(text, good_end, good)


def _join(text: str, end: int, closing: str) -> str | None:
    return text[:end] + closing if end else None


def _close_string(text: str, start: int, closers: list[str]) -> str:
    half = _HALF_ESCAPE.search(text, start)
    whole = text if half is None else text[: half.start(1)]
    return whole + '"' + "".join(reversed(closers))
