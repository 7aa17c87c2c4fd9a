"""Words and codes of covers: the vocabularies of their commands, what their states say, which codes play which part."""

from __future__ import annotations

from typing import Final

import msgspec

from tuyalan.model.features.recipe import role
from tuyalan.model.features.vocabulary import Vocabulary

CURTAINS: Final = frozenset({"cl", "clkg", "jdcljqr"})
"""Categories of curtains, blinds and what drives them."""
GARAGES: Final = frozenset({"ckmkzq"})
"""Categories of garage doors."""
DOORS: Final = frozenset({"mc"})
"""Categories of what opens doors and windows."""


class Commands(msgspec.Struct, frozen=True):
    """One vocabulary of commands."""

    open: str
    close: str
    stop: str = ""
    """Empty: there is no such command."""
    is_sure: bool = True
    """Whether its words say which way they go."""


COMMANDS: Final = (
    Commands("open", "close", "stop"),
    Commands("on", "off", "stop"),
    Commands("up", "down", "stop"),
    Commands("zz", "fz", "stop", is_sure=False),
    Commands("fopen", "fclose", "fstop"),
    Commands("01", "02", "00", is_sure=False),
    Commands("02", "03", "01", is_sure=False),
    Commands("0", "1", "2", is_sure=False),
    Commands("1", "2", "3", is_sure=False),
    Commands("open", "close", "continue"),
    Commands("open", "close"),
    Commands("up", "down"),
    Commands("zz", "fz", is_sure=False),
    Commands("fopen", "fclose"),
    Commands("on", "off"),
    Commands("1", "2", is_sure=False),
    Commands("0", "1", is_sure=False),
    Commands("true", "false"),
)
"""All vocabularies; the first whose words a device has is its own, so those with a stop come first."""
PLAIN: Final = frozenset({"open", "close", "up", "down", "fopen", "fclose", "zz", "fz"})
"""Words that are about covers whatever the device is."""
MOTIONS: Final = Vocabulary(
    {
        "opening": "opening openning open up rising a4",
        "closing": "closing close down falling a7",
        "stopped": "stop stopped idle standby opened closed fully_open fully_close a2 a6 a9",
    }
)
"""Words of states that say how it moves."""
PLACES: Final = Vocabulary(
    {
        "open": "open opened fully_open a6 unclosed_time",
        "closed": "close closed fully_close a2 a9",
    }
)
"""Words of states that say where it is."""
STATES: Final = (
    role("position", "n", "percent_control position_set position", written=True),
    role("current", "n", "percent_state position_state cur_position"),
    role("motion", "c", "work_state motor_state", choices=("opening", "openning", "closing", "up", "down")),
    role("place", "c", "situation_set closed_opened door_state work_state status", choices=PLACES.words),
    role("contact", "b", "doorcontact_state", shared=True),
    role("tilt", "n", "tilt_position angle_horizontal angle_vertical tilt", written=True),
    role("direction", "cb", "control_back control_back_mode", shared=True),
)
"""All parts of a cover but its commands."""
CODES: Final = "control mach_operate curtain_control cover_control door_control gate_control"
"""Codes of commands."""
