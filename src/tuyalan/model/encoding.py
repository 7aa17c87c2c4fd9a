"""From values to what is written on the wire; a value that cannot be written is refused, with what could be."""

from __future__ import annotations

import base64
import difflib
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias, cast

import msgspec

from tuyalan.errors import BadValueError, ReadOnlyError
from tuyalan.model.decoding import MAX_TEXT, SWITCH_WORDS, is_packed, show, show_range
from tuyalan.model.forms.flags import MAX_BITS, build_flags
from tuyalan.model.forms.registry import form_for
from tuyalan.model.grid import MAX_RAW, imitate, make_grid, whole
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tuyalan.model.form import Form
    from tuyalan.model.grid import Grid
    from tuyalan.model.property import Property
    from tuyalan.vocabulary import Json

    Encoder: TypeAlias = Callable[[Property, object, Json], Json]

MAX_SHOWN_CHOICES: Final = 20
"""How many allowed words an error lists."""


def encode(subject: Property, value: object, *, like: Json = None) -> Json:
    """Return what to write so that a property becomes `value`.

    Args:
        subject: The property.
        value: As `Property.decode` gives it, or its JSON form.
        like: The raw value reported last, whose form is imitated where firmware is odd.

    Raises:
        ReadOnlyError: The property can only be read.
        BadValueError: The value cannot be written; the message says why and what can.
    """
    if not subject.access.is_writable:
        raise ReadOnlyError(f"{subject.code} can only be read", hint="Write a property that `tuyalan status` marks so.")
    if subject.form is not None:
        return _composite(subject, value, like)
    return _ENCODERS[subject.kind](subject, value, like)


def refuse(subject: Property, reason: str) -> BadValueError:
    """Return the error for a value that cannot be written."""
    return BadValueError(f"{subject.code}: {reason}", hint=f"{subject.code} takes {describe(subject)}.")


def describe(subject: Property) -> str:
    """Return what a property takes, as a phrase for people."""
    match subject.kind:
        case Kind.BOOL:
            phrase = "on or off"
        case Kind.NUMBER:
            phrase = _describe_number(subject)
        case Kind.CHOICE:
            phrase = list_words(subject.choices) if subject.choices else "a word; which ones is not known"
        case Kind.BITMAP:
            phrase = f"any of {list_words(subject.labels)}" if subject.labels else "names of bits such as bit 0"
        case Kind.RAW:
            phrase = "bytes in base64"
        case Kind.TEXT:
            phrase = f"a text of up to {subject.point.max_length or MAX_TEXT} characters"
        case _:
            phrase = f"a value of the form {subject.form.name}" if subject.form else "a text"
    return phrase


def suggest(word: str, words: Iterable[str]) -> str:
    """Return the word most like another as a question, or nothing."""
    close = difflib.get_close_matches(word[:64].lower(), {choice.lower(): choice for choice in words}, n=1)
    found = {choice.lower(): choice for choice in words}
    return f"; did you mean {found[close[0]]}?" if close else ""


def _describe_number(subject: Property) -> str:
    low, high, unit = subject.minimum, subject.maximum, subject.unit
    if low is None and high is None:
        return f"a number in {unit}" if unit else "a number"
    step = f" in steps of {subject.step}" if subject.step not in {None, 1} else ""
    return f"{show_range(low, high, unit)}{step}"


def list_words(words: tuple[str, ...]) -> str:
    """Return words as a list for people, a long one cut."""
    more = len(words) - MAX_SHOWN_CHOICES
    return ", ".join(words[:MAX_SHOWN_CHOICES]) + (f" and {more} more" if more > 0 else "")


def _bool(subject: Property, value: object, like: Json) -> Json:
    if not isinstance(value, bool):
        raise refuse(subject, f"{show(value)} is neither true nor false")
    meant = value != subject.point.is_inverted
    if isinstance(like, str) and like in SWITCH_WORDS:
        return SWITCH_WORDS[like][1][meant]
    if isinstance(like, int | float) and not isinstance(like, bool):
        return imitate(int(meant), like)
    return meant


def _number(subject: Property, value: object, like: Json) -> Json:
    # The difference is not 0 for infinity and NaN; `math.isfinite` fails on huge ints.
    if isinstance(value, bool) or not isinstance(value, int | float) or value - value != 0:
        raise refuse(subject, f"{show(value)} is not a number")
    grid = make_grid(subject.point)
    raw = None if abs(value) > MAX_RAW else grid.snap(value)
    if raw is not None and (grid.holds(raw) or _is_repeated(raw, like, grid)):
        return imitate(raw, like)
    raise refuse(subject, _explain(grid, value, subject.unit))


def _is_repeated(raw: int, like: Json, grid: Grid) -> bool:
    """Tell whether the device itself reported this number, between two steps that were declared."""
    return grid.low <= raw <= grid.high and whole(like) == raw


def _explain(grid: Grid, value: float, unit: str) -> str:
    low, high = grid.minimum, grid.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        return f"{show(value)} is outside of {show_range(low, high, unit)}"
    if abs(value) > MAX_RAW:
        return f"{show(value)} is too large to be meant"
    return f"{value} is between two steps, the nearest allowed are " + " and ".join(map(str, grid.nearest(value)))


def _choice(subject: Property, value: object, like: Json) -> Json:
    if not isinstance(value, str) or not (value or value in subject.choices):
        raise refuse(subject, f"{show(value)} is not a word")
    words = dict(zip(subject.choices, subject.point.choices, strict=True))
    if words and value not in words and value not in subject.point.choices:
        known = list_words(subject.choices)
        raise refuse(subject, f"{show(value)} is not one of {known}{suggest(value, subject.choices)}")
    value = words.get(value, value)
    if _is_on_the_wire(Kind.BOOL, subject, like) and value in {"true", "false"}:
        return value == "true"
    if _is_on_the_wire(Kind.NUMBER, subject, like):
        number = whole(value)
        return value if number is None else number
    return value


def _is_on_the_wire(kind: Kind, subject: Property, like: Json) -> bool:
    """Tell whether a choice is a number or a bool on the wire: as it was reported last, else as it is described."""
    if isinstance(like, bool):
        return kind is Kind.BOOL
    if isinstance(like, int):
        return kind is Kind.NUMBER
    return like is None and subject.point.wire is kind


def _text(subject: Property, value: object, like: Json) -> Json:
    del like
    if not isinstance(value, str):
        raise refuse(subject, f"{show(value)} is not a text")
    limit = subject.point.max_length or MAX_TEXT
    if len(value) > limit:
        raise refuse(subject, f"{len(value)} characters are more than the {limit} that it takes")
    return value


def _raw(subject: Property, value: object, like: Json) -> Json:
    del like
    if isinstance(value, bytes | bytearray):
        value = base64.b64encode(value).decode("ascii")
    if not isinstance(value, str):
        raise refuse(subject, f"{show(value)} is not a text in base64")
    if len(value) > MAX_TEXT:
        raise refuse(subject, f"{len(value)} characters are more than a message holds")
    if not is_packed(value):
        raise refuse(subject, "the text is neither base64 nor hex")
    return value


def _bitmap(subject: Property, value: object, like: Json) -> Json:
    if isinstance(value, int) and not isinstance(value, bool):
        mask = value
    elif isinstance(value, list | tuple | set | frozenset):
        mask = _add_bits(subject, cast("Iterable[object]", value))
    else:
        raise refuse(subject, f"{show(value)} is not a list of labels")
    if not 0 <= mask < 1 << MAX_BITS:
        raise refuse(subject, f"a bitmap has {MAX_BITS} bits at most and no sign")
    return imitate(mask, like)


def _add_bits(subject: Property, labels: Iterable[object]) -> int:
    mask = 0
    for label in labels:
        if not isinstance(label, str):
            raise refuse(subject, f"{show(label)} is not a label")
        try:
            mask |= build_flags((label,), subject.labels)
        except BadValueError as error:
            raise refuse(subject, error.message + suggest(label, subject.labels)) from error
    return mask


def _composite(subject: Property, value: object, like: Json) -> Json:
    form = subject.form
    if form is None:
        return _text(subject, value, like)
    if isinstance(value, str) and form.value_type is not str:
        return _check_packed(subject, form, value)
    try:
        typed = msgspec.convert(value, form.value_type)
    except (msgspec.ValidationError, ValueError, TypeError) as error:
        raise refuse(subject, f"the value does not fit: {error}") from error
    try:
        return form.build(typed, like if isinstance(like, str) else "")
    except BadValueError as error:
        raise refuse(subject, error.message) from error


def _check_packed(subject: Property, form: Form[object], text: str) -> str:
    """Take a text as the wire has it, if it is of the right form."""
    try:
        form.parse(text)
    except BadValueError as error:
        # Some data points take two layouts: blasters for infrared and radio have one for the commands of both.
        if form_for(subject.point.code, subject.point.kind, text) is None:
            raise refuse(subject, f"the text is not of the form {form.name}: {error.message}") from error
    return text


_ENCODERS: Final[Mapping[Kind, Encoder]] = MappingProxyType(
    {
        Kind.BOOL: _bool,
        Kind.NUMBER: _number,
        Kind.CHOICE: _choice,
        Kind.TEXT: _text,
        Kind.BITMAP: _bitmap,
        Kind.RAW: _raw,
        Kind.COMPOSITE: _composite,
    }
)
