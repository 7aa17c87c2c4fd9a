"""The packet that publishes a message."""

from __future__ import annotations

import pytest

from tuyalan.bridge.message import Message
from tuyalan.bridge.packing import pack_publish


@pytest.mark.parametrize("size", [0, 1, 100, 127, 128, 200, 16_383, 16_384, 70_000])
@pytest.mark.parametrize("has_properties", [False, True])
def test_a_packet_says_its_own_size(size: int, has_properties: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    packet = pack_publish(Message("a/b", b"x" * size, retain=True), has_properties=has_properties)
    told, shift, at = 0, 0, 1
    while True:
        told |= (packet[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if packet[at - 1] < 128:
            break
    assert packet[0] == 0x31
    assert told == len(packet) - at
    assert packet[at:].startswith(b"\0\x03a/b\0" if has_properties else b"\0\x03a/b")
    assert packet.endswith(b"x" * size)


@pytest.mark.parametrize("topic", ["", "a/+", "#"])
def test_nothing_is_published_on_a_filter(topic: str) -> None:
    with pytest.raises(ValueError, match="wildcards"):
        pack_publish(Message(topic, b""), has_properties=True)
