"""Messages are plain values."""

from __future__ import annotations

from tuyalan.bridge.message import Incoming, Message


def test_a_message_is_neither_stored_nor_confirmed_unless_told_so() -> None:
    message = Message("a", b"b")
    assert (message.retain, message.qos, message.expiry) == (False, 0, None)


def test_a_delivered_message_is_new_unless_told_otherwise() -> None:
    assert not Incoming("a", b"b").is_retained
