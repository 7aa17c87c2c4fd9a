"""What came of one raw value: the value people mean, the raw one beside it, and what is wrong with it, if anything."""

from __future__ import annotations

import msgspec

from tuyalan.vocabulary import Json


class Reading(msgspec.Struct, frozen=True, gc=False):
    """One value of one property."""

    value: object
    """In the unit of the property; the raw value itself where it does not fit the property's kind at all."""
    raw: Json
    """As on the wire."""
    problem: str | None = None
    """Why the value is to be taken with care: out of range, undeclared, not to be read; `None` if it is as described."""

    @property
    def json(self) -> Json:
        """The value in JSON's own types, as the command line prints it."""
        return msgspec.to_builtins(self.value)
