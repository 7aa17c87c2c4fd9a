"""Writes on their way to one device: queued, merged, paced, repeated once where that is safe. Never silent.

The queue decides what is written when; the session says what became of it. No I/O: the connection calls and is called.
"""

from __future__ import annotations

import enum
from collections import deque
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import DeviceRefusedError, ResponseTimeoutError, TuyalanError
from tuyalan.session.events import Acknowledged, Answered, Confirmed, Failed
from tuyalan.vocabulary import DpId, Json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tuyalan.vocabulary import Cid

MAX_WRITES: Final = 256
"""Callers that wait for one device at the same time."""


class Wait(enum.Enum):
    """What a writer waits for."""

    SENT = "sent"
    """The bytes are handed to the network."""
    ACKNOWLEDGED = "acknowledged"
    """The device received them; whether it did anything is open."""
    CONFIRMED = "confirmed"
    """The device reported the new values."""


class Outcome(enum.Enum):
    """What became of a write."""

    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    """Received; also where the device never reports these data points, so that nothing can be confirmed."""
    CONFIRMED = "confirmed"
    SUPERSEDED = "superseded"
    """A later write to the same data points went out in its place."""


class WriteResult(msgspec.Struct, frozen=True):
    """The end of a write."""

    outcome: Outcome
    dps: dict[DpId, Json]
    """What was written."""
    seconds: float
    """From call to outcome."""
    was_repeated: bool = False
    """It went out a second time because the connection broke before the outcome was known."""


class Write:
    """One caller's write."""

    __slots__ = ("cid", "dps", "is_open", "may_repeat", "on_end", "started", "wait", "was_repeated")

    def __init__(
        self,
        dps: Mapping[DpId, Json],
        cid: Cid | None,
        wait: Wait,
        *,
        may_repeat: bool | None,
        started: float,
        on_end: Callable[[Outcome | TuyalanError], None],
    ) -> None:
        """Take what to write, where, what to wait for, whether it may go out twice, and who is told of the end."""
        self.dps: dict[DpId, Json] = dict(dps)
        self.cid: Cid | None = cid
        self.wait: Wait = wait
        self.may_repeat: bool | None = may_repeat
        self.started: float = started
        self.on_end: Callable[[Outcome | TuyalanError], None] = on_end
        self.is_open: bool = True
        self.was_repeated: bool = False

    def end(self, outcome: Outcome | TuyalanError) -> None:
        """Tell the caller, once."""
        if self.is_open:
            self.is_open = False
            self.on_end(outcome)


class _Batch:
    """Writes that go out together."""

    __slots__ = ("cid", "dps", "is_repeat", "is_trial", "parts", "request", "writes")

    def __init__(self, cid: Cid | None) -> None:
        self.cid = cid
        self.dps: dict[DpId, Json] = {}
        self.writes: list[Write] = []
        self.parts: deque[dict[DpId, Json]] = deque()
        """What is still to be sent, frame by frame."""
        self.request = 0
        self.is_repeat = False
        self.is_trial = False
        """One data point at a time is being tried because all at once did nothing."""

    def end(self, outcome: Outcome | TuyalanError) -> None:
        for write in self.writes:
            write.end(outcome)

    @property
    def confirms(self) -> bool:
        return any(write.wait is Wait.CONFIRMED for write in self.writes)


class WriteQueue:
    """The writes of one connection, its children's included."""

    def __init__(
        self,
        *,
        interval: float,
        send: Callable[[dict[DpId, Json], Cid | None, bool], int],
        known: Callable[[Cid | None], Mapping[DpId, Json]],
        assume: Callable[[dict[DpId, Json], Cid | None], None],
        learn: Callable[[], None],
    ) -> None:
        """Take how writes leave and what is known.

        Args:
            interval: shortest time between two writes, seconds.
            send: hands one write to the session; returns the request's number.
            known: the values the device has reported.
            assume: takes values that were sent and will not be confirmed.
            learn: told when the device turns out to take one data point at a time only.
        """
        self._interval = interval
        self._send = send
        self._known = known
        self._assume = assume
        self._learn = learn
        self._queued: dict[Cid | None, _Batch] = {}
        self._under_way: dict[int, _Batch] = {}
        self._next_at = 0.0
        self._is_open = False
        self._is_ready = False
        self.one_at_a_time: bool = False
        """The device takes one data point a frame. Facts: WRITE-5."""

    @property
    def count(self) -> int:
        """How many callers wait."""
        batches = (*self._queued.values(), *self._under_way.values())
        return sum(write.is_open for batch in batches for write in batch.writes)

    @property
    def is_under_way(self) -> bool:
        """Whether a write was sent whose end is not known."""
        return bool(self._under_way)

    @property
    def is_waiting(self) -> bool:
        """Whether a write waits to be sent."""
        return bool(self._queued)

    def pace(self, interval: float) -> None:
        """Take another shortest time between two writes, which holds from the latest write on."""
        self._next_at += interval - self._interval
        self._interval = interval

    # Callers

    def add(self, write: Write, *, now: float) -> None:
        """Queue a write; for each data point the last value wins.

        Raises:
            OverflowError: too many callers wait already.
        """
        if self.count >= MAX_WRITES:
            raise OverflowError("too many writes wait for this device")
        batch = self._queued.get(write.cid)
        if batch is None:
            batch = self._queued[write.cid] = _Batch(write.cid)
        for older in batch.writes:
            older.dps = {dp: value for dp, value in older.dps.items() if dp not in write.dps}
            if not older.dps:
                older.end(Outcome.SUPERSEDED)
        batch.writes = [older for older in batch.writes if older.is_open]
        batch.writes.append(write)
        batch.dps.update(write.dps)
        self.flush(now=now)

    def withdraw(self, write: Write) -> bool:
        """Take a write back whose caller gave up; false if it has left already."""
        write.is_open = False
        batch = self._queued.get(write.cid)
        if batch is None or write not in batch.writes:
            return False
        batch.writes.remove(write)
        wanted = {dp for other in batch.writes for dp in other.dps}
        batch.dps = {dp: value for dp, value in batch.dps.items() if dp in wanted}
        if not batch.writes:
            del self._queued[write.cid]
        return True

    # The connection

    def open(self, *, now: float) -> None:
        """Tell that requests can be sent; what must not go out twice blindly waits for `ready`."""
        self._is_open = True
        self.flush(now=now)

    def pause(self) -> None:
        """Tell that nothing can be sent for now; what was sent is still to be told of."""
        self._is_open = self._is_ready = False

    def ready(self, *, now: float) -> None:
        """Tell that the state was read on this connection."""
        self._is_ready = True
        for cid, batch in list(self._queued.items()):
            known = self._known(cid)
            if batch.is_repeat and all(known.get(dp) == value for dp, value in batch.dps.items()):
                # It had arrived before the connection broke.
                del self._queued[cid]
                batch.end(Outcome.CONFIRMED)
        self.flush(now=now)

    def lost(self, error: TuyalanError) -> None:
        """Tell that the connection ended; the session has failed its requests before."""
        self.pause()
        for batch in list(self._under_way.values()):
            batch.end(error)
        self._under_way.clear()

    def fail_all(self, error: TuyalanError) -> None:
        """End every write, because nothing will be sent any more."""
        self.lost(error)
        for batch in list(self._queued.values()):
            batch.end(error)
        self._queued.clear()

    def deadline(self) -> float:
        """Monotonic time at which `flush` has something to do; infinity if it has not."""
        if not self._is_open or not any(self._may_go(batch) for batch in self._queued.values()):
            return float("inf")
        return self._next_at

    def flush(self, *, now: float) -> None:
        """Send what may go now: one frame, then the pause."""
        if not self._is_open or now < self._next_at:
            return
        for cid, batch in self._queued.items():
            if self._may_go(batch):
                del self._queued[cid]
                self._begin(batch)
                self._next_at = now + self._interval
                return

    def take(self, event: Acknowledged | Answered | Confirmed | Failed, *, now: float) -> None:
        """Take what the session says of a request; requests that are no writes are none of ours."""
        batch = self._under_way.get(event.request)
        if batch is None:
            return
        match event:
            case Acknowledged():
                self._acknowledged(batch, now=now)
            case Answered():
                self._part_done(batch, Outcome.ACKNOWLEDGED, now=now)
            case Confirmed():
                self._part_done(batch, Outcome.CONFIRMED, now=now)
            case Failed(error=error, sent=sent):
                self._failed(batch, error, sent=sent, now=now)

    # Inside

    def _may_go(self, batch: _Batch) -> bool:
        is_free = all(other.cid != batch.cid for other in self._under_way.values())
        return is_free and (self._is_ready or not batch.is_repeat)

    def _begin(self, batch: _Batch) -> None:
        if self.one_at_a_time or batch.is_trial:
            batch.parts = deque({dp: value} for dp, value in batch.dps.items())
        else:
            batch.parts = deque((dict(batch.dps),))
        self._send_part(batch)

    def _send_part(self, batch: _Batch) -> None:
        part = batch.parts[0]
        batch.request = self._send(part, batch.cid, batch.confirms)
        self._under_way[batch.request] = batch
        if len(batch.parts) == 1:
            self._tell(batch, Wait.SENT, Outcome.SENT)

    def _tell(self, batch: _Batch, wait: Wait, outcome: Outcome) -> None:
        for write in batch.writes:
            if write.wait is wait and write.is_open:
                write.end(outcome)
                self._assume(write.dps, batch.cid)

    def _acknowledged(self, batch: _Batch, *, now: float) -> None:
        if len(batch.parts) == 1:
            self._tell(batch, Wait.ACKNOWLEDGED, Outcome.ACKNOWLEDGED)
        if not batch.confirms:
            # Nothing more will be said of it.
            self._under_way.pop(batch.request)
            if not self._next_part(batch):
                self.flush(now=now)

    def _part_done(self, batch: _Batch, outcome: Outcome, *, now: float) -> None:
        self._under_way.pop(batch.request)
        if not self._next_part(batch):
            if batch.is_trial and outcome is Outcome.CONFIRMED:
                self.one_at_a_time = True
                self._learn()
            if outcome is Outcome.ACKNOWLEDGED:
                for write in batch.writes:
                    if write.is_open:
                        self._assume(write.dps, batch.cid)
            batch.end(outcome)
            self.flush(now=now)

    def _next_part(self, batch: _Batch) -> bool:
        batch.parts.popleft()
        if batch.parts:
            self._send_part(batch)
        return bool(batch.parts)

    def _failed(self, batch: _Batch, error: TuyalanError, *, sent: bool, now: float) -> None:
        self._under_way.pop(batch.request)
        if not isinstance(error, (DeviceRefusedError, ResponseTimeoutError)):
            # The connection ended, for whatever reason.
            if not batch.is_repeat and any(w.is_open for w in batch.writes) and (not sent or self._is_safe(batch)):
                self._repeat(batch, is_repeat=sent)
                return
        elif isinstance(error, DeviceRefusedError) and self._may_try_singly(batch, error):
            batch.is_trial = True
            self._begin(batch)
            return
        batch.end(error)
        self.flush(now=now)

    def _may_try_singly(self, batch: _Batch, error: DeviceRefusedError) -> bool:
        # Only if nothing at all was applied; one value that is out of range is no reason to repeat the others.
        is_single = self.one_at_a_time or batch.is_trial or len(batch.dps) == 1
        return not is_single and error.dps == batch.dps.keys()

    def _is_safe(self, batch: _Batch) -> bool:
        """Ask whether a write may go out twice: the callers' word, else only what the device reports as state."""
        known = self._known(batch.cid)
        return all(
            write.may_repeat if write.may_repeat is not None else all(dp in known for dp in write.dps)
            for write in batch.writes
        )

    def _repeat(self, batch: _Batch, *, is_repeat: bool) -> None:
        newer = self._queued.pop(batch.cid, None)
        again = _Batch(batch.cid)
        again.is_repeat = is_repeat
        again.writes = [write for write in batch.writes if write.is_open]
        for write in again.writes:
            again.dps.update(write.dps)
            write.was_repeated = write.was_repeated or is_repeat
        self._queued[batch.cid] = again
        if newer is not None:
            again.dps.update(newer.dps)
            for older in again.writes:
                older.dps = {dp: value for dp, value in older.dps.items() if dp not in newer.dps}
                if not older.dps:
                    older.end(Outcome.SUPERSEDED)
            again.writes = [write for write in (*again.writes, *newer.writes) if write.is_open]
