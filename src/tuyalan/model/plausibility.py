"""Scales and units that cannot be as described: what the values seen say settles them, with the reason as evidence.

Descriptions of whole product families are wrong by a factor of ten, count half degrees or mix up Celsius and Fahrenheit.
Each rule asks for a value or a limit that is absurd as described and ordinary when corrected; where both are possible the
description stays. A correction is never taken back, and the owner's word is never touched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.model.codes import find_meaning
from tuyalan.model.decoding import choice_word
from tuyalan.model.grid import MAX_RAW, make_grid, whole
from tuyalan.model.naming import split_words
from tuyalan.model.schema import DpSchema, Kind
from tuyalan.model.sources import Known, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import TypeAlias

    from tuyalan.vocabulary import DpId, Json

    Found: TypeAlias = Iterator[tuple[DpId, DpSchema, str]]
    Rule: TypeAlias = Callable[[Mapping[DpId, Known], Mapping[DpId, Json]], Found]

HOT: Final = frozenset(
    {
        "boil", "coiler", "collector", "cook", "cooking", "effluent", "food", "grill", "heat", "heater", "inflow",
        "kettle", "meat", "outwt", "oven", "probe", "radiator", "sink", "solar", "steam", "tank", "venting", "water",
    }
)  # fmt: skip
"""Words of codes whose temperatures may be above those of rooms."""
LOWEST_TOP: Final = 10
"""A thermostat whose highest temperature is below this, in degrees, is described wrongly."""
TOPS: Final = (15, 110)
"""Where the highest temperature of a thermostat is, in degrees of either sort."""
ROOM_RAW: Final = (100, 600)
"""Room temperatures counted in tenths of a degree Celsius."""
FAHRENHEIT_FROM: Final = 45
"""From here on a room's temperature is in Fahrenheit, and below it in Celsius."""
MAINS_RAW: Final = (900, 2700)
"""Mains voltages counted in tenths of a volt."""
PERCENT_RAW: Final = (101, 1000)
"""Percentages that must have been counted in tenths."""
NEAR: Final = 15
"""How far a set point may be from the temperature measured before half degrees are thought of, in degrees."""
HALVES_TOP: Final = (60, 80)
"""The highest set point, raw, of thermostats that count half degrees and do not say so."""


TRUSTED: Final = 0.9
"""From this confidence on, a device file is one of just this product."""


def settle(known: Mapping[DpId, Known], dps: Mapping[DpId, Json]) -> dict[DpId, Known]:
    """Return descriptions whose scales and units are plausible for the values seen."""
    settled = dict(known)
    for rule in _RULES:
        for dp, point, reason in list(rule(settled, dps)):
            before = settled[dp]
            if not _is_certain(before, point):
                evidence = f"{before.evidence}; {reason}" if before.evidence else reason
                settled[dp] = msgspec.structs.replace(before, point=point, evidence=evidence)
    return settled


def _is_certain(known: Known, other: DpSchema) -> bool:
    """Tell whether the source of a description knows better: the owner, or who wrote a file for just this product."""
    if known.source is Source.TUYA_LOCAL and known.confidence >= TRUSTED:
        # Which unit a device is set to, its file need not say.
        return msgspec.structs.replace(other, unit=known.point.unit) != known.point
    return known.source is Source.OVERRIDE


def list_watched(known: Mapping[DpId, Known]) -> frozenset[DpId]:
    """Return the data points whose values may still change what `settle` says."""
    return frozenset(
        dp
        for dp, each in known.items()
        if _is_temperature(each.point) or _is_percent(each.point) or _is_voltage(each.point) or _is_unit(each.point)
    )


def list_idle(known: Mapping[DpId, Known], dps: Mapping[DpId, Json]) -> frozenset[DpId]:
    """Return the temperatures that have a twin in the unit that the device is set to; Celsius if it does not say."""
    unit = _find_unit(known, dps) or "°C"
    twins: dict[tuple[str, ...], dict[str, DpId]] = {}
    for dp, each in known.items():
        if _is_temperature(each.point):
            twins.setdefault(_base_words(each.point), {})[_unit_of(each.point)] = dp
    return frozenset(dp for pair in twins.values() if unit in pair for other, dp in pair.items() if other != unit)


def _thermostat_limits(known: Mapping[DpId, Known], dps: Mapping[DpId, Json]) -> Found:
    """Find limits such as 1.0 to 7.0 degrees: a step that is a factor, or a scale that is not meant for them."""
    for dp, point in _list_temperatures(known):
        top, raw = point.maximum, whole(dps.get(dp))
        if top is None or point.factor != 1 or point.scale != 1 or not 0 < top / 10 < LOWEST_TOP:
            continue
        step = point.step or 1
        is_within = raw is None or raw <= top
        if step > 1 and is_within and TOPS[0] <= top * step / 10 <= TOPS[1]:
            fixed = msgspec.structs.replace(point, factor=step, step=1)
            yield dp, fixed, f"each count is {step}/10 degree: a highest of {top / 10} degrees cannot be"
        elif step == 1 and TOPS[0] <= top and is_within:
            fixed = msgspec.structs.replace(point, scale=0)
            yield dp, fixed, f"scale 0, not 1: a highest of {top / 10} degrees cannot be"
        elif step == 1 and TOPS[0] <= top and raw is not None and raw <= top * 10:
            yield dp, _stretch(point), f"the limits are in whole degrees: {raw} was seen"


def _tenths_of_degrees(known: Mapping[DpId, Known], dps: Mapping[DpId, Json]) -> Found:
    """Find temperatures in tenths that are described as whole degrees."""
    points = dict(_list_temperatures(known))
    for dp, point in points.items():
        raw = whole(dps.get(dp))
        if raw is None or point.scale != 0 or point.factor != 1 or not ROOM_RAW[0] <= raw <= ROOM_RAW[1]:
            continue
        if _is_hot(point) or _unit_of(point) == "°F":
            continue
        is_beyond = point.maximum is not None and raw > point.maximum
        if is_beyond or any(other.scale == 1 for at, other in points.items() if at != dp):
            fixed = msgspec.structs.replace(_stretch(point) if is_beyond else point, scale=1)
            yield dp, fixed, f"scale 1, not 0: {raw} degrees cannot be"


def _half_degrees(known: Mapping[DpId, Known], dps: Mapping[DpId, Json]) -> Found:
    """Find set points in half degrees that nobody declared, by the temperature measured beside them."""
    points = dict(_list_temperatures(known))
    measured = [
        make_grid(point).value(raw)
        for dp, point in points.items()
        if not _is_set_point(point) and (raw := whole(dps.get(dp))) is not None and abs(raw) < MAX_RAW
    ]
    for dp, point in points.items():
        raw, top = whole(dps.get(dp)), point.maximum
        if raw is None or top is None or not _is_set_point(point) or _unit_of(point) == "°F":
            continue
        is_plain = point.scale == 0 and point.factor == 1 and point.step in {None, 1}
        if is_plain and HALVES_TOP[0] <= top <= HALVES_TOP[1] and not _is_hot(point):
            room = next((value for value in measured if 5 <= value <= 35), None)  # noqa: PLR2004 - what rooms have
            if room is not None and raw - room > NEAR and abs(raw / 2 - room) <= NEAR and raw <= top:
                fixed = msgspec.structs.replace(point, factor=5, scale=1)
                yield dp, fixed, f"half degrees: {raw} is set while {room} is measured"


def _fahrenheit(known: Mapping[DpId, Known], dps: Mapping[DpId, Json]) -> Found:
    """Find the unit of temperatures that have no twin in the other one."""
    unit = _find_unit(known, dps)
    idle = list_idle(known, dps)
    points = dict(_list_temperatures(known))
    twins = {_base_words(points[dp]) for dp in idle if dp in points}
    for dp, point in points.items():
        raw = whole(dps.get(dp))
        if raw is None or abs(raw) > MAX_RAW or _base_words(point) in twins or _is_hot(point):
            continue
        value = make_grid(point).value(raw)
        own = _unit_of(point)
        is_guess = unit is None and _is_set_point(point) and point.scale == 1 and point.maximum is None
        if own == "°C" and value >= FAHRENHEIT_FROM and (unit == "°F" or is_guess):
            yield dp, msgspec.structs.replace(point, unit="°F"), f"Fahrenheit: {value} is too much in Celsius"
        elif own == "°F" and value < FAHRENHEIT_FROM and unit == "°C" and "f" not in split_words(point.code):
            yield dp, msgspec.structs.replace(point, unit="°C"), f"Celsius: the device says so, and {value} fits"


def _meters(known: Mapping[DpId, Known], dps: Mapping[DpId, Json]) -> Found:
    """Find plugs that say volts and watts and send tenths of them."""
    for dp, each in known.items():
        raw = whole(dps.get(dp))
        if raw is None or not _is_voltage(each.point) or not MAINS_RAW[0] <= raw <= MAINS_RAW[1]:
            continue
        yield dp, _to_tenths(each.point, raw), f"scale 1, not 0: {raw} V cannot be"
        for other, beside in known.items():
            point = beside.point
            if point.scale == 0 and point.unit in {"", "W"} and _class_of(point) == "power":
                fixed = msgspec.structs.replace(point, scale=1)
                yield other, fixed, f"scale 1, not 0: the voltage beside it is in tenths, {raw}"


def _percentages(known: Mapping[DpId, Known], dps: Mapping[DpId, Json]) -> Found:
    """Find percentages in tenths that are described as whole."""
    for dp, each in known.items():
        raw = whole(dps.get(dp))
        if raw is not None and _is_percent(each.point) and PERCENT_RAW[0] <= raw <= PERCENT_RAW[1]:
            yield dp, _to_tenths(each.point, raw), f"scale 1, not 0: {raw} % cannot be"


_RULES: Final[tuple[Rule, ...]] = (
    _thermostat_limits,
    _tenths_of_degrees,
    _half_degrees,
    _fahrenheit,
    _meters,
    _percentages,
)


def _to_tenths(point: DpSchema, raw: int) -> DpSchema:
    is_beyond = point.maximum is not None and raw > point.maximum
    return msgspec.structs.replace(_stretch(point) if is_beyond else point, scale=1)


def _stretch(point: DpSchema) -> DpSchema:
    """Count limits that were given in whole units in tenths."""
    low, high = point.minimum, point.maximum
    return msgspec.structs.replace(
        point, minimum=None if low is None else low * 10, maximum=None if high is None else high * 10
    )


def _list_temperatures(known: Mapping[DpId, Known]) -> Iterator[tuple[DpId, DpSchema]]:
    return ((dp, each.point) for dp, each in known.items() if _is_temperature(each.point))


def _class_of(point: DpSchema) -> str | None:
    return find_meaning(point.code, point.kind).device_class if point.kind is Kind.NUMBER else None


def _is_temperature(point: DpSchema) -> bool:
    return _class_of(point) == "temperature" and point.unit in {"", "°C", "°F"}


def _is_percent(point: DpSchema) -> bool:
    classes = {"battery", "humidity", "moisture"}
    return point.unit in {"", "%"} and point.scale == 0 and point.factor == 1 and _class_of(point) in classes


def _is_voltage(point: DpSchema) -> bool:
    return point.scale == 0 and point.unit in {"", "V"} and _class_of(point) == "voltage"


def _is_unit(point: DpSchema) -> bool:
    return point.kind is Kind.CHOICE and "unit" in split_words(point.code)


def _is_hot(point: DpSchema) -> bool:
    return not HOT.isdisjoint(split_words(point.code))


def _is_set_point(point: DpSchema) -> bool:
    # Not the limits of set points, which may be anything that water can have.
    return find_meaning(point.code, point.kind).name.startswith("Target temperature")


def _unit_of(point: DpSchema) -> str:
    return point.unit or find_meaning(point.code, point.kind).unit


def _base_words(point: DpSchema) -> tuple[str, ...]:
    return tuple(word for word in split_words(point.code) if word not in {"f", "c"})


def _word_of(point: DpSchema, raw: Json) -> Json:
    """Return what a choice is called that is a number or a bool on the wire."""
    return raw if isinstance(raw, str) else dict(point.words).get(choice_word(raw) or "")


def _find_unit(known: Mapping[DpId, Known], dps: Mapping[DpId, Json]) -> str | None:
    """Return the unit of temperature that the device is set to."""
    for dp, each in known.items():
        word = _word_of(each.point, dps.get(dp))
        if _is_unit(each.point) and isinstance(word, str) and (letter := word.strip("°℃℉ ").lower()[:1]) in {"c", "f"}:
            return f"°{letter.upper()}"
    return None
