"""What waits for the broker is bounded, and nothing newer is overtaken."""

from __future__ import annotations

from tuyalan.bridge import outbox
from tuyalan.bridge.message import Message
from tuyalan.bridge.outbox import Outbox


def drain(box: Outbox) -> list[Message]:
    """Take everything out."""
    taken: list[Message] = []

    def publish(message: Message) -> bool:
        taken.append(message)
        return True

    assert box.flush(publish)
    return taken


def state(topic: str, payload: bytes) -> Message:
    return Message(topic, payload, retain=True)


def test_of_what_is_stored_only_the_newest_waits() -> None:
    box = Outbox()
    for payload in (b"1", b"2", b"3"):
        box.put(state("a", payload), now=0)
    assert len(box) == 1
    assert [message.payload for message in drain(box)] == [b"3"]
    assert len(box) == 0


def test_what_is_not_stored_goes_out_in_order() -> None:
    box = Outbox()
    for number in range(3):
        box.put(Message("event", b"%d" % number), now=0)
    box.put(state("a", b"s"), now=0)
    assert [message.payload for message in drain(box)] == [b"s", b"0", b"1", b"2"]


def test_of_too_many_the_oldest_are_lost_and_counted() -> None:
    box = Outbox(max_waiting=2)
    for number in range(5):
        box.put(Message("event", b"%d" % number), now=0)
    assert box.dropped == 3
    assert [message.payload for message in drain(box)] == [b"3", b"4"]


def test_large_messages_do_not_fill_the_memory() -> None:
    box = Outbox()
    for _ in range(10):
        box.put(Message("event", b"x" * (outbox.MAX_SIZE // 2)), now=0)
    assert len(box) == 2
    box.put(Message("event", b"x" * (2 * outbox.MAX_SIZE)), now=0)
    assert len(box) == 1


def test_what_is_too_old_is_forgotten() -> None:
    box = Outbox()
    box.put(Message("event", b"old"), now=1.0)
    box.put(Message("event", b"new"), now=5.0)
    box.expire(before=3.0)
    assert [message.payload for message in drain(box)] == [b"new"]
    assert box.dropped == 1


def test_what_is_published_anew_need_not_wait() -> None:
    box = Outbox()
    box.put(state("a", b"1"), now=0)
    box.put(Message("event", b"e"), now=0)
    box.forget_retained()
    assert [message.topic for message in drain(box)] == ["event"]


def test_what_the_broker_does_not_take_waits_on_in_its_place() -> None:
    box = Outbox()
    box.put(state("a", b"1"), now=0)
    box.put(Message("event", b"e1"), now=0)
    box.put(Message("event", b"e2"), now=0)
    for room in (0, 1, 1):
        left = [room]

        def publish(message: Message, left: list[int] = left) -> bool:
            del message
            left[0] -= 1
            return left[0] >= 0

        assert not box.flush(publish)
    assert [message.payload for message in drain(box)] == [b"e2"]


def test_what_had_gone_out_and_did_not_arrive_goes_before_what_came_later() -> None:
    box = Outbox(max_waiting=3)
    box.put(Message("event", b"2"), now=9)
    box.put_back([(1, Message("event", b"0")), (8, Message("event", b"1"))])
    box.expire(before=5)
    assert [message.payload for message in drain(box)] == [b"1", b"2"]
    box.put_back([(1, Message("event", b"%d" % number)) for number in range(5)])
    assert [message.payload for message in drain(box)] == [b"2", b"3", b"4"]
    assert box.dropped == 3
