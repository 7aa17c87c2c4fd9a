"""What tests of frames and sessions share: keys, vectors as objects, sealing and unsealing by them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final, cast

from tests.support import VECTORS, load_device_frames, load_vectors
from tuyalan.vocabulary import DeviceId, LocalKey, Version
from tuyalan.wire.codec import Codec, Message, Sender, make_codec
from tuyalan.wire.frame import BadFrame, Frame, FrameBuffer
from tuyalan.wire.versions import VERSIONS, FrameKind

KEY: Final = LocalKey("XH.YR?<<.-SVV{Z6")
OTHER_KEY: Final = LocalKey("0123456789abcdef")
DEVICE_ID: Final = DeviceId("eb0123456789abcdef01")
NONCE: Final = bytes(range(12))
ALL_VERSIONS: Final = tuple(Version)
SIGNATURE: Final = "3.1 signature"

READ_ONLY_VECTOR: Final = "d2c-31-query_reply_encrypted"
"""An emulator's way to seal an answer on 3.1: read by us, never written."""


@dataclass(frozen=True)
class Vector:
    """One recorded frame and what is inside."""

    id: str
    version: Version
    sender: Sender
    command: int
    sequence: int
    key: LocalKey
    code: bytes
    header: bytes
    body: bytes
    nonce: bytes
    frame: bytes

    @property
    def message(self) -> Message:
        """What a decoder must find."""
        code = int.from_bytes(self.code, "big") if self.code else None
        return Message(self.command, self.sequence, 1 if code == 0x01000000 else code, self.header, self.body)

    def open_reader(self) -> Codec:
        """Make the codec of the side that gets this frame."""
        return make_codec(self.version, self.key, reads=self.sender)

    def open_writer(self) -> Codec:
        """Make the codec of the side that sends this frame."""
        return make_codec(self.version, self.key, reads=other(self.sender))

    def seal(self) -> bytes:
        """Build the frame from its parts."""
        writer = self.open_writer()
        return writer.seal(self.command, self.sequence, self.body, header=self.header, code=self.code, nonce=self.nonce)


def other(sender: Sender) -> Sender:
    """Return the other side."""
    return Sender.CLIENT if sender is Sender.DEVICE else Sender.DEVICE


def read_vector(entry: dict[str, Any], *, version: str, key: str, name: str) -> Vector:
    """Turn one entry of `vectors.json` into a vector."""
    header = cast("str | None", entry.get("version_header"))
    frame = bytes.fromhex(entry["frame"])
    body = bytes.fromhex(entry["plaintext"])
    header_bytes = b"" if header in (None, SIGNATURE) else bytes.fromhex(header)
    if not header_bytes and body[:2] == b"3." and entry["command"] not in (3, 4, 5) and "label" in entry:
        # The dialog with device code keeps the header in the plaintext.
        header_bytes, body = body[:15], body[15:]
    return Vector(
        id=name,
        version=Version(version),
        sender=Sender.DEVICE if entry["direction"].startswith("device") else Sender.CLIENT,
        command=entry["command"],
        sequence=entry["sequence"],
        key=LocalKey(bytes.fromhex(key)),
        code=bytes.fromhex(entry.get("retcode") or ""),
        header=header_bytes,
        body=body,
        nonce=frame[18:30] if frame.startswith(FrameKind.F6699.value) else b"",
        frame=frame,
    )


def load_frames(group: str) -> list[Vector]:
    """Return the vectors of one group of single frames on TCP."""
    entries = load_vectors(group)
    return [
        read_vector(entry, version=entry["version"], key=entry["key"], name=entry["id"])
        for entry in entries
        if "frame" in entry and entry["transport"] == "tcp"
    ]


def load_conversations(group: str) -> dict[str, list[Vector]]:
    """Return the conversations of `dialogs` or `transcripts`, frame by frame."""
    return {entry["id"]: _read_conversation(entry) for entry in load_vectors(group)}


def _read_conversation(entry: dict[str, Any]) -> list[Vector]:
    vectors: list[Vector] = []
    for number, frame in enumerate(entry["frames"]):
        if frame["frame"] is None:
            continue  # The note that nothing was answered.
        key = entry["local_key"]
        if entry["session_key"] and frame["command"] not in (3, 4, 5):
            key = entry["session_key"]
        vectors.append(read_vector(frame, version=entry["version"], key=key, name=f"{entry['id']}-{number}"))
    return vectors


def load_recorded_device() -> list[Vector]:
    """Return the TCP frames of `vectors-device.json`."""
    vectors: list[Vector] = []
    for number, entry in enumerate(load_device_frames()):
        if entry["transport"] != "tcp":
            continue
        sender = Sender.DEVICE if entry["direction"].startswith("device") else Sender.CLIENT
        plain = bytes.fromhex(entry["decrypted_hex"])
        code, plain = (plain[:4], plain[4:]) if sender is Sender.DEVICE else (b"", plain)
        header, body = (plain[:15], plain[15:]) if plain.startswith(b"3.5\0") else (b"", plain)
        frame = bytes.fromhex(entry["bytes"])
        vectors.append(
            Vector(
                id=f"device-{number}",
                version=Version.V35,
                sender=sender,
                command=entry["cmd"],
                sequence=entry["seq"],
                key=LocalKey(bytes.fromhex(entry["key_hex"])),
                code=code,
                header=header,
                body=body,
                nonce=frame[18:30],
                frame=frame,
            )
        )
    return vectors


def load_negotiation_cases() -> list[dict[str, str]]:
    """Return the observed negotiations of `vectors-device.json` that gave a weak key."""
    document = json.loads((VECTORS / "vectors-device.json").read_text(encoding="utf-8"))
    return cast("list[dict[str, str]]", document["negotiation_cases"])


def feed_one(data: bytes) -> Frame:
    """Return the one frame that `data` is."""
    (frame,) = FrameBuffer().feed(data)
    assert isinstance(frame, Frame)
    return frame


def unseal(codec: Codec, data: bytes) -> Message | BadFrame:
    """Read one whole frame."""
    return codec.unseal(feed_one(data))


def header_of(version: Version) -> bytes:
    """Return the source header of requests in `version`."""
    return VERSIONS[version].header
