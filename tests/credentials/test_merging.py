"""What a source found and what is stored, to a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tuyalan.credentials.base import Credential, fingerprint
from tuyalan.credentials.merging import Action, carry_out, plan_changes
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.vocabulary import LocalKey

if TYPE_CHECKING:
    from pathlib import Path

KEY = LocalKey("0123456789abcdef")
OTHER = LocalKey("fedcba9876543210")


def stored(key: LocalKey | None = KEY, *, as_of: float | None = None, proven: float | None = None) -> DeviceRecord:
    return DeviceRecord(id="bf01", name="Lamp", key=key, key_as_of=as_of, key_proven=proven)


def found(key: LocalKey | None = OTHER, *, as_of: float | None = None, name: str = "") -> Credential:
    return Credential(id="bf01", key=key, name=name, source="a test", as_of=as_of)


@pytest.mark.parametrize(
    ("record", "credential", "action", "key"),
    [
        (None, found(), Action.ADD, OTHER),
        (stored(None), found(), Action.SET_KEY, OTHER),
        (stored(), found(KEY, name="x"), Action.NOTHING, KEY),
        (stored(), found(KEY, as_of=5), Action.FILL, KEY),
        (stored(), found(None), Action.NOTHING, KEY),
        (stored(as_of=1), found(as_of=2), Action.REPLACE_KEY, OTHER),
        (stored(proven=3), found(as_of=2), Action.KEEP_KEY, KEY),
        (stored(proven=3), found(), Action.KEEP_KEY, KEY),
        (stored(), found(), Action.KEEP_KEY, KEY),
    ],
)
def test_a_working_key_never_yields_to_an_older_one(
    record: DeviceRecord | None, credential: Credential, action: Action, key: LocalKey, tmp_path: Path
) -> None:
    store = DeviceStore(tmp_path / "d.json", devices={} if record is None else {"bf01": record})
    plan = plan_changes(store.records, [credential])
    (change,) = plan.changes
    assert change.action is action
    assert change.after == fingerprint(key)
    assert plan.is_replacing is (action is Action.REPLACE_KEY)
    carry_out(plan, store)
    after = store.find("bf01")
    assert after.key == key
    keys = {after.key, *(each.key for each in after.alternatives)}
    assert keys >= {each for each in (credential.key, record and record.key) if each is not None}


def test_a_replacement_that_is_asked_for_keeps_the_other_key(tmp_path: Path) -> None:
    store = DeviceStore(tmp_path / "d.json", devices={"bf01": stored(proven=9)})
    plan = plan_changes(store.records, [found()], replace=True)
    assert (plan.changes[0].action, plan.changes[0].reason) == (Action.REPLACE_KEY, "as you asked")
    carry_out(plan, store)
    assert [each.key for each in store.find("bf01").alternatives] == [KEY]
    assert store.find("bf01").name == "Lamp"


def test_a_key_that_is_an_alternative_already_is_no_news() -> None:
    plan = plan_changes([stored()], [found(), found()])
    assert len(plan.changes) == 1
    again = plan_changes(plan.records, [found()])
    assert [change.action for change in again.changes] == [Action.NOTHING]
    assert again.records == ()


def test_two_keys_of_a_new_device_are_told_once() -> None:
    plan = plan_changes([], [found(KEY), found(OTHER)])
    assert [change.action for change in plan.changes] == [Action.ADD]
    (record,) = plan.records
    assert (record.key, [each.key for each in record.alternatives]) == (KEY, [OTHER])


def test_a_plan_shows_no_key() -> None:
    plan = plan_changes([stored()], [found()])
    assert not any(key.reveal().decode() in repr(plan) for key in (KEY, OTHER))
