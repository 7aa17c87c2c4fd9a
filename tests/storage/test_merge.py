"""Two versions of what is known become one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.storage.support import KEY, OTHER_KEY, records
from tuyalan.storage.document import Document
from tuyalan.storage.keys import KnownKey
from tuyalan.storage.merge import fill_record, is_learnt_only, merge_documents
from tuyalan.storage.records import DeviceRecord
from tuyalan.vocabulary import Version

if TYPE_CHECKING:
    from tuyalan.storage.devices import RecordChanges

BASE = DeviceRecord(id="d", name="Lamp", key=KEY, address="10.0.0.1", last_seen=100)

DOCUMENTS = st.lists(records(st.sampled_from("abc")), max_size=3, unique_by=lambda record: record.id).map(
    lambda devices: Document(devices={record.id: record for record in devices})
)


def document(*devices: DeviceRecord, **extra: object) -> Document:
    return Document(devices={record.id: record for record in devices}, extra=extra)


def change(record: DeviceRecord, **changes: Unpack[RecordChanges]) -> DeviceRecord:
    return msgspec.structs.replace(record, **changes)


def merge(base: DeviceRecord | None, ours: DeviceRecord | None, theirs: DeviceRecord | None) -> DeviceRecord | None:
    sides = [document(*filter(None, [side])) for side in (base, ours, theirs)]
    return merge_documents(sides[0], ours=sides[1], theirs=sides[2]).devices.get("d")


@settings(max_examples=30)
@given(DOCUMENTS, DOCUMENTS)
def test_a_side_that_changed_nothing_takes_all_of_the_other(base: Document, other: Document) -> None:
    assert merge_documents(base, ours=base, theirs=other) == other
    assert merge_documents(base, ours=other, theirs=base) == other


@settings(max_examples=30)
@given(DOCUMENTS, DOCUMENTS)
def test_two_equal_changes_are_one(base: Document, other: Document) -> None:
    assert merge_documents(base, ours=other, theirs=other) == other


@settings(max_examples=30)
@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_no_device_appears_from_nowhere_and_none_that_is_new_is_lost(
    base: Document, ours: Document, theirs: Document
) -> None:
    merged = merge_documents(base, ours=ours, theirs=theirs).devices.keys()
    assert merged <= ours.devices.keys() | theirs.devices.keys()
    assert merged >= (ours.devices.keys() | theirs.devices.keys()) - base.devices.keys()
    assert merged >= ours.devices.keys() & theirs.devices.keys()


def test_devices_that_each_side_added_are_all_there() -> None:
    merged = merge_documents(
        document(), ours=document(DeviceRecord(id="a")), theirs=document(DeviceRecord(id="b"), DeviceRecord(id="c"))
    )
    assert list(merged.devices) == ["b", "c", "a"]


def test_changes_of_different_fields_are_all_kept() -> None:
    merged = merge(
        BASE, change(BASE, name="Desk lamp", extra={"a": 1}), change(BASE, version=Version.V34, extra={"b": None})
    )
    assert merged == change(BASE, name="Desk lamp", version=Version.V34, extra={"a": 1, "b": None})


def test_a_field_that_one_side_cleared_stays_cleared() -> None:
    assert merge(BASE, change(BASE, name=""), change(BASE, port=1)) == change(BASE, name="", port=1)
    assert merge(BASE, change(BASE, port=1), change(BASE, name="")) == change(BASE, name="", port=1)


def test_of_two_names_or_keys_ours_wins() -> None:
    ours, theirs = change(BASE, name="Ours", key=OTHER_KEY), change(BASE, name="Theirs", last_seen=200)
    assert merge(BASE, ours, theirs) == change(BASE, name="Ours", key=OTHER_KEY, last_seen=200)


@pytest.mark.parametrize(
    ("ours", "theirs", "wanted"), [(150, 200, "10.0.0.3"), (200, 150, "10.0.0.2"), (None, 0, "10.0.0.2")]
)
def test_of_two_addresses_the_one_heard_later_wins(ours: float | None, theirs: float | None, wanted: str) -> None:
    merged = merge(
        BASE, change(BASE, address="10.0.0.2", last_seen=ours), change(BASE, address="10.0.0.3", last_seen=theirs)
    )
    assert merged is not None
    assert merged.address == wanted


def test_the_same_device_added_on_both_sides_is_one() -> None:
    assert merge(None, DeviceRecord(id="d", name="Ours"), DeviceRecord(id="d", key=KEY)) == DeviceRecord(
        id="d", name="Ours", key=KEY
    )


def test_a_removed_device_stays_removed_when_the_other_side_only_learnt() -> None:
    learnt = change(BASE, address="10.0.0.9", last_seen=900, version=Version.V35)
    assert merge(BASE, None, learnt) is None
    assert merge(BASE, learnt, None) is None


def test_a_removed_device_comes_back_when_the_other_side_changed_more() -> None:
    renewed = change(BASE, key=OTHER_KEY)
    assert merge(BASE, None, renewed) == renewed
    assert merge(BASE, renewed, None) == renewed


def test_a_device_that_both_sides_removed_is_gone() -> None:
    assert merge(BASE, None, None) is None


def test_further_fields_of_the_file_are_merged() -> None:
    merged = merge_documents(document(a=1, b=1, c=1), ours=document(a=2, b=1), theirs=document(a=1, b=3, c=1, d=4))
    assert merged.extra == {"a": 2, "b": 3, "d": 4}


def test_filling_adds_and_never_overwrites() -> None:
    known = DeviceRecord(id="d", name="Mine", key=KEY, extra={"mac": "1"})
    given = DeviceRecord(
        id="d",
        name="Theirs",
        key=OTHER_KEY,
        address="10.0.0.1",
        address_source="file",
        extra={"mac": "2", "category": "dj"},
    )
    assert fill_record(known, given) == change(
        known,
        address="10.0.0.1",
        address_source="file",
        extra={"mac": "1", "category": "dj"},
        alternatives=(KnownKey(key=OTHER_KEY),),
    )


def test_filling_leaves_the_source_of_a_known_address_alone() -> None:
    known = DeviceRecord(id="d", address="10.0.0.1")
    assert fill_record(known, DeviceRecord(id="d", address="10.0.0.2", address_source="file")) == known


def test_filling_overwrites_when_asked_and_still_forgets_nothing() -> None:
    known = DeviceRecord(id="d", name="Mine", key=KEY, address="10.0.0.1", cid="c")
    given = DeviceRecord(id="d", key=OTHER_KEY, address="10.0.0.2")
    assert fill_record(known, given, replace=True) == change(
        known, key=OTHER_KEY, address="10.0.0.2", alternatives=(KnownKey(key=KEY),)
    )


def test_learnt_changes_are_told_from_others() -> None:
    old = document(BASE)
    assert is_learnt_only(old, document(change(BASE, address="10.0.0.9", dialect={"a": 1})))
    assert not is_learnt_only(old, document(change(BASE, name="Other")))
    assert not is_learnt_only(old, document())
    assert not is_learnt_only(old, document(BASE, note=1))


def test_what_is_known_of_a_key_stays_with_it() -> None:
    ours = change(BASE, key=OTHER_KEY, key_source="login", key_as_of=150)
    theirs = change(BASE, key_proven=200, last_seen=200)
    merged = merge(BASE, ours, theirs)
    assert merged is not None
    assert (merged.key, merged.key_source, merged.key_as_of, merged.key_proven) == (OTHER_KEY, "login", 150, None)
    assert merged.last_seen == 200


def test_of_two_proofs_of_a_key_the_later_one_stays() -> None:
    merged = merge(BASE, change(BASE, key_proven=300, name="x"), change(BASE, key_proven=200, last_seen=400))
    assert merged is not None
    assert merged.key_proven == 300


def test_of_two_ids_given_to_one_data_point_the_one_in_the_file_stays() -> None:
    ours = change(BASE, memory={"ids": {"1": "dp1", "2": "dp2"}, "learnt": {"21": ["party"]}}, last_seen=200)
    theirs = change(BASE, memory={"ids": {"1": "switch_1", "3": "dp3"}, "later": 1})
    merged = merge(BASE, ours, theirs)
    assert merged is not None
    assert merged.memory == {
        "ids": {"1": "switch_1", "2": "dp2", "3": "dp3"},
        "learnt": {"21": ["party"]},
        "later": 1,
    }


def test_a_memory_that_only_one_side_has_is_taken_whole() -> None:
    ours = change(BASE, memory={"learnt": {}}, last_seen=200)
    merged = merge(BASE, ours, change(BASE, name="Light"))
    assert merged is not None
    assert (merged.name, merged.memory) == ("Light", {"learnt": {}})
    both = merge(BASE, ours, change(BASE, memory={"later": 1}))
    assert both is not None
    assert both.memory == {"learnt": {}, "later": 1}


def test_permission_is_the_owner_s_word_and_no_lesson() -> None:
    assert not is_learnt_only(document(BASE), document(change(BASE, allowed=("cover",))))
    assert is_learnt_only(document(BASE), document(change(BASE, memory={"ids": {}}, product_key="key")))
