"""Fields of frames."""

from __future__ import annotations

from tuyalan.cli.layout import list_fields
from tuyalan.wire.frame import Frame, FrameBuffer

HEARTBEAT = bytes.fromhex("000055aa00000001000000090000000c000000006dc772860000aa55")


def cut(data: bytes) -> Frame:
    (frame,) = FrameBuffer().feed(data)
    assert isinstance(frame, Frame)
    return frame


def test_every_byte_belongs_to_one_field() -> None:
    fields = list_fields(cut(HEARTBEAT), None, None)
    assert [field.name for field in fields] == ["prefix", "sequence", "command", "length", "body", "CRC32", "suffix"]
    assert "".join(field.bytes for field in fields).replace(" ", "") == HEARTBEAT.hex()


def test_a_wrong_crc_is_told_with_the_right_one() -> None:
    damaged = HEARTBEAT[:20] + b"\0\0\0\0" + HEARTBEAT[24:]
    meanings = {field.name: field.meaning for field in list_fields(cut(damaged), None, None)}
    assert meanings["CRC32"] == "wrong: the bytes give 6dc77286"
    assert meanings["command"] == "0x09 heartbeat"
