"""Announcements and questions to datagrams: the device's and the asker's side of discovery."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.beacon.sealing import seal_datagram
from tuyalan.beacon.values import PAIRING_FORMATS, Format
from tuyalan.vocabulary import Version
from tuyalan.wire.commands import Command

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.beacon.values import Beacon
    from tuyalan.vocabulary import Json

OK: Final = bytes(4)
"""The return code of announcements."""

_COMMANDS: Final[Mapping[Format, Command]] = MappingProxyType(
    {
        Format.CLEAR: Command.UDP,
        Format.BARE_JSON: Command.UDP,
        Format.ECB: Command.UDP_NEW,
        Format.BARE_ECB: Command.UDP_NEW,
        Format.GCM: Command.UDP_NEW,
        Format.AP_ECB: Command.AP_CONFIG_REPORT,
        Format.AP_GCM: Command.SCENE_EXECUTE,
    }
)
"""The usual command by format; 11 means something else on UDP than on TCP."""

_FORMATS: Final[Mapping[Version, Format]] = MappingProxyType(
    {
        Version.V31: Format.CLEAR,
        Version.V32: Format.ECB,
        Version.V33: Format.ECB,
        Version.V34: Format.ECB,
        Version.V35: Format.GCM,
    }
)


def format_of(version: Version) -> Format:
    """Return the format in which devices of `version` announce themselves. Facts: UDP-1, UDP-2, UDP-3."""
    return _FORMATS[version]


def build_beacon(
    beacon: Beacon,
    *,
    nonce: bytes = b"",
    code: bytes = OK,
    sequence: int = 0,
    ability_name: str | None = None,
    padding: int = 0,
) -> bytes:
    """Build the datagram that announces a device, as `beacon.format` says.

    Args:
        beacon: What to tell; fields that are `None` or empty are left out. `command` `None` means the usual one.
        nonce: 12 bytes that never repeat; GCM formats only.
        code: The 4-byte return code, or nothing as some devices do.
        sequence: 0 as all real devices.
        ability_name: How to spell `ability`; by default right in 3.1, misspelt in later versions, as on the wire.
        padding: How many NULs to put behind the JSON text, as some firmware does. Facts: UDP-4.
    """
    command = _COMMANDS[beacon.format] if beacon.command is None else beacon.command
    body = msgspec.json.encode(_fields(beacon, ability_name)) + bytes(padding)
    return seal_datagram(body, format=beacon.format, command=command, code=code, nonce=nonce, sequence=sequence)


def build_ask(address: str, *, nonce: bytes) -> bytes:
    """Build the question that makes 3.5 devices tell who they are. Facts: ASK-1, ASK-2.

    Args:
        address: An address of the asker; devices answer to port 7000 of it, not to the sender.
        nonce: 12 bytes that never repeat.
    """
    body = msgspec.json.encode({"from": "app", "ip": address})
    return seal_datagram(body, format=Format.GCM, command=Command.ASK_BEACON, nonce=nonce)


def _fields(beacon: Beacon, ability_name: str | None) -> dict[str, Json]:
    """Return the JSON object, in the order of real devices."""
    is_pairing = beacon.format in PAIRING_FORMATS
    if ability_name is None:
        ability_name = "ability" if beacon.version is Version.V31 else "ablilty"
    fields: dict[str, Json] = {
        "ip": beacon.address,
        "gwId": None if is_pairing and beacon.uuid == beacon.device_id else beacon.device_id,
        "uuid": beacon.uuid or None,
        "active": beacon.active,
        ability_name: beacon.ability,
        "mode": beacon.mode,
        "encrypt": beacon.encrypted,
        "productKey": beacon.product_key or None,
        "version": beacon.version_text or None,
        "sl": beacon.security_level,
        "name": beacon.name or None,
        "errc": beacon.pairing_error,
    }
    return {name: value for name, value in fields.items() if value is not None} | dict(beacon.extra)
