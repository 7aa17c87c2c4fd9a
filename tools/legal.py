"""Values that a data point takes and values that it must refuse, made from its description."""

from __future__ import annotations

import base64
import functools
import math
import string
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.forms.registry import FORMS, form_for
from tuyalan.model.grid import MAX_RAW, make_grid
from tuyalan.model.schema import DpSchema, Kind

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping

    from tuyalan.model.form import Form
    from tuyalan.model.property import Property
    from tuyalan.vocabulary import Json

VECTORS: Final = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "forms.json"
UNBOUNDED: Final = 1000
"""Greatest number tried where nobody says what there is."""
LABELLED: Final = 16
"""Bits tried of a bitmap without labels."""
MAX_BIT: Final = 30
LONG: Final = 64
"""Longest text tried where a longer one is allowed."""
NOTHING: Final = ("", "0")
_WORDS: Final = ("no such word", "")
_FOREIGN: Final[Mapping[Kind, tuple[object, ...]]] = {
    Kind.BOOL: ("maybe", 7, None, [], 1.5),
    Kind.NUMBER: ("12 apples", None, True, math.nan, math.inf, 10**400, []),
    Kind.CHOICE: (5, None, True, []),
    Kind.TEXT: (5, None, b"bytes", []),
    Kind.RAW: (5, None, "not packed!", []),
    Kind.BITMAP: (-1, 1 << 64, "no list", ["no such label"], [5], None, 1.5),
    Kind.COMPOSITE: (None, object(), 5, 1.5),
}
"""Values that no data point of a kind takes."""


def make_legal(point: DpSchema, chance: random.Random, form: Form[object] | None = None) -> Json:
    """Return a legal raw value of a data point, of the layout that its source tells if it does."""
    if form is not None and form_for(point.code, point.kind, "") is None:
        return _make_pieces(point, form, chance)
    match point.kind:
        case Kind.BOOL:
            return chance.random() < 0.5  # noqa: PLR2004 - one half
        case Kind.NUMBER:
            return _make_number(point, chance)
        case Kind.CHOICE:
            word = chance.choice(point.choices or _WORDS[:1])
            return int(word) if point.wire is Kind.NUMBER else word == "true" if point.wire is Kind.BOOL else word
        case Kind.BITMAP:
            bits = range(min(len(point.labels) or LABELLED, MAX_BIT))
            return sum(1 << bit for bit in bits if chance.random() < 0.5)  # noqa: PLR2004 - one half
        case _:
            return _make_text(point, chance)


def list_illegal(subject: Property) -> Iterator[object]:
    """Yield values that a property must refuse to be set to."""
    yield from _FOREIGN[subject.kind]
    point = subject.point
    match subject.kind:
        case Kind.NUMBER:
            yield from _list_illegal_numbers(point)
        case Kind.CHOICE:
            yield from _WORDS if point.choices else _WORDS[1:]
        case Kind.TEXT if point.max_length:
            yield "x" * (point.max_length + 1)
        case _:
            pass


def _make_number(point: DpSchema, chance: random.Random) -> int:
    grid = make_grid(point)
    low, high = grid.base, grid.high
    if high == MAX_RAW:
        high = low + UNBOUNDED
    return low + grid.step * chance.randint(0, (high - low) // grid.step)


def _list_illegal_numbers(point: DpSchema) -> Iterator[object]:
    grid = make_grid(point)
    if grid.low > -MAX_RAW:
        yield grid.value(grid.low - grid.step)
    if grid.high < MAX_RAW:
        yield grid.value(grid.high + grid.step)
    if grid.step > 1 and grid.base + 1 < grid.high:
        yield grid.value(grid.base + 1)
    yield grid.value(grid.base) + grid.width / 3


def _make_text(point: DpSchema, chance: random.Random) -> str:
    known = _list_packed(point)
    if known:
        return chance.choice(known)
    size = min(point.max_length or LONG, LONG)
    if point.kind is Kind.TEXT:
        return "".join(chance.choice("abcdefghij klmnopqrstuvwxyz") for _ in range(chance.randint(0, size)))
    return base64.b64encode(chance.randbytes(chance.randint(0, size * 3 // 4))).decode()


def _make_pieces(point: DpSchema, form: Form[object], chance: random.Random) -> str:
    """Return a text as long as one without anything in it, with any bits set."""
    empty = form.build({}, "")
    if point.kind is Kind.TEXT:
        return "".join(chance.choice(string.hexdigits[:16]) for _ in empty)
    return base64.b64encode(chance.randbytes(len(base64.b64decode(empty)))).decode()


@functools.cache
def _list_packed(point: DpSchema) -> tuple[str, ...]:
    """Return texts of the form that a data point has, as far as a device of its kind can hold them."""
    form = form_for(point.code, point.kind, "")
    if form is None:
        return ()
    texts = _load_texts().get(form.name, ())
    if point.kind is not Kind.TEXT:
        texts = tuple(packed for text in texts if (packed := _to_base64(text)))
    return tuple(text for text in texts if _is_stable(form.name, text))


@functools.cache
def _load_texts() -> Mapping[str, tuple[str, ...]]:
    """Return the texts that are read and built alike, by form."""
    document = cast("dict[str, dict[str, list[dict[str, object]]]]", msgspec.json.decode(VECTORS.read_bytes()))
    return {
        name: tuple(text for vector in vectors if (text := str(vector["text"])) and _is_stable(name, text))
        for name, vectors in document["forms"].items()
    }


def _is_stable(name: str, text: str) -> bool:
    form = FORMS[name]
    try:
        return form.build(form.parse(text), text) == text
    except BadValueError:
        return False


def _to_base64(text: str) -> str:
    """Return a text as a point of bytes holds it; nothing if it cannot."""
    try:
        return base64.b64encode(bytes.fromhex(text)).decode()
    except ValueError:
        try:
            return base64.b64encode(base64.b64decode(text, validate=True)).decode()
        except ValueError:
            return ""
