"""Packed forms: a text or base64 data point of a known layout, as a typed value and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from tuyalan.errors import BadValueError

T = TypeVar("T")


class Form(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """One layout.

    `parse` takes the raw text as on the wire and raises `BadValueError` with the reason where it does not fit the
    layout. `build` takes the value and the text the device reported last (empty if it reported none), whose size and
    case it imitates where layouts have variants, and raises `BadValueError` for a value that cannot be packed. For
    every text t that parses, `build(parse(t), t)` is t again.
    """

    name: str
    """Stable name, for example `colour_hsv`."""
    value_type: type[T]
    """A frozen struct or a tuple of such; its JSON form is what msgspec makes of it."""
    parse: Callable[[str], T]
    build: Callable[[T, str], str]

    def fits(self, text: str) -> bool:
        """Tell whether a raw text is of this layout."""
        try:
            self.parse(text)
        except BadValueError:
            return False
        return True
