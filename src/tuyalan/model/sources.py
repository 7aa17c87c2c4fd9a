"""Where a description comes from, and how far it is to be trusted."""

from __future__ import annotations

import enum

import msgspec

from tuyalan.model.form import Form
from tuyalan.model.part import Part
from tuyalan.model.schema import DpSchema
from tuyalan.vocabulary import DpId


class Source(enum.StrEnum):
    """Who described a data point, in the order of trust: the first that knows a data point wins."""

    OVERRIDE = "override"
    """The owner's own word."""
    TUYA_LOCAL = "tuya-local"
    """A device file of tuya-local that names this product."""
    IMPORT = "import"
    """The schema of the owner's own device, as the maker's cloud gave it."""
    CATALOGUE = "catalogue"
    """The catalogue, by the device's product key."""
    INFERENCE = "inference"
    """Similar products have it so."""
    OBSERVED = "observed"
    """Nobody described it; the type is that of the values seen."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """The description of one data point with its origin."""

    point: DpSchema
    source: Source
    confidence: float = 1.0
    """How likely the code is right: 0 to 1."""
    evidence: str = ""
    """Why it is believed, one phrase for people: `14 of 15 similar products`."""
    depends: frozenset[DpId] = frozenset()
    """Data points on whose values the description depends: it may be another one once they change."""
    form: Form[object] | None = None
    """The layout of its text, if the source says so; one that its code has, and that fits, comes first."""
    part: Part | None = None
    """Which part it plays in what people think of as one thing, if the source says so."""
