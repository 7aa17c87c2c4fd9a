"""Scenes for lamps with the current layout, by name: white ones and coloured ones, made here from nothing.

The numbers are the places that the maker's app gives to its own eight; lamps show what the units say, not the number.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tuyalan.model.forms.scene import Scene, SceneMode, SceneUnit
from tuyalan.model.forms.shade import Shade

if TYPE_CHECKING:
    from collections.abc import Mapping

SLOW: Final = 40
"""Pace of a calm scene."""
QUICK: Final = 80
"""Pace of a lively one."""
RAINBOW: Final = (0, 30, 60, 120, 180, 240, 300)
"""Hues from red through violet, degrees."""


def _still(number: int, brightness: float, temperature: float) -> Scene:
    """Make a scene of one white light."""
    shade = Shade(brightness=brightness, temperature=temperature)
    return Scene(number=number, units=(SceneUnit(interval=SLOW, change=SLOW, mode=SceneMode.STATIC, shade=shade),))


def _moving(number: int, hues: tuple[int, ...], mode: SceneMode, *, pace: int, saturation: float = 100.0) -> Scene:
    """Make a scene of colours that follow each other."""
    return Scene(
        number=number,
        units=tuple(
            SceneUnit(interval=pace, change=pace, mode=mode, shade=Shade(hue=hue, saturation=saturation, value=100.0))
            for hue in hues
        ),
    )


EFFECTS: Final[Mapping[str, Scene]] = MappingProxyType(
    {
        "night": _still(0, 5.0, 0.0),
        "reading": _still(1, 90.0, 40.0),
        "working": _still(2, 100.0, 100.0),
        "leisure": _still(3, 50.0, 20.0),
        "pastel": _moving(4, (0, 60, 150, 220, 290), SceneMode.GRADUAL, pace=SLOW, saturation=40.0),
        "rainbow": _moving(5, RAINBOW, SceneMode.GRADUAL, pace=SLOW),
        "party": _moving(6, (0, 120, 240), SceneMode.JUMP, pace=QUICK),
        "sunset": _moving(7, (0, 15, 30, 340), SceneMode.GRADUAL, pace=SLOW),
    }
)
"""At most eight units each, as the maker's app makes them."""
