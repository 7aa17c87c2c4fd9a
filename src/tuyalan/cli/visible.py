"""Text from elsewhere, made harmless for terminals: names of devices and values may hold anything.

Escape sequences would colour, clear or retitle the terminal, and marks of writing direction show a text as another one.
"""

from __future__ import annotations

import re
from typing import Final

MARK: Final = "\N{REPLACEMENT CHARACTER}"
"""Stands where something cannot be shown."""

_UNSAFE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters but tab and newline, those that turn the direction of writing, and halves of characters."""


def make_visible(text: str) -> str:
    """Return `text` with a mark for each character that does something instead of showing something."""
    return text if text.isascii() and text.isprintable() else _UNSAFE.sub(MARK, text)


def shorten(text: str, limit: int) -> str:
    """Return `text`, cut where it is longer than anything that people read."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def escape_json(text: str) -> str:
    """Return JSON that means the same, with such characters spelt out in its strings."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
