"""The rules for two keys of one device: which one counts, and that neither is lost.

Pure. A key is worth as much as the last moment at which it was right for certain: when a session proved it, or when
the maker's cloud told it. A key nobody can date never takes the place of another by itself.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import msgspec

from tuyalan.storage.keys import MAX_ALTERNATIVES, KnownKey

if TYPE_CHECKING:
    from tuyalan.storage.records import DeviceRecord
    from tuyalan.vocabulary import LocalKey


class Verdict(enum.StrEnum):
    """How a key that was found compares with the one that is stored."""

    NOTHING = "nothing"
    """No key was found."""
    FIRST = "first"
    """There was none so far."""
    SAME = "same"
    NEWER = "newer"
    """It was right later than the stored one, as far as anybody knows."""
    OLDER = "older"
    """The stored one was right later."""
    UNSURE = "unsure"
    """Nothing tells which one is right."""


def current_key(record: DeviceRecord) -> KnownKey | None:
    """Return the key of a device with what is known of it."""
    if record.key is None:
        return None
    return KnownKey(key=record.key, source=record.key_source, as_of=record.key_as_of, proven=record.key_proven)


def list_keys(record: DeviceRecord) -> tuple[LocalKey, ...]:
    """Return all keys of a device, the current one first."""
    return (() if record.key is None else (record.key,)) + tuple(other.key for other in record.alternatives)


def judge(known: DeviceRecord, given: DeviceRecord) -> Verdict:
    """Compare the key that a source gives with the stored one."""
    old, new = current_key(known), current_key(given)
    if new is None:
        return Verdict.NOTHING
    if old is None:
        return Verdict.FIRST
    if old.key == new.key:
        return Verdict.SAME
    right_at = old.newest or _worked_at(known)
    if new.newest > right_at:
        return Verdict.NEWER
    # A proven key yields only to one that is later for certain.
    return Verdict.OLDER if right_at > new.newest and (new.newest or old.proven) else Verdict.UNSURE


def _worked_at(record: DeviceRecord) -> float:
    """Return when a key of which nothing is known worked last; a device that told its ways had a session with it."""
    return 0.0 if record.dialect is None else record.last_seen or 0.0


def adopt_key(record: DeviceRecord, key: KnownKey) -> DeviceRecord:
    """Return the record with `key` as its key; the one before becomes the first alternative."""
    old = current_key(record)
    others = (() if old is None else (old,)) + record.alternatives
    return msgspec.structs.replace(
        record,
        key=key.key,
        key_source=key.source,
        key_as_of=key.as_of,
        key_proven=key.proven,
        alternatives=_bound(others, but=key.key),
    )


def keep_alternative(record: DeviceRecord, key: KnownKey) -> DeviceRecord:
    """Return the record with `key` as its first alternative; nothing changes if it is there already."""
    if record.key is None:
        return adopt_key(record, key)
    if key.key == record.key or any(key.key == other.key for other in record.alternatives):
        return record
    return msgspec.structs.replace(record, alternatives=_bound((key, *record.alternatives), but=record.key))


def merge_keys(known: DeviceRecord, given: DeviceRecord, *, replace: bool) -> DeviceRecord:
    """Return `known` with the keys of `given` taken in; with `replace`, the key of `given` becomes the current one.

    Neither of two keys is lost: the other one becomes an alternative.
    """
    new, verdict = current_key(given), judge(known, given)
    merged = known
    if new is not None:
        if verdict is Verdict.SAME:
            merged = _confirm(known, new)
        else:
            merged = adopt_key(known, new) if replace else keep_alternative(known, new)
    for other in reversed(given.alternatives):
        merged = keep_alternative(merged, other)
    return merged


def follow_key(before: DeviceRecord, after: DeviceRecord) -> DeviceRecord:
    """Return `after` with what is known of its key, where that is another one than before.

    The key before becomes an alternative. What was known of it does not hold of the next one, of which an alternative may
    tell more.
    """
    if after.key is None or after.key == before.key:
        return after
    facts = {
        "source": after.key_source if after.key_source != before.key_source else None,
        "as_of": after.key_as_of if after.key_as_of != before.key_as_of else None,
        "proven": after.key_proven if after.key_proven != before.key_proven else None,
    }
    known = next((other for other in before.alternatives if other.key == after.key), KnownKey(key=after.key))
    told = {name: fact for name, fact in facts.items() if fact is not None}
    merged = merge_keys(before, after, replace=True)
    return msgspec.structs.replace(
        adopt_key(after, msgspec.structs.replace(known, **told)), alternatives=merged.alternatives
    )


def prove_key(record: DeviceRecord, key: LocalKey, *, at: float | None) -> DeviceRecord:
    """Return the record after a session proved `key`, at a moment in seconds since 1970.

    An alternative that was proven becomes the key. A key that is not in the record is passed over.
    """
    if key == record.key:
        return msgspec.structs.replace(record, key_proven=at if at is not None else record.key_proven)
    for other in record.alternatives:
        if other.key == key:
            return adopt_key(record, msgspec.structs.replace(other, proven=at))
    return record


def _confirm(record: DeviceRecord, key: KnownKey) -> DeviceRecord:
    """Return the record after a source gave the key that it has."""
    if key.newest <= max(record.key_as_of or 0.0, record.key_proven or 0.0):
        return record
    source, as_of = (key.source, key.as_of) if key.as_of else (record.key_source, record.key_as_of)
    return msgspec.structs.replace(
        record, key_source=source, key_as_of=as_of, key_proven=key.proven or record.key_proven
    )


def _bound(keys: tuple[KnownKey, ...], *, but: LocalKey) -> tuple[KnownKey, ...]:
    """Return keys without repeats and without the current one, as many as are kept."""
    kept: dict[LocalKey, KnownKey] = {}
    for known in keys:
        if known.key != but:
            kept.setdefault(known.key, known)
    return tuple(kept.values())[:MAX_ALTERNATIVES]
