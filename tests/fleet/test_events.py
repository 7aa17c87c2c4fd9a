"""What a queue that is full does to neighbours, and what it must never do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.fleet.events import (
    Changed,
    DeviceAdded,
    DeviceRenamed,
    Fired,
    GroupChanged,
    HealthChanged,
    HubEvent,
    SceneChanged,
    event_key,
    merge_events,
)
from tuyalan.fleet.health import Health
from tuyalan.model.device import DeviceModel
from tuyalan.session.events import Cause

if TYPE_CHECKING:
    from tuyalan.vocabulary import DpId, Json

ONLINE = Health(is_online=True, reason=None)
AWAY = Health(is_online=False, reason="net.lost")
BUSY = Health(is_online=False, reason="net.busy")


def changed(model: DeviceModel, dps: dict[DpId, Json], *, time: float = 1.0) -> Changed:
    return Changed(model.device_id, tuple(model.apply(dps)), dps, Cause.PUSH, time)


def test_events_of_one_device_and_kind_share_a_key() -> None:
    model = DeviceModel("bf01")
    assert event_key(changed(model, {1: True})) == event_key(changed(model, {2: 5}))
    assert event_key(changed(model, {1: True})) != event_key(changed(DeviceModel("bf02"), {1: True}))
    assert event_key(changed(model, {1: True})) != event_key(HealthChanged("bf01", ONLINE, AWAY, 1.0))


def test_happenings_share_a_key_only_within_one_property() -> None:
    one, two = Fired("bf01", "button_1", "single", 1.0), Fired("bf01", "button_2", "single", 1.0)
    assert event_key(one) != event_key(two)


def test_groups_and_scenes_are_told_apart_by_name() -> None:
    group = GroupChanged("all", None, is_removed=False, time=1.0)
    assert event_key(group) != event_key(SceneChanged("all", is_removed=False, time=1.0))


def test_merged_values_are_the_later_ones_seen_from_the_state_before_all_of_them() -> None:
    model = DeviceModel("bf01")
    model.apply({1: True, 2: 5})
    older, newer = changed(model, {1: False, 2: 6}), changed(model, {2: 7, 3: "x"}, time=2.0)
    merged = merge_events(older, newer)
    assert isinstance(merged, Changed)
    assert (merged.dps, merged.time, merged.merged) == ({1: False, 2: 7, 3: "x"}, 2.0, 1)
    by_dp = {change.property.dp: change for change in merged.changes}
    assert by_dp[2].reading.raw == 7
    assert by_dp[2].previous is not None
    assert by_dp[2].previous.raw == 5


def test_a_change_that_was_repeated_is_still_a_change() -> None:
    model = DeviceModel("bf01")
    model.apply({1: True})
    merged = merge_events(changed(model, {1: False}), changed(model, {1: False}))
    assert isinstance(merged, Changed)
    assert merged.changes[0].is_new


def test_happenings_that_could_not_be_kept_are_counted() -> None:
    merged: HubEvent = Fired("bf01", "button", "single", 1.0)
    for time in (2.0, 3.0):
        merged = merge_events(merged, Fired("bf01", "button", "double", time))
    assert merged == Fired("bf01", "button", "double", 3.0, merged=2)


def test_health_and_names_are_seen_from_the_first_of_them() -> None:
    health = merge_events(HealthChanged("bf01", AWAY, ONLINE, 1.0), HealthChanged("bf01", BUSY, AWAY, 2.0))
    assert health == HealthChanged("bf01", BUSY, ONLINE, 2.0)
    renamed = merge_events(DeviceRenamed("bf01", "b", "a", "", 1.0), DeviceRenamed("bf01", "c", "b", "", 2.0))
    assert renamed == DeviceRenamed("bf01", "c", "a", "", 2.0)


def test_of_everything_else_the_later_one_stays() -> None:
    newer = DeviceAdded("bf01", "lamp", 2.0)
    assert merge_events(DeviceAdded("bf01", "lamp", 1.0), newer) is newer
