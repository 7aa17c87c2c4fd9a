"""The way out of a connection: frames become pieces of a byte stream, with everything that can happen to them.

A `Line` exists only while faults shape frames; a healthy connection writes straight to its transport.
"""

from __future__ import annotations

import itertools
from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence
    from random import Random

    from tuyalan.sim.faults import Faults

CHECK_BYTE: Final = -8
"""Where a byte of the check value lies in every version: first of a CRC32, inside an HMAC or a tag."""


class Chances:
    """Decides what happens to the next frame: chances, and the countdowns of `..._next`."""

    __slots__ = ("_bad_checks", "_corruptions", "_drops", "_faults", "_random")

    def __init__(self, faults: Faults, random: Random) -> None:
        """Take the switches and a seeded generator."""
        self._faults = faults
        self._random = random
        self._drops = faults.drop_next
        self._corruptions = faults.corrupt_next
        self._bad_checks = faults.bad_check_next

    def mangle(self, frame: bytes) -> bytes:
        """Return what leaves the device in place of `frame`; nothing at all if it is lost."""
        faults = self._faults
        if self._drops:
            self._drops -= 1
            return b""
        if self._happens(faults.drop):
            return b""
        if self._corruptions:
            self._corruptions -= 1
            frame = self._flip(frame, self._random.randrange(len(frame)))
        elif self._happens(faults.corrupt):
            frame = self._flip(frame, self._random.randrange(len(frame)))
        if self._bad_checks:
            self._bad_checks -= 1
            frame = self._flip(frame, CHECK_BYTE)
        elif self._happens(faults.bad_check):
            frame = self._flip(frame, CHECK_BYTE)
        # Without zeros: a prefix in the garbage would swallow the frame, which is another fault.
        garbage = bytes(self._random.randrange(1, 256) for _ in range(faults.garbage))
        return garbage + frame

    def cut(self, frame: bytes) -> list[bytes]:
        """Cut a frame into the pieces that leave the device one by one."""
        faults = self._faults
        if faults.trickle_delay:
            return [frame[i : i + 1] for i in range(len(frame))]
        size = len(frame)
        places = {place if place >= 0 else size + place for place in faults.split_at}
        places.update(self._random.randrange(1, size) for _ in range(faults.split_randomly if size > 1 else 0))
        edges = [0, *sorted(place for place in places if 0 < place < size), size]
        return [frame[a:b] for a, b in itertools.pairwise(edges)]

    def wait(self) -> float:
        """Return how long the next frame waits, seconds."""
        return self._faults.delay + (self._random.uniform(0, self._faults.jitter) if self._faults.jitter else 0.0)

    def _happens(self, chance: float) -> bool:
        return chance > 0 and self._random.random() < chance

    def _flip(self, frame: bytes, place: int) -> bytes:
        damaged = bytearray(frame)
        damaged[place] ^= self._random.randrange(1, 256)
        return bytes(damaged)


class Line:
    """One connection's queue of pieces, each with its moment and whether it joins its neighbours; order is kept."""

    __slots__ = ("_free_at", "_loop", "_pieces", "_timer", "_write")

    def __init__(self, loop: asyncio.AbstractEventLoop, write: Callable[[bytes], None]) -> None:
        """Take the clock and what writes to the socket."""
        self._loop = loop
        self._write = write
        self._pieces: deque[tuple[float, bytes, bool]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._free_at = 0.0

    @property
    def is_empty(self) -> bool:
        """Whether everything has left."""
        return not self._pieces

    def send(self, frames: Sequence[bytes], faults: Faults, chances: Chances) -> None:
        """Queue frames with what the switches do to them."""
        now = self._loop.time()
        step = faults.trickle_delay or faults.split_delay
        for frame in frames:
            mangled = chances.mangle(frame)
            if not mangled:
                continue
            when = max(now + chances.wait(), self._free_at)
            if faults.merge:
                # All that comes within the time leaves at its end, in one write.
                when = self._pieces[-1][0] if self._pieces else when + faults.merge
                self._pieces.append((when, mangled, True))
                self._free_at = when
                continue
            for index, piece in enumerate(chances.cut(mangled)):
                self._free_at = when + index * step
                self._pieces.append((self._free_at, piece, False))
            self._free_at = max(self._free_at, when)
        self._pump()

    def close(self) -> None:
        """Forget what waits."""
        self._pieces.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _pump(self) -> None:
        if self._timer is not None:
            return
        now = self._loop.time()
        while self._pieces and self._pieces[0][0] <= now:
            when, data, joins = self._pieces.popleft()
            while joins and self._pieces and self._pieces[0][0] == when:
                data += self._pieces.popleft()[1]
            self._write(data)
        if self._pieces:
            self._timer = self._loop.call_at(self._pieces[0][0], self._fire)

    def _fire(self) -> None:
        self._timer = None
        self._pump()
