"""Two versions of what is known become one, without losing what either learnt.

Pure. Merging is three-way: `base` is what both sides started from, so a change is told from an old value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.storage.document import Document
from tuyalan.storage.jsontext import as_object
from tuyalan.storage.keeping import merge_keys
from tuyalan.storage.records import LEARNT_FIELDS, DeviceRecord, build_plain, parse_plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.vocabulary import Json

_ABSENT: Final = object()

_OF_KEY: Final = ("key", "key_source", "key_as_of", "key_proven", "alternatives")
"""Fields that only make sense together."""


def merge_documents(base: Document, *, ours: Document, theirs: Document) -> Document:
    """Return `theirs` with our changes since `base`, device by device and field by field.

    Where both changed the same field, ours wins, except that of two things learnt the later one does. A device that
    one side removed stays only if the other side changed more of it than what is learnt.
    """
    merged = {
        device_id: _merge_record(
            base.devices.get(device_id), ours.devices.get(device_id), theirs.devices.get(device_id)
        )
        for device_id in dict(theirs.devices) | dict(ours.devices)
    }
    return Document(
        devices={device_id: record for device_id, record in merged.items() if record is not None},
        extra=_merge_fields(base.extra, ours.extra, theirs.extra),
        vault=theirs.vault if ours.vault == base.vault else ours.vault,
    )


def fill_record(known: DeviceRecord, given: DeviceRecord, *, replace: bool = False) -> DeviceRecord:
    """Return `known` with what `given` adds to it; with `replace`, also with what `given` says otherwise.

    A key is never lost: where two differ, one of them becomes an alternative.
    """
    old, new = _without_keys(known), _without_keys(given)
    if known.address is not None and not replace:
        # Where an address comes from says nothing about another address.
        new.pop("address_source", None)
    keys = build_plain(merge_keys(known, given, replace=replace))
    merged = old | new if replace else new | old
    return _record(merged | {name: keys[name] for name in _OF_KEY if name in keys})


def is_learnt_only(old: Document, new: Document) -> bool:
    """Tell whether `new` differs from `old` at most in what was found out on the network."""
    return old.extra == new.extra and old.vault == new.vault and _strip_all(old) == _strip_all(new)


def _merge_record(
    base: DeviceRecord | None, ours: DeviceRecord | None, theirs: DeviceRecord | None
) -> DeviceRecord | None:
    if ours == base:
        return theirs
    if theirs == base:
        return ours
    if ours is None or theirs is None:
        kept = ours or theirs
        return None if _strip(kept) == _strip(base) else kept
    known = {} if base is None else build_plain(base)
    first, last = (ours, theirs) if (theirs.last_seen or 0) > (ours.last_seen or 0) else (theirs, ours)
    by_people = _merge_fields(known, build_plain(ours), build_plain(theirs))
    by_time = _merge_fields(known, build_plain(last), build_plain(first))
    learnt = {name: value for name, value in by_time.items() if name in LEARNT_FIELDS}
    if ours.memory is not None and theirs.memory is not None:
        learnt["memory"] = _merge_memory(ours.memory, theirs.memory)
    merged = {name: value for name, value in by_people.items() if name not in LEARNT_FIELDS} | learnt
    others = {name: value for name, value in merged.items() if name not in _OF_KEY}
    return _record(others | _merge_keys(known, build_plain(ours), build_plain(theirs)))


def _merge_keys(base: Mapping[str, Json], ours: Mapping[str, Json], theirs: Mapping[str, Json]) -> dict[str, Json]:
    """Return the key with all that belongs to it: ours if we changed it, with the latest proof of that very key."""
    changed = ("key", "key_source", "key_as_of", "alternatives")
    is_ours = any(ours.get(name) != base.get(name) for name in changed)
    side = ours if is_ours else theirs
    keys = {name: side[name] for name in changed if name in side}
    proofs = [
        each["key_proven"] for each in (ours, theirs) if "key_proven" in each and each.get("key") == keys.get("key")
    ]
    times = [proof for proof in proofs if isinstance(proof, int | float)]
    return keys | ({"key_proven": max(times)} if times else {})


def _merge_memory(ours: Mapping[str, Json], theirs: Mapping[str, Json]) -> dict[str, Json]:
    """Keep all that either has; an id that is in the file already was given first, and ids never change."""
    merged = {**theirs, **ours}
    ids = {**(as_object(ours.get("ids")) or {}), **(as_object(theirs.get("ids")) or {})}
    return merged | ({"ids": ids} if ids else {})


def _merge_fields(base: Mapping[str, Json], ours: Mapping[str, Json], theirs: Mapping[str, Json]) -> dict[str, Json]:
    merged: dict[str, Json] = {}
    for name in dict(theirs) | dict(ours):
        mine = ours.get(name, _ABSENT)
        value = theirs.get(name, _ABSENT) if mine == base.get(name, _ABSENT) else mine
        if value is not _ABSENT:
            merged[name] = value
    return merged


def _without_keys(record: DeviceRecord) -> dict[str, Json]:
    return {name: value for name, value in build_plain(record).items() if name not in _OF_KEY}


def _strip_all(document: Document) -> dict[str, dict[str, Json]]:
    return {device_id: _strip(record) for device_id, record in document.devices.items()}


def _strip(record: DeviceRecord | None) -> dict[str, Json]:
    """Return the fields that were not found out on the network."""
    plain = {} if record is None else build_plain(record)
    return {name: value for name, value in plain.items() if name not in LEARNT_FIELDS}


def _record(plain: dict[str, Json]) -> DeviceRecord:
    return parse_plain(plain, source="a merged device")
