"""Words and codes of lights: what makers call their modes, and which codes play which part."""

from __future__ import annotations

from typing import Final

from tuyalan.model.features.recipe import role

LIGHTS: Final = frozenset(
    {"dj", "dd", "dc", "xdd", "fwd", "tyndj", "gyd", "fsd", "hxd", "mbd", "tgq", "tgkg", "sxd", "dsd"}
)
"""Categories that are there for light."""
WHITE_WORDS: Final = ("white", "light_white", "light", "sunshine", "normal")
"""Words of modes for white light, the most usual first."""
COLOUR_WORDS: Final = ("colour", "color", "rgb", "static")
"""Words of modes for coloured light."""
SHOWN: Final = frozenset({"white", "colour", "color"})
"""Words that no choice has but that of what a light shows, wherever the light is."""
ROLES: Final = (
    role(
        "switch",
        "b",
        "switch_led led_switch light_switch switch_light lamp_switch white_switch light"
        " switch_led_top",
        written=True,
    ),
    role("brightness", "n", "bright_value brightness brightness_control bright_controller"),
    role("mode", "c", "work_mode colour_mode light_mode_set", choices=(*WHITE_WORDS, *COLOUR_WORDS)),
    role("temperature", "n", "temp_value colour_temp color_temp_control temp_controller", written=True),
    role("colour", "t", "colour_data colour_data_hsv", written=True),
    role("scene", "t", "scene_data", written=True),
    role("music", "t", "music_data"),
    role("control", "t", "control_data"),
    role("countdown", "n", "countdown countdown_led", shared=True),
)  # fmt: skip
"""All parts of a light with a switch of its own."""
DIMMER_ROLES: Final = (
    role("switch", "b", "switch switch_led switch_on power", written=True),
    *ROLES[1:],
)
"""Of what has the switch of any device, but the brightness of a light."""
