"""Both directions of somebody else's conversation, read with its local key. Drives decoding of captures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tuyalan.session.negotiation import HANDSHAKE_NONCE, RESPONSE, derive_session_key
from tuyalan.wire.codec import Message, Sender, make_codec
from tuyalan.wire.commands import Command
from tuyalan.wire.frame import MAX_PAYLOAD, BadFrame, Frame, FrameBuffer

if TYPE_CHECKING:
    from tuyalan.vocabulary import LocalKey, Version


class Seen(msgspec.Struct, frozen=True):
    """One frame of the conversation, with what was inside."""

    sender: Sender
    content: Message | BadFrame
    frame: Frame | None
    """The sealed frame; `None` where the bytes are no frame."""


class ObserverSession:
    """Follows one connection; derives the session key from the nonces it sees, so it must see the beginning."""

    def __init__(self, version: Version, key: LocalKey, *, max_payload: int = MAX_PAYLOAD) -> None:
        """Take the version spoken, the local key, and the largest length field to believe, in bytes."""
        self._key = key
        self._codecs = {sender: make_codec(version, key, reads=sender) for sender in Sender}
        self._buffers = {sender: FrameBuffer(max_payload=max_payload) for sender in Sender}
        self._nonces: dict[Sender, bytes] = {}
        self.has_session_key: bool = False
        """Whether the session key is known; false all along for versions that have none."""

    def receive(self, data: bytes, sender: Sender) -> list[Seen]:
        """Take bytes that `sender` wrote; nothing means the end of that direction."""
        frames = self._buffers[sender].feed(data) if data else self._buffers[sender].close()
        return [self._see(frame, sender) for frame in frames]

    def _see(self, frame: Frame | BadFrame, sender: Sender) -> Seen:
        if isinstance(frame, BadFrame):
            return Seen(sender, frame, None)
        content = self._codecs[sender].unseal(frame)
        if isinstance(content, Message) and self._codecs[sender].spec.negotiates:
            self._follow(content, sender)
        return Seen(sender, content, frame)

    def _follow(self, message: Message, sender: Sender) -> None:
        match message.command:
            case Command.NEGOTIATION_START if len(message.body) >= HANDSHAKE_NONCE:
                self._nonces[sender] = message.body[:HANDSHAKE_NONCE]
            case Command.NEGOTIATION_RESPONSE if len(message.body) >= RESPONSE:
                self._nonces[sender] = message.body[:HANDSHAKE_NONCE]
            case Command.NEGOTIATION_FINISH if len(self._nonces) == len(Sender):
                spec = self._codecs[sender].spec
                session_key = derive_session_key(
                    spec,
                    self._key,
                    client_nonce=self._nonces[Sender.CLIENT],
                    device_nonce=self._nonces[Sender.DEVICE],
                )
                for codec in self._codecs.values():
                    codec.adopt(session_key)
                self.has_session_key = True
            case _:
                pass
