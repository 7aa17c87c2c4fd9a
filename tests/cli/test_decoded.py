"""What is said of one recorded frame."""

from __future__ import annotations

from tuyalan.cli.decoded import EXPLANATIONS, describe_bad, describe_opened, describe_sealed, list_senders, read_body
from tuyalan.vocabulary import Version
from tuyalan.wire.codec import Message, Sender
from tuyalan.wire.commands import Command
from tuyalan.wire.frame import BadFrame, Fault, Frame, FrameBuffer

HEARTBEAT = bytes.fromhex("000055aa00000001000000090000000c000000006dc772860000aa55")


def frame() -> Frame:
    """Return a frame without a body."""
    (found,) = FrameBuffer().feed(HEARTBEAT)
    assert isinstance(found, Frame)
    return found


def test_every_fault_has_an_explanation() -> None:
    assert set(Fault) == EXPLANATIONS.keys()


def test_commands_of_one_side_tell_who_sent_them() -> None:
    assert list_senders(Command.STATUS) == (Sender.DEVICE,)
    assert list_senders(Command.NEGOTIATION_START) == (Sender.CLIENT,)
    assert list_senders(Command.HEARTBEAT) == (Sender.CLIENT, Sender.DEVICE)


def test_an_empty_body_tells_neither_version_nor_sender() -> None:
    message = Message(Command.HEARTBEAT, 1, None, b"", b"")
    decoded = describe_opened(frame(), message, Sender.CLIENT, version=Version.V33, key="")
    assert (decoded.version, decoded.sender, decoded.key, decoded.integrity) == ("3.1 to 3.3", None, None, "ok")


def test_a_header_tells_the_version() -> None:
    message = Message(Command.CONTROL, 1, None, b"3.2" + bytes(12), b"{}")
    decoded = describe_opened(frame(), message, Sender.CLIENT, version=Version.V33, key="lamp")
    assert (decoded.version, decoded.sender, decoded.key) == ("3.2", "client", "lamp")


def test_what_no_key_opens_is_sealed_and_damage_is_not() -> None:
    sealed = describe_sealed(frame(), integrity="unchecked", fault=Fault.HMAC)
    damaged = describe_sealed(frame(), integrity="bad", fault=Fault.CRC)
    assert (sealed.is_sealed, sealed.version) == (True, "3.4")
    assert (damaged.is_sealed, damaged.version) == (False, None)


def test_what_is_no_frame_is_shown_by_its_beginning() -> None:
    decoded = describe_bad(BadFrame(Fault.GARBAGE, b"\x01\x02", 100))
    assert (decoded.kind, decoded.size, decoded.what) == ("garbage", 100, "no frame")
    assert decoded.fields[0].meaning == "the first"


def test_bodies_are_json_text_or_hex() -> None:
    assert [read_body(body) for body in (b"", b'{"a":1}\0', b"error text", b"\x80\x81")] == [
        None,
        {"a": 1},
        "error text",
        "8081",
    ]
