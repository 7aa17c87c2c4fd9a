"""Words of choices and what they mean: one table a subject, read in both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Vocabulary:
    """What the words of makers mean; capitals, blanks and hyphens do not count."""

    __slots__ = ("_meanings", "_words")

    def __init__(self, rows: Mapping[str, str]) -> None:
        """Take the table: by meaning its words, apart by blanks, the most usual first."""
        self._words = {meaning: tuple(words.split()) for meaning, words in rows.items()}
        self._meanings = {word: meaning for meaning, words in self._words.items() for word in words}

    @property
    def words(self) -> frozenset[str]:
        """All words, as they are compared."""
        return frozenset(self._meanings)

    def read(self, word: str | None) -> str | None:
        """Return what a word means; `None` if nobody knows."""
        return None if word is None else self._meanings.get(fold(word))

    def spell(self, meaning: str, choices: Iterable[str]) -> str | None:
        """Return which of the choices has a meaning: the one that is most usual; `None` if none has it."""
        known = {fold(choice): choice for choice in choices}
        return next((known[word] for word in self._words.get(meaning, ()) if word in known), None)

    def list_meanings(self, choices: Iterable[str]) -> tuple[str, ...]:
        """Return what choices mean, in the order of the table; those without a meaning are left out."""
        found = {self.read(choice) for choice in choices}
        return tuple(meaning for meaning in self._words if meaning in found)


def fold(word: str) -> str:
    """Return a word as it is compared."""
    return "_".join(word.lower().replace("-", " ").split())
