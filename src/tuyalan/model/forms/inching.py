"""Switches that go off by themselves some seconds after they went on.

Layout, in base64: for each channel that is set, in any order, control (1 byte, see `switches`) and seconds (2 bytes).
Facts: FORM-6.
"""

from __future__ import annotations

from typing import Final

import msgspec

from tuyalan.model.forms.packing import Cell, join, make_raw_form, pack_cells, size_of, split_records, unpack_cells
from tuyalan.model.forms.switches import CONTROL, MAX_CHANNELS, build_control, parse_control

_RECORD: Final = (CONTROL, Cell("number of seconds", 2, 0xFFFF))


class Inching(msgspec.Struct, frozen=True, kw_only=True):
    """How long one switch stays on."""

    enabled: bool
    seconds: int
    channel: int = 1
    """Which switch, counted from 1."""


def _unpack(data: bytes) -> tuple[Inching, ...]:
    return tuple(
        _unpack_record(record) for record in split_records(data, size_of(_RECORD), most=MAX_CHANNELS, what="channels")
    )


def _unpack_record(record: bytes) -> Inching:
    control, seconds = unpack_cells(record, _RECORD)
    channel, enabled = parse_control(control)
    return Inching(channel=channel, enabled=enabled, seconds=seconds)


def _pack(switches: tuple[Inching, ...]) -> bytes:
    records = [
        pack_cells((build_control(switch.channel, enabled=switch.enabled), switch.seconds), _RECORD)
        for switch in switches
    ]
    return join(records, most=MAX_CHANNELS, what="channels")


INCHING: Final = make_raw_form("inching", tuple[Inching, ...], unpack=_unpack, pack=_pack)
"""`switch_inching`."""
