"""Recipes: which codes play which part in a feature, as data, and how the properties of a device are looked through.

Codes are compared by their words (`naming.split_words`), without version marks; a number at the end tells the gangs of
a device apart. So a recipe lists a code once, in the maker's spelling.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.model.features.feature import Feature
from tuyalan.model.naming import split_words
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tuyalan.model.property import Property

LETTERS: Final[Mapping[str, frozenset[Kind]]] = MappingProxyType(
    {
        "b": frozenset({Kind.BOOL}),
        "n": frozenset({Kind.NUMBER}),
        "c": frozenset({Kind.CHOICE}),
        "t": frozenset({Kind.TEXT, Kind.RAW, Kind.COMPOSITE}),
        "m": frozenset({Kind.BITMAP}),
    }
)
"""Letters for kinds of values; text and bytes are one, since products differ in them at will."""
VERSIONS: Final = frozenset({"v1", "v2", "v3", "new"})
"""Words of codes that tell versions apart, not parts of a device."""
FIRST: Final = ("", "1")
"""Numbers of the first part of a device: many makers count only from the second."""


class Role(msgspec.Struct, frozen=True):
    """One part in a feature and the codes that may play it."""

    word: str
    """Its name, for example `brightness`."""
    kinds: frozenset[Kind]
    codes: tuple[str, ...]
    """By their words, the best first."""
    choices: frozenset[str] = frozenset()
    """In small letters; a choice is taken only if it has one of these. Empty: any."""
    bars: frozenset[str] = frozenset()
    """In small letters; a choice is not taken if it has one of these."""
    is_shared: bool = False
    """Whether the property is shown on its own as well."""
    is_written: bool = False
    """Whether only a property that can be written will do."""

    def takes(self, subject: Property) -> bool:
        """Tell whether a property of the right code can play the part."""
        if subject.point.kind not in self.kinds or (self.is_written and not subject.access.is_writable):
            return False
        if subject.point.kind is not Kind.CHOICE:
            return True
        words = {word.lower() for word in subject.choices}
        return words.isdisjoint(self.bars) and (not self.choices or not words.isdisjoint(self.choices))


def role(
    word: str,
    kinds: str,
    codes: str,
    *,
    choices: Iterable[str] = (),
    bars: Iterable[str] = (),
    shared: bool = False,
    written: bool = False,
) -> Role:
    """Make a row: the letters of its kinds, its codes apart by blanks, and what is peculiar to it."""
    return Role(
        word,
        frozenset(kind for letter in kinds for kind in LETTERS[letter]),
        tuple("_".join(split_words(code)) for code in codes.split()),
        frozenset(choices),
        frozenset(bars),
        shared,
        written,
    )


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """How a feature of some kind is made."""

    make: type[Feature]
    roles: tuple[Role, ...]
    """The first that is found is the main one."""
    needs: tuple[str, ...]
    """Sets of roles, words apart by blanks: one set must be there for the recipe to apply to any device."""
    anchors: tuple[str, ...]
    """Roles that a device has once for each of its parts."""
    categories: frozenset[str] = frozenset()
    """The maker's codes of devices that are there for this."""
    suffices: tuple[str, ...] = ()
    """Sets of roles that are enough if the category of the device is one of those; none: as `needs`."""
    label: str = ""
    """What the feature is called where it is not what the device is there for; empty: as its main property."""
    is_hazardous: bool = False
    is_aside: bool = False
    """Whether it is never what a device is there for, unless its category says so."""
    traits: Mapping[str, object] = MappingProxyType({})
    """Further fields of the feature."""

    def is_met(self, found: Iterable[str], *, category: str) -> bool:
        """Tell whether the roles found are enough."""
        have = set(found)
        sets = self.suffices if self.suffices and category in self.categories else self.needs
        return any(have.issuperset(each.split()) for each in sets)


class Pool:
    """The properties of a device by the words of their codes, and which of them are taken."""

    __slots__ = ("_index", "_taken")

    def __init__(self, properties: Iterable[Property]) -> None:
        """Take all properties of a device; none is taken yet."""
        self._index: dict[str, list[tuple[str, Property]]] = {}
        self._taken: set[str] = set()
        for subject in properties:
            base, number = split_code(subject.point.code or subject.code)
            self._index.setdefault(base, []).append((number, subject))

    def list_numbers(self, recipe: Recipe) -> list[str]:
        """Return the numbers of the parts that a recipe may be made of."""
        numbers = {
            number
            for part in recipe.roles
            if part.word in recipe.anchors
            for code in part.codes
            for number, subject in self._index.get(code, ())
            if self._may_play(subject, part)
        }
        return sorted(numbers, key=lambda number: int(number or 0))

    def fill(self, recipe: Recipe, number: str) -> dict[str, Property]:
        """Return the properties for the roles of a recipe, for the part of the device with some number."""
        found: dict[str, Property] = {}
        for part in recipe.roles:
            is_anchor = part.word in recipe.anchors
            numbers = (number, *FIRST) if number in FIRST and not is_anchor else (number,)
            subject = self._find(part, numbers, {each.code for each in found.values()})
            if subject is not None:
                found[part.word] = subject
        return found

    def take(self, recipe: Recipe, found: Mapping[str, Property]) -> None:
        """Mark properties as taken, but for those that are shown on their own as well."""
        shared = {part.word for part in recipe.roles if part.is_shared}
        self._taken.update(subject.code for word, subject in found.items() if word not in shared)

    def is_taken(self, subject: Property) -> bool:
        """Tell whether a feature has a property for itself."""
        return subject.code in self._taken

    def _find(self, part: Role, numbers: Iterable[str], used: set[str]) -> Property | None:
        for wanted in numbers:
            for code in part.codes:
                for number, subject in self._index.get(code, ()):
                    if number == wanted and subject.code not in used and self._may_play(subject, part):
                        return subject
        return None

    def _may_play(self, subject: Property, part: Role) -> bool:
        return part.takes(subject) and (part.is_shared or subject.code not in self._taken)


def split_code(code: str) -> tuple[str, str]:
    """Return the words of a code without version and number, and the number at its end."""
    words = [word for word in split_words(code) if word not in VERSIONS]
    number = words.pop() if len(words) > 1 and words[-1].isdecimal() else ""
    return "_".join(words), number
