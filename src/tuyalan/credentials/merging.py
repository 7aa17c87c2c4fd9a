"""What a source found and what is stored, to a plan: which devices are new, which keys change, and why.

Pure. A key that works never yields to an older one; of two keys neither is lost. A plan is shown before it is carried
out, so keys stand in it as short hashes.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.credentials.base import fingerprint
from tuyalan.storage.keeping import Verdict, judge, merge_keys
from tuyalan.storage.merge import fill_record
from tuyalan.storage.records import DeviceRecord

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tuyalan.credentials.base import Credential
    from tuyalan.storage.devices import DeviceStore


class Action(enum.StrEnum):
    """What happens to a stored device."""

    ADD = "add"
    """It is new."""
    SET_KEY = "set_key"
    """It had no key."""
    REPLACE_KEY = "replace_key"
    """Another key becomes the current one; the one before stays as an alternative."""
    KEEP_KEY = "keep_key"
    """The stored key stays; the one found becomes an alternative."""
    FILL = "fill"
    """More is known of it; its keys stay as they are."""
    NOTHING = "nothing"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What happens to one device."""

    device_id: str
    name: str
    action: Action
    before: str
    """Short hash of the key until now, empty if there was none."""
    after: str
    """Short hash of the key from now on."""
    other: str = ""
    """Short hash of the key found, where it does not become the current one."""
    reason: str = ""
    """Why one key counts more than another, as a clause."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What taking over means."""

    changes: tuple[Change, ...]
    records: tuple[DeviceRecord, ...]
    """The records as they are to be, of all devices that change."""

    @property
    def is_replacing(self) -> bool:
        """Whether a stored key makes way for another."""
        return any(change.action is Action.REPLACE_KEY for change in self.changes)


_REASONS: Final = {
    Verdict.NEWER: "the one found was right later",
    Verdict.OLDER: "the stored one was right later",
    Verdict.UNSURE: "nothing tells which one is right; both are tried",
}


def plan_changes(records: Iterable[DeviceRecord], credentials: Iterable[Credential], *, replace: bool = False) -> Plan:
    """Return what taking over `credentials` changes; with `replace`, keys that are found always become the current ones."""
    before = {record.id: record for record in records}
    after = dict(before)
    changes: dict[str, Change] = {}
    for credential in credentials:
        given, known = credential.to_record(), after.get(credential.id)
        record, change = (given, None) if known is None else _merge(known, given, replace=replace)
        after[given.id] = record
        old = before.get(given.id)
        if old is None:
            change = _describe(record, Action.ADD)
        elif change is None:
            change = _describe(record, Action.NOTHING if record == old else Action.FILL, before=old)
        if _weight(change) >= _weight(changes.get(given.id)):
            changes[given.id] = change
    changed = tuple(record for record in after.values() if record != before.get(record.id))
    return Plan(changes=tuple(changes.values()), records=changed)


def carry_out(plan: Plan, store: DeviceStore) -> None:
    """Put the records of a plan into the store; nothing is written yet."""
    for record in plan.records:
        store.add(record, replace=True)


def _merge(known: DeviceRecord, given: DeviceRecord, *, replace: bool) -> tuple[DeviceRecord, Change | None]:
    verdict = judge(known, given)
    keyless = msgspec.structs.replace(
        given, key=None, key_source=None, key_as_of=None, key_proven=None, alternatives=()
    )
    is_replacing = replace or verdict is Verdict.NEWER
    merged = merge_keys(fill_record(known, keyless), given, replace=is_replacing)
    found = fingerprint(given.key)
    if verdict is Verdict.FIRST:
        return merged, _describe(merged, Action.SET_KEY)
    if verdict not in _REASONS or (not is_replacing and merged.alternatives == known.alternatives):
        return merged, None
    if is_replacing:
        reason = "as you asked" if replace else _REASONS[verdict]
        return merged, _describe(merged, Action.REPLACE_KEY, before=known, reason=reason)
    return merged, _describe(merged, Action.KEEP_KEY, before=known, other=found, reason=_REASONS[verdict])


def _describe(
    record: DeviceRecord, action: Action, *, before: DeviceRecord | None = None, other: str = "", reason: str = ""
) -> Change:
    return Change(
        device_id=record.id,
        name=record.name,
        action=action,
        before="" if before is None else fingerprint(before.key),
        after=fingerprint(record.key),
        other=other,
        reason=reason,
    )


_ORDER: Final = (Action.NOTHING, Action.FILL, Action.KEEP_KEY, Action.SET_KEY, Action.REPLACE_KEY, Action.ADD)


def _weight(change: Change | None) -> int:
    """Return how much a change matters: a device that is found twice is told of once."""
    return -1 if change is None else _ORDER.index(change.action)
