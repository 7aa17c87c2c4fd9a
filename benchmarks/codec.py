"""Encode of one message and decode of a 12-DP status, against tinytuya."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final, TypeAlias

from benchmarks import tinytuya_api, workers
from benchmarks.device import ID, KEY
from benchmarks.timing import paired
from tuyalan.vocabulary import LocalKey, Version
from tuyalan.wire.codec import Message, Sender, make_codec
from tuyalan.wire.frame import Frame, FrameBuffer
from tuyalan.wire.messages import Bodies, build_push, parse_report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Call: TypeAlias = Callable[[], object]

DPS: Final[dict[int, object]] = {
    1: True, 2: "white", 3: 500, 4: 10, 5: "abc", 6: 6, 7: True, 8: 8, 9: 9, 10: 10, 11: 11, 12: 12,
}  # fmt: skip
NUMBER: Final = 2000
ROUNDS: Final = 15
_NONCE: Final = bytes(range(12))


def measure(version: Version) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return microseconds of encode and of decode, each ours and tinytuya's (ours again where it is absent)."""
    encode, decode, frame = ours(version)
    others = tinytuya(version, frame) if tinytuya_api.is_installed() else (encode, decode)
    return (
        paired(encode, others[0], number=NUMBER, rounds=ROUNDS),
        paired(decode, others[1], number=NUMBER, rounds=ROUNDS),
    )


def ours(version: Version) -> tuple[Call, Call, bytes]:
    """Return what encodes a control, what decodes a status push, and the frame of that push."""
    client = make_codec(version, LocalKey(KEY), reads=Sender.DEVICE)
    device = make_codec(version, LocalKey(KEY), reads=Sender.CLIENT)
    spec = client.spec
    bodies = Bodies(spec, ID)
    written: dict[int, object] = {1: True}
    push = build_push(spec, ID, DPS, wall=1700000000)
    frame = device.seal(8, 1, push, header=spec.header, code=bytes(4), nonce=_NONCE)
    buffer = FrameBuffer()

    def encode() -> bytes:
        body = bodies.control(written, wall=1700000000)
        return client.seal(spec.control, 1, body, header=spec.header, nonce=_NONCE)

    def decode() -> object:
        cut = buffer.feed(frame)[0]
        assert isinstance(cut, Frame)
        message = client.unseal(cut)
        assert isinstance(message, Message)
        report = parse_report(message.body)
        assert report is not None
        return report.points

    assert decode() == DPS
    return encode, decode, frame


def tinytuya(version: Version, frame: bytes) -> tuple[Call, Call]:
    """Return the same two for tinytuya."""
    device = tinytuya_api.make_offline_device(version)
    generate, control = device.generate_payload, tinytuya_api.load().CONTROL
    unpack = tinytuya_api.load().unpack_message
    encode_message, decode_payload = tinytuya_api.bare_codec(device)
    hmac_key = KEY.encode() if version in {Version.V34, Version.V35} else None

    def encode() -> object:
        return encode_message(generate(control, {"1": True}))

    def decode() -> Mapping[str, object]:
        return decode_payload(unpack(frame, hmac_key=hmac_key, no_retcode=False).payload)

    assert decode()["dps"] == {str(dp): value for dp, value in DPS.items()}
    return encode, decode


if __name__ == "__main__":
    workers.settle(workers.CLIENT_CORE)
    workers.tell(measure(Version(sys.argv[1])))
