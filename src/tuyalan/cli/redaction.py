"""The last line of defence: whatever is logged or told as an error passes here, and every known key is masked.

Keys mask themselves where they are printed as keys; this catches the text of a key wherever it turns up otherwise.
"""

from __future__ import annotations

import base64
import logging
from typing import TYPE_CHECKING, Final

from tuyalan.cli.visible import make_visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tuyalan.vocabulary import LocalKey

MASK: Final = "****"


class Redactor:
    """Knows keys and takes them out of text."""

    def __init__(self) -> None:
        """Begin without any key."""
        self._needles: dict[str, None] = {}

    def add(self, keys: Iterable[LocalKey | None]) -> None:
        """Mask these keys from now on, in clear, as hex and as base64."""
        for key in keys:
            if key is not None:
                secret = key.reveal()
                text = secret.decode("latin-1")
                for needle in (text, secret.hex(), base64.b64encode(secret).decode(), repr(text)[1:-1]):
                    self._needles[needle] = None

    def forget(self) -> None:
        """Mask no key any more: the person asked to see them."""
        self._needles.clear()

    def hide(self, text: str) -> None:
        """Mask a text from now on that is no key: a token, the secret of a project."""
        if text:
            self._needles[text] = None

    def mask(self, text: str) -> str:
        """Return `text` without keys."""
        for needle in self._needles:
            if needle in text:
                text = text.replace(needle, MASK)
        return text


class RedactingFormatter(logging.Formatter):
    """Formats log records, tracebacks included, and masks keys and control characters in what comes out."""

    def __init__(self, redactor: Redactor) -> None:
        """Take what knows the keys."""
        super().__init__("%(asctime)s.%(msecs)03d %(name)s: %(message)s", datefmt="%H:%M:%S")
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return make_visible(self._redactor.mask(super().format(record)))
