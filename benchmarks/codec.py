"""Encode of one message and decode of a 12-DP status, against tinytuya, for every version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from benchmarks.report import Row, note, paired
from tuyalan.vocabulary import DeviceId, LocalKey, Version
from tuyalan.wire.codec import Message, Sender, make_codec
from tuyalan.wire.frame import Frame, FrameBuffer
from tuyalan.wire.messages import Bodies, build_push, parse_report

if TYPE_CHECKING:
    from collections.abc import Callable

KEY: Final = "XH.YR?<<.-SVV{Z6"
ID: Final = DeviceId("eb0123456789abcdef01")
DPS: Final[dict[int, object]] = {
    1: True, 2: "white", 3: 500, 4: 10, 5: "abc", 6: 6, 7: True, 8: 8, 9: 9, 10: 10, 11: 11, 12: 12,
}  # fmt: skip
_NONCE: Final = bytes(range(12))


def run() -> list[Row]:
    """Measure all versions."""
    rows: list[Row] = []
    for version in Version:
        note(f"codec {version}")
        encode, decode, frame = ours(version)
        peer_encode, peer_decode = tinytuya(version, frame)
        for name, mine, other, goal in (("encode", encode, peer_encode, 4.5), ("decode 12 DPs", decode, peer_decode, 3.5)):
            took, peer = paired(mine, other, number=4000)
            rows.append(
                Row(
                    group=f"codec {version}", name=name, ours=took, unit="µs", peer=peer, peer_name="tinytuya",
                    goal=goal, goal_is_ratio=True, more_is_better=True,
                )
            )  # fmt: skip
    return rows


def ours(version: Version) -> tuple[Callable[[], object], Callable[[], object], bytes]:
    """Return what encodes a control, what decodes a status push, and the frame of that push."""
    client = make_codec(version, LocalKey(KEY), reads=Sender.DEVICE)
    device = make_codec(version, LocalKey(KEY), reads=Sender.CLIENT)
    spec = client.spec
    bodies = Bodies(spec, ID)
    written: dict[int, object] = {1: True}
    frame = device.seal(8, 1, build_push(spec, ID, DPS, wall=1700000000), header=spec.header, code=bytes(4), nonce=_NONCE)
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


def tinytuya(version: Version, frame: bytes) -> tuple[Callable[[], object], Callable[[], object]]:
    """Return the same two for tinytuya."""
    import tinytuya as peer  # noqa: PLC0415
    from tinytuya.core import unpack_message  # noqa: PLC0415

    # It would look for data points over the network when told 3.2, so it is told the attributes instead.
    device = peer.Device(ID, "127.0.0.1", KEY, version=3.3 if version is Version.V32 else float(version))
    if version is Version.V32:
        device.version, device.version_str, device.version_bytes = 3.2, "v3.2", b"3.2"
        device.version_header = b"3.2" + device.version_header[3:]
    device.disabledetect = True
    hmac_key = KEY.encode() if version in (Version.V34, Version.V35) else None

    def encode() -> object:
        return device._encode_message(device.generate_payload(peer.CONTROL, {"1": True}))

    def decode() -> object:
        return device._decode_payload(unpack_message(frame, hmac_key=hmac_key, no_retcode=False).payload)

    found = decode()
    points = found.get("dps") or found["data"]["dps"]
    assert points == {str(dp): value for dp, value in DPS.items()}
    return encode, decode
