"""Scenes of lamps: the current layout with units of colour and white, and the old one with a list of colours.

Facts: FORM-2. What a scene number means is the product's own business.
"""

from __future__ import annotations

import enum
from typing import Final

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.forms.packing import (
    Cell,
    join,
    make_hex_form,
    pack_cells,
    parse_hex,
    percent,
    permille,
    size_of,
    split_records,
    unpack_cells,
)
from tuyalan.model.forms.shade import WIDE, Shade, build_wide, parse_wide

MAX_UNITS: Final = 16
"""Most units taken; the maker's app makes at most 8."""
MAX_COLOURS: Final = 16
"""Most colours of an old scene taken; six have been seen."""

_NUMBER: Final = Cell("scene number", 1, 255)
_UNIT: Final = (Cell("interval", 1, 100), Cell("change", 1, 100), Cell("mode", 1, 2), *WIDE)
_OLD: Final = (
    Cell("brightness", 1, 255),
    Cell("temperature", 1, 255),
    Cell("speed", 1, 255),
    Cell("number of colours", 1, MAX_COLOURS, 1),
)
_COLOUR_SIZE: Final = 3


class SceneMode(enum.StrEnum):
    """How one unit passes into the next."""

    STATIC = "static"
    JUMP = "jump"
    GRADUAL = "gradual"


_MODES: Final = tuple(SceneMode)


class SceneUnit(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a scene."""

    interval: int
    """How soon the next unit follows: 0 to 100, the larger the sooner."""
    change: int
    """How quickly the light changes: 0 to 100, the larger the quicker."""
    mode: SceneMode
    shade: Shade


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """A scene of a current lamp."""

    number: int
    """0 to 255; 0 to 3 are the white, 4 to 7 the coloured scenes of the maker's app."""
    units: tuple[SceneUnit, ...]


class OldScene(msgspec.Struct, frozen=True, kw_only=True):
    """A scene of an old lamp."""

    brightness: float
    """Percent."""
    temperature: float
    """Percent; 0 is the warm end."""
    speed: int
    """0 to 255."""
    colours: tuple[str, ...]
    """Six hex digits of red, green and blue each."""


def _unpack_scene(data: bytes) -> Scene:
    units = tuple(
        _unpack_unit(record) for record in split_records(data[1:], size_of(_UNIT), most=MAX_UNITS, what="units")
    )
    if not units:
        raise BadValueError("a scene has at least one unit")
    return Scene(number=data[0], units=units)


def _unpack_unit(record: bytes) -> SceneUnit:
    interval, change, mode, *light = unpack_cells(record, _UNIT)
    return SceneUnit(interval=interval, change=change, mode=_MODES[mode], shade=parse_wide(light))


def _pack_scene(scene: Scene) -> bytes:
    if not scene.units:
        raise BadValueError("a scene has at least one unit")
    units = [
        pack_cells((unit.interval, unit.change, _MODES.index(unit.mode), *build_wide(unit.shade)), _UNIT)
        for unit in scene.units
    ]
    return pack_cells((scene.number,), (_NUMBER,)) + join(units, most=MAX_UNITS, what="units")


def _unpack_old(data: bytes) -> OldScene:
    head = size_of(_OLD)
    brightness, temperature, speed, count = unpack_cells(data[:head], _OLD)
    colours = split_records(data[head:], _COLOUR_SIZE, most=MAX_COLOURS, what="colours")
    if len(colours) != count:
        raise BadValueError(f"the scene should have {count} colours; it has {len(colours)}")
    return OldScene(
        brightness=percent(round(brightness * 1000 / 255)),
        temperature=percent(round(temperature * 1000 / 255)),
        speed=speed,
        colours=tuple(colour.hex() for colour in colours),
    )


def _pack_old(scene: OldScene) -> bytes:
    colours = [parse_hex(colour) for colour in scene.colours]
    if any(len(colour) != _COLOUR_SIZE for colour in colours):
        raise BadValueError("a colour of a scene has six hex digits")
    lights = (round(permille(each) * 255 / 1000) for each in (scene.brightness, scene.temperature))
    return pack_cells((*lights, scene.speed, len(colours)), _OLD) + b"".join(colours)


SCENE: Final = make_hex_form("scene", Scene, unpack=_unpack_scene, pack=_pack_scene)
"""Hex: scene number (1 byte), then units of 13 bytes."""

SCENE_OLD: Final = make_hex_form("scene_old", OldScene, unpack=_unpack_old, pack=_pack_old)
"""Hex: brightness, temperature, speed, number of colours (1 byte each), then 3 bytes for each colour."""
