"""The place of a data point in a greater thing, where a source says so."""

from __future__ import annotations

import msgspec


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Which part a data point plays in what people think of as one thing."""

    kind: str
    """What the thing is, a word of `FeatureKind`."""
    role: str
    """What the data point does in it, as the features of that kind call it."""
    group: int
    """Number of the thing, the same for all its parts; the least is what the device is there for first of all."""
    mode: str = ""
    """Of the switch of a climate: what it does while it is on, where it does one thing only: `heat`."""
    name: str = ""
    """What people call the thing; empty if it is what the device is there for."""
