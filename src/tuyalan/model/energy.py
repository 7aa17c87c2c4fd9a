"""Energy counters: reports of a meter to a total that only grows, whatever the device means by them.

Under the same code (`add_ele`) some devices report what was used since the last report, others the total. A counter
keeps both readings at once and says which is right by what it sees: a total never falls, save for a reset; increments
rise and fall. What a schema says counts until the device's own behaviour clearly speaks against it. Numbers are raw, as
on the wire: scale and unit are the schema's. Facts: FORM-20.

An increment counts only when the device sent it by itself: an answer to a query repeats the last one. The same value of the
same device time is counted once, because pushes are repeated after a lost connection; clocks of devices tick in seconds,
so another value of the same time is another report. Knows nothing of files or clocks.
"""

from __future__ import annotations

import enum
import math
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import BadValueError

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json

MAX_RAW: Final = 2**53 - 1
"""Largest number believed, and the bound of a total: more is not exact in the JSON of other programs."""

REMEMBERED: Final = 16
"""How many device times are remembered, to know those that come again."""

UNIX_TIMES: Final = 1_000_000_000
"""Device times below are seconds since the device started: they begin anew with every start. Facts: TIME-1."""

_FALLS: Final = 2
"""Falls that make an increment, if at least every fourth change is one."""
_RISES: Final = 8
"""Rises without a fall that make a total: by chance, increments do that once in 40,000 times."""
_CHANGES_KEPT: Final = 64
"""Changes after which the older ones count half, so that new firmware is noticed."""
_CONTRADICTED: Final = 2
"""How many times more it takes against what the schema said or what was settled before."""


class Meaning(enum.StrEnum):
    """What a report of a meter stands for."""

    UNKNOWN = "unknown"
    INCREMENT = "increment"
    """What was used since the last report."""
    TOTAL = "total"


class EnergyCounter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known of one counting data point; a new one for each report."""

    stated: Meaning = Meaning.UNKNOWN
    """What the schema says."""
    settled: Meaning = Meaning.UNKNOWN
    """What the device's behaviour says."""
    counts_answers: bool = False
    """Whether answers to queries count as increments too: for devices that never send by themselves."""
    added: int = 0
    """The sum, if reports are increments."""
    base: int = 0
    """What was counted before the last reset, if reports are totals."""
    highest: int | None = None
    """The highest report since the last reset, if reports are totals; None: none was heard."""
    last: int | None = None
    """The last report that counted, as evidence."""
    last_at: float | None = None
    """When anything was last heard: Unix time, seconds."""
    rises: int = 0
    falls: int = 0
    times: tuple[float, ...] = ()
    """The device times heard last, oldest first."""
    raws: tuple[int, ...] = ()
    """What was reported at the last of these times; of earlier ones it is not known."""

    @property
    def meaning(self) -> Meaning:
        """What reports are taken for."""
        return self.settled if self.settled is not Meaning.UNKNOWN else self.stated

    @property
    def total(self) -> int | None:
        """The total, raw; None as long as nobody can say what reports mean, or none was heard."""
        if self.highest is None or self.meaning is Meaning.UNKNOWN:
            return None
        return self.added if self.meaning is Meaning.INCREMENT else min(self.base + self.highest, MAX_RAW)

    def feed(self, raw: Json, *, device_time: float | None, at: float, is_push: bool) -> EnergyCounter:
        """Return the counter after a report.

        Args:
            raw: The value as on the wire.
            device_time: What the device's clock said, if it said anything.
            at: When it was heard: Unix time, seconds.
            is_push: Whether the device sent it by itself, not as an answer.

        Raises:
            BadValueError: `raw` is no count; the counter stays as it is.
        """
        if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw <= MAX_RAW:
            raise BadValueError("a meter counts in whole numbers that are not negative")
        if device_time is not None and not math.isfinite(device_time):
            device_time = None
        if _is_repeated(self, device_time, raw):
            return msgspec.structs.replace(self, last_at=at)
        is_old = _is_late(self.times, device_time)
        counter = _remember(msgspec.structs.replace(self, last_at=at), device_time, raw)
        if not is_old:
            counter = _as_total(counter, raw)
        if not is_push and not (self.counts_answers and (device_time is not None or raw != self.last)):
            return counter
        counter = msgspec.structs.replace(counter, added=min(counter.added + raw, MAX_RAW))
        # What comes late is counted, but says nothing about rising and falling.
        return counter if is_old else _settle(_compare(counter, raw))


def expect(*, is_increment: bool | None) -> EnergyCounter:
    """Return a new counter for a data point of which a schema says this (`DpSchema.is_increment`)."""
    if is_increment is None:
        return EnergyCounter()
    return EnergyCounter(stated=Meaning.INCREMENT if is_increment else Meaning.TOTAL)


def to_json(counter: EnergyCounter) -> dict[str, Json]:
    """Return the counter as a JSON object."""
    fields: dict[str, Json] = msgspec.json.decode(msgspec.json.encode(counter))
    return fields


def from_json(value: Json) -> EnergyCounter:
    """Return the counter that a JSON value stands for.

    Raises:
        BadValueError: it stands for none.
    """
    try:
        counter = msgspec.convert(value, EnergyCounter)
    except (msgspec.ValidationError, ValueError) as exc:
        raise BadValueError(f"this is no energy counter: {exc}") from exc
    counts = (counter.added, counter.base, counter.highest or 0, counter.last or 0, counter.rises, counter.falls)
    counts = (*counts, *counter.raws)
    if min(counts) < 0 or max(counts) > MAX_RAW or not len(counter.raws) <= len(counter.times) <= REMEMBERED:
        raise BadValueError("this is no energy counter: a count is out of range")
    return counter


def _is_repeated(counter: EnergyCounter, device_time: float | None, raw: int) -> bool:
    """Tell whether this was heard before; without a clock, only the last report can be recognised."""
    if device_time is None:
        return False
    times = counter.times
    unknown = (raw,) * (len(times) - len(counter.raws))
    heard = list(zip(times, unknown + counter.raws, strict=True))
    return (device_time, raw) in (heard if device_time >= UNIX_TIMES else heard[-1:])


def _is_late(times: tuple[float, ...], device_time: float | None) -> bool:
    """Tell whether something newer was heard already."""
    return device_time is not None and UNIX_TIMES <= device_time < max(times, default=0.0)


def _remember(counter: EnergyCounter, device_time: float | None, raw: int) -> EnergyCounter:
    """Note when the device said what."""
    if device_time is None:
        return counter
    times, raws = counter.times[-REMEMBERED + 1 :], counter.raws[-REMEMBERED + 1 :]
    return msgspec.structs.replace(counter, times=(*times, device_time), raws=(*raws, raw))


def _as_total(counter: EnergyCounter, raw: int) -> EnergyCounter:
    """Take a report for a total: a fall to less than half is a reset, a smaller one a slip of the device."""
    highest = counter.highest
    if highest is None or raw >= highest:
        return msgspec.structs.replace(counter, highest=raw)
    if raw * 2 < highest:
        return msgspec.structs.replace(counter, base=min(counter.base + highest, MAX_RAW), highest=raw)
    return counter


def _compare(counter: EnergyCounter, raw: int) -> EnergyCounter:
    """Note whether a report rose or fell."""
    last = raw if counter.last is None else counter.last
    rises, falls = counter.rises + (raw > last), counter.falls + (raw < last)
    if rises + falls > _CHANGES_KEPT:
        rises, falls = rises // 2, falls // 2
    return msgspec.structs.replace(counter, last=raw, rises=rises, falls=falls)


def _settle(counter: EnergyCounter) -> EnergyCounter:
    """Decide what reports mean, if that is clear by now."""
    for meaning in (Meaning.INCREMENT, Meaning.TOTAL):
        needed = 1 if counter.meaning in {Meaning.UNKNOWN, meaning} else _CONTRADICTED
        if _is_clear(counter, meaning, needed):
            return msgspec.structs.replace(counter, settled=meaning)
    return counter


def _is_clear(counter: EnergyCounter, meaning: Meaning, needed: int) -> bool:
    if meaning is Meaning.INCREMENT:
        return counter.falls >= needed * _FALLS and counter.falls * 4 >= counter.rises + counter.falls
    # A reset every now and then is no reason to doubt a total.
    return counter.rises >= needed * _RISES and counter.falls * 20 <= counter.rises
