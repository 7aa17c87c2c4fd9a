"""The control byte of records about one switch of several: bit 0 enables, the bits above count the channels from 0.

Facts: FORM-5. Several channels as a device file of tuya-local tells them.
"""

from __future__ import annotations

from typing import Final

from tuyalan.errors import BadValueError
from tuyalan.model.forms.packing import Cell

MAX_CHANNELS: Final = 8
"""Most switches of one device."""

CONTROL: Final = Cell("control byte", 1, 2 * MAX_CHANNELS - 1)
"""The byte; its bound keeps texts in hex and in base64 apart."""


def parse_control(control: int) -> tuple[int, bool]:
    """Return the channel, counted from 1, and whether it is enabled."""
    return (control >> 1) + 1, bool(control & 1)


def build_control(channel: int, *, enabled: bool) -> int:
    """Return the byte.

    Raises:
        BadValueError: there is no such channel.
    """
    if not 1 <= channel <= MAX_CHANNELS:
        raise BadValueError(f"the channel is 1 to {MAX_CHANNELS}; this is {channel}")
    return (channel - 1) << 1 | enabled
