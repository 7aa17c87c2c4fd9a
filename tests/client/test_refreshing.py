"""A device is asked to measure while it is connected and named: gently, and less if that is useless."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.client.household import BOUND, home, run_jumping
from tests.support import run
from tuyalan.client.device import Device
from tuyalan.client.options import Options
from tuyalan.client.refreshing import FIRST_DELAY, Refreshing, ask_to_measure
from tuyalan.client.watch import Update
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.model.device import DeviceModel
from tuyalan.model.refreshing import RefreshPlan, from_json, to_json
from tuyalan.model.schema import Access, DpSchema, Kind
from tuyalan.model.sources import Known, Source
from tuyalan.session.events import Cause
from tuyalan.sim import models
from tuyalan.storage import DeviceRecord, DeviceStore

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tuyalan.vocabulary import DpId, Json

ID = "eb0123456789abcdef0123"
PLUG = (
    DpSchema(id=1, code="switch_1", kind=Kind.BOOL),
    DpSchema(id=18, code="cur_current", kind=Kind.NUMBER, unit="mA", access=Access.READ),
    DpSchema(id=19, code="cur_power", kind=Kind.NUMBER, unit="W", access=Access.READ),
)


class Plug:
    """A meter on the bench: what it was asked, and what was learnt of it."""

    def __init__(self, *, interval: float = 30.0, stored: Mapping[str, Json] | None = None) -> None:
        self.asked: list[tuple[DpId, ...]] = []
        self.kept: list[Mapping[str, Json]] = []
        self.takes_questions = True
        self.model = DeviceModel(ID, [{point.id: Known(point=point, source=Source.IMPORT) for point in PLUG}])
        self.refreshing = Refreshing(ID, interval=interval, stored=stored, ask=self.ask, keep=self.kept.append)

    def ask(self, ids: tuple[DpId, ...]) -> bool:
        self.asked.append(ids)
        return self.takes_questions

    def say(self, dps: dict[DpId, Json], *, cause: Cause = Cause.PUSH) -> None:
        self.model.apply(dps)
        self.refreshing.take(Update(ID, dps, cause, 0.0), self.model)


def test_a_meter_is_asked_for_what_it_measures_again_and_again() -> None:
    async def body() -> None:
        plug = Plug()
        plug.refreshing.begin(plug.model)
        await asyncio.sleep(2.0)
        assert plug.asked == [(18, 19)]
        plug.say({18: 5})
        await asyncio.sleep(60.0)
        assert len(plug.asked) == 3
        plug.refreshing.close()
        await asyncio.sleep(600.0)
        assert len(plug.asked) == 3
        plug.refreshing.close()

    run_jumping(body(), timeout=5000.0)


def test_what_it_sends_by_itself_is_not_asked_for() -> None:
    async def body() -> None:
        plug = Plug()
        plug.refreshing.begin(plug.model)
        await asyncio.sleep(2.0)
        await asyncio.sleep(10.0)
        plug.say({18: 7})
        plug.say({19: 8}, cause=Cause.REPLY)
        await asyncio.sleep(20.0)
        assert plug.asked[-1] == (19,)
        plug.refreshing.close()

    run_jumping(body())


def test_a_device_that_vanishes_after_questions_is_asked_for_less_and_that_is_kept() -> None:
    async def body() -> None:
        plug = Plug()
        for _ in range(2):
            plug.refreshing.begin(plug.model)
            due = plug.refreshing.plan.due_at
            assert due is not None
            await asyncio.sleep(max(due - now(), FIRST_DELAY) + 0.5)
            plug.refreshing.end()
        assert plug.kept
        plan = from_json(dict(plug.kept[-1]))
        assert plan.size < 4
        assert plan.interval > 30.0
        again = Plug(stored=plug.kept[-1])
        again.refreshing.begin(again.model)
        await asyncio.sleep(2.0)
        assert len(again.asked[0]) <= plan.size
        assert again.kept == []
        again.refreshing.close()

    run_jumping(body())


def now() -> float:
    return asyncio.get_running_loop().time()


def test_a_device_that_ignores_questions_is_not_asked_again() -> None:
    async def body() -> None:
        plug = Plug()
        plug.takes_questions = False
        plug.refreshing.begin(plug.model)
        await asyncio.sleep(600.0)
        assert len(plug.asked) == 1

    run_jumping(body())


def test_what_is_no_meter_is_never_asked_until_it_is_known_to_be_one() -> None:
    async def body() -> None:
        plug = Plug()
        plug.model.know([{1: Known(point=PLUG[0], source=Source.IMPORT)}])
        plug.refreshing.begin(plug.model)
        await asyncio.sleep(100.0)
        assert plug.asked == []
        plug.model.know([{point.id: Known(point=point, source=Source.IMPORT) for point in PLUG}])
        plug.say({1: True})
        await asyncio.sleep(2.0)
        assert plug.asked == [(18, 19)]
        plug.refreshing.close()

    run_jumping(body())


def test_a_plug_that_nobody_described_is_asked_for_the_usual_points() -> None:
    async def body() -> None:
        plug = Plug()
        plug.model = DeviceModel(ID)
        plug.model.apply({1: True, 18: 1, 19: 2, 20: 3})
        plug.refreshing.begin(plug.model)
        await asyncio.sleep(2.0)
        assert plug.asked == [(18, 19, 20)]
        plug.refreshing.close()

    run_jumping(body())


def test_a_plan_that_cannot_be_read_is_found_out_again() -> None:
    async def body() -> None:
        plug = Plug(stored={"points": "all"})
        plug.refreshing.begin(plug.model)
        assert plug.refreshing.plan.points == (18, 19)
        plug.refreshing.close()

    run_jumping(body())


def test_a_named_plug_measures_by_itself_and_one_spoken_to_in_numbers_does_not() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.metering_plug(reading_interval=10_000.0))
            async with house.client(device) as client:
                requests = device.counters.requests
                await asyncio.sleep(5.0)
                assert device.counters.requests == requests
                assert client.properties
                heard = client.watch_properties()
                await client.status()
                update = await anext(heard)
                while update.cause is not Cause.PUSH:
                    async with asyncio.timeout(BOUND * 2):
                        update = await anext(heard)
                assert update.values.keys() & {"cur_current", "cur_power", "cur_voltage"}
                await client.refresh()

    run_jumping(body())


def test_a_device_that_is_there_takes_the_question_and_others_do_not() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.metering_plug(reading_interval=10_000.0))
            client = house.client(device)
            assert not ask_to_measure(client, (18, 19))
            async with client:
                updates = client.watch()
                assert ask_to_measure(client, (18, 19))
                async with asyncio.timeout(BOUND * 2):
                    assert (await anext(updates)).dps.keys() == {18, 19}

    run_jumping(body())


def test_an_owner_may_forbid_it() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.metering_plug(reading_interval=10_000.0))
            options = Options(write_interval=0.0, refresh_interval=None)
            async with house.client(device, options=options, knowledge=Knowledge()) as client:
                assert client.properties
                await client.status()
                pushes = device.counters.pushes
                await asyncio.sleep(5.0)
                assert device.counters.pushes == pushes

    run_jumping(body())


def test_what_is_learnt_is_in_the_record_and_used_the_next_time(tmp_path: Path) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.metering_plug(reading_interval=10_000.0))
            store = DeviceStore(tmp_path / "devices.json")
            record = DeviceRecord(
                id=device.id, key=device.key, address=device.address, port=device.port, version=device.version
            )
            store.add(record)
            learnt = to_json(RefreshPlan(points=(17, 18, 19, 20), size=1, caution=2))
            async with Device.from_record(record, store=store, network=house.network, knowledge=Knowledge()) as client:
                client._names()._keep_refresh(learnt)
            again = DeviceStore.load(store.path)
            assert again.find(device.id).refresh == learnt
            async with Device.from_record(
                again.find(device.id), store=again, network=house.network, knowledge=Knowledge()
            ) as client:
                assert client.properties
                await client.status()
                assert len(client._names().list_measured()) == 1

    run(body())
