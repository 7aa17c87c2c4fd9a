"""What lamps are told while somebody drags a slider or plays music: written, never reported.

Layout: 21 hex digits: 1 for the way of change, then 4 each for hue, saturation, value, brightness, temperature.
Facts: FORM-3.
"""

from __future__ import annotations

import enum
import re
from typing import Final

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.forms.packing import imitate_case, make_form, pack_cells, unpack_cells
from tuyalan.model.forms.shade import WIDE, Shade, build_wide, parse_wide

_LAYOUT: Final = re.compile("([01])([0-9a-fA-F]{20})")


class Change(enum.StrEnum):
    """How the lamp passes to what it is told."""

    DIRECT = "direct"
    GRADUAL = "gradual"


_CHANGES: Final = tuple(Change)


class Gradual(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a slider or of music."""

    change: Change
    shade: Shade


def _parse(text: str) -> Gradual:
    parts = _LAYOUT.fullmatch(text)
    if not parts:
        raise BadValueError("the text is not 0 or 1 followed by 20 hex digits")
    numbers = unpack_cells(bytes.fromhex(parts[2]), WIDE)
    return Gradual(change=_CHANGES[int(parts[1])], shade=parse_wide(numbers))


def _build(step: Gradual, like: str) -> str:
    digits = pack_cells(build_wide(step.shade), WIDE).hex()
    return f"{_CHANGES.index(step.change)}{imitate_case(digits, like)}"


GRADUAL: Final = make_form("gradual", Gradual, parse=_parse, build=_build)
"""Both `control_data` and `music_data`."""
