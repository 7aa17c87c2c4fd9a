"""How lamps count: brightness, kelvin and colours, between what their data points hold and what people mean.

Each pair of functions is given the property and turns its value into ours, or ours into its value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.model.features.span import limits, share, snap, unshare
from tuyalan.model.forms.colour import Colour
from tuyalan.model.forms.registry import form_for
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from tuyalan.model.grid import Number
    from tuyalan.model.property import Property

DARKEST: Final = 1.0
"""Least value of a colour that is sent, per cent: with less, some lamps go dark without being off."""
BRIGHTNESS: Final = (10, 1000)
"""The span of a brightness that nobody described."""
OLD_TOP: Final = 255
"""The greatest brightness of old lamps."""
TEMPERATURE: Final = (0, 1000)
"""The span of a colour temperature that nobody described."""
KELVINS: Final = (2700, 6500)
"""What a lamp can do of which nobody says it: kelvin at the least and at the greatest value of its colour temperature."""

_COLOUR: Final = "colour_data"
"""The code whose form is taken for a colour that nobody described."""


def is_old(subject: Property) -> bool:
    """Tell by its brightness whether a lamp is of the old kind, whose scenes have another layout."""
    return limits(subject, BRIGHTNESS)[1] <= OLD_TOP


def read_brightness(subject: Property, value: Number) -> float:
    """Return a brightness, 0 to 1."""
    return round(share(value, *limits(subject, BRIGHTNESS)), 4)


def count_brightness(subject: Property, brightness: float) -> Number:
    """Return the value for a brightness, 0 to 1."""
    return snap(subject, unshare(brightness, *limits(subject, BRIGHTNESS)))


def find_kelvins(subject: Property | None) -> tuple[int, int]:
    """Return the kelvin at the least and at the greatest value; the first is the colder one on some lamps."""
    return (subject and subject.point.kelvin) or KELVINS


def read_kelvin(subject: Property, value: Number) -> int:
    """Return a colour temperature in kelvin."""
    low, high = limits(subject, TEMPERATURE)
    first, last = find_kelvins(subject)
    return round(first + (value - low) / (high - low) * (last - first))


def count_kelvin(subject: Property, kelvin: int) -> Number:
    """Return the value for a colour temperature; what the lamp cannot do is moved to the nearest that it can."""
    low, high = limits(subject, TEMPERATURE)
    first, last = find_kelvins(subject)
    part = (kelvin - first) / (last - first)
    return snap(subject, low + min(1.0, max(0.0, part)) * (high - low))


def read_colour(value: object) -> Colour | None:
    """Return a colour; `None` if it is none."""
    if isinstance(value, str):
        # Of a data point that nobody described. A form is found only for a text that it can read.
        form = form_for(_COLOUR, Kind.TEXT, value)
        value = None if form is None else form.parse(value)
    return value if isinstance(value, Colour) else None


def build_colour(subject: Property, colour: Colour) -> object:
    """Return the value for a colour, which is never so dark that the lamp would seem off."""
    shown = Colour(colour.hue, colour.saturation, max(DARKEST, colour.value))
    form = None if subject.form is not None else form_for(_COLOUR, Kind.TEXT, "")
    return shown if form is None else form.build(shown, "")
