"""What one client asked and what becomes of it: turns, deadlines, fallbacks. Pure; the session feeds it messages.

Answers are matched by order where the version does not number them (SEQ-4), so one request a lane is under way; a lane
is a pair of command group and child. STATUS is never a reply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import ConnectionLostError, DeviceRefusedError, ResponseTimeoutError, TuyalanError
from tuyalan.session.confirmation import judge, take_values
from tuyalan.session.events import Acknowledged, Answered, Confirmed, Event, Failed, Learned
from tuyalan.session.matching import find_asked
from tuyalan.session.presence import merge_presence, tell_presence
from tuyalan.session.reading import NullRead
from tuyalan.session.request import Kind, Request, lane_of
from tuyalan.wire.commands import QUERIES, Command
from tuyalan.wire.messages import DATA_UNVALID, Bodies, ChildrenReport, Report, parse_text
from tuyalan.wire.versions import BodyForm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tuyalan.session.dialect import Dialect
    from tuyalan.session.reading import Suggest
    from tuyalan.vocabulary import Cid, DpId, Json
    from tuyalan.wire.codec import Message
    from tuyalan.wire.versions import VersionSpec

REPLY_TIMEOUT: Final = 5.0
CHILD_REPLY_TIMEOUT: Final = 10.0
"""Gateways ask their children first, seconds."""
TURN_TIMEOUT: Final = 2.0
"""How long a write that is not acknowledged keeps the next one waiting, seconds."""
CONFIRM_TIMEOUT: Final = 2.0
"""From acknowledgement to push; then the state is read once, seconds."""
REFRESH_TIMEOUT: Final = 1.5
"""Firmware that does not know a command says nothing; do not wait long. Facts: REFRESH-2."""
CHILDREN_QUIET: Final = 1.0
"""A presence report may come in several frames; it is complete after this much silence, seconds. Facts: GW-5."""
MAX_OUTSTANDING: Final = 256
"""Requests under way and waiting, together; more means the caller does not listen."""

_MAX_OWED: Final = 16
"""Writes that are confirmed but not acknowledged; devices that never acknowledge must not pile them up."""
_NEVER: Final = float("inf")
NO_STATE_HINT: Final = "It may have nothing to report: gateways and blasters have no state of their own."
_UNVALID_TO_SWITCH: Final = 2
"""One refusal of the plain query may be a mood; the second switches the dialect. Facts: D22-5."""


class RequestDesk:
    """Keeps the requests of one session in order and turns messages and time into their outcomes."""

    def __init__(
        self,
        spec: VersionSpec,
        bodies: Bodies,
        *,
        dialect: Dialect,
        send: Callable[[int, bytes], int],
        suggest: Suggest | None = None,
    ) -> None:
        """Take the version's row, the body builder, the known habits, and what sends a frame and returns its number.

        `suggest` names the data points worth asking for where only those that are named are answered.
        """
        self.dialect: Dialect = dialect
        self._suggest = suggest
        self.has_children = False
        """Gateways refuse plain queries without a child; that must not switch their dialect. Facts: D22-5."""
        self._spec = spec
        self._bodies = bodies
        self._send = send
        self._numbers = 0
        self.under_way: list[Request] = []
        """What was sent and is not done with; whoever waits for a turn waits for one of these."""
        # A list, not a deque: it is short, and an empty deque costs each of a thousand devices 600 bytes.
        self._waiting: list[Request] = []
        self._unvalid = 0
        self._search: Request | None = None
        """The read that looks for data points because plain queries are refused; there is one at a time."""
        self._followers: list[Request] = []
        """Reads that were refused meanwhile, and end as it does."""
        self._wall_offset = 0.0
        self._held = True
        self._lost: TuyalanError | None = None

    # What can be asked

    def read(self, cid: Cid | None, *, now: float, wall: float) -> int:
        """Ask for the whole state."""
        request = self._make_read(cid)
        request.is_plain = request.plan is None
        return self._add(request, now=now, wall=wall)

    def write(self, dps: Mapping[DpId, Json], cid: Cid | None, *, confirms: bool, now: float, wall: float) -> int:
        """Ask to set data points."""
        request = Request(self._number(), Kind.WRITE, command=self._spec.control, cid=cid)
        request.wanted = dict(dps)
        request.confirms = confirms
        return self._add(request, now=now, wall=wall)

    def refresh(self, ids: Iterable[DpId], cid: Cid | None, *, now: float, wall: float) -> int:
        """Ask the device to measure."""
        request = Request(self._number(), Kind.REFRESH, command=Command.REFRESH, cid=cid)
        request.payload = self._bodies.refresh(ids, cid=cid)
        return self._add(request, now=now, wall=wall)

    def presence(self, cids: Iterable[Cid], *, now: float, wall: float) -> int:
        """Ask a gateway which children it reaches."""
        request = Request(self._number(), Kind.CHILDREN, command=Command.EXTENSION_STREAM)
        request.payload = self._bodies.children(cids)
        return self._add(request, now=now, wall=wall)

    def raw(self, command: int, body: bytes, *, now: float, wall: float) -> int:
        """Send any command with any body."""
        request = Request(self._number(), Kind.RAW, command=command)
        request.payload = body
        return self._add(request, now=now, wall=wall)

    def withdraw(self, number: int) -> bool:
        """Forget a request that nobody waits for any more; false if it was sent already, and so will get its answer."""
        for request in self._waiting:
            # A search goes on: others may wait for what it finds, now or soon.
            if request.id == number and request is not self._search:
                self._waiting.remove(request)
                return True
        return False

    # What happens

    def release(self, *, now: float) -> list[Event]:
        """Tell that frames can be sent from now on."""
        self._held = False
        self._begin_waiting(now)
        return []

    @property
    def deadline(self) -> float:
        """Monotonic time of the next thing to do; infinity if nothing is under way."""
        first = _NEVER
        for request in self.under_way:
            for moment in (request.deadline, request.turn_ends, request.sibling_at):
                if moment and moment < first:
                    first = moment
        return first

    def on_update(self, dps: Mapping[DpId, Json], cid: str | None, *, now: float) -> list[Event]:
        """Match heard values against the writes that wait for them."""
        events: list[Event] = []
        if self.dialect.has_no_state and cid is None and dps:
            self._learn(events, has_no_state=False)
        # A write that is done wants nothing any more.
        for request in [r for r in self.under_way if r.kind is Kind.WRITE and r.cid == cid and r.wanted]:
            if take_values(request, dps):
                self._confirm(request, events, now=now)
        return events

    def find(self, message: Message, report: Report | None) -> Request | None:
        """Return the request that a message, neither push nor heartbeat, answers.

        Ask before the values in it are looked at: they may end one request and begin the next, which it cannot answer.
        """
        if not self.under_way:
            return None
        return find_asked(self.under_way, message, report, echoes=self._spec.echoes_sequence)

    def awaits_child(self, command: int) -> bool:
        """Ask whether a child is being asked with a command of this group, so that an answer without `cid` may be its."""
        lane = lane_of(command)
        return any(request.cid is not None and request.lane == lane for request in self.under_way)

    def on_reply(self, request: Request, message: Message, report: Report | None, *, now: float) -> list[Event]:
        """Take the answer to a request, unless its values have ended that already."""
        events: list[Event] = []
        if request not in self.under_way:
            return events
        if request.is_plain and request.command == message.command and report is not None and report.points is not None:
            # Nearly every answer; it need not pass the questions that other kinds ask.
            self._unvalid = 0
            self._finish(request, Answered(request.id), events, now=now)
        elif request.is_done:
            self.under_way.remove(request)
        else:
            self._take(request, message, report, events=events, now=now)
        return events

    def on_children(self, seen: ChildrenReport, *, now: float) -> list[Event]:
        """Take a presence report, asked for or not."""
        request = next((r for r in self.under_way if r.kind is Kind.CHILDREN), None)
        if request is None:
            return [tell_presence(seen, None)]
        request.children = merge_presence(request.children, seen)
        # However many frames follow, the answer is due when any answer is.
        request.deadline = min(now + CHILDREN_QUIET, request.turn_ends or now)
        return []

    def on_push(self, cid: str | None, *, now: float) -> list[Event]:
        """Take note of a push: some firmware answers a refresh with nothing else."""
        events: list[Event] = []
        for request in [r for r in self.under_way if r.kind is Kind.REFRESH and r.cid == cid]:
            self._finish(request, Answered(request.id), events, now=now)
        return events

    def tick(self, *, now: float) -> list[Event]:
        """Do what is due."""
        events: list[Event] = []
        for request in list(self.under_way):
            if request.sibling_at and request.sibling_at <= now:
                self._try_sibling(request, now=now)
            if request.turn_ends and request.turn_ends <= now:
                request.turn_ends = 0.0
            if request.deadline <= now:
                self._expire(request, events, now=now)
        self._begin_waiting(now)
        return events

    def fail_all(self, error: TuyalanError) -> list[Event]:
        """End everything because the connection ended."""
        self._lost = error
        under_way = [r for r in self.under_way if r.for_write is None and not r.is_done]
        events: list[Event] = [Failed(request.id, error, sent=True) for request in under_way]
        waiting = [*self._waiting, *self._followers]
        events += [Failed(r.id, error, sent=r.sent) for r in waiting if r.for_write is None]
        self.under_way.clear()
        self._waiting.clear()
        self._followers.clear()
        self._search = None
        return events

    # Turns

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers

    def _make_read(self, cid: Cid | None) -> Request:
        dialect = self.dialect
        nulls = self._spec.null_query if dialect.null_query is None else dialect.null_query
        if nulls and cid is None:
            request = Request(self._number(), Kind.READ, command=Command.CONTROL_NEW)
            request.plan = self._plan_null_read()
            return request
        return Request(self._number(), Kind.READ, command=dialect.query_command or self._spec.query, cid=cid)

    def _plan_null_read(self) -> NullRead:
        dialect = self.dialect
        return NullRead(dialect.dp_ids, one_at_a_time=dialect.one_null_per_query, suggest=self._suggest)

    def _add(self, request: Request, *, now: float, wall: float) -> int:
        if self._lost is not None:
            raise ConnectionLostError("the connection is closed", device_id=self._lost.device_id) from self._lost
        self._wall_offset = wall - now
        if len(self.under_way) + len(self._waiting) >= MAX_OUTSTANDING:
            raise OverflowError("too many requests wait for this device")
        if self.under_way or self._waiting or self._held:
            self._waiting.append(request)
            self._begin_waiting(now)
        else:
            self.under_way.append(request)
            self._send_request(request, now=now)
        return request.id

    def _begin_waiting(self, now: float) -> None:
        if self._held or not self._waiting:
            return
        taken = {(r.lane, r.cid) for r in self.under_way if r.turn_ends}
        still: list[Request] = []
        for request in self._waiting:
            if (request.lane, request.cid) in taken:
                still.append(request)
            else:
                taken.add((request.lane, request.cid))
                self.under_way.append(request)
                self._send_request(request, now=now)
        self._waiting = still

    def _send_request(self, request: Request, *, now: float) -> None:
        wall = int(now + self._wall_offset)
        patience = CHILD_REPLY_TIMEOUT if request.cid is not None else REPLY_TIMEOUT
        body = request.payload
        if request.plan is not None:
            body = self._bodies.null_query(request.plan.ids, wall=wall)
            patience = request.plan.patience
        elif request.kind is Kind.READ:
            body = self._read_body(request, wall=wall)
            if self._has_sibling(request):
                request.sibling_at = now + patience / 2
        elif request.kind is Kind.WRITE:
            body = self._bodies.control(request.wanted, wall=wall, cid=request.cid)
        elif request.kind is Kind.REFRESH:
            patience = REFRESH_TIMEOUT
        request.deadline = now + patience
        request.turn_ends = now + min(patience, TURN_TIMEOUT) if request.kind is Kind.WRITE else request.deadline
        request.sequences = (*request.sequences, self._send(request.command, body))
        request.sent = True

    def _read_body(self, request: Request, *, wall: int) -> bytes:
        full = request.command == Command.QUERY
        return self._bodies.query(wall=wall, cid=request.cid, full=full)

    def _has_sibling(self, request: Request) -> bool:
        known = self.dialect.query_command is not None
        return self._spec.body is BodyForm.ENVELOPE and not known and request.command == self._spec.query

    def _try_sibling(self, request: Request, *, now: float) -> None:
        """Some firmware answers only 0x0a, some only 0x10. Facts: QUERY-4."""
        request.sibling_at = 0.0
        wall = int(now + self._wall_offset)
        body = self._bodies.query(wall=wall, cid=request.cid, full=True)
        request.sequences = (*request.sequences, self._send(Command.QUERY, body))

    # Replies

    def _take(
        self, request: Request, message: Message, report: Report | None, *, events: list[Event], now: float
    ) -> None:
        points = report.points if report is not None else None
        text = parse_text(message.body) if report is None and message.body else ""
        match request.kind:
            case Kind.RAW:
                self._finish(request, Answered(request.id, message), events, now=now)
            case _ if text:
                self._refuse(request, text, events, now=now)
            case Kind.READ if points is not None:
                self._take_state(request, message, points, events=events, now=now)
            case Kind.WRITE:
                self._acknowledge(request, events, now=now)
            case Kind.REFRESH:
                self._learn(events, answers_refresh=True)
                self._finish(request, Answered(request.id), events, now=now)
            case _:
                pass  # An empty acknowledgement may come before the answer (QUERY-6).

    def _acknowledge(self, request: Request, events: list[Event], *, now: float) -> None:
        request.acknowledged = True
        request.turn_ends = 0.0
        events.append(Acknowledged(request.id))
        if request.confirms:
            request.deadline = now + CONFIRM_TIMEOUT
            self._begin_waiting(now)
        else:
            self._finish(request, None, events, now=now)

    def _confirm(self, write: Request, events: list[Event], *, now: float) -> None:
        """The device did it. If its reply is still to come, that reply must not be taken for the next write's."""
        if write.acknowledged:
            self._finish(write, Confirmed(write.id), events, now=now)
            return
        write.is_done = True
        write.turn_ends = 0.0
        write.deadline = now + TURN_TIMEOUT
        events.append(Confirmed(write.id))
        owed = [r for r in self.under_way if r.is_done]
        if len(owed) > _MAX_OWED:
            self.under_way.remove(owed[0])
        self._begin_waiting(now)

    def _take_state(
        self, request: Request, message: Message, points: dict[DpId, Json], *, events: list[Event], now: float
    ) -> None:
        if request.plan is not None:
            request.plan.take(points)
            self._next_step(request, events, now=now)
            return
        self._unvalid = 0
        if request.command != message.command and message.command in QUERIES:
            self._learn(events, query_command=message.command)
        self._finish_read(request, points, events, now=now)

    def _finish_read(self, request: Request, points: Mapping[DpId, Json], events: list[Event], *, now: float) -> None:
        write = request.for_write
        self._finish(request, Answered(request.id) if write is None else None, events, now=now)
        if write is not None and write in self.under_way and not write.is_done:
            self._finish(write, judge(write, points), events, now=now)

    def _refuse(self, request: Request, text: str, events: list[Event], *, now: float) -> None:
        if request.kind is Kind.READ and request.plan is None and DATA_UNVALID in text and self._may_switch(request):
            self._unvalid += 1
            if self._unvalid >= _UNVALID_TO_SWITCH and self._search is not None:
                self.under_way.remove(request)
                self._followers.append(request)
                self._begin_waiting(now)
                return
            if self._unvalid >= _UNVALID_TO_SWITCH:
                self._search = request
                request.plan = self._plan_null_read()
                request.command = Command.CONTROL_NEW
                request.lane = lane_of(Command.CONTROL_NEW)
                request.sequences = ()
                request.is_plain = False
                request.sibling_at = 0.0
            self._send_request(request, now=now)
            return
        hint = NO_STATE_HINT if request.kind is Kind.READ and DATA_UNVALID in text else None
        self._fail(request, DeviceRefusedError(f"the device answered: {text}", hint=hint), events, now=now)

    def _may_switch(self, request: Request) -> bool:
        is_known = self.dialect.null_query is not None or self.dialect.has_no_state
        return self._spec.learns_null_query and not self.has_children and request.cid is None and not is_known

    def _next_step(self, request: Request, events: list[Event], *, now: float) -> None:
        plan = request.plan
        assert plan is not None  # noqa: S101 - only called for reads by nulls
        if plan.advance():
            # Back to the end of the queue: a write need not wait for a long search.
            self.under_way.remove(request)
            self._waiting.append(request)
            self._begin_waiting(now)
            return
        if not plan.found:
            self._miss(request, events, now=now)
            return
        ids = tuple(sorted(plan.found))
        if not self.dialect.dp_ids or plan.one_at_a_time != self.dialect.one_null_per_query:
            self._learn(events, null_query=True, dp_ids=ids, one_null_per_query=plan.one_at_a_time)
        for read in self._end_search(request):
            self._finish_read(read, plan.found, events, now=now)

    def _miss(self, request: Request, events: list[Event], *, now: float) -> None:
        """End a read by nulls that found nothing; a device that refused the plain query before has nothing to report."""
        error: TuyalanError = _timeout("the device answered no query")
        if request is self._search:
            self._unvalid = 0
            self._learn(events, has_no_state=True)
            error = DeviceRefusedError(f"the device answered: json obj {DATA_UNVALID}", hint=NO_STATE_HINT)
        for read in self._end_search(request):
            self._fail(read, error, events, now=now)

    def _end_search(self, request: Request) -> list[Request]:
        """Return a read by nulls that has come to its end, and those that end with it."""
        if request is not self._search:
            return [request]
        followers, self._followers, self._search = self._followers, [], None
        self.under_way += followers
        return [request, *followers]

    # Ends

    def _expire(self, request: Request, events: list[Event], *, now: float) -> None:
        if request.is_done:
            self.under_way.remove(request)
        elif request.plan is not None:
            self._next_step(request, events, now=now)
        elif request.kind is Kind.READ:
            self._fail(request, _timeout("no answer to the query"), events, now=now)
        elif request.kind is Kind.WRITE and request.confirms:
            self._read_back(request, now=now)
        elif request.kind is Kind.WRITE:
            self._finish(request, Failed(request.id, _timeout("the write was not acknowledged")), events, now=now)
        elif request.kind is Kind.REFRESH:
            self._learn(events, answers_refresh=False)
            self._finish(request, Answered(request.id), events, now=now)
        elif request.children is not None:
            self._learn(events, answers_children=True)
            events.append(tell_presence(request.children, request.id))
            self._finish(request, Answered(request.id), events, now=now)
        else:
            if request.kind is Kind.CHILDREN:
                self._learn(events, answers_children=False)
            self._finish(request, Failed(request.id, _timeout("no answer")), events, now=now)

    def _read_back(self, write: Request, *, now: float) -> None:
        # The read judges the write; its own end is later than any deadline of the read.
        write.deadline = float("inf")
        write.turn_ends = 0.0
        read = self._make_read(write.cid)
        read.for_write = write
        self._waiting.append(read)
        self._begin_waiting(now)

    def _fail(self, request: Request, error: TuyalanError, events: list[Event], *, now: float) -> None:
        """End a request without success; a read after a write ends the write instead, by what is known of it."""
        if request.for_write is None:
            self._finish(request, Failed(request.id, error), events, now=now)
        else:
            self._finish_read(request, {}, events, now=now)

    def _finish(self, request: Request, event: Event | None, events: list[Event], *, now: float) -> None:
        self.under_way.remove(request)
        if event is not None:
            events.append(event)
        if self._waiting:
            self._begin_waiting(now)

    def _learn(self, events: list[Event], **habits: object) -> None:
        learnt = msgspec.structs.replace(self.dialect, **habits)
        if learnt != self.dialect:
            self.dialect = learnt
            events.append(Learned(learnt))


def _timeout(what: str) -> ResponseTimeoutError:
    return ResponseTimeoutError(f"{what} in time")
