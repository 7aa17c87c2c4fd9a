"""What a lamp shows in one moment: colour and white side by side, as scenes, timers and memories carry it.

Layouts: hue, saturation, value, brightness, temperature; wide with 2 bytes each (hue 0 to 360, the others in
thousandths), or narrow with the hundreds of the hue in one byte, its rest in the next, the others in percent, 1 byte
each. Facts: FORM-16. The narrow one is the maker's table for the timers of lamps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.model.forms.colour import Colour
from tuyalan.model.forms.packing import Cell, percent, permille

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_HUE: Final = 360
"""Degrees; 0 and 360 are the same red, and both are sent."""

WIDE: Final = (
    Cell("hue", 2, MAX_HUE),
    Cell("saturation", 2, 1000),
    Cell("value", 2, 1000),
    Cell("brightness", 2, 1000),
    Cell("temperature", 2, 1000),
)
"""The wide layout."""

NARROW: Final = (
    Cell("hundreds of the hue", 1, 3),
    Cell("rest of the hue", 1, 99),
    Cell("saturation", 1, 100),
    Cell("value", 1, 100),
    Cell("brightness", 1, 100),
    Cell("temperature", 1, 100),
)
"""The narrow layout."""


class Shade(msgspec.Struct, frozen=True, kw_only=True):
    """Colour and white of a lamp; lamps show the colour where its value is above 0, the white otherwise."""

    hue: int = 0
    """Degrees, 0 to 360."""
    saturation: float = 0.0
    """Percent."""
    value: float = 0.0
    """Brightness of the colour, percent."""
    brightness: float = 0.0
    """Brightness of the white, percent."""
    temperature: float = 0.0
    """Percent; 0 is the warm end with most products."""

    @property
    def colour(self) -> Colour:
        """The colour alone."""
        return Colour(self.hue, self.saturation, self.value)


def parse_wide(numbers: Sequence[int]) -> Shade:
    """Make a shade of the numbers of the wide layout."""
    hue, saturation, value, brightness, temperature = numbers
    return Shade(
        hue=hue,
        saturation=percent(saturation),
        value=percent(value),
        brightness=percent(brightness),
        temperature=percent(temperature),
    )


def build_wide(shade: Shade) -> tuple[int, ...]:
    """Return the numbers of the wide layout.

    Raises:
        BadValueError: a percentage is none.
    """
    return (shade.hue, *map(permille, (shade.saturation, shade.value, shade.brightness, shade.temperature)))


def parse_narrow(numbers: Sequence[int]) -> Shade:
    """Make a shade of the numbers of the narrow layout.

    Raises:
        BadValueError: the hue is more than 360.
    """
    hundreds, rest, saturation, value, brightness, temperature = numbers
    return Shade(
        hue=WIDE[0].check(hundreds * 100 + rest),
        saturation=float(saturation),
        value=float(value),
        brightness=float(brightness),
        temperature=float(temperature),
    )


def build_narrow(shade: Shade) -> tuple[int, ...]:
    """Return the numbers of the narrow layout, percentages rounded to whole ones.

    Raises:
        BadValueError: a percentage is none, or the hue no angle.
    """
    hundreds, rest = divmod(WIDE[0].check(shade.hue), 100)
    percents = (shade.saturation, shade.value, shade.brightness, shade.temperature)
    return (hundreds, rest, *(round(permille(each) / 10) for each in percents))
