"""A process that reads states from a broker as fast as it can, with no client library.

`python -m benchmarks.subscriber PORT [numbers]`: of states with names, or of those that call data points by their numbers.

It prints a line when it is subscribed, reads until its standard input closes, and prints what it got: how many states, how
many pushes were missing from them, and how long each took from the device to here.
"""

from __future__ import annotations

import socket
import statistics
import sys
import threading
from typing import Final

import msgspec

from benchmarks import workers
from benchmarks.device import COUNTER_DP, STAMP_DP, STAMP_RANGE, read_stamp

FILTER: Final = b"bench/+"
QUIET: Final = 1.0
"""How long nothing may come before all has come, seconds."""
_CONNECT: Final = bytes([0x10, 18, 0, 4]) + b"MQTT" + bytes([5, 2, 0, 0, 0, 0, 5]) + b"bench"
_SUBSCRIBE: Final = bytes([0x82, len(FILTER) + 6, 0, 1, 0, 0, len(FILTER)]) + FILTER + b"\0"
_PUBLISH: Final = 0x30


class State(msgspec.Struct):
    """What is read of a state."""

    countdown_1: int = 0
    """When it left the device."""
    cur_current: int = 0
    """The number of the push."""


class NumberedState(State):
    """The same of a state without names."""

    countdown_1: int = msgspec.field(default=0, name=str(STAMP_DP))
    cur_current: int = msgspec.field(default=0, name=str(COUNTER_DP))


class Tally(msgspec.Struct):
    """What came."""

    states: int = 0
    missing: int = 0
    """Pushes between the first and the last of each device that were in no state."""
    median_ms: float = 0.0
    most_ms: float = 0.0
    """What 99 of 100 are below."""


class Reader:
    """Takes packets apart."""

    def __init__(self, kind: type[State]) -> None:
        """Begin with nothing."""
        self.tally = Tally()
        self.delays: list[int] = []
        self._last: dict[bytes, int] = {}
        self._decode = msgspec.json.Decoder(kind).decode

    def read(self, data: bytearray) -> None:
        """Take what is complete out of the buffer."""
        at = 0
        while True:
            size, shift, end = 0, 0, at + 1
            while end < len(data) and data[end] & 128:
                size |= (data[end] & 127) << shift
                shift, end = shift + 7, end + 1
            if end >= len(data):
                break
            size |= data[end] << shift
            end += 1
            if end + size > len(data):
                break
            if data[at] & 0xF0 == _PUBLISH:
                self._take(bytes(data[end : end + size]), is_stored=bool(data[at] & 1))
            at = end + size
        del data[:at]

    def _take(self, body: bytes, *, is_stored: bool) -> None:
        length = int.from_bytes(body[:2], "big")
        topic, payload = body[2 : 2 + length], body[3 + length :]
        state = self._decode(payload)
        if is_stored or state.countdown_1 == 0:
            # What the device said before it began to push.
            return
        self.delays.append((read_stamp() - state.countdown_1) % (STAMP_RANGE - 1))
        last = self._last.get(topic, state.cur_current - 1)
        self.tally.missing += state.cur_current - last - 1
        self._last[topic] = state.cur_current
        self.tally.states += 1


def main() -> None:
    """Read until standard input closes and nothing comes any more."""
    workers.settle(workers.SERVER_CORE)
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    reader, data = Reader(NumberedState if sys.argv[2:] else State), bytearray()
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as sock:
        sock.sendall(_CONNECT)
        sock.recv(4096)
        sock.sendall(_SUBSCRIBE)
        sock.settimeout(QUIET)
        print("subscribed", flush=True)
        while True:
            try:
                data += sock.recv(1 << 20)
            except TimeoutError:
                if ended.is_set():
                    break
                continue
            reader.read(data)
    tally, delays = reader.tally, sorted(reader.delays)
    if delays:
        tally.median_ms = statistics.median(delays) / 100
        tally.most_ms = delays[len(delays) * 99 // 100] / 100
    workers.tell(tally)


if __name__ == "__main__":
    main()
