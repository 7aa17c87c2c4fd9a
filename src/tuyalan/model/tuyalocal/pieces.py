"""Data points that a profile takes apart by masks, as one value: its pieces by name.

A text of hexadecimal digits or base64 holds many numbers and switches, and each entity of a file looks at one of them.
To a device it is one data point, so it is one property, whose value is all pieces together. A piece that depends on other
data points cannot be read from the text alone, and is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias, cast

import msgspec

from tuyalan.errors import BadValueError, ReadOnlyError
from tuyalan.model.form import Form
from tuyalan.model.forms.phase import PHASE
from tuyalan.model.tuyalocal.decoding import decode
from tuyalan.model.tuyalocal.encoding import encode
from tuyalan.model.tuyalocal.naming import slug, title_of
from tuyalan.model.tuyalocal.octets import to_base64
from tuyalan.model.tuyalocal.packing import pack, unpack
from tuyalan.model.tuyalocal.profile import Entity, Point, PointType
from tuyalan.model.tuyalocal.roles import is_main

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tuyalan.vocabulary import Json

Use: TypeAlias = tuple[Entity, Point]
"""A data point in one of the entities that use it."""

NAME: Final = "pieces"
"""The name of the form."""
MAX_PIECES: Final = 128
"""Most pieces of a data point."""

_SHOWN: Final = 12
_HEAD: Final = b"\x01\x0f"
"""How the longest layout of a phase begins."""
_PHASE: Final = {"voltage": ("voltage_v", 1), "current": ("current_a", 1), "power": ("power_w", 1000)}
"""Classes of what a phase has, our field, and how many of our units make one of the file's, where that is one of kW."""


class Piece(msgspec.Struct, frozen=True):
    """One of them."""

    name: str
    entity: Entity
    point: Point

    def read(self, text: str) -> Json:
        """Return what it says in a text."""
        return decode(self.entity, self.point, {self.point.id: text})

    def write(self, value: Json, text: str) -> str:
        """Return the text with another value.

        Raises:
            BadValueError: it cannot be written, or not that.
        """
        try:
            written = encode(self.entity, self.point, value, dps={self.point.id: text})
        except (BadValueError, ReadOnlyError) as error:
            raise BadValueError(f"{self.name}: {error.message}") from error
        return cast("str", written[self.point.id])


class Parse(msgspec.Struct, frozen=True):
    """Reads all pieces. A value, so that the same file gives the same form."""

    pieces: tuple[Piece, ...]

    def __call__(self, text: str) -> dict[str, Json]:
        """Return all pieces by name.

        Raises:
            BadValueError: the text has none.
        """
        if all(unpack(piece.point, text) is None for piece in self.pieces):
            raise BadValueError("neither base64 nor hexadecimal digits" if text else "nothing is reported")
        return {piece.name: piece.read(text) for piece in self.pieces}


class Build(msgspec.Struct, frozen=True):
    """Writes the pieces that are named into the last text."""

    pieces: tuple[Piece, ...]

    def __call__(self, value: Mapping[str, Json], last: str) -> str:
        """Return the last text with some pieces written anew; without one, a text of zeros has them.

        Raises:
            BadValueError: there is no such piece, or it cannot be written.
        """
        known = {piece.name: piece for piece in self.pieces}
        text = last or self._make_empty()
        for name, wanted in value.items():
            if name not in known:
                raise BadValueError(f"there is no {name[:40]!r}; there are {', '.join([*known][:_SHOWN])}")
            if known[name].read(text) != wanted:
                text = known[name].write(wanted, text)
        return text

    def _make_empty(self) -> str:
        """Return a text of zeros, as long as the longest mask."""
        longest = max((piece.point for piece in self.pieces), key=lambda point: len(point.mask))
        return cast("str", pack(longest, 0, None))


def list_pieces(uses: Iterable[Use]) -> tuple[Piece, ...]:
    """Return what masks cut out of a data point of text; each is told by its name."""
    pieces: dict[str, Piece] = {}
    cuts = [(entity, point) for entity, point in uses if point.mask and not point.type.is_numeric]
    for entity, point in cuts:
        is_twin = any((point.mask, point.rules) == (other.point.mask, other.point.rules) for other in pieces.values())
        if is_twin or not _stands_alone(entity, point) or len(pieces) == MAX_PIECES:
            continue
        name = _name(entity, point, cuts)
        name = name if name not in pieces else f"{name}_{len(pieces) + 1}"
        pieces[name] = Piece(name, entity, point)
    return tuple(pieces.values())


def make_form(pieces: tuple[Piece, ...]) -> Form[object]:
    """Return the layout of a data point; its values are pieces by name, and some of them are enough to write."""
    form = Form(
        name=NAME, value_type=dict[str, bool | int | float | str | None], parse=Parse(pieces), build=Build(pieces)
    )
    return cast("Form[object]", form)


def is_phase(pieces: Sequence[Piece]) -> bool:
    """Tell whether pieces are what a meter says of one phase, in a layout that is known to all sources."""
    classes = {piece.entity.device_class: piece for piece in pieces if is_main(piece.entity, piece.point)}
    if not {"voltage", "current"} <= classes.keys():
        return False
    size = max(len(piece.point.mask) for piece in pieces) // 2
    count = bytes(range(1, size + 1))
    is_text = any(piece.point.type is PointType.BASE64 for piece in pieces)
    return any(_agrees(classes, to_base64(data) if is_text else data.hex()) for data in (count, _HEAD + count[2:]))


def _agrees(classes: Mapping[str, Piece], text: str) -> bool:
    """Tell whether a text says the same of a phase in both readings."""
    try:
        phase = PHASE.parse(text)
    except BadValueError:
        return False
    for kind in _PHASE.keys() & classes.keys():
        field, factor = _PHASE[kind]
        value, wanted = classes[kind].read(text), getattr(phase, field)
        if not isinstance(value, int | float) or wanted not in {round(value, 3), round(value * factor, 3)}:
            return False
    return True


def _stands_alone(entity: Entity, point: Point) -> bool:
    """Tell whether a piece can be read from its data point alone."""
    roles: list[str] = []
    for rule in point.rules:
        if rule.raw is None:
            # Where nothing is reported, there is no text to take apart.
            continue
        roles += [rule.constraint, rule.redirect, rule.mirror, rule.available]
        for condition in rule.conditions:
            roles += [condition.redirect, condition.mirror, condition.available]
            roles += [choice.available for choice in condition.choices]
    others = [entity.point(role) for role in roles if role]
    return all(other is None or other.id == point.id for other in others)


def _name(entity: Entity, point: Point, cuts: Sequence[Use]) -> str:
    """Return what to call a piece: by its entity, and by its role where the entity has several."""
    title = slug(title_of(entity)) or slug(entity.device_class)
    has_several = sum(other is entity for other, _ in cuts) > 1
    is_named = is_main(entity, point) and not has_several
    return (title if is_named else slug(f"{title} {point.role}")) or slug(point.role) or entity.platform
