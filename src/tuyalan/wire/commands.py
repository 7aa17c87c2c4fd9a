"""The command numbers of frame headers and what is known of each."""

from __future__ import annotations

import enum
from typing import Final


class Command(enum.IntEnum):
    """The number in a frame header; a reply carries the number of its request."""

    UDP = 0x00
    AP_CONFIG = 0x01
    ACTIVE = 0x02
    NEGOTIATION_START = 0x03
    NEGOTIATION_RESPONSE = 0x04
    NEGOTIATION_FINISH = 0x05
    UNBIND = 0x06
    CONTROL = 0x07
    STATUS = 0x08
    HEARTBEAT = 0x09
    QUERY = 0x0A
    QUERY_WIFI = 0x0B
    TOKEN_BIND = 0x0C
    CONTROL_NEW = 0x0D
    ADD_SUB_DEVICE = 0x0E
    WIFI_INFO = 0x0F
    QUERY_NEW = 0x10
    SCENE_EXECUTE = 0x11
    REFRESH = 0x12
    UDP_NEW = 0x13
    AP_CONFIG_NEW = 0x14
    AP_CONFIG_REPORT = 0x15
    AP_DEVICE_INFO = 0x16
    AP_SCHEMA = 0x17
    AP_TIME = 0x18
    AP_ACTIVATION = 0x19
    OTA_START = 0x1A
    OTA_DATA = 0x1B
    OTA_END = 0x1C
    LAN_RESET = 0x1D
    AP_EXTENSION = 0x1E
    BROADCAST_34 = 0x23
    REGISTER_CENTER = 0x24
    ASK_BEACON = 0x25
    UPLOAD_LOG = 0x30
    EXTENSION_STREAM = 0x40
    BEFORE_ACTIVATE = 0x42


NEGOTIATION: Final = frozenset({0x03, 0x04, 0x05})
"""Commands always sealed with the local key, even when a session key is in force. Facts: NEG-2."""

HEADERLESS: Final = frozenset({0x03, 0x04, 0x05, 0x09, 0x0A, 0x10, 0x12, 0x40})
"""Client requests without the 15-byte source header; every other request carries it. Facts: HDR-2."""

QUERIES: Final = frozenset({0x0A, 0x10})
"""Either may answer the other on some firmware. Facts: QUERY-4."""

CONTROLS: Final = frozenset({0x07, 0x0D})


def command_name(number: int) -> str:
    """Name a command for people; unknown numbers come out as `0x7f`."""
    try:
        return Command(number).name.lower().replace("_", " ")
    except ValueError:
        return f"0x{number:02x}"
