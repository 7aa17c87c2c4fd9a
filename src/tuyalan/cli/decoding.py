"""Recorded bytes to explained frames: every field named, integrity checked, decrypted where a known key fits. Pure.

Version, direction and key are found by trying: what comes out right under a check that cannot pass by accident is it.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.beacon import Ask, Beacon, Format, Rejected, parse_datagram
from tuyalan.cli.layout import Field, list_fields
from tuyalan.errors import UseError
from tuyalan.session.negotiation import HANDSHAKE_NONCE, RESPONSE, derive_session_key
from tuyalan.vocabulary import Json, LocalKey, Version
from tuyalan.wire.checksum import crc32
from tuyalan.wire.codec import CRC_TRAILER, Codec, Message, Sender, make_codec
from tuyalan.wire.commands import NEGOTIATION, Command, command_name
from tuyalan.wire.frame import HEADER_55AA, BadFrame, Fault, Frame, FrameBuffer
from tuyalan.wire.versions import FrameKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MAX_INPUT: Final = 1024 * 1024
"""Bytes that are decoded at most."""
NO_KEY: Final = ("", LocalKey(bytes(16)))
"""Stands for no key: 3.1 says most things in clear."""

_NOISE: Final = re.compile(r"0x|\\x|[\s:,]")
_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2})+")
_HMAC_SIZE: Final = 52
_CRC_VERSIONS: Final = (Version.V33, Version.V31)
_HMAC_VERSIONS: Final = (Version.V34,)
_GCM_VERSIONS: Final = (Version.V35,)
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


def read_input(texts: Iterable[str]) -> list[bytes]:
    """Return the bytes that hex, base64 or JSON texts stand for.

    Raises:
        UseError: a text is none of these, or there is nothing or too much.
    """
    chunks = [_read_chunk(text.strip()) for text in texts if text.strip()]
    if not chunks:
        raise UseError("there is nothing to decode", hint="Give bytes as hex or base64, or - to read them.")
    if sum(map(len, chunks)) > MAX_INPUT:
        raise UseError("that is more than can be decoded at once")
    return chunks


def _read_chunk(text: str) -> bytes:
    if text.startswith("{"):
        return text.encode()
    bare = _NOISE.sub("", text)
    if _HEX.fullmatch(bare):
        return bytes.fromhex(bare)
    try:
        return base64.b64decode(bare, validate=True)
    except (binascii.Error, ValueError):
        raise UseError(
            f"{text[:20]!r}... is neither hex nor base64", hint="Hex has an even number of digits 0-9 and a-f."
        ) from None


def decode_all(chunks: Sequence[bytes], keys: Sequence[tuple[str, LocalKey]]) -> tuple[Decoded, ...]:
    """Explain everything in the order given.

    Args:
        chunks: Pieces of one stream, or datagrams; a piece that is a whole datagram is taken as one.
        keys: Local keys that may fit, each with the name of its device.
    """
    return tuple(_Decoder(keys).decode(chunks))


class _Decoder:
    """Follows one recording: session keys agreed on in it open what comes later."""

    def __init__(self, keys: Sequence[tuple[str, LocalKey]]) -> None:
        self._keys = [*keys, NO_KEY]
        self._readers: dict[tuple[int, Version], _Reader] = {}

    def decode(self, chunks: Sequence[bytes]) -> Iterator[Decoded]:
        buffer = FrameBuffer()
        for chunk in chunks:
            if not buffer.pending:
                beacon = _decode_datagram(chunk, _first_frame(chunk))
                if beacon is not None:
                    yield beacon
                    continue
            for item in buffer.feed(chunk):
                yield self._decode_item(item)
        for item in buffer.close():
            yield self._decode_item(item)

    def _decode_item(self, item: Frame | BadFrame) -> Decoded:
        if isinstance(item, BadFrame):
            return _bad(item)
        return _decode_datagram(item.data, item) or self._decode_frame(item)

    def _decode_frame(self, frame: Frame) -> Decoded:
        integrity, versions, fault = _check(frame)
        for version in versions:
            for position, (name, key) in enumerate(self._keys):
                reader = self._readers.get((position, version))
                if reader is None:
                    reader = self._readers[position, version] = _Reader(version, key)
                opened = reader.read(frame)
                if opened is not None:
                    return _opened(frame, *opened, version=version, key=name)
        return _sealed(frame, integrity=integrity, fault=fault)


class _Reader:
    """One key in one version, in both directions."""

    def __init__(self, version: Version, key: LocalKey) -> None:
        self._version = version
        self._key = key
        self._local = {sender: make_codec(version, key, reads=sender) for sender in Sender}
        self._session: dict[Sender, Codec] | None = None
        self._nonces: dict[Sender, bytes] = {}

    def read(self, frame: Frame) -> tuple[Message, Sender] | None:
        """Return what is inside and who sent it, or `None` if this is not the key."""
        if frame.command in NEGOTIATION or self._session is None:
            candidates = (self._local,)
        else:
            candidates = (self._session, self._local)
        for codecs in candidates:
            for sender in _senders(frame.command):
                message = codecs[sender].unseal(frame)
                if isinstance(message, Message) and _is_plausible(message):
                    self._follow(message, sender)
                    return message, sender
        return None

    def _follow(self, message: Message, sender: Sender) -> None:
        """Derive the session key from the nonces, if the negotiation is part of the recording."""
        if message.command == Command.NEGOTIATION_START:
            self._nonces = {sender: message.body[:HANDSHAKE_NONCE]}
        elif message.command == Command.NEGOTIATION_RESPONSE and len(message.body) >= RESPONSE:
            self._nonces[sender] = message.body[:HANDSHAKE_NONCE]
        elif message.command == Command.NEGOTIATION_FINISH and len(self._nonces) == len(Sender):
            session_key = derive_session_key(
                self._local[Sender.CLIENT].spec,
                self._key,
                client_nonce=self._nonces[Sender.CLIENT],
                device_nonce=self._nonces[Sender.DEVICE],
            )
            self._session = {each: make_codec(self._version, self._key, reads=each) for each in Sender}
            for codec in self._session.values():
                codec.adopt(session_key)


def _senders(command: int) -> tuple[Sender, ...]:
    if command in _DEVICE_ONLY:
        return (Sender.DEVICE,)
    return (Sender.CLIENT,) if command in _CLIENT_ONLY else (Sender.CLIENT, Sender.DEVICE)


def _is_plausible(message: Message) -> bool:
    """Ask whether a body is one: a wrong key passes the padding once in 256 times, but it gives no text."""
    body = message.body
    if not body or message.command in NEGOTIATION:
        return True
    text = body.rstrip(b"\0")
    if text.startswith((b"{", b"[")):
        return True
    return text.isascii() and text.decode("ascii").isprintable() and message.return_code is not None


def _check(frame: Frame) -> tuple[str, tuple[Version, ...], Fault]:
    """Return what can be said without a key: integrity, the versions it may be of, and what is wrong if none fits."""
    if frame.kind is FrameKind.F6699:
        return "unchecked", _GCM_VERSIONS, Fault.TAG
    data = frame.data
    if crc32(data[:-CRC_TRAILER]) == int.from_bytes(data[-CRC_TRAILER:-4], "big"):
        return "ok", _CRC_VERSIONS, Fault.KEY
    if len(data) < _HMAC_SIZE:
        return "bad", (), Fault.CRC
    return "unchecked", _HMAC_VERSIONS, Fault.HMAC


def _opened(frame: Frame, message: Message, sender: Sender, *, version: Version, key: str) -> Decoded:
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


def _sealed(frame: Frame, *, integrity: str, fault: Fault) -> Decoded:
    is_bad = integrity == "bad"
    return Decoded(
        kind=frame.kind.name[1:].lower(),
        size=len(frame.data),
        what=command_name(frame.command),
        command=frame.command,
        sequence=frame.sequence,
        sender=_senders(frame.command)[0].value if len(_senders(frame.command)) == 1 else None,
        version={Fault.TAG: "3.5", Fault.HMAC: "3.4"}.get(fault),
        integrity=integrity,
        is_sealed=not is_bad,
        fault=fault.value,
        explanation=EXPLANATIONS[fault],
        fields=list_fields(frame, None, None),
    )


def _bad(bad: BadFrame) -> Decoded:
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


def _first_frame(data: bytes) -> Frame | None:
    found = FrameBuffer().feed(data)
    return found[0] if found and isinstance(found[0], Frame) else None


def _decode_datagram(data: bytes, frame: Frame | None) -> Decoded | None:
    """Return what an announcement or question says, or `None` if it is neither."""
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


def _tell_told_version(told: Beacon | Ask) -> str | None:
    if isinstance(told, Ask):
        return None
    return told.version_text or (told.version.value if told.version else None)


def _list_bare(data: bytes) -> tuple[Field, ...]:
    name = "JSON in clear" if data.startswith(b"{") else "sealed JSON"
    return (Field(0, data[:HEADER_55AA].hex(" ", 4), name, f"{len(data)} bytes, no frame around it"),)


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
