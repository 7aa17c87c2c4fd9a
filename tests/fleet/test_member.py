"""A member takes what its connection tells, and counts what became of writes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NoReturn

import msgspec
import pytest

from tests.client.household import couple, failing, run_jumping
from tests.support import run
from tuyalan.client.connection import Status
from tuyalan.client.device import Device
from tuyalan.client.watch import Update
from tuyalan.client.writes import Outcome
from tuyalan.errors import (
    BadValueError,
    ConnectionLostError,
    CredentialError,
    DeviceRefusedError,
    NotAllowedError,
    UnknownDpError,
    UseError,
)
from tuyalan.fleet import member as module
from tuyalan.fleet.events import Changed, DeviceDescribed, Fired, HealthChanged, HubEvent
from tuyalan.fleet.keeping import Keeper
from tuyalan.fleet.member import Member, MemberValue, Restored
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.knowledge.schemas import SCHEMAS_FILE, ImportedSchemas, save_schemas
from tuyalan.model.device import MAX_POINTS, DeviceModel
from tuyalan.model.features import compose
from tuyalan.model.reading import Reading
from tuyalan.model.schema import Access, DpSchema, Kind, Schema
from tuyalan.session.events import Cause
from tuyalan.sim import NO_CONTROLS, Faults, models
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.storage.state import StateStore

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tuyalan.model.device import Layer
    from tuyalan.model.features import Feature
    from tuyalan.vocabulary import DpId, Json


def compose_nothing(model: DeviceModel, *, category: str) -> tuple[Feature, ...]:
    assert model.properties
    assert category == "cl"
    return ()


class Nothing(Knowledge):
    """Knows nothing, so that codes are numbers."""

    def list_layers(
        self, device_id: str, product_key: str | None = None, *, dps: Mapping[DpId, Json] | None = None
    ) -> list[Layer]:
        del device_id, product_key, dps
        return []


def make(
    device: Device | None = None,
    *,
    told: list[HubEvent] | None = None,
    knowledge: Knowledge | None = None,
    restored: dict[DpId, Restored] | None = None,
) -> Member:
    device_id = "bf01" if device is None else device.id
    record = DeviceRecord(id=device_id, extra={"room": "Attic"})
    member = Member(record, name="lamp", device=device, knowledge=knowledge or Nothing(), restored=restored)
    if told is not None:
        member.tell = told.append
    return member


def update(
    dps: dict[DpId, Json], cause: Cause = Cause.PUSH, *, at: float = 10.0, device_time: float | None = None
) -> Update:
    return Update("bf01", dps, cause, at, device_time)


def test_a_report_is_told_with_its_meaning_and_its_raw_values() -> None:
    told: list[HubEvent] = []
    member = make(told=told)
    member.on_update(update({1: True, 2: 5}, at=10.0, device_time=9.0))
    described, event = told
    assert isinstance(described, DeviceDescribed)
    assert isinstance(event, Changed)
    assert [(change.property.code, change.reading.value) for change in event.changes] == [("dp_1", True), ("dp_2", 5)]
    assert (event.dps, event.cause, event.time, event.device_time) == ({1: True, 2: 5}, Cause.PUSH, 10.0, 9.0)
    assert member.values["dp_2"] == MemberValue(Reading(5, 5), 10.0, Cause.PUSH, is_restored=False)
    assert dict(member.dps) == {1: True, 2: 5}
    assert (member.last_heard, member.counters.updates, member.room) == (10.0, 1, "Attic")


def test_what_was_only_written_is_not_heard() -> None:
    member = make()
    member.on_update(update({1: True}, Cause.ASSUMED))
    assert member.last_heard is None


def test_restored_values_have_their_age_until_they_are_said_again() -> None:
    member = make(restored={1: Restored(True, 5.0, Cause.REPLY), 2: Restored(7, 6.0, Cause.PUSH)})
    assert member.values["dp_1"] == MemberValue(Reading(True, True), 5.0, Cause.REPLY, is_restored=True)
    assert member.last_heard == 6.0
    assert [feature.main.code for feature in member.features] == ["dp_1", "dp_2"]
    member.on_update(update({1: True}, at=10.0))
    assert not member.values["dp_1"].is_restored
    assert member.values["dp_2"].is_restored


def test_a_model_that_fails_costs_the_meaning_and_not_the_report(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(model: DeviceModel, dps: object) -> NoReturn:
        raise ZeroDivisionError(f"{model} fails at {dps}")

    told: list[HubEvent] = []
    member = make(told=told)
    monkeypatch.setattr(DeviceModel, "apply", fail)
    member.on_update(update({1: True}))
    member.on_update(update({1: False}))
    assert [(event.dps, event.changes) for event in told if isinstance(event, Changed)] == [
        ({1: True}, ()),
        ({1: False}, ()),
    ]
    assert dict(member.dps) == {1: False}
    assert len(caplog.records) == 1


def test_features_that_cannot_be_made_cost_nothing_else(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(model: DeviceModel, *, category: str) -> NoReturn:
        raise ZeroDivisionError(f"{model} {category}")

    monkeypatch.setattr(module, "compose", fail)
    member = make()
    member.on_update(update({1: True}))
    assert member.features == ()
    assert member.values["dp_1"].reading.value is True
    assert "no features can be made" in caplog.text


def test_each_fault_of_a_model_is_told_once(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        raise ZeroDivisionError

    monkeypatch.setattr(module, "compose", fail)
    member = make()
    member.on_update(update({1: True}))
    monkeypatch.setattr(DeviceModel, "apply", fail)
    for value in (False, True):
        member.on_update(update({1: value}))
    assert [record.message.partition(": ")[2] for record in caplog.records] == [
        "no features can be made of its properties",
        "its values cannot be read; they are kept as they are",
    ]


def test_no_number_of_data_points_fills_the_memory() -> None:
    member = make()
    for begin in range(0, 3000, 100):
        member.on_update(update(dict.fromkeys(range(begin, begin + 100), 1)))
    assert len(member.dps) == MAX_POINTS
    assert len(member.model.properties) == MAX_POINTS


HOSTILE: tuple[dict[DpId, Json], ...] = (
    {1: {"a": [{"b": None}] * 100}},
    {1: 10**400, 2: -(2**70), 3: 1e308},
    {1: "\ud800", 2: "\x00" * 1000, 3: "x" * 60_000, 4: "\u202e"},
    {1: float("nan"), 2: float("inf")},
    {-5: True, 0: 1, 10**9: "far"},
    {1: True, 2: "true", 3: None, 4: []},
    {1: [[[[[]]]]], 2: "{", 3: '{"a":' * 50},
)


def test_hostile_values_are_told_as_they_are_and_break_nothing(tmp_path: Path) -> None:
    told: list[HubEvent] = []
    member = make(told=told, knowledge=Knowledge())
    state = StateStore(tmp_path / "hub.db", interval=3600.0)
    state.open()
    member.note = Keeper(DeviceStore(tmp_path / "devices.json"), state).note
    for turn in range(3):
        for dps in HOSTILE:
            member.on_update(update(dict(dps), at=float(turn), device_time=float(turn)))
    assert len([event for event in told if isinstance(event, Changed)]) == 3 * len(HOSTILE)
    assert not member._faults
    assert state.close()


def test_a_product_that_becomes_known_describes_the_device_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[HubEvent] = []
    member = make(told=told, knowledge=Knowledge())
    member.device = Device("bf01", bytes(16), product_key="37mnhia3pojleqfh")
    member.on_connection(Status.OPEN, None)
    assert [type(event) for event in told] == [DeviceDescribed, HealthChanged]
    assert member.features
    member.describe_again()
    assert isinstance(told[-1], HealthChanged)
    member.record = msgspec.structs.replace(member.record, extra={"category": "cl"})
    monkeypatch.setattr(module, "compose", compose_nothing)
    member.describe_again()
    assert isinstance(told[-1], DeviceDescribed)


def test_a_child_that_its_gateway_lost_is_absent() -> None:
    child = Device("bf01", bytes(16)).child("a4c1")
    member = make(child)
    member.on_connection(Status.OPEN, None)
    assert member.is_online
    child._shadow.is_online = False
    member.on_connection(Status.OPEN, None)
    assert member.health.reason == "absent"


def test_a_press_is_told_each_time_it_happens_and_once_when_it_is_repeated() -> None:
    told: list[HubEvent] = []
    member = make(told=told)
    member.on_update(update({1: "none", 2: 5}, Cause.REPLY))
    member._presses.codes = frozenset({"dp_1"})
    member.on_update(update({1: "single"}, device_time=100.0))
    member.on_update(update({1: "single"}, device_time=101.0))
    member.on_update(update({1: "single"}, device_time=100.0))
    member.on_update(update({2: 5}, device_time=102.0))
    fired = [event for event in told if isinstance(event, Fired)]
    assert fired == [Fired("bf01", "dp_1", "single", 10.0, 100.0), Fired("bf01", "dp_1", "single", 10.0, 101.0)]
    assert (member.counters.events, member.counters.repeated_events) == (2, 1)


def test_without_a_clock_every_push_of_a_press_counts_and_no_answer_does() -> None:
    told: list[HubEvent] = []
    member = make(told=told)
    member.on_update(update({1: "none", 2: 5}, Cause.REPLY))
    member._presses.codes = frozenset({"dp_1"})
    member.on_update(update({1: "single"}))
    member.on_update(update({1: "single"}))
    member.on_update(update({1: "single"}, Cause.REPLY))
    assert len([event for event in told if isinstance(event, Fired)]) == 2


def test_sessions_and_reconnects_are_counted_and_only_news_is_told() -> None:
    told: list[HubEvent] = []
    member = make(told=told)
    lost = ConnectionLostError("gone")
    for status, error in (
        (Status.CONNECTING, None),
        (Status.OPEN, None),
        (Status.WAITING, lost),
        (Status.CONNECTING, lost),
        (Status.WAITING, lost),
        (Status.OPEN, None),
    ):
        member.on_connection(status, error)
    assert [(e.health.is_online, e.health.reason) for e in told if isinstance(e, HealthChanged)] == [
        (True, None),
        (False, "net.lost"),
        (True, None),
    ]
    assert (member.counters.sessions, member.counters.reconnects) == (2, 1)
    assert repr(member) == "<Member bf01 'lamp' online>"


def test_a_member_without_a_connection_says_why() -> None:
    problem = CredentialError("the key is missing", device_id="bf01")
    member = Member(DeviceRecord(id="bf01"), name="lamp", device=None, problem=problem)
    assert member.health.reason == "credential"
    with pytest.raises(CredentialError, match="key is missing"):
        member.opened()
    member.problem = None
    with pytest.raises(CredentialError, match="not enough"):
        member.opened()
    assert repr(member) == "<Member bf01 'lamp' credential>"


def test_writes_are_planned_by_the_model_and_counted_by_what_became_of_them() -> None:
    async def body() -> None:
        async with couple(models.switch()) as (virtual, device):
            member = make(device)
            device.add_listener(member.on_update)
            await device.status()
            await member.set({"dp_1": True})
            await member.set({9: 5}, wait="sent")
            await member.set({9: 6}, wait="acknowledged")
            virtual.faults = Faults(mute=NO_CONTROLS)
            assert isinstance(await failing(member.set({"dp_77": 1})), UnknownDpError)
            assert isinstance(await failing(member.set({1: "many"})), BadValueError)
            counters = member.counters
            assert (counters.writes_confirmed, counters.writes_sent, counters.writes_acknowledged) == (1, 1, 1)
            assert counters.writes_refused == 2

    run(body())


def test_what_may_do_harm_is_written_only_once_its_owner_allows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def compose_hazards(model: DeviceModel, *, category: str) -> tuple[Feature, ...]:
        return tuple(
            msgspec.structs.replace(each, is_hazardous=each.main.dp == 1) for each in compose(model, category=category)
        )

    async def body() -> None:
        async with couple(models.switch()) as (virtual, device):
            told: list[HubEvent] = []
            member = make(device, told=told)
            device.add_listener(member.on_update)
            await device.status()
            for attempt in (member.set({"dp_1": True}), member.write({1: True})):
                assert isinstance(await failing(attempt), NotAllowedError)
            assert (virtual.state[1], member.counters.writes_refused) == (False, 2)
            await member.write({9: 5})
            told.clear()
            member.record = msgspec.structs.replace(member.record, allowed=("dp1",))
            member.describe_again()
            assert [type(event) for event in told] == [DeviceDescribed]
            await member.set({"dp_1": True})
            assert virtual.state[1] is True

    monkeypatch.setattr(module, "compose", compose_hazards)
    run(body())


def test_a_write_of_what_is_never_reported_ends_with_its_acknowledgement(tmp_path: Path) -> None:
    async def body() -> None:
        async with couple(models.rgb_lamp()) as (virtual, device):
            point = DpSchema(id=28, code="told", kind=Kind.TEXT, access=Access.WRITE)
            schemas = ImportedSchemas(devices={device.id: Schema(points={28: point})})
            save_schemas(tmp_path / SCHEMAS_FILE, schemas)
            member = make(device, knowledge=Knowledge(tmp_path))
            device.add_listener(member.on_update)
            asked = virtual.counters.queries
            for _ in range(2):
                assert (await member.set({"told": "scene"})).outcome is Outcome.ACKNOWLEDGED
            assert (virtual.counters.queries, member.counters.writes_acknowledged) == (asked, 2)

    run_jumping(body())


def test_raw_writes_are_not_checked_and_failures_are_counted() -> None:
    async def body() -> None:
        async with couple(models.switch()) as (_, device):
            member = make(device)
            await member.write({1: True})
            assert isinstance(await failing(member.write({14: "nonsense"})), DeviceRefusedError)
            await device.close()
            assert isinstance(await failing(member.write({1: True})), UseError)
            counters = member.counters
            assert (counters.writes_confirmed, counters.writes_refused, counters.writes_failed) == (1, 1, 1)

    run(body())


def test_a_meter_is_asked_to_measure_while_it_is_there_and_what_is_learnt_of_that_is_kept() -> None:
    async def body() -> None:
        async with couple(models.metering_plug(reading_interval=10_000.0)) as (device, client):
            member = make(client)
            remove = client.add_listener(member.on_update)
            member.refresh_interval = 30.0
            member.on_connection(Status.OPEN, None)
            await client.status()
            pushes = device.counters.pushes
            await asyncio.sleep(100.0)
            assert device.counters.pushes >= pushes + 3
            member.on_connection(Status.WAITING, ConnectionLostError("gone"))
            await asyncio.sleep(0)
            pushes = device.counters.pushes
            await asyncio.sleep(100.0)
            assert device.counters.pushes == pushes
            member._keep_refresh({"points": [18]})
            assert member.refresh == {"points": [18]}
            remove()

    run_jumping(body())


def test_a_meter_is_left_alone_where_that_is_wanted() -> None:
    async def body() -> None:
        async with couple(models.metering_plug(reading_interval=10_000.0)) as (device, client):
            member = make(client)
            member.on_connection(Status.OPEN, None)
            pushes = device.counters.pushes
            await asyncio.sleep(100.0)
            assert device.counters.pushes == pushes

    run_jumping(body())
