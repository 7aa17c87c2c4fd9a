"""What earlier runs left at the broker. Clearing it is tested with a broker in test_bridge."""

from __future__ import annotations

import pytest

from tests.support import run
from tuyalan.bridge.leftovers import Sweeper
from tuyalan.bridge.message import Incoming, Message
from tuyalan.bridge.topics import Topics


class FakeLink:
    """Notes what is asked for, and lets the sweeper see a message meanwhile."""

    def __init__(self, sweeper: Sweeper, *stored: Incoming) -> None:
        self.filters: list[list[str]] = []
        self.cleared: list[Message] = []
        self._sweeper = sweeper
        self._stored = stored

    async def subscribe(self, filters: list[str]) -> None:
        self.filters.append(filters)
        for message in self._stored:
            self.cleared += self._sweeper.clear(message)

    async def unsubscribe(self, filters: list[str]) -> None:
        assert filters == self.filters[-1]


def sweep(listed: bytes, *stored: Incoming, known: str = "Lamp") -> FakeLink:
    """Sweep after an earlier run that listed devices."""

    async def body() -> FakeLink:
        sweeper = Sweeper(Topics())
        sweeper.learn(Incoming("tuyalan/bridge/devices", listed, is_retained=True))
        link = FakeLink(sweeper, *stored)
        gone = sweeper.list_gone(is_known=lambda level: level == known)
        if gone:
            await sweeper.sweep(link, gone)  # pyright: ignore[reportArgumentType] - a part of a link
        return link

    return run(body())


def stored(topic: str, payload: bytes = b"x", *, is_retained: bool = True) -> Incoming:
    return Incoming(topic, payload, is_retained)


def test_only_what_was_stored_for_devices_that_are_gone_is_cleared() -> None:
    link = sweep(
        b'[{"friendly_name":"Old","more":1},{"friendly_name":"Lamp"}]',
        stored("tuyalan/Old"),
        stored("tuyalan/Old/availability"),
        stored("tuyalan/Older"),
        stored("tuyalan/Lamp"),
        stored("tuyalan/Old/set", is_retained=False),
        stored("tuyalan/Old/error", b""),
    )
    assert link.filters == [["tuyalan/Old/#"]]
    assert [message.topic for message in link.cleared] == ["tuyalan/Old", "tuyalan/Old/availability"]
    assert all(message.retain and not message.payload for message in link.cleared)


@pytest.mark.parametrize(
    "listed",
    [
        b"",
        b"junk",
        b"{}",
        b"[5]",
        b"[" * 50_000,
        b"[]",
        b'[{"friendly_name":"Lamp"}]',
        b'[{"friendly_name":"bridge"},{"friendly_name":"+"},{"friendly_name":"a/b"},{"friendly_name":""}]',
    ],
)
def test_what_is_no_level_of_ours_is_not_touched(listed: bytes) -> None:
    assert sweep(listed).filters == []
