"""The packet that publishes a message with QoS 0, in MQTT 5 and 3.1.1. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tuyalan.bridge.message import Message

_PUBLISH: Final = 0x30
_LOW_BITS: Final = 0x7F
_MORE: Final = 0x80


def pack_publish(message: Message, *, has_properties: bool) -> bytes:
    """Return the packet that publishes a message with QoS 0.

    Args:
        message: What to publish.
        has_properties: Whether it is for MQTT 5, where the number of properties, none, follows the topic.

    Raises:
        ValueError: the topic is empty or holds a wildcard.
    """
    topic = message.topic.encode()
    if not topic or b"+" in topic or b"#" in topic:
        raise ValueError("a message is published on a topic without wildcards")
    middle = b"\0" if has_properties else b""
    size = 2 + len(topic) + len(middle) + len(message.payload)
    head = bytearray((_PUBLISH | message.retain,))
    while size > _LOW_BITS:
        head.append(size & _LOW_BITS | _MORE)
        size >>= 7
    head.append(size)
    return b"".join((head, len(topic).to_bytes(2, "big"), topic, middle, message.payload))
