"""Descriptions and properties for the tests of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.form import Form
from tuyalan.model.property import Property, make_property
from tuyalan.model.schema import Access, DpSchema, Kind
from tuyalan.model.sources import Known, Source

if TYPE_CHECKING:
    from typing import TypedDict, Unpack

    class Details(TypedDict, total=False):
        """What a description may say beside number, code and kind."""

        access: Access
        unit: str
        scale: int
        factor: int
        minimum: int | None
        maximum: int | None
        step: int | None
        choices: tuple[str, ...]
        words: tuple[tuple[str, str], ...]
        labels: tuple[str, ...]
        max_length: int | None
        name: str
        device_class: str
        is_inverted: bool
        wire: Kind | None


def point(kind: Kind, code: str = "thing", /, id: int = 1, **details: Unpack[Details]) -> DpSchema:  # noqa: A002 - as the field
    """Describe a data point."""
    return DpSchema(id=id, code=code, kind=kind, **details)


def known(described: DpSchema, source: Source = Source.CATALOGUE, evidence: str = "") -> Known:
    """Say who described it."""
    return Known(point=described, source=source, evidence=evidence)


def prop(
    kind: Kind,
    code: str = "thing",
    /,
    form: Form[object] | None = None,
    id: int = 1,  # noqa: A002 - as the field
    **details: Unpack[Details],
) -> Property:
    """Make a property."""
    return make_property(known(point(kind, code, id=id, **details)), form=form)


class Pair(msgspec.Struct, frozen=True):
    """What `PAIR` packs."""

    left: int
    right: int = 0

    @classmethod
    def parse(cls, text: str) -> Pair:
        """Read what a person types."""
        left, _, right = text.partition("/")
        if not (left.isdecimal() and right.isdecimal()):
            raise BadValueError("a pair is typed as 1/2")
        return cls(int(left), int(right))


def _parse(text: str) -> object:
    if len(text) != 4 or not text.isascii() or not text.isdecimal():
        raise BadValueError("a pair has four digits")
    return Pair(int(text[:2]), int(text[2:]))


def _build(value: object, like: str) -> str:
    assert isinstance(value, Pair)
    if not (0 <= value.left <= 99 and 0 <= value.right <= 99):
        raise BadValueError("a pair is of two digits each")
    del like
    return f"{value.left:02}{value.right:02}"


PAIR: Final[Form[object]] = Form(name="pair", value_type=Pair, parse=_parse, build=_build)
"""A form of four digits."""
