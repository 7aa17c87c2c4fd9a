"""When to ask a meter to measure, and for which data points: found out by itself, gently.

Many plugs measure only when asked (UPDATEDPS, command 0x12, protocol 3.2 and up) or while the maker's app is open. What
is known, and where from:

- only data points that changed come back; the usual lists are 18, 19, 20 and on older plugs 4, 5, 6 (tinytuya,
  tuyapi); meters have 6, 7, 8; a device ignores ids that it lacks (lan 12);
- long lists crash some plugs (localtuya PR 549): lists begin short, and are halved when a device vanishes right after;
- asking more often than every 5 to 10 seconds overloads small modules (lan 12);
- some devices ignore the command, all with the maker's open 3.5 code among them: no answer is no failure, and asking
  again is useless (device-behaviour 1).

What the device sends by itself is not asked for. A data point that never changes is asked for only where a list has
room, and now and then: it may belong to a plug that is off. A plan is a small value, good for all devices of a product;
its JSON leaves out the moments, which are of a clock that the caller chooses. Knows nothing of connections.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import BadValueError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tuyalan.model.schema import DpSchema
    from tuyalan.vocabulary import DpId, Json

FIRST_SIZE: Final = 4
"""Data points in one question at first."""

MAX_SIZE: Final = 6
"""Most data points in one question, when a device has proven to bear it."""

MIN_INTERVAL: Final = 10.0
FIRST_INTERVAL: Final = 30.0
MAX_INTERVAL: Final = 3600.0
"""Seconds between questions: the least ever, at first, and when they seem useless."""

ANSWER_WINDOW: Final = 5.0
"""Seconds in which a change counts as an answer."""

VANISH_WINDOW: Final = 3.0
"""Seconds in which the end of a connection counts as the question's doing."""

MAX_POINTS: Final = 64
"""Most data points of one plan."""

_PROVEN: Final = 8
"""Answers in a row after which one data point more is asked for at once; doubled each time that the device vanished."""
_MAX_CAUTION: Final = 6
_IDLE: Final = 8
"""Questions without a change after which a data point is asked for rarely."""
_RARELY: Final = 8
"""Every how many questions those come first."""
_IGNORED: Final = 4
"""Questions in a row without any answer after which each one doubles the interval."""
_VANISHED: Final = 3
"""Times in a row that a device may vanish after being asked for one data point, before it is left alone."""
_MAX_COUNT: Final = 1_000_000

_UNITS: Final = frozenset({"W", "kW", "V", "mV", "A", "mA", "kWh", "Wh", "var", "VA", "Hz"})
_CODES: Final = ("cur_current", "cur_power", "cur_voltage", "phase_", "power_factor", "add_ele")
_USUAL: Final = ((18, 19, 20), (4, 5, 6))


class RefreshPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What to ask a meter for, and when; a new one for each thing that happens."""

    points: tuple[int, ...]
    """Data points that may be worth asking for, the likeliest first."""
    wanted: float = FIRST_INTERVAL
    """The interval that its owner wants, in seconds."""
    interval: float = FIRST_INTERVAL
    """The interval that the device bears and that is worth it, in seconds."""
    size: int = FIRST_SIZE
    """How many data points are asked for at once."""
    silences: dict[int, int] = {}
    """How many questions each data point has not changed after, since it last did."""
    answered: int = 0
    """Questions answered in a row."""
    ignored: int = 0
    """Questions not answered in a row."""
    caution: int = 0
    """How often the device vanished after a question."""
    vanished: int = 0
    """How often it did so in a row after being asked for one data point."""
    asked: int = 0
    """How many questions there were."""

    asked_at: float | None = None
    """When the last one was, by the caller's clock; None: none since the start."""
    pending: tuple[int, ...] = ()
    """What the last one was about and has not changed yet."""
    is_answered: bool = False
    """Whether anything changed after it."""
    fresh: tuple[int, ...] = ()
    """What the device sent by itself since then."""

    @property
    def is_off(self) -> bool:
        """Whether the device is left alone: it bears no questions, or there is nothing to ask for."""
        return self.vanished >= _VANISHED or not self.points

    @property
    def due_at(self) -> float | None:
        """When to ask next; in the distant past for the first time, None for never."""
        if self.is_off:
            return None
        return 0.0 if self.asked_at is None else self.asked_at + self.interval

    def list_next(self) -> tuple[DpId, ...]:
        """Return the data points to ask for; empty if there is nothing to ask for this time."""
        if self.is_off:
            return ()
        open_points = [point for point in self.points if point not in self.fresh]
        idle = [point for point in open_points if self.silences.get(point, 0) >= _IDLE]
        lively = [point for point in open_points if point not in idle]
        is_rare = self.asked % _RARELY == _RARELY - 1
        rows = (idle, lively) if is_rare else (lively, idle)
        turn = self.asked // _RARELY if is_rare else self.asked
        return tuple(point for row in rows for point in _rotate(row, turn * self.size))[: self.size]

    def ask(self, *, at: float) -> RefreshPlan:
        """Return the plan after what `list_next` names was asked for, be it nothing."""
        asked = self.list_next()
        plan = self._conclude()
        return msgspec.structs.replace(
            plan, asked=(plan.asked + 1) % _MAX_COUNT, asked_at=at, pending=asked, is_answered=False, fresh=()
        )

    def hear(self, points: Iterable[DpId], *, at: float) -> RefreshPlan:
        """Return the plan after the device sent these data points by push."""
        heard = [point for point in dict.fromkeys(points) if point in self.points]
        if not heard:
            return self
        silences = {point: count for point, count in self.silences.items() if point not in heard}
        plan = msgspec.structs.replace(self, silences=silences)
        if self.asked_at is not None and 0 <= at - self.asked_at <= ANSWER_WINDOW:
            pending = tuple(point for point in self.pending if point not in heard)
            return msgspec.structs.replace(plan, pending=pending, is_answered=True)
        return msgspec.structs.replace(plan, fresh=tuple(dict.fromkeys((*self.fresh, *heard))))

    def vanish(self, *, at: float) -> RefreshPlan:
        """Return the plan after the connection ended; if a question did that, lists become shorter and rarer."""
        is_ours = self.asked_at is not None and 0 <= at - self.asked_at <= VANISH_WINDOW and self.pending
        if not is_ours or self.is_answered:
            return self
        return msgspec.structs.replace(
            self,
            size=max(self.size // 2, 1),
            interval=min(self.interval * 2, MAX_INTERVAL),
            caution=min(self.caution + 1, _MAX_CAUTION),
            vanished=self.vanished + (self.size == 1),
            answered=0,
            pending=(),
        )

    def _conclude(self) -> RefreshPlan:
        """Draw the conclusions from the last question."""
        if self.is_answered:
            answered = self.answered + 1
            is_proven = answered >= _PROVEN << self.caution
            return msgspec.structs.replace(
                self,
                silences=self._count_silences(),
                answered=0 if is_proven else answered,
                size=min(self.size + is_proven, MAX_SIZE),
                interval=max(self.wanted, self.interval / 2),
                ignored=0,
                vanished=0,
            )
        if not self.pending:
            return self
        ignored = min(self.ignored + 1, _IGNORED)
        interval = min(self.interval * 2, MAX_INTERVAL) if ignored == _IGNORED else self.interval
        silences = self._count_silences()
        return msgspec.structs.replace(self, silences=silences, answered=0, ignored=ignored, interval=interval)

    def _count_silences(self) -> dict[int, int]:
        return self.silences | {point: min(self.silences.get(point, 0) + 1, _IDLE) for point in self.pending}


def plan_refresh(points: Iterable[DpSchema], *, wanted: float = FIRST_INTERVAL) -> RefreshPlan:
    """Return a first plan for a device of which there is a schema: what it measures, to be asked for.

    Args:
        points: What the device has.
        wanted: Seconds between questions; bounded, so that no device is worn out.
    """
    metering = [point.id for point in points if point.access.is_readable and _is_metering(point)]
    return _begin(metering, wanted)


def guess_refresh(seen: Iterable[DpId], *, wanted: float = FIRST_INTERVAL) -> RefreshPlan:
    """Return a first plan for a device that nobody described: the usual lists, if it has one of them whole."""
    known = frozenset(seen)
    return _begin([point for usual in _USUAL if known.issuperset(usual) for point in usual], wanted)


def to_json(plan: RefreshPlan) -> dict[str, Json]:
    """Return what is known of the product as a JSON object, without what is under way."""
    lasting = msgspec.structs.replace(plan, asked_at=None, pending=(), is_answered=False, fresh=())
    fields: dict[str, Json] = msgspec.json.decode(msgspec.json.encode(lasting))
    return fields


def from_json(value: Json) -> RefreshPlan:
    """Return the plan that a JSON value stands for.

    Raises:
        BadValueError: it stands for none.
    """
    try:
        plan = msgspec.convert(value, RefreshPlan, strict=True, str_keys=True)
    except (msgspec.ValidationError, ValueError) as exc:
        raise BadValueError(f"this is no plan of questions: {exc}") from exc
    counts = (*plan.silences.values(), plan.answered, plan.ignored, plan.caution, plan.vanished, plan.asked)
    is_sound = (
        len(plan.points) <= MAX_POINTS
        and set(plan.silences) <= set(plan.points)
        and 1 <= plan.size <= MAX_SIZE
        and all(0 <= count <= _MAX_COUNT for count in counts)
        and plan.caution <= _MAX_CAUTION
        and all(MIN_INTERVAL <= interval <= MAX_INTERVAL for interval in (plan.interval, plan.wanted))
    )
    if not is_sound:
        raise BadValueError("this is no plan of questions: a number is out of range")
    return msgspec.structs.replace(plan, asked_at=None, pending=(), is_answered=False, fresh=())


def _begin(points: list[DpId], wanted: float) -> RefreshPlan:
    interval = min(max(wanted, MIN_INTERVAL), MAX_INTERVAL)
    return RefreshPlan(points=tuple(dict.fromkeys(points))[:MAX_POINTS], wanted=interval, interval=interval)


def _is_metering(point: DpSchema) -> bool:
    # Limits that can be set have these units too, but need no measuring.
    return point.code.startswith(_CODES) or (point.unit in _UNITS and not point.access.is_writable)


def _rotate(row: list[DpId], by: int) -> list[DpId]:
    start = by % len(row) if row else 0
    return row[start:] + row[:start]
