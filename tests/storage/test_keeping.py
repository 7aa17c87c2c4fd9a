"""The rules for two keys of one device."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.storage.support import KEY, OTHER_KEY, records
from tuyalan.storage.keeping import (
    Verdict,
    adopt_key,
    current_key,
    follow_key,
    judge,
    keep_alternative,
    list_keys,
    merge_keys,
    prove_key,
)
from tuyalan.storage.keys import MAX_ALTERNATIVES, KnownKey
from tuyalan.storage.records import DeviceRecord
from tuyalan.vocabulary import LocalKey

THIRD: LocalKey = LocalKey("a third key 1234")


def record(
    key: LocalKey | None = KEY,
    *,
    as_of: float | None = None,
    proven: float | None = None,
    others: tuple[LocalKey, ...] = (),
) -> DeviceRecord:
    return DeviceRecord(
        id="d",
        key=key,
        key_as_of=as_of,
        key_proven=proven,
        alternatives=tuple(KnownKey(key=other) for other in others),
    )


def used(*, last_seen: float) -> DeviceRecord:
    """Return a record of before keys were dated, of a device that was used."""
    return msgspec.structs.replace(record(), last_seen=last_seen, dialect={"null_query": True})


@pytest.mark.parametrize(
    ("known", "found", "verdict"),
    [
        (record(), record(None), Verdict.NOTHING),
        (record(None), record(OTHER_KEY), Verdict.FIRST),
        (record(), record(KEY), Verdict.SAME),
        (record(as_of=1), record(OTHER_KEY, as_of=2), Verdict.NEWER),
        (record(as_of=2), record(OTHER_KEY, as_of=1), Verdict.OLDER),
        (record(proven=1), record(OTHER_KEY, as_of=2), Verdict.NEWER),
        (record(proven=2), record(OTHER_KEY, as_of=1), Verdict.OLDER),
        (record(proven=2), record(OTHER_KEY), Verdict.OLDER),
        (record(as_of=2), record(OTHER_KEY), Verdict.UNSURE),
        (record(), record(OTHER_KEY, as_of=2), Verdict.NEWER),
        (used(last_seen=3), record(OTHER_KEY, as_of=2), Verdict.OLDER),
        (used(last_seen=1), record(OTHER_KEY, as_of=2), Verdict.NEWER),
        (used(last_seen=1), record(OTHER_KEY), Verdict.UNSURE),
        (record(), record(OTHER_KEY, proven=2), Verdict.NEWER),
        (record(), record(OTHER_KEY), Verdict.UNSURE),
        (record(as_of=2), record(OTHER_KEY, as_of=2), Verdict.UNSURE),
    ],
)
def test_of_two_keys_the_one_that_was_right_later_counts(
    known: DeviceRecord, found: DeviceRecord, verdict: Verdict
) -> None:
    assert judge(known, found) is verdict


def test_the_key_before_becomes_the_first_alternative() -> None:
    adopted = adopt_key(record(as_of=1, others=(THIRD,)), KnownKey(key=OTHER_KEY, source="login", as_of=2))
    assert current_key(adopted) == KnownKey(key=OTHER_KEY, source="login", as_of=2)
    assert [each.key for each in adopted.alternatives] == [KEY, THIRD]


def test_an_alternative_that_is_adopted_is_no_alternative_any_more() -> None:
    adopted = adopt_key(record(others=(OTHER_KEY, THIRD)), KnownKey(key=OTHER_KEY))
    assert [each.key for each in adopted.alternatives] == [KEY, THIRD]


def test_alternatives_are_kept_once_and_bounded() -> None:
    known = record()
    assert keep_alternative(known, KnownKey(key=KEY)) == known
    for number in range(MAX_ALTERNATIVES + 2):
        known = keep_alternative(known, KnownKey(key=LocalKey(f"key number {number:05}")))
    assert len(known.alternatives) == MAX_ALTERNATIVES
    assert known.alternatives[0].key == LocalKey("key number 00005")
    assert keep_alternative(known, known.alternatives[2]) == known


def test_the_first_key_of_a_device_is_no_alternative() -> None:
    assert keep_alternative(record(None), KnownKey(key=KEY)).key == KEY


def test_a_proven_alternative_becomes_the_key() -> None:
    known = record(others=(OTHER_KEY,))
    assert prove_key(known, KEY, at=5).key_proven == 5
    assert prove_key(record(proven=4), KEY, at=None).key_proven == 4
    proven = prove_key(known, OTHER_KEY, at=6)
    assert (proven.key, proven.key_proven) == (OTHER_KEY, 6)
    assert prove_key(known, THIRD, at=7) == known


def test_all_keys_of_a_device_are_listed_the_current_one_first() -> None:
    assert list_keys(record(others=(OTHER_KEY, THIRD))) == (KEY, OTHER_KEY, THIRD)
    assert list_keys(record(None)) == ()


def test_a_key_that_is_changed_by_hand_leaves_the_one_before_as_an_alternative() -> None:
    before = msgspec.structs.replace(record(as_of=1, proven=2), key_source="login")
    changed = follow_key(before, msgspec.structs.replace(before, key=OTHER_KEY))
    assert current_key(changed) == KnownKey(key=OTHER_KEY)
    assert changed.alternatives == (KnownKey(key=KEY, source="login", as_of=1, proven=2),)
    told = follow_key(before, msgspec.structs.replace(before, key=OTHER_KEY, key_source="by hand"))
    assert told.key_source == "by hand"
    back = follow_key(changed, msgspec.structs.replace(changed, key=KEY))
    assert back == msgspec.structs.replace(before, alternatives=(KnownKey(key=OTHER_KEY),))
    assert follow_key(before, before) == before
    assert follow_key(before, msgspec.structs.replace(before, key=None)).key is None


def test_the_same_key_told_again_is_as_new_as_that() -> None:
    found = msgspec.structs.replace(record(as_of=9), key_source="login")
    merged = merge_keys(record(as_of=2, proven=3), found, replace=False)
    assert (merged.key_as_of, merged.key_source, merged.key_proven) == (9, "login", 3)
    assert merge_keys(record(proven=10), found, replace=False) == record(proven=10)
    assert merge_keys(record(), record(proven=4), replace=False).key_proven == 4


@settings(max_examples=60)
@given(records(st.just("d")), records(st.just("d")), st.booleans())
def test_no_key_is_lost_while_there_is_room(known: DeviceRecord, found: DeviceRecord, replace: bool) -> None:  # noqa: FBT001 - drawn
    before = {each.key for side in (known, found) for each in (*filter(None, [current_key(side)]), *side.alternatives)}
    merged = merge_keys(known, found, replace=replace)
    after = [each.key for each in (*filter(None, [current_key(merged)]), *merged.alternatives)]
    assert set(after) <= before
    assert len(after) == len(set(after)) or merged.alternatives == known.alternatives
    if len(before) <= MAX_ALTERNATIVES:
        assert set(after) == before
