"""Recorded bytes to explained frames: every field named, integrity checked, decrypted where a known key fits. Pure.

Version, direction and key are found by trying: what comes out right under a check that cannot pass by accident is it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.cli.datagrams import decode_datagram
from tuyalan.cli.decoded import Decoded, describe_bad, describe_opened, describe_sealed, list_senders
from tuyalan.session.negotiation import HANDSHAKE_NONCE, RESPONSE, derive_session_key
from tuyalan.vocabulary import LocalKey, Version
from tuyalan.wire.checksum import crc32
from tuyalan.wire.codec import CRC_TRAILER, Codec, Message, Sender, make_codec
from tuyalan.wire.commands import NEGOTIATION, Command
from tuyalan.wire.frame import BadFrame, Fault, Frame, FrameBuffer
from tuyalan.wire.versions import FrameKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NO_KEY: Final = ("", LocalKey(bytes(16)))
"""Stands for no key: 3.1 says most things in clear."""

_HMAC_SIZE: Final = 52
_CRC_VERSIONS: Final = (Version.V33, Version.V31)
_HMAC_VERSIONS: Final = (Version.V34,)
_GCM_VERSIONS: Final = (Version.V35,)


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
                beacon = decode_datagram(chunk, _first_frame(chunk))
                if beacon is not None:
                    yield beacon
                    continue
            for item in buffer.feed(chunk):
                yield self._decode_item(item)
        for item in buffer.close():
            yield self._decode_item(item)

    def _decode_item(self, item: Frame | BadFrame) -> Decoded:
        if isinstance(item, BadFrame):
            return describe_bad(item)
        return decode_datagram(item.data, item) or self._decode_frame(item)

    def _decode_frame(self, frame: Frame) -> Decoded:
        integrity, versions, fault = _check(frame)
        for version in versions:
            for position, (name, key) in enumerate(self._keys):
                reader = self._readers.get((position, version))
                if reader is None:
                    reader = self._readers[position, version] = _Reader(version, key)
                opened = reader.read(frame)
                if opened is not None:
                    return describe_opened(frame, *opened, version=version, key=name)
        return describe_sealed(frame, integrity=integrity, fault=fault)


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
            for sender in list_senders(frame.command):
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


def _first_frame(data: bytes) -> Frame | None:
    found = FrameBuffer().feed(data)
    return found[0] if found and isinstance(found[0], Frame) else None
