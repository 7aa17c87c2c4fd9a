"""Names that people and devices choose, as levels of topics: safe, short, unique, and the same as long as they are not renamed.

A name may hold anything: `/`, wildcards, NUL, 64 KB, nothing at all, or the name of another device.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

MAX_LEVEL: Final = 64
"""Longest level, in bytes of UTF-8."""
RESERVED: Final = frozenset({"bridge"})
"""Levels below the base topic that no device gets."""
_LOOKED_AT: Final = 4 * MAX_LEVEL
"""How many characters of a name are read."""
_PARTING: Final = frozenset("/+#")
"""What has a meaning in topics and filters."""
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that are no text: MQTT forbids or discourages them, and nobody can type them."""


def make_level(name: str, *, fallback: str = "") -> str:
    """Return the level for a name: what topics cannot hold becomes `_`; an empty one becomes `fallback`, or `device`.

    The same name always gives the same level, and a level gives itself.
    """
    return _clean(name) or _clean(fallback) or "device"


def _clean(name: str) -> str:
    text = unicodedata.normalize("NFC", name[:_LOOKED_AT])
    text = "".join("_" if char in _PARTING or unicodedata.category(char) in _UNSEEN else char for char in text)
    text = _cut(" ".join(text.split()), MAX_LEVEL)
    # Topics that begin with `$` belong to the broker, and a level of nothing but `_` tells nobody anything.
    text = "_" + text[1:] if text.startswith("$") else text
    return "" if not text.strip("_ ") else text


def _cut(text: str, size: int) -> str:
    """Shorten a text to so many bytes of UTF-8, never within a character."""
    return text.encode()[:size].decode(errors="ignore").strip()


class Levels:
    """The levels given to devices and groups: each its own."""

    def __init__(self, *, reserved: Collection[str] = RESERVED, spell: Callable[..., str] = make_level) -> None:
        """Take the levels that nobody gets, and how names become levels."""
        self._reserved = frozenset(reserved)
        self._spell = spell
        self._by_key: dict[str, tuple[str, str]] = {}
        self._by_level: dict[str, str] = {}

    def give(self, key: str, name: str) -> str:
        """Return the level of `key`, which is called `name`: the one it has, or a new one if it is new or renamed."""
        wish = self._spell(name, fallback=key)
        had = self._by_key.get(key)
        if had is not None:
            if had[0] == wish:
                return had[1]
            self.take(key)
        level = self._find_free(wish, key)
        self._by_key[key] = (wish, level)
        self._by_level[level] = key
        return level

    def take(self, key: str) -> str | None:
        """Take the level of `key` back and return it; `None` if it has none."""
        had = self._by_key.pop(key, None)
        if had is None:
            return None
        del self._by_level[had[1]]
        return had[1]

    def find(self, level: str) -> str | None:
        """Return whose level it is; an id that is nobody's level stands for itself. `None` if it is nobody's."""
        return self._by_level.get(level) or (level if level in self._by_key else None)

    def _find_free(self, wish: str, key: str) -> str:
        tail = self._spell(key)[-4:]
        endings = ("", f"_{tail}", *(f"_{tail}_{number}" for number in range(2, len(self._by_level) + 4)))
        for ending in endings:
            level = _cut(wish, MAX_LEVEL - len(ending.encode())) + ending
            if level not in self._by_level and level not in self._reserved:
                return level
        raise AssertionError("more levels were tried than are given")  # pragma: no cover
