"""What a lamp shows when power comes back.

Layout: version, mode (1 byte each), hue, saturation, value, brightness, temperature (2 bytes each), in base64.
Facts: FORM-4.
"""

from __future__ import annotations

import enum
from typing import Final

import msgspec

from tuyalan.model.forms.packing import Cell, make_raw_form, pack_cells, unpack_cells
from tuyalan.model.forms.shade import WIDE, Shade, build_wide, parse_wide

_LAYOUT: Final = (Cell("version", 1, 0x0F), Cell("mode", 1, 2), *WIDE)


class MemoryMode(enum.StrEnum):
    """Where the lamp takes its light from."""

    INITIAL = "initial"
    """The maker's choice."""
    LAST = "last"
    """As it was before power went."""
    CUSTOM = "custom"
    """The shade set by the owner; in the other modes it says nothing."""


_MODES: Final = tuple(MemoryMode)


class PowerMemory(msgspec.Struct, frozen=True, kw_only=True):
    """What a lamp shows when power comes back."""

    mode: MemoryMode
    shade: Shade = Shade()
    version: int = 0
    """Of the layout; only 0 is known."""


def _unpack(data: bytes) -> PowerMemory:
    version, mode, *light = unpack_cells(data, _LAYOUT)
    return PowerMemory(version=version, mode=_MODES[mode], shade=parse_wide(light))


def _pack(memory: PowerMemory) -> bytes:
    return pack_cells((memory.version, _MODES.index(memory.mode), *build_wide(memory.shade)), _LAYOUT)


POWER_MEMORY: Final = make_raw_form("power_memory", PowerMemory, unpack=_unpack, pack=_pack)
"""12 bytes."""
