"""Datagrams of discovery to values and back: announcements of devices, questions of clients. Pure."""

from __future__ import annotations

from tuyalan.beacon.building import build_ask, build_beacon, format_of
from tuyalan.beacon.parsing import parse_datagram
from tuyalan.beacon.values import Ask, Beacon, Format, Reason, Rejected

__all__ = [
    "Ask",
    "Beacon",
    "Format",
    "Reason",
    "Rejected",
    "build_ask",
    "build_beacon",
    "format_of",
    "parse_datagram",
]
