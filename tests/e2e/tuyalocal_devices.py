"""Every device file of a directory as a virtual device.

Each writable role is written with all that is legal and read back, and what is not legal is refused.
"""

from __future__ import annotations

import collections
import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from msgspec import UNSET

from tuyalan.errors import BadValueError, ReadOnlyError
from tuyalan.knowledge.tuyalocal.loading import load_directory
from tuyalan.model.device import DeviceModel
from tuyalan.model.features import compose
from tuyalan.model.schema import Kind as PropertyKind
from tuyalan.model.tuyalocal.decoding import decode
from tuyalan.model.tuyalocal.encoding import encode
from tuyalan.model.tuyalocal.knowing import entities_of, known
from tuyalan.model.tuyalocal.legal import choices, is_settable, number_range
from tuyalan.model.tuyalocal.packing import fits, pack, pack_named, unpack
from tuyalan.model.tuyalocal.pieces import Parse
from tuyalan.model.tuyalocal.profile import Point, PointType
from tuyalan.model.tuyalocal.roles import is_main, is_writable
from tuyalan.sim.points import Kind, PointSet
from tuyalan.sim.points import Point as VirtualPoint

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from tuyalan.model.tuyalocal.profile import Entity, Profile
    from tuyalan.vocabulary import DpId, Dps, Json

ILLEGAL: Final[tuple[object, ...]] = (None, [], {}, b"", object(), {"nothing": 1}, float("nan"), "\x00 no such word")
"""What no role takes, unless it is a free text."""


SLACK: Final = 1e-6
"""How far two numbers may differ, as divisions leave dust."""
MAX_TEXT: Final = 10_000
"""Longest text that the virtual devices take."""


@dataclass
class Report:
    """What happened to the devices of a directory."""

    profiles: int = 0
    points: int = 0
    """Roles decoded."""
    writes: int = 0
    """Legal values that were written and read back."""
    refused: int = 0
    """Illegal values that were refused."""
    read_only: int = 0
    """Roles that refuse every write."""
    pieces: int = 0
    """Pieces of packed values read, and written where they can be."""
    numbers: int = 0
    """Numbers that properties read as the file does, in all states on which they depend."""
    unsaid: int = 0
    """Numbers that they read otherwise, and whose evidence says what is not done."""
    locked: int = 0
    """Writable roles that nothing can be written to in the state that the device starts with."""
    contradicted: int = 0
    """Roles of a type that another role of the same data point contradicts."""
    one_way: int = 0
    """Legal values that the file itself makes unreadable: they go to another data point, or share a raw value."""
    faults: list[str] = field(default_factory=list[str])
    """Whatever went wrong."""
    reasons: collections.Counter[str] = field(default_factory=collections.Counter[str])
    """Faults by kind."""

    def fail(self, kind: str, *details: object) -> None:
        """Note a fault."""
        self.reasons[kind] += 1
        self.faults.append(f"{kind}: " + " ".join(str(detail) for detail in details))


def check_directory(directory: str | os.PathLike[str], cache: str | os.PathLike[str] | None = None) -> Report:
    """Check every file that loads."""
    library = load_directory(directory, cache)
    report = Report()
    for file in library.files:
        profile = library.profile(file)
        assert profile is not None
        check_profile(profile, report)
    return report


def check_profile(profile: Profile, report: Report) -> None:
    """Check one device."""
    report.profiles += 1
    device = make_device(profile)
    start = dict(device.values)
    assert entities_of(profile, start)
    _check_model(profile, report, start=start)
    for state in _list_states(profile, start):
        _check_numbers(profile, report, state=state)
    for entity in profile.entities:
        for point in entity.points:
            report.points += 1
            decode(entity, point, start)
            if not fits(point, start[point.id]):
                report.contradicted += 1
            elif is_writable(entity, point):
                _check_role(profile, entity, point, report=report, start=start)
            else:
                _check_read_only(entity, point, report, start=start)


def _check_model(profile: Profile, report: Report, *, start: Dps) -> None:
    """Read all values as properties, and all properties as features."""
    model = DeviceModel(profile.file, [known(profile, start)])
    model.apply(start)
    if model.by_dp.keys() < start.keys():
        report.fail("data point without property", profile.file, start.keys() - model.by_dp.keys())
    for code, value in model.values.items():
        _check_pieces(model, code, value, report)
    features = compose(model)
    for feature in features:
        feature.read(model.values)
    if {code for feature in features for code in feature.codes} != set(model.properties):
        report.fail("property without feature", profile.file)


def _check_pieces(model: DeviceModel, code: str, value: object, report: Report) -> None:
    """Write each piece of a value by its name and hold what the property reads then against what its file says."""
    form = model.properties[code].form
    if form is None or not isinstance(form.parse, Parse):
        return
    assert isinstance(value, dict)
    for piece in form.parse.pieces:
        report.pieces += 1
        for wanted in legal_values(piece.entity, piece.point, {}) if is_writable(piece.entity, piece.point) else ():
            text = model.plan({code: {piece.name: wanted}})[piece.point.id]
            back = model.properties[code].decode(text)
            read = decode(piece.entity, piece.point, {piece.point.id: text})
            now = cast("dict[str, object]", back.value)
            if now[piece.name] != read or not _is_close(read, wanted, piece.entity, piece.point, start={}):
                report.fail("piece read back as another", model.device_id, code, piece.name, wanted, back)


def _list_states(profile: Profile, start: Dps) -> Iterator[Dps]:
    """Yield the state that a device starts with, and those in which one of its conditions holds."""
    yield start
    wanted = {
        (constraint.id, raw)
        for entity in profile.entities
        for point in entity.points
        for rule in point.rules
        for condition in rule.conditions
        for raw in condition.raws
        if raw is not None and (constraint := entity.point(rule.constraint)) is not None and not constraint.mask
    }
    for number, raw in sorted(wanted, key=str):
        yield {**start, number: raw}


def _check_numbers(profile: Profile, report: Report, *, state: Dps) -> None:
    """Hold the numbers that properties read against those of the file."""
    model = DeviceModel(profile.file, [known(profile, state)])
    model.apply(state)
    for entity in profile.entities:
        for point in entity.points:
            subject = model.by_dp.get(point.id)
            value = decode(entity, point, state)
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if (
                subject is None
                or subject.kind is not PropertyKind.NUMBER
                or not is_main(entity, point)
                or not is_number
            ):
                continue
            read = model.readings[subject.code].value if subject.code in model.readings else None
            if isinstance(read, int | float) and abs(read - cast("float", value)) < SLACK:
                report.numbers += 1
            elif "not done here" in subject.evidence or subject.point.kelvin:
                report.unsaid += 1
            else:
                report.fail("number read as another", profile.file, subject.code, state[point.id], value, read)


def make_device(profile: Profile) -> PointSet:
    """Return a virtual device with the data points of a profile, each with a value that the profile knows."""
    points: dict[DpId, list[Point]] = {}
    for entity in profile.entities:
        for point in entity.points:
            points.setdefault(point.id, []).append(point)
    return PointSet([_make_point(number, group) for number, group in points.items()])


_KINDS: Final = {
    PointType.BOOLEAN: Kind.BOOL,
    PointType.INTEGER: Kind.VALUE,
    PointType.UNIXTIME: Kind.VALUE,
    PointType.FLOAT: Kind.VALUE,
    PointType.BITFIELD: Kind.VALUE,
}


def _make_point(number: DpId, group: list[Point]) -> VirtualPoint:
    """Return one data point of the virtual device."""
    first = next((point for point in group if not point.mask), group[0])
    kind = _KINDS.get(first.type, Kind.STRING)
    return VirtualPoint(number, kind, initial=_start_value(group), maximum=MAX_TEXT if kind is Kind.STRING else 0)


def _start_value(group: list[Point]) -> Json:
    """Return a raw value that the rules know, else the lowest allowed, else one of the type."""
    for point in group:
        if point.mask or point.fields:
            continue
        for rule in point.rules:
            if rule.raw is not UNSET and rule.raw is not None and not rule.hidden:
                return pack_named(point, rule.raw, None)
    plain = next((point for point in group if not point.mask), group[0])
    if plain.type.is_numeric:
        return int(plain.limits.minimum) if plain.limits and not plain.mask else 0
    if plain.fields:
        return pack(plain, {item.name: int(item.limits.minimum) if item.limits else 0 for item in plain.fields}, None)
    if plain.type is PointType.BOOLEAN:
        return False
    masked = max((point for point in group if point.mask), key=lambda point: len(point.mask), default=None)
    if masked:
        return pack(masked, 0, None)
    return ""


def legal_values(entity: Entity, point: Point, dps: Dps) -> Iterator[Json]:
    """Yield values that the role takes now, by what the file says."""
    words = choices(entity, point, dps)
    yield from words
    numbers = number_range(entity, point, dps)
    if numbers:
        yield from (numbers.minimum, numbers.maximum)
        if numbers.maximum - numbers.minimum >= 2 * abs(numbers.step):
            yield numbers.minimum + numbers.step
    if words or (numbers and point.type is not PointType.UNIXTIME):
        return
    if point.fields:
        yield {item.name: int(item.limits.maximum) if item.limits else item.highest for item in point.fields}
    elif point.is_flag or point.type is PointType.BOOLEAN:
        yield from (True, False)
    elif point.type is PointType.UNIXTIME:
        yield dt.datetime(2026, 2, 3, 4, 5, 6, tzinfo=dt.UTC)
    elif point.is_numeric:
        yield from (0, max([1, *(int(rule.step) for rule in point.rules if rule.step)]))
    elif point.type in {PointType.STRING, PointType.JSON, PointType.UTF16B64}:
        yield "7" * int(point.limits.minimum if point.limits else 2)
    elif point.type in {PointType.BASE64, PointType.HEX}:
        yield "AAAA" * max(1, int(point.limits.minimum / 4 if point.limits else 1))


def _check_role(profile: Profile, entity: Entity, point: Point, *, report: Report, start: Dps) -> None:
    """Write what is legal and read it back; then try what is not."""
    place = f"{profile.file} {entity.platform}.{point.role} dp {point.id}"
    if not is_settable(entity, point, start):
        report.locked += 1
        return
    values = list(legal_values(entity, point, start))
    if not values:
        report.fail("nothing legal found", place)
    done = 0
    for value in values:
        device = make_device(profile)
        try:
            writes = encode(entity, point, value, dps=device.values)
        except (BadValueError, ReadOnlyError) as error:
            report.fail("legal value refused", place, repr(value), error)
            continue
        taken = device.write(writes)
        if taken != writes:
            report.fail("device did not take it", place, repr(value), writes)
            continue
        back = decode(entity, point, device.values)
        if not _is_close(back, value, entity, point, start=start) and _is_one_way(entity, point, writes):
            report.one_way += 1
            continue
        if not _is_close(back, value, entity, point, start=start):
            report.fail("read back as another", place, repr(value), writes, repr(back))
            continue
        done += 1
    report.writes += done
    _check_refusals(place, entity, point, report=report, start=start)


def _is_one_way(entity: Entity, point: Point, writes: Dps) -> bool:
    """Tell whether the file gives a written value two meanings, or writes to another data point."""
    raws = [unpack(point, rule.raw) for rule in point.rules]
    own = {other.role for other in entity.points if other.id == point.id and other is not point}
    if any(rule.constraint in own for rule in point.rules):
        # A condition on another role of the same data point changes with every write.
        return True
    return point.id not in writes or raws.count(unpack(point, writes[point.id])) > 1


def _is_close(back: Json, value: Json, entity: Entity, point: Point, *, start: Dps) -> bool:
    """Tell whether two values are the same, numbers to within the step that the device can tell apart."""
    if isinstance(back, (int, float)) and isinstance(value, (int, float)):
        numbers = number_range(entity, point, start)
        return abs(back - value) <= (abs(numbers.step) / 2 + 1e-6 if numbers else 1e-6)
    return back == value


def _check_refusals(place: str, entity: Entity, point: Point, *, report: Report, start: Dps) -> None:
    """Try what is not legal."""
    numbers = number_range(entity, point, start)
    illegal = list(ILLEGAL)
    if numbers and numbers.maximum > numbers.minimum:
        span = numbers.maximum - numbers.minimum
        illegal += [numbers.minimum - span - 1, numbers.maximum + span + 1]
    for value in illegal:
        try:
            writes = encode(entity, point, value, dps=start)
        except (BadValueError, ReadOnlyError):
            report.refused += 1
            continue
        is_text = isinstance(value, str) and not point.is_numeric and point.type is not PointType.BOOLEAN
        if not is_text or choices(entity, point, start):
            report.fail("illegal value taken", place, repr(value), writes)


def _check_read_only(entity: Entity, point: Point, report: Report, *, start: Dps) -> None:
    """Try to write a role that can only be read."""
    try:
        encode(entity, point, decode(entity, point, start), dps=start)
    except ReadOnlyError:
        report.read_only += 1
    else:
        report.fail("read-only role written", entity.platform, point.role)
