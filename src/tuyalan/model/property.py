"""Properties: one data point as people see it, with a name, a kind and a unit, and how far that is to be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tuyalan.model import codes, decoding, encoding, naming, typed
from tuyalan.model.form import Form
from tuyalan.model.grid import make_grid
from tuyalan.model.part import Part
from tuyalan.model.schema import Access, DpSchema, Kind
from tuyalan.model.sources import Known, Source

if TYPE_CHECKING:
    from tuyalan.model.grid import Number
    from tuyalan.model.reading import Reading
    from tuyalan.vocabulary import DpId, Json


class Property(msgspec.Struct, frozen=True, kw_only=True):
    """A named, typed, unit-bearing view of one data point."""

    point: DpSchema
    """The description, limits raw as on the wire."""
    code: str
    """Unique on the device: the maker's word, with the number of the data point where two have the same."""
    name: str
    """For people, in English: `Current temperature`."""
    unit: str = ""
    device_class: str | None = None
    """What is measured, in Home Assistant's words."""
    state_class: str | None = None
    """How a number goes on: `measurement`, `total` or `total_increasing`, as Home Assistant spells it."""
    category: str | None = None
    """`config` for settings, `diagnostic` for what says how the device is doing, `None` for what it is there for."""
    source: Source = Source.OBSERVED
    confidence: float = 1.0
    """How likely the description is right: 0 to 1."""
    evidence: str = ""
    """Why it is believed, one phrase for people."""
    form: Form[object] | None = None
    """The layout of a packed text; its values are of `form.value_type`."""
    part: Part | None = None
    """Which part it plays in what people think of as one thing, if the source says so."""

    @property
    def dp(self) -> DpId:
        """The number of the data point."""
        return self.point.id

    @property
    def kind(self) -> Kind:
        """What sort of value it holds."""
        return self.point.kind if self.form is None else Kind.COMPOSITE

    @property
    def access(self) -> Access:
        """What can be done with it."""
        return self.point.access

    @property
    def scale(self) -> int:
        """Decimal places of a number."""
        return self.point.scale

    @property
    def minimum(self) -> Number | None:
        """The least number it takes, in its unit."""
        return make_grid(self.point).minimum if self.point.kind is Kind.NUMBER else None

    @property
    def maximum(self) -> Number | None:
        """The greatest number it takes, in its unit."""
        return make_grid(self.point).maximum if self.point.kind is Kind.NUMBER else None

    @property
    def step(self) -> Number | None:
        """How far its numbers are apart, in its unit; `None` for what is no number."""
        return make_grid(self.point).width if self.point.kind is Kind.NUMBER else None

    @property
    def choices(self) -> tuple[str, ...]:
        """The words of a choice, as people call them."""
        if not self.point.words:
            return self.point.choices
        called = dict(self.point.words)
        return tuple(called.get(word, word) for word in self.point.choices)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of a bitmap."""
        return self.point.labels

    def decode(self, raw: Json) -> Reading:
        """Return what a raw value means; never fails, but may say that something is wrong with it."""
        return decoding.make_decoder(self)(raw)

    def encode(self, value: object, *, like: Json = None) -> Json:
        """Return what to write for a value or its JSON form, imitating the raw value reported last.

        Raises:
            ReadOnlyError: The property can only be read.
            BadValueError: The value cannot be written; the message says why and what can.
        """
        return encoding.encode(self, value, like=like)

    def parse_text(self, text: str) -> object:
        """Return the value that a person means by a text such as `on`, `50%` or `22.5 °C`.

        Raises:
            BadValueError: It means nothing here; the message says what would.
        """
        return typed.parse_text(self, text)

    def describe(self) -> str:
        """Return what it takes, as a phrase for people."""
        return encoding.describe(self)


def make_property(known: Known, *, code: str = "", form: Form[object] | None = None) -> Property:
    """Make a property of a description; what the code means fills in what the description leaves out.

    Args:
        known: The description and its origin.
        code: A name of its own where another data point has the same code.
        form: The layout of its text, if it is packed.
    """
    point = known.point
    meaning = codes.find_meaning(point.code, point.kind)
    is_number = point.kind is Kind.NUMBER
    unit = point.unit or (meaning.unit if is_number else "")
    device_class = codes.choose_class(meaning, unit) if is_number else meaning.device_class
    return Property(
        point=point,
        code=code or point.code or f"dp_{point.id}",
        name=point.name or meaning.name or naming.make_name(point.code or f"dp_{point.id}"),
        unit=unit,
        device_class=point.device_class or device_class,
        state_class=meaning.state_class if is_number else None,
        category=meaning.category,
        source=known.source,
        confidence=known.confidence,
        evidence=known.evidence,
        form=form,
        part=known.part,
    )
