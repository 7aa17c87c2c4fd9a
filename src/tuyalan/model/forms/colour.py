"""Colours of lamps: three layouts of hex digits, told apart by their length, and the JSON of the maker's cloud.

Facts: FORM-1. White parts of a lamp are not part of a colour.
"""

from __future__ import annotations

import colorsys
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.forms.packing import (
    Cell,
    make_form,
    make_hex_form,
    pack_cells,
    parse_hex,
    percent,
    permille,
    unpack_cells,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES: Final = {
    "aqua": "00ffff",
    "black": "000000",
    "blue": "0000ff",
    "cyan": "00ffff",
    "fuchsia": "ff00ff",
    "gray": "808080",
    "green": "008000",
    "grey": "808080",
    "lime": "00ff00",
    "magenta": "ff00ff",
    "maroon": "800000",
    "navy": "000080",
    "olive": "808000",
    "orange": "ffa500",
    "pink": "ffc0cb",
    "purple": "800080",
    "red": "ff0000",
    "silver": "c0c0c0",
    "teal": "008080",
    "turquoise": "40e0d0",
    "violet": "ee82ee",
    "white": "ffffff",
    "yellow": "ffff00",
}
"""The basic colour words of CSS and some that people say to lamps."""

_HUE: Final = Cell("hue", 2, 360)
_HSV: Final = (_HUE, Cell("saturation", 2, 1000), Cell("value", 2, 1000))
_RGB: Final = (Cell("red", 1, 255), Cell("green", 1, 255), Cell("blue", 1, 255))
_OLD: Final = (*_RGB, _HUE, Cell("saturation", 1, 255), Cell("value", 1, 255))
_FILLER: Final = [360, 255, 255]
"""The second half of the old layout, where a device fills in the first half alone."""
_SHORT: Final = 3
"""Digits of the short way to write a colour."""
_REACH: Final = 3
"""How far whole degrees can move a channel of RGB: half a degree is 255 / 120 steps."""


class Colour(msgspec.Struct, frozen=True):
    """A colour by hue, saturation and value; percentages are kept in whole tenths, as devices do."""

    hue: int
    """Degrees, 0 to 360."""
    saturation: float = 100.0
    """Percent; 0 is white."""
    value: float = 100.0
    """Percent; 0 is dark."""

    def __post_init__(self) -> None:
        """Round to what devices know.

        Raises:
            BadValueError: it is no colour.
        """
        _HUE.check(self.hue)
        msgspec.structs.force_setattr(self, "saturation", percent(permille(self.saturation)))
        msgspec.structs.force_setattr(self, "value", percent(permille(self.value)))

    @classmethod
    def hsv(cls, hue: float, saturation: float = 100.0, value: float = 100.0) -> Colour:
        """Make a colour of an angle in degrees (0 to 360) and two percentages.

        Raises:
            BadValueError: a number is out of range.
        """
        if not 0 <= hue <= _HUE.maximum:
            raise BadValueError(f"the hue is 0 to {_HUE.maximum} degrees; this is {hue}")
        return cls(round(hue), saturation, value)

    @classmethod
    def rgb(cls, red: int, green: int, blue: int) -> Colour:
        """Make a colour of red, green and blue, 0 to 255 each.

        Raises:
            BadValueError: a number is out of range.
        """
        channels = [cell.check(number) / 255 for number, cell in zip((red, green, blue), _RGB, strict=True)]
        hue, saturation, value = colorsys.rgb_to_hsv(*channels)
        return cls(round(hue * 360) % 360, percent(round(saturation * 1000)), percent(round(value * 1000)))

    @classmethod
    def parse(cls, text: str) -> Colour:
        """Make a colour of `ff8800`, `#ff8800`, `#f80` or a word such as `red`.

        Raises:
            BadValueError: it is no colour.
        """
        digits = NAMES.get(text.strip().lower(), text.strip().removeprefix("#"))
        if len(digits) == _SHORT:
            digits = "".join(digit * 2 for digit in digits)
        try:
            return _unpack_rgb(parse_hex(digits))
        except BadValueError:
            raise BadValueError(
                f"{text[:20]!r} is no colour", hint="Write six hex digits, for example ff8800, or a word such as red."
            ) from None

    @property
    def channels(self) -> tuple[int, int, int]:
        """Red, green and blue, 0 to 255 each."""
        channels = colorsys.hsv_to_rgb(self.hue / 360, self.saturation / 100, self.value / 100)
        red, green, blue = (round(channel * 255) for channel in channels)
        return red, green, blue

    @property
    def hex(self) -> str:
        """Six hex digits of red, green and blue."""
        return bytes(self.channels).hex()


class _Cloud(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The JSON of the maker's cloud."""

    h: int
    s: int
    v: int


def _unpack_hsv(data: bytes) -> Colour:
    hue, saturation, value = unpack_cells(data, _HSV)
    return Colour(hue, percent(saturation), percent(value))


def _pack_hsv(colour: Colour) -> bytes:
    return pack_cells((colour.hue, permille(colour.saturation), permille(colour.value)), _HSV)


def _unpack_old(data: bytes) -> Colour:
    numbers = unpack_cells(data, _OLD)
    colour = Colour(numbers[3], _from_byte(numbers[4]), _from_byte(numbers[5]))
    if numbers[3:] == _FILLER and tuple(numbers[:3]) != colour.channels:
        return Colour.rgb(*numbers[:3])
    return colour


def _pack_old(colour: Colour) -> bytes:
    numbers = (*colour.channels, colour.hue, _to_byte(colour.saturation), _to_byte(colour.value))
    return pack_cells(numbers, _OLD)


def _unpack_rgb(data: bytes) -> Colour:
    red, green, blue = unpack_cells(data, _RGB)
    return Colour.rgb(red, green, blue)


def _pack_rgb(colour: Colour) -> bytes:
    """Pack the channels that read back as this very colour, or the nearest if none do."""
    exact = (each for each in _neighbours(colour.channels) if Colour.rgb(*each) == colour)
    return bytes(next(exact, colour.channels))


def _neighbours(channels: tuple[int, int, int]) -> Iterator[tuple[int, int, int]]:
    """Yield the channels and those with one of them a little off, the nearest first."""
    for step in sorted(range(-_REACH, _REACH + 1), key=abs):
        for place in range(3):
            moved = list(channels)
            moved[place] = min(255, max(0, moved[place] + step))
            yield moved[0], moved[1], moved[2]


def _from_byte(number: int) -> float:
    return percent(round(number * 1000 / 255))


def _to_byte(percents: float) -> int:
    return round(permille(percents) * 255 / 1000)


def _parse_cloud(text: str) -> Colour:
    told = _decode_cloud(text)
    return _unpack_hsv(pack_cells((told.h, told.s, told.v), _HSV))


def _build_cloud(colour: Colour, _like: str) -> str:
    told = _Cloud(colour.hue, permille(colour.saturation), permille(colour.value))
    return msgspec.json.encode(told).decode("ascii")


def _parse_old_cloud(text: str) -> Colour:
    told = _decode_cloud(text)
    hue, saturation, value = (cell.check(each) for cell, each in zip(_OLD[3:], (told.h, told.s, told.v), strict=True))
    return Colour(hue, _from_byte(saturation), _from_byte(value))


def _build_old_cloud(colour: Colour, _like: str) -> str:
    told = _Cloud(colour.hue, _to_byte(colour.saturation), _to_byte(colour.value))
    return msgspec.json.encode(told).decode("ascii")


def _decode_cloud(text: str) -> _Cloud:
    try:
        return msgspec.json.decode(text.encode(), type=_Cloud)
    except (msgspec.DecodeError, UnicodeEncodeError):
        raise BadValueError('the text is not {"h":..., "s":..., "v":...}') from None


COLOUR_HSV: Final = make_hex_form("colour_hsv", Colour, unpack=_unpack_hsv, pack=_pack_hsv)
"""12 digits, current lamps: hue, saturation and value, 4 digits each; the last two in thousandths."""

COLOUR_RGB_HSV: Final = make_hex_form("colour_rgb_hsv", Colour, unpack=_unpack_old, pack=_pack_old)
"""14 digits, old lamps: red, green, blue, hue (4 digits), saturation and value in 1/255."""

COLOUR_RGB: Final = make_hex_form("colour_rgb", Colour, unpack=_unpack_rgb, pack=_pack_rgb)
"""6 digits: red, green, blue."""

COLOUR_JSON: Final = make_form("colour_json", Colour, parse=_parse_cloud, build=_build_cloud)
"""The cloud's JSON of current lamps: saturation and value in thousandths."""

COLOUR_JSON_OLD: Final = make_form("colour_json_old", Colour, parse=_parse_old_cloud, build=_build_old_cloud)
"""The cloud's JSON of old lamps: saturation and value in 1/255."""
