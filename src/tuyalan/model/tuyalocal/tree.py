"""A node of a parsed tree, read strictly: what is missing, of a wrong type or unknown is a loss with its place.

Knows nothing of what the keys mean.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, cast

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tuyalan.vocabulary import Json

MAX_SHOWN: Final = 40
"""Characters of a wrong value that a reason shows."""


MAX_NUMBER: Final = 2**63 - 1
"""The largest number that is kept."""


class Loss(msgspec.Struct, frozen=True, order=True):
    """Something in a file that a profile does not hold."""

    place: str
    """Where, for example `entities[2].dps[0].mask`."""
    reason: str


class Node:
    """One mapping of the tree; every key is taken once, and `finish` reports those that nobody took."""

    def __init__(self, tree: Mapping[Json, Json], place: str, losses: list[Loss]) -> None:
        """Take the mapping, where it stands, and where to put losses."""
        self._tree = tree
        self._place = place
        self._losses = losses
        self._left = dict.fromkeys(tree)

    def lose(self, key: str, reason: str) -> None:
        """Note that something under `key`, or the node itself if it is empty, is not understood."""
        self._losses.append(Loss(self.path(key), reason))

    def path(self, key: str) -> str:
        """Return where `key` stands."""
        return ".".join(part for part in (self._place, key) if part)

    def has(self, key: str) -> bool:
        """Tell whether the key is there, whatever its value."""
        return key in self._tree

    def keys(self) -> list[str]:
        """Return the keys that are texts; others are losses that `finish` reports."""
        return [key for key in self._tree if isinstance(key, str)]

    def take(self, key: str) -> Json:
        """Return the value of `key`, `None` if it is missing."""
        self._left.pop(key, None)
        return self._tree.get(key)

    def text(self, key: str) -> str:
        """Return a text, empty if it is missing."""
        match self.take(key):
            case str() as text if is_sane(text):
                return text
            case None if not self.has(key):
                return ""
            case other:
                self._refuse(key, "a text", other)
                return ""

    def flag(self, key: str) -> bool | None:
        """Return a truth value, `None` if it is missing."""
        match self.take(key):
            case bool() as flag:
                return flag
            case None if not self.has(key):
                return None
            case other:
                self._refuse(key, "true or false", other)
                return None

    def number(self, key: str) -> int | float | None:
        """Return a finite number, `None` if it is missing."""
        match self.take(key):
            case bool() as flag:
                self._refuse(key, "a number", flag)
            case int() | float() as number if is_sane(number):
                return number
            case None if not self.has(key):
                pass
            case other:
                self._refuse(key, "a number", other)
        return None

    def integer(self, key: str) -> int | None:
        """Return a whole number, `None` if it is missing."""
        number = self.number(key)
        if isinstance(number, float):
            self._refuse(key, "a whole number", number)
            return None
        return number

    def node(self, key: str) -> Node | None:
        """Return the mapping under `key`, `None` if it is missing."""
        value = self.take(key)
        if value is None and not self.has(key):
            return None
        return self._child(key, value)

    def nodes(self, key: str) -> list[Node]:
        """Return the mappings of the list under `key`, an empty list if it is missing."""
        found = [self._child(f"{key}[{index}]", item) for index, item in enumerate(self.items(key))]
        return [node for node in found if node is not None]

    def items(self, key: str) -> Sequence[Json]:
        """Return the list under `key`, an empty one if it is missing."""
        match self.take(key):
            case None if not self.has(key):
                pass
            case list():
                return cast("list[Json]", self._tree[key])
            case other:
                self._refuse(key, "a list", other)
        return ()

    def finish(self) -> None:
        """Report every key that nobody took."""
        for key in self._left:
            self.lose(shorten(key), "unknown key")

    def _child(self, key: str, value: Json) -> Node | None:
        """Wrap a mapping below this one."""
        if isinstance(value, dict):
            return Node(cast("dict[Json, Json]", value), self.path(key), self._losses)
        self._refuse(key, "a mapping", value)
        return None

    def _refuse(self, key: str, wanted: str, value: Json) -> None:
        """Note a value of a wrong type."""
        self.lose(key, f"{shorten(value)} is not {wanted}")


def is_sane(value: Json) -> bool:
    """Tell whether a plain value can be kept: a finite number of 63 bits, a text of whole characters."""
    match value:
        case int():
            return abs(value) <= MAX_NUMBER
        case float():
            return math.isfinite(value)
        case str():
            return not any("\ud800" <= character <= "\udfff" for character in value)
        case _:
            return True


def shorten(value: Json) -> str:
    """Return a short printable form of any value."""
    match value:
        case None | bool() | float():
            return str(value)
        case int():
            text = hex(value)
            return str(value) if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."
        case str():
            text = value if value.isprintable() else ascii(value[: MAX_SHOWN + 1])
            return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."
        case other:
            return f"a {type(other).__name__}"
