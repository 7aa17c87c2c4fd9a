"""A text that opens something: a token, the secret of a project. It masks itself wherever it might be printed."""

from __future__ import annotations

import hmac
from typing import Final

MASK: Final = "****"


class Secret:
    """A secret text; it leaves only through `reveal`. Equality is checked in constant time."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Take the text as it is; an empty one stands for none."""
        self._text = text

    def reveal(self) -> str:
        """Return the text; keep it out of anything that is printed."""
        return self._text

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self._text)

    def __repr__(self) -> str:
        """Return a mask."""
        return f"Secret({MASK})" if self._text else "Secret(none)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        """Compare in constant time."""
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        """Hash by value."""
        return hash(self._text)

    def __reduce__(self) -> str:
        """Refuse to be pickled: a pickle would hold the secret in clear text."""
        raise TypeError("a Secret is not pickled: it would leave the secret in clear text")


NO_SECRET: Final = Secret("")
"""Stands for a secret that is not known."""
