"""All properties of one device: what is known of its data points, merged, and what they read.

Every data point is a property. One that nobody describes is typed by what it was seen to hold; nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from tuyalan.errors import BadValueError, UnknownDpError
from tuyalan.model import merging
from tuyalan.model.decoding import make_decoder, show
from tuyalan.model.encoding import suggest
from tuyalan.model.forms.registry import form_for
from tuyalan.model.grid import whole
from tuyalan.model.identity import Ids
from tuyalan.model.plausibility import list_idle, list_watched, settle
from tuyalan.model.property import Property, make_property
from tuyalan.model.reading import Reading
from tuyalan.model.schema import DpSchema, Kind
from tuyalan.model.sources import Known, Source
from tuyalan.vocabulary import DpId, Json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tuyalan.model.decoding import Decoder
    from tuyalan.model.form import Form

Layer: TypeAlias = Mapping[DpId, Known]
"""What one source says of the data points of a device."""
Amend: TypeAlias = Callable[[Mapping[DpId, Known]], Mapping[DpId, Known]]
"""The owner's word, applied to what was found."""
FindForm: TypeAlias = "Callable[[str, Kind, str], Form[object] | None]"
"""Finds the layout of a packed text by code, kind and text."""

MAX_POINTS: Final = 1024
"""Data points kept a device; a device has a few dozen, so more is an attack or a fault."""
MAX_LEARNT: Final = 64
"""Words learnt a choice; one with more is a text in truth."""
MAX_DIGITS: Final = 9
"""Longest number of a data point that is looked for."""
MAX_WORD: Final = 64
"""Longest word learnt, in characters."""
PACKED: Final = frozenset({Kind.TEXT, Kind.RAW, Kind.COMPOSITE})


class PropertyChange(msgspec.Struct, frozen=True, gc=False):
    """One property in a report: what it reads now and what it read before."""

    property: Property
    reading: Reading
    previous: Reading | None
    """`None` for the first report."""

    is_new: bool
    """Whether it is another value than before; a button that is pressed twice reports twice the same."""


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """What is worth keeping of a model; its JSON form is what msgspec makes of it."""

    ids: dict[DpId, str] = {}
    """The ids given to data points, which stay whatever becomes known later."""
    learnt: dict[DpId, tuple[str, ...]] = {}
    """Words of choices that nobody declared."""


class _Slot:
    """One data point: its property and what was heard of it."""

    __slots__ = ("decode", "is_sure", "known", "may_grow", "peak", "property", "reading")

    def __init__(self, known: Known, subject: Property, *, may_grow: bool) -> None:
        self.known = known
        self.property = subject
        self.decode: Decoder = make_decoder(subject)
        self.may_grow = may_grow
        """Whether a value that is not as described may change the description."""
        self.is_sure = False
        """Whether a value was seen that the description was checked against."""
        self.peak = 0
        """The largest magnitude seen, of data points whose scale is in question."""
        self.reading: Reading | None = None


class DeviceModel:
    """The properties of one device and their readings; no I/O."""

    def __init__(
        self,
        device_id: str,
        layers: Iterable[Layer] = (),
        *,
        memory: Memory | None = None,
        amend: Amend | None = None,
        find_form: FindForm | None = form_for,
    ) -> None:
        """Take what is known.

        Args:
            device_id: The device, for its unique ids.
            layers: Descriptions by data point; the order of trust is that of `Source`, of equals the earlier wins.
            memory: What an earlier model of the same device learnt.
            amend: The owner's word, which has the last say.
            find_form: Finds the layouts of packed texts; with `None` they stay text.
        """
        self.device_id = device_id
        memory = memory or Memory()
        self._ids = Ids(memory.ids)
        self._learnt = {dp: words[:MAX_LEARNT] for dp, words in memory.learnt.items()}
        self._amend = amend
        self._find_form = find_form
        self._candidates: dict[DpId, tuple[Known, ...]] = {}
        self._bases: dict[DpId, Known] = {}
        # Descriptions before the owner's word and the words learnt, and after.
        self._finals: Mapping[DpId, Known] = {}
        self._slots: dict[DpId, _Slot] = {}
        self._properties: dict[str, Property] = {}
        self._watched: frozenset[DpId] = frozenset()
        self._depends: frozenset[DpId] = frozenset()
        self.revision: int = 0
        """Grows whenever properties come or are described otherwise; what is made of them is made anew then."""
        self.know(layers)

    @property
    def properties(self) -> Mapping[str, Property]:
        """All properties by their codes, which are unique on the device."""
        return MappingProxyType(self._properties)

    @property
    def by_dp(self) -> Mapping[DpId, Property]:
        """All properties by the number of their data point."""
        return {dp: slot.property for dp, slot in self._slots.items()}

    @property
    def readings(self) -> Mapping[str, Reading]:
        """The last reading of each property that was reported, by code."""
        return {slot.property.code: slot.reading for slot in self._slots.values() if slot.reading is not None}

    @property
    def values(self) -> Mapping[str, object]:
        """The last value of each property that was reported, by code."""
        return {code: reading.value for code, reading in self.readings.items()}

    @property
    def idle(self) -> frozenset[str]:
        """Codes of temperatures that the device keeps in the unit that it is not set to; their twins count."""
        return frozenset(self._slots[dp].property.code for dp in list_idle(self._finals, self._raws()))

    @property
    def memory(self) -> Memory:
        """What to keep for the next model of the same device, so that ids stay and learnt words are known."""
        return Memory(ids=dict(self._ids.given), learnt=dict(self._learnt))

    @property
    def depends(self) -> frozenset[DpId]:
        """Data points on whose values descriptions depend; who has the sources asks them again when these change."""
        return self._depends

    def know(self, layers: Iterable[Layer]) -> None:
        """Put new descriptions in the place of all earlier ones; readings stay and are read anew."""
        raws = self._raws()
        self._candidates = merging.collect(layers)
        self._depends = frozenset(dp for rows in self._candidates.values() for row in rows for dp in row.depends)
        self._bases = {
            dp: merging.choose(dp, self._candidates.get(dp, ()), raws.get(dp))
            for dp in sorted({*self._candidates, *raws})
        }
        self._describe(raws)

    def apply(self, dps: Mapping[DpId, Json]) -> list[PropertyChange]:
        """Take a report; returns each of its data points as a property, and those that are read anew because of it."""
        slots, watched = self._slots, self._watched
        changes: list[PropertyChange] = []
        heard: list[tuple[_Slot, Reading]] = []
        for dp, raw in dps.items():
            slot = slots.get(dp)
            if slot is None or not (slot.is_sure or raw is None):
                return self._apply_anew(dps)
            last = slot.reading
            if last is not None and last.raw == raw and type(last.raw) is type(raw):
                changes.append(PropertyChange(slot.property, last, last, False))
                continue
            reading = slot.decode(raw)
            if (slot.may_grow and reading.problem is not None) or (dp in watched and _is_news(slot, raw)):
                return self._apply_anew(dps)
            heard.append((slot, reading))
            changes.append(PropertyChange(slot.property, reading, last, True))
        # Only now, so that a report that is taken the other way finds nothing half done.
        for slot, reading in heard:
            slot.reading = reading
        return changes

    def plan(self, values: Mapping[str, object] | Mapping[DpId, object]) -> dict[DpId, Json]:
        """Return what to write so that properties take values; all are checked before any is returned.

        Args:
            values: By code of the property, by number of the data point, or by `dp_105`.

        Raises:
            UnknownDpError: The device has no such property.
            ReadOnlyError: A property can only be read.
            BadValueError: A value cannot be written, or a property is named twice.
        """
        planned: dict[DpId, Json] = {}
        for name, value in values.items():
            subject = self.find(name)
            if subject.dp in planned:
                raise BadValueError(f"{subject.code} is named twice", device_id=self.device_id)
            reading = self._slots[subject.dp].reading
            planned[subject.dp] = subject.encode(value, like=None if reading is None else reading.raw)
        return planned

    def find(self, name: str | DpId) -> Property:
        """Return a property by its code, by the number of its data point, or by `dp_105`.

        Raises:
            UnknownDpError: The device has no such property.
        """
        found = self._properties.get(name) if isinstance(name, str) else None
        if found is not None:
            return found
        text = str(name).removeprefix("dp").removeprefix("_")
        slot = self._slots.get(int(text)) if text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS else None
        if slot is None:
            near = suggest(str(name), self._properties)
            raise UnknownDpError(f"no property {show(name)}{near}", device_id=self.device_id)
        return slot.property

    def unique_id(self, name: str | DpId) -> str:
        """Return the id of a property, which stays the same whatever becomes known later.

        Raises:
            UnknownDpError: The device has no such property.
        """
        return f"{self.device_id}-{self._ids.give(self.find(name).dp)}"

    def _raws(self) -> dict[DpId, Json]:
        """Return the last raw values."""
        return {dp: slot.reading.raw for dp, slot in self._slots.items() if slot.reading is not None}

    def _apply_anew(self, dps: Mapping[DpId, Json]) -> list[PropertyChange]:
        """Take a report that may change descriptions."""
        before = {dp: slot.reading for dp, slot in self._slots.items()}
        for dp, raw in dps.items():
            if dp in self._bases or len(self._bases) < MAX_POINTS:
                self._meet(dp, raw)
        heard = {dp: raw for dp, raw in dps.items() if dp in self._bases}
        self._describe(self._raws() | heard)
        changes: list[PropertyChange] = []
        for dp, slot in self._slots.items():
            reading, last = slot.reading, before.get(dp)
            if reading is not None and (dp in heard or reading is not last):
                changes.append(PropertyChange(slot.property, reading, last, reading is not last))
        return changes

    def _meet(self, dp: DpId, raw: Json) -> None:
        """Look at a value for what it says of its data point."""
        base, slot = self._bases.get(dp), self._slots.get(dp)
        if base is None or slot is None or not slot.is_sure:
            self._bases[dp] = merging.choose(dp, self._candidates.get(dp, ()), raw)
        elif base.source is Source.OBSERVED and not merging.fits(base.point, raw):
            self._bases[dp] = merging.observe(dp, raw, base)
        point = self._bases[dp].point
        if point.kind is Kind.CHOICE and isinstance(raw, str):
            self._learn(point, raw)

    def _learn(self, point: DpSchema, word: str) -> None:
        """Keep a word that a choice was seen to have; one without declared words has any."""
        known = self._learnt.get(point.id, ())
        is_new = word not in known and word not in point.choices
        if is_new and point.choices and 0 < len(word) <= MAX_WORD and len(known) < MAX_LEARNT:
            self._learnt[point.id] = (*known, word)

    def _describe(self, raws: Mapping[DpId, Json]) -> None:
        """Make all properties from what is known, and all readings from raw values; what stays the same is kept."""
        self._bases = settle(self._bases, raws)
        self._watched = list_watched(self._bases)
        learnt = {dp: self._add_words(known) for dp, known in self._bases.items()}
        final = learnt if self._amend is None else learnt | dict(self._amend(learnt))
        self._finals = final
        slots: dict[DpId, _Slot] = {}
        codes: set[str] = set()
        for dp, known in sorted(final.items()):
            self._ids.give(dp, self._candidates.get(dp, ()))
            code = _make_unique(known.point.code or f"dp_{dp}", dp, codes)
            codes.add(code)
            slots[dp] = self._fill(known, code, raws)
        self._slots = slots
        properties = {slot.property.code: slot.property for slot in slots.values()}
        if properties != self._properties:
            self._properties = properties
            self.revision += 1

    def _fill(self, known: Known, code: str, raws: Mapping[DpId, Json]) -> _Slot:
        """Return the slot of one data point, the old one if nothing has changed."""
        dp = known.point.id
        old = self._slots.get(dp)
        form = self._choose_form(known, raws.get(dp), old)
        if old is not None and old.known == known and old.property.code == code and old.property.form == form:
            slot = old
        else:
            slot = _Slot(known, make_property(known, code=code, form=form), may_grow=self._may_grow(known))
        if dp in raws:
            self._hear(slot, raws[dp], old)
        return slot

    def _hear(self, slot: _Slot, raw: Json, old: _Slot | None) -> None:
        """Note the raw value that a data point has now."""
        last = None if old is None else old.reading
        is_same = slot is old and last is not None and last.raw == raw and type(last.raw) is type(raw)
        if not is_same:
            reading = slot.decode(raw)
            is_equal = last is not None and last == reading and type(last.raw) is type(raw)
            slot.reading = last if is_equal else reading
        slot.is_sure = slot.is_sure or raw is not None or (old is not None and old.is_sure)
        slot.peak = max(0 if old is None else old.peak, abs(whole(raw) or 0))

    def _add_words(self, known: Known) -> Known:
        """Add the words learnt to a choice."""
        words = self._learnt.get(known.point.id)
        if words is None or known.point.kind is not Kind.CHOICE:
            return known
        new = tuple(word for word in words if word not in known.point.choices)
        choices = known.point.choices + new
        return msgspec.structs.replace(known, point=msgspec.structs.replace(known.point, choices=choices))

    def _choose_form(self, known: Known, raw: Json, old: _Slot | None) -> Form[object] | None:
        """Find the layout of a packed text; the one it had stays unless another one fits a new text better."""
        point = known.point
        if self._find_form is None or point.kind not in PACKED:
            return None
        is_same = old is not None and old.known.point.code == point.code and old.known.form == known.form
        had = old.property.form if old is not None and is_same else None
        if had is not None and (not isinstance(raw, str) or had.fits(raw)):
            return had
        text = raw if isinstance(raw, str) else ""
        found = self._find_form(point.code, point.kind, text)
        if found is None and known.form is not None and (had is None or known.form.fits(text)):
            return known.form
        return found or had

    def _may_grow(self, known: Known) -> bool:
        kind = known.point.kind
        if kind is Kind.CHOICE:
            return len(self._learnt.get(known.point.id, ())) < MAX_LEARNT
        return known.source is Source.OBSERVED or (kind in PACKED and self._find_form is not None)


def _make_unique(code: str, dp: DpId, taken: set[str]) -> str:
    """Return a code that no other data point of the device has."""
    for name in (code, f"{code}_{dp}"):
        if name not in taken:
            return name
    return f"{code}_{dp}_{len(taken)}"


def _is_news(slot: _Slot, raw: Json) -> bool:
    """Tell whether a value says more on a scale than those before: numbers by their size, all others always."""
    number = whole(raw)
    return number is None or abs(number) > slot.peak
