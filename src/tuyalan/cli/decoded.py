"""What is said of one recorded frame: its fields, its integrity, who sent it, what is in it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.cli.layout import Field, list_fields
from tuyalan.vocabulary import Json, Version
from tuyalan.wire.codec import Message, Sender
from tuyalan.wire.commands import Command, command_name
from tuyalan.wire.frame import BadFrame, Fault, Frame

if TYPE_CHECKING:
    from collections.abc import Mapping

_DEVICE_ONLY: Final = frozenset({Command.STATUS, Command.NEGOTIATION_RESPONSE})
_CLIENT_ONLY: Final = frozenset({Command.NEGOTIATION_START, Command.NEGOTIATION_FINISH})

EXPLANATIONS: Final[Mapping[Fault, str]] = {
    Fault.GARBAGE: "these bytes belong to no frame",
    Fault.LENGTH: "the length field is out of range",
    Fault.SUFFIX: "there is no suffix where the length field puts it: the frame is torn, or bytes are missing",
    Fault.TORN: "the bytes end inside the frame",
    Fault.CRC: "the CRC32 does not fit: a byte is damaged",
    Fault.HMAC: "the check value is no CRC32 and no HMAC under a known key: another key, a session key, or damage",
    Fault.TAG: "the tag does not fit any known key: another key, a session key, or damage",
    Fault.KEY: "the frame is intact, but no known key decrypts it",
    Fault.VERSION: "the frame is of another version",
}
"""What a fault means, for people."""


class Decoded(msgspec.Struct, frozen=True, kw_only=True):
    """One frame, datagram, or stretch of bytes that is neither."""

    kind: str
    """`55aa`, `6699`, `datagram` or `garbage`."""
    size: int
    what: str
    """The command, or what the datagram is, in words."""
    command: int | None = None
    sequence: int | None = None
    sender: str | None = None
    """`client` or `device`, where it can be told."""
    version: str | None = None
    key: str | None = None
    """Whose key opened it; never the key itself."""
    integrity: str = "unchecked"
    """`ok`, `bad` or `unchecked`, the last where it takes a key that is not known."""
    return_code: int | None = None
    body: Json = None
    """JSON where it is JSON, else text, else hex; `None` if it is empty or sealed."""
    is_sealed: bool = False
    fault: str | None = None
    explanation: str = ""
    fields: tuple[Field, ...] = ()


def list_senders(command: int) -> tuple[Sender, ...]:
    """Return who may have sent a command."""
    if command in _DEVICE_ONLY:
        return (Sender.DEVICE,)
    return (Sender.CLIENT,) if command in _CLIENT_ONLY else (Sender.CLIENT, Sender.DEVICE)


def describe_opened(frame: Frame, message: Message, sender: Sender, *, version: Version, key: str) -> Decoded:
    """Describe a frame that a key opened; `key` is whose."""
    told = message.header[:3].decode("ascii", "replace") if message.header else None
    return Decoded(
        kind=frame.kind.name[1:].lower(),
        size=len(frame.data),
        what=command_name(frame.command),
        command=frame.command,
        sequence=frame.sequence,
        sender=_tell_sender(message, sender),
        version=_tell_version(message, version, told),
        key=key or None,
        integrity="ok",
        return_code=message.return_code,
        body=read_body(message.body),
        fields=list_fields(frame, message, version),
    )


def _tell_version(message: Message, version: Version, told: str | None) -> str:
    if told is not None or version in (Version.V34, Version.V35):
        return told or version.value
    if version is Version.V31 and message.body:
        return version.value
    # An empty body is the same in all versions with a CRC32; 3.2 and 3.3 differ in the header alone.
    return "3.2 or 3.3" if message.body else "3.1 to 3.3"


def _tell_sender(message: Message, sender: Sender) -> str | None:
    if sender is Sender.CLIENT and not message.body and not message.header:
        # Nothing in it says who sent it: a client asks so, and some devices answer so.
        return None if message.command not in _CLIENT_ONLY else sender.value
    return sender.value


def describe_sealed(frame: Frame, *, integrity: str, fault: Fault) -> Decoded:
    """Describe a frame that no key opened, and why that may be."""
    senders = list_senders(frame.command)
    return Decoded(
        kind=frame.kind.name[1:].lower(),
        size=len(frame.data),
        what=command_name(frame.command),
        command=frame.command,
        sequence=frame.sequence,
        sender=senders[0].value if len(senders) == 1 else None,
        version={Fault.TAG: "3.5", Fault.HMAC: "3.4"}.get(fault),
        integrity=integrity,
        is_sealed=integrity != "bad",
        fault=fault.value,
        explanation=EXPLANATIONS[fault],
        fields=list_fields(frame, None, None),
    )


def describe_bad(bad: BadFrame) -> Decoded:
    """Describe bytes that are no frame."""
    return Decoded(
        kind="garbage",
        size=bad.size,
        what="no frame" if bad.command is None else command_name(bad.command),
        command=bad.command,
        integrity="bad",
        fault=bad.fault.value,
        explanation=EXPLANATIONS[bad.fault],
        fields=(
            Field(0, bad.excerpt.hex(" ", 4), "bytes", "not read" if bad.size <= len(bad.excerpt) else "the first"),
        ),
    )


def read_body(body: bytes) -> Json:
    """Return JSON as JSON, text as text, anything else as hex."""
    if not body:
        return None
    try:
        value: Json = msgspec.json.decode(body.rstrip(b"\0"))
    except ValueError:
        text = body.decode("latin-1")
        return text if text.isascii() and text.isprintable() else body.hex()
    return value
