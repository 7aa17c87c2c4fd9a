"""What holds for every packed form, as functions that tests of the single forms call."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import msgspec
import pytest
from hypothesis import strategies as st

from tests.support import VECTORS
from tuyalan.errors import BadValueError
from tuyalan.model.forms.clock import Weekday
from tuyalan.model.forms.shade import Shade

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from tuyalan.model.form import Form

T = TypeVar("T")

PERCENTS: Final = st.integers(0, 1000).map(lambda permille: permille / 10)
"""Percentages that devices know: whole tenths."""

WHOLE_PERCENTS: Final = st.integers(0, 100).map(float)
"""Percentages of the narrow layouts."""

HUES: Final = st.integers(0, 360)
"""Angles."""

CLOCKS: Final = st.integers(0, 24 * 60 - 1).map(lambda minutes: f"{minutes // 60:02}:{minutes % 60:02}")
"""Times of day."""

SHADES: Final = st.builds(
    Shade, hue=HUES, saturation=PERCENTS, value=PERCENTS, brightness=PERCENTS, temperature=PERCENTS
)
"""What the wide layout can tell."""

WHOLE_SHADES: Final = st.builds(
    Shade,
    hue=HUES,
    saturation=WHOLE_PERCENTS,
    value=WHOLE_PERCENTS,
    brightness=WHOLE_PERCENTS,
    temperature=WHOLE_PERCENTS,
)
"""What the narrow layout can tell."""

WEEKDAYS: Final = st.sets(st.sampled_from(Weekday)).map(lambda days: tuple(day for day in Weekday if day in days))
"""Days in their order."""

_HEX: Final = st.tuples(st.binary(max_size=70), st.booleans()).map(
    lambda drawn: drawn[0].hex().upper() if drawn[1] else drawn[0].hex()
)
_BASE64: Final = st.binary(max_size=70).map(lambda data: base64.b64encode(data).decode())
_RECORDS: Final = st.lists(st.integers(0, 12), max_size=60).map(
    lambda numbers: base64.b64encode(bytes(numbers)).decode()
)

JUNK: Final[SearchStrategy[str]] = st.one_of(st.text(max_size=60), _HEX, _BASE64, _RECORDS)
"""Texts that mostly fit no layout."""


def load_entries(name: str) -> list[dict[str, Any]]:
    """Return the vectors of one form."""
    document = json.loads((VECTORS / "forms.json").read_text(encoding="utf-8"))
    return cast("list[dict[str, Any]]", document["forms"][name])


def check_vectors(form: Form[T]) -> None:
    """Every vector reads as its value, and its value builds the text: alone, and in imitation of it."""
    for entry in load_entries(form.name):
        value = form.parse(entry["text"])
        assert value == msgspec.convert(entry["value"], form.value_type)
        assert form.build(value, entry["text"]) == entry["text"]
        assert (form.build(value, "") == entry["text"]) is not entry.get("only_read", False)


def check_value(form: Form[T], value: T, like: str = "") -> None:
    """A value comes back from its text and from its JSON, and the text from the value."""
    text = form.build(value, like)
    assert form.parse(text) == value
    assert form.build(value, text) == text
    assert msgspec.json.decode(msgspec.json.encode(value), type=form.value_type) == value


def check_text(form: Form[T], text: str) -> None:
    """A text is refused in the documented way, or comes back from its value, also when nothing is to be imitated."""
    try:
        value = form.parse(text)
    except BadValueError:
        return
    assert form.build(value, text) == text
    assert form.parse(form.build(value, "")) == value
    assert msgspec.json.decode(msgspec.json.encode(value), type=form.value_type) == value


def check_refused(form: Form[T], value: T) -> None:
    """A value that the layout has no room for is refused before anything is sent."""
    with pytest.raises(BadValueError) as caught:
        form.build(value, "")
    assert caught.value.message
