"""Recorded announcements and questions to what they say: UDP datagrams, which the public keys open. Pure."""

from __future__ import annotations

from typing import Final

import msgspec

from tuyalan.beacon import Ask, Beacon, Format, Rejected, parse_datagram
from tuyalan.cli.decoded import Decoded
from tuyalan.cli.layout import Field, list_fields
from tuyalan.vocabulary import Version
from tuyalan.wire.codec import Sender
from tuyalan.wire.commands import Command
from tuyalan.wire.frame import HEADER_55AA, Frame
from tuyalan.wire.versions import FrameKind

_UDP_COMMANDS: Final = frozenset({Command.UDP, Command.UDP_NEW, Command.BROADCAST_34, Command.ASK_BEACON})
_SEALED_AS: Final = {FrameKind.F6699: Version.V35}
"""A datagram of this kind that was opened had the right tag."""
_DATAGRAM_KEYS: Final = {
    "ecb": "the public key of announcements",
    "bare-ecb": "the public key of announcements",
    "gcm": "the public key of announcements",
    "ap-ecb": "the public key of pairing",
    "ap-gcm": "the public key of pairing",
}


def decode_datagram(data: bytes, frame: Frame | None) -> Decoded | None:
    """Return what an announcement or question says, or `None` if it is neither.

    Args:
        data: The whole datagram.
        frame: The frame that it is, if it is one.
    """
    told = parse_datagram(data)
    if isinstance(told, Rejected):
        return None
    if frame is not None and told.format is Format.CLEAR and frame.command not in _UDP_COMMANDS:
        # 3.1 says the same kind of things in clear over TCP.
        return None
    is_beacon = isinstance(told, Beacon)
    body = {name: value for name, value in msgspec.to_builtins(told).items() if value not in (None, "", (), [])}
    return Decoded(
        kind="datagram",
        size=len(data),
        what="announcement of a device" if is_beacon else "question who is there",
        command=told.command,
        sequence=None if frame is None else frame.sequence,
        sender=(Sender.DEVICE if is_beacon else Sender.CLIENT).value,
        version=_tell_told_version(told),
        key=_DATAGRAM_KEYS.get(told.format.value),
        integrity="ok" if frame is not None else "unchecked",
        body=body,
        fields=_list_bare(data) if frame is None else list_fields(frame, None, _SEALED_AS.get(frame.kind)),
    )


def _tell_told_version(told: Beacon | Ask) -> str | None:
    if isinstance(told, Ask):
        return None
    return told.version_text or (told.version.value if told.version else None)


def _list_bare(data: bytes) -> tuple[Field, ...]:
    name = "JSON in clear" if data.startswith(b"{") else "sealed JSON"
    return (Field(0, data[:HEADER_55AA].hex(" ", 4), name, f"{len(data)} bytes, no frame around it"),)
