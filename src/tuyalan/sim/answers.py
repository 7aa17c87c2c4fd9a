"""What a virtual device says to requests: the firmware above the session, without sockets.

Takes each `Asked` with the client that sent it, changes the state of the device, and answers through `Client`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, cast

from tuyalan.sim.habits import ChildrenAnswer, PushOrder
from tuyalan.sim.points import Kind
from tuyalan.vocabulary import as_list, as_object
from tuyalan.wire.commands import CONTROLS, QUERIES, Command
from tuyalan.wire.messages import DATA_UNVALID, ChildrenReport, build_children, build_json, build_state, parse_any
from tuyalan.wire.versions import Sealing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.session.events import Asked
    from tuyalan.sim.device import VirtualDevice
    from tuyalan.sim.part import Part
    from tuyalan.vocabulary import DpId, Json

UNVALID: Final = f"json obj {DATA_UNVALID}".encode()
"""The query form is not supported, or there is nothing to report. Facts: D22-1, ERR-1."""
NO_FORMAT: Final = b"data format error"
"""The body of a query is no JSON, or a write names no data points."""
NO_PARSE: Final = b"parse data error"
"""The body of a write is no JSON, or its source header is missing. Facts: HDR-6."""
NOT_FOUND: Final = b"devid not found"
"""No such child. Facts: ERR-3."""
REFUSED: Final = 1
"""The return code that goes with these texts."""


class Client(Protocol):
    """Where answers go: one connection, or a recorder in a test."""

    def reply(self, asked: Asked, body: bytes = b"", *, code: int = 0) -> None:
        """Answer under the command of the request."""
        ...

    def reply_later(self, delay: float, asked: Asked, *, code: int) -> None:
        """Acknowledge after some seconds, if the connection still stands."""
        ...


class Answers:
    """Answers every request to one device."""

    __slots__ = ("_alternates", "_device", "_was_written")

    def __init__(self, device: VirtualDevice) -> None:
        """Take the device; its habits and faults are read anew for each request."""
        self._device: Final = device
        self._was_written = False
        self._alternates = False

    def restart(self) -> None:
        """Forget what does not survive a power cut."""
        self._was_written = False

    def take(self, client: Client, asked: Asked) -> None:
        """Do what is asked. Unknown commands get no answer. Facts: CMD-2."""
        command = asked.command
        counters = self._device.counters
        if command in CONTROLS:
            self._take_control(client, asked)
            return
        if command == Command.HEARTBEAT:
            counters.heartbeats += 1
        elif command in QUERIES:
            counters.queries += 1
        if command in self._device.faults.mute:
            return
        if command == Command.HEARTBEAT:
            client.reply(asked)
        elif command in QUERIES:
            self._take_query(client, asked)
        elif command == Command.REFRESH:
            self._take_refresh(client, asked)
        elif command == Command.EXTENSION_STREAM:
            self._take_children(client, asked)

    # Reading

    def _take_query(self, client: Client, asked: Asked) -> None:
        device = self._device
        if asked.command not in device.habits.query_commands:
            return
        body = _read_object(asked.body)
        if body is None:
            client.reply(asked, NO_FORMAT, code=REFUSED)
            return
        cid = body.get("cid")
        part = device.part(cid)
        if part is None:
            client.reply(asked, NOT_FOUND, code=REFUSED)
        elif part.cid is None and (device.conduct.null_query or self._has_nothing_to_say(part)):
            client.reply(asked, UNVALID, code=REFUSED)
        else:
            self._tell_state(client, asked, part)

    def _has_nothing_to_say(self, part: Part) -> bool:
        return not part.points.values or (self._device.habits.is_unvalid_until_set and not self._was_written)

    def _tell_state(self, client: Client, asked: Asked, part: Part) -> None:
        habits = self._device.habits
        if habits.empty_before_state:
            client.reply(asked)
        dps = part.state
        if habits.raw_as_false:
            raw = {number for number, point in part.points.points.items() if point.kind is Kind.RAW}
            dps = {number: False if number in raw else value for number, value in dps.items()}
        for some in _spread(dps, habits.state_parts):
            client.reply(asked, self._state_body(part, some))

    def _state_body(self, part: Part, dps: Mapping[DpId, Json]) -> bytes:
        device = self._device
        if device.habits.state_in_envelope:
            return build_json({"protocol": 4, "t": device.wall, "data": _with_cid({"dps": dps}, part)})
        if part.cid is not None and device.habits.child_in_data:
            return build_json({"data": _with_cid({"dps": dps}, part)})
        return build_state(device.spec, device.spoken_id, dps, cid=part.cid)

    # Writing

    def _take_control(self, client: Client, asked: Asked) -> None:
        device = self._device
        if asked.command not in device.habits.control_commands:
            return
        if device.spec.sealing is Sealing.GCM and not asked.header:
            client.reply(asked, NO_PARSE, code=REFUSED)
            return
        body = _read_object(asked.body)
        if body is None:
            client.reply(asked, NO_PARSE, code=REFUSED)
            return
        inner = as_object(body.get("data"))
        fields = body | inner
        dps = _read_dps(fields.get("dps"))
        if dps is None:
            client.reply(asked, NO_FORMAT, code=REFUSED)
            return
        part = device.part(fields.get("cid"))
        if part is None:
            client.reply(asked, NOT_FOUND, code=REFUSED)
        elif all(value is None for value in dps.values()) and device.conduct.null_query:
            self._tell_asked(client, asked, part, list(dps))
        else:
            # A flat object may name the child or nobody; firmware looks at the id within `data` alone.
            is_ours = inner.get("devId", device.id) == device.id
            self._write(client, asked, part, dps if is_ours else {})

    def _tell_asked(self, client: Client, asked: Asked, part: Part, ids: list[DpId]) -> None:
        """Answer a write of nulls with what was asked for. Facts: D22-2, D22-3, D22-4."""
        self._device.counters.queries += 1
        if asked.command in self._device.faults.mute:
            return
        dps = part.points.pick(ids)
        if self._device.habits.one_null_per_query:
            dps = dict(list(dps.items())[:1])
        client.reply(asked, self._state_body(part, dps))

    def _write(self, client: Client, asked: Asked, part: Part, dps: Mapping[DpId, Json]) -> None:
        device = self._device
        habits = device.habits
        if habits.one_dp_per_write and len(dps) > 1:
            device.note_write(part, dps, {})
            return
        before = part.state
        taken, others = part.write(dps)
        self._was_written = self._was_written or bool(taken)
        device.note_write(part, dps, taken)
        told = part.points.reported(taken)
        if not habits.pushes_unchanged:
            told = {number: value for number, value in told.items() if before.get(number) != value}
        order = habits.push_order
        if order is PushOrder.ALTERNATE:
            self._alternates = not self._alternates
            order = PushOrder.AFTER if self._alternates else PushOrder.BEFORE
        if order in (PushOrder.BEFORE, PushOrder.ONLY):
            device.push(told, part)
        if order is not PushOrder.ONLY:
            self._acknowledge(client, asked, told if order is PushOrder.IN_REPLY else {}, part)
        if order is PushOrder.AFTER:
            device.push(told, part)
        device.push(others, part)

    def _acknowledge(self, client: Client, asked: Asked, told: Mapping[DpId, Json], part: Part) -> None:
        device = self._device
        if asked.command in device.faults.mute:
            return
        code = device.conduct.control_code
        if told:
            client.reply(asked, self._state_body(part, told), code=code)
        elif device.faults.ack_delay:
            client.reply_later(device.faults.ack_delay, asked, code=code)
        else:
            client.reply(asked, code=code)

    # Measuring, children

    def _take_refresh(self, client: Client, asked: Asked) -> None:
        device = self._device
        if not device.conduct.answers_refresh:
            return
        body = _read_object(asked.body) or {}
        part = device.part(body.get("cid"))
        if part is None:
            return
        ids = as_list(body.get("dpId"))
        changed = part.measure(device.random)
        client.reply(asked)
        device.push({number: value for number, value in changed.items() if number in ids}, part)

    def _take_children(self, client: Client, asked: Asked) -> None:
        """Tell which children are online; a device without children says nothing. Facts: GW-5."""
        device = self._device
        how = device.conduct.children_answer
        body = _read_object(asked.body)
        if not device.children or how is ChildrenAnswer.NOTHING or body is None:
            return
        wanted = as_list(as_object(body.get("data")).get("cids"))
        parts = [part for part in device.children.values() if not wanted or part.cid in wanted]
        if how is ChildrenAnswer.AFTER_EMPTY:
            client.reply(asked)
        groups = [[part] for part in parts] if how is ChildrenAnswer.IN_PARTS else [parts]
        for group in groups:
            report = ChildrenReport(
                online=tuple(str(part.cid) for part in group if part.is_online),
                offline=tuple(str(part.cid) for part in group if not part.is_online),
            )
            client.reply(asked, build_children(report))


def _read_object(body: bytes) -> dict[str, Json] | None:
    # Old firmware and old apps leave NULs behind the text.
    try:
        tree = parse_any(body.rstrip(b"\0"))
    except ValueError:
        return None
    return cast("dict[str, Json]", tree) if isinstance(tree, dict) else None


def _read_dps(value: Json) -> dict[DpId, Json] | None:
    if not isinstance(value, dict):
        return None
    pairs = cast("dict[str, Json]", value)
    return {int(key): item for key, item in pairs.items() if key.isascii() and key.isdigit()}


def _with_cid(data: dict[str, Json], part: Part) -> dict[str, Json]:
    return data if part.cid is None else data | {"cid": part.cid}


def _spread(dps: Mapping[DpId, Json], parts: int) -> list[dict[DpId, Json]]:
    items = list(dps.items())
    size = max(1, -(-len(items) // max(1, parts)))
    return [dict(items[i : i + size]) for i in range(0, len(items), size)] or [{}]
