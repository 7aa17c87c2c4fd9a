"""What data points mean to the user of a device: names, units, refusals, ids that stay, and nothing for who wants none of it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.client.household import BOUND, couple, failing, home, run_jumping, until
from tests.client.support import announce
from tests.storage.support import JSON
from tests.support import run
from tuyalan.client import properties
from tuyalan.client.connection import Status
from tuyalan.client.device import Device
from tuyalan.client.properties import Properties, own_knowledge
from tuyalan.client.watch import Update, merge_property_updates
from tuyalan.client.writes import Outcome
from tuyalan.errors import (
    BadValueError,
    ConfigError,
    DeviceRefusedError,
    NotAllowedError,
    ReadOnlyError,
    UnknownDpError,
)
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.knowledge.schemas import SCHEMAS_FILE, ImportedSchemas, save_schemas
from tuyalan.model.device import Memory
from tuyalan.model.features import FeatureKind
from tuyalan.model.forms.colour import Colour
from tuyalan.model.forms.pulses import build_code
from tuyalan.model.forms.remotes import Protocol, parse_key_press
from tuyalan.model.schema import Access, DpSchema, Kind, Schema
from tuyalan.model.sources import Known, Source
from tuyalan.session.events import Cause
from tuyalan.sim import Habits, models
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.vocabulary import LocalKey

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tuyalan.client.watch import PropertyUpdate
    from tuyalan.model.device import Layer
    from tuyalan.sim import VirtualDevice
    from tuyalan.vocabulary import DpId, Json

ID = "eb0123456789abcdef0123"
KEY = "0123456789abcdef"
LAMP = Schema(
    product_key="keyw7dmvgtfh8wqs",
    points={
        20: DpSchema(id=20, code="switch_led", kind=Kind.BOOL),
        21: DpSchema(id=21, code="work_mode", kind=Kind.CHOICE, choices=("white", "colour", "scene", "music")),
        22: DpSchema(id=22, code="bright_value_v2", kind=Kind.NUMBER, minimum=10, maximum=1000, step=1),
        24: DpSchema(id=24, code="colour_data_v2", kind=Kind.TEXT),
        26: DpSchema(id=26, code="countdown_1", kind=Kind.NUMBER, unit="s", maximum=86400, access=Access.READ),
    },
)
PLUG = Schema(
    points={
        1: DpSchema(id=1, code="switch_1", kind=Kind.BOOL),
        9: DpSchema(id=9, code="countdown_1", kind=Kind.NUMBER, unit="s", minimum=0, maximum=86400),
    }
)


def knowing(folder: Path, schemas: dict[str, Schema]) -> Knowledge:
    save_schemas(folder / SCHEMAS_FILE, ImportedSchemas(devices=schemas))
    return Knowledge(folder)


def make(
    *,
    raws: dict[DpId, Json],
    knowledge: Knowledge | None = None,
    memory: dict[str, Json] | None = None,
    category: str = "",
) -> tuple[Properties, list[object]]:
    kept: list[object] = []
    made = Properties(
        ID,
        name="lamp",
        product_key=None,
        knowledge=knowledge or Knowledge(),
        memory=memory,
        raws=raws,
        keep=kept.append,
        category=category,
    )
    return made, kept


def record_of(device: VirtualDevice) -> DeviceRecord:
    return DeviceRecord(
        id=device.id, name="plug", key=device.key, address=device.address, port=device.port, version=device.version
    )


def said(dps: dict[DpId, Json]) -> Update:
    return Update(ID, dps, Cause.PUSH, 100.0, 90.0)


# The model


def test_what_is_known_of_the_device_names_its_data_points(tmp_path: Path) -> None:
    made, _ = make(raws={20: True, 22: 500}, knowledge=knowing(tmp_path, {ID: LAMP}))
    assert made.model.values == {"switch_led": True, "bright_value_v2": 500}
    assert made.model.properties["switch_led"].source is Source.IMPORT


def test_a_report_is_told_in_words(tmp_path: Path) -> None:
    made, _ = make(raws={}, knowledge=knowing(tmp_path, {ID: LAMP}))
    update = made.take(said({24: "00f003e803e8", 20: True}))
    assert update.values["switch_led"] is True
    assert isinstance(update.values["colour_data_v2"], Colour)
    assert (update.device_id, update.cause, update.time, update.device_time) == (ID, Cause.PUSH, 100.0, 90.0)


def test_what_a_device_is_may_be_said_as_long_as_nobody_knows_better(tmp_path: Path) -> None:
    made, _ = make(raws={}, knowledge=knowing(tmp_path, {}))
    assert made.features == ()
    made.presume("wnykq")
    assert [feature.kind for feature in made.features] == [FeatureKind.INFRARED]
    # What it learnt is no reason to believe something else.
    made.take(said({202: "KCOUETACMAI="}))
    assert [feature.kind for feature in made.features] == [FeatureKind.INFRARED]
    made.take(said({1: True, 9: 0}))
    assert FeatureKind.INFRARED not in {feature.kind for feature in made.features}
    lamp, _ = make(raws={}, knowledge=knowing(tmp_path, {ID: LAMP}))
    lamp.presume("wnykq")
    assert FeatureKind.LIGHT in {feature.kind for feature in lamp.features}


def test_a_blaster_learns_and_sends_though_it_has_never_said_anything() -> None:
    async def body() -> None:
        # It is looked for data points once, and never again.
        async with couple(models.blaster()) as (device, client):
            assert client.dialect.has_no_state
            assert isinstance(await failing(client.status()), DeviceRefusedError)
            client.presume("wnykq")
            code = await client.infrared().learn()
            assert parse_key_press(code).protocol is Protocol.NEC
            await client.infrared().send(code)
            told = [json.loads(str(write.asked[201]))["control"] for write in device.writes if 201 in write.asked]
            assert told == ["study", "study_exit", "send_ir"]
            assert not client.dialect.has_no_state
            assert (await client.status())[202] == build_code(code)

    run_jumping(body())


def test_a_data_point_that_nobody_knew_is_asked_about_once_and_seen_as_similar_products_have_it() -> None:
    raws: dict[DpId, Json] = {}
    made, _ = make(raws=raws)
    before = made.model.revision
    raws |= {20: True, 21: "white", 22: 500, 23: 500, 24: "00f003e803e8"}
    update = made.take(said(dict(raws)))
    assert made.model.properties["switch_led"].source is Source.INFERENCE
    assert update.revision > before
    again = made.take(said({20: False}))
    assert again.revision == update.revision


THERMOSTAT: Final = """
name: Thermostat
products:
  - id: heat000000000001
entities:
  - entity: climate
    dps:
      - id: 2
        type: integer
        name: temperature
        range: {min: 5, max: 35}
        mapping:
          - constraint: temperature_unit
            conditions:
              - dps_val: f
                range: {min: 41, max: 95}
      - id: 4
        type: string
        name: temperature_unit
        mapping:
          - dps_val: c
            value: C
          - dps_val: f
            value: F
"""


def test_what_a_description_depends_on_is_looked_at_again_when_it_changes(tmp_path: Path) -> None:
    (tmp_path / "thermostat.yaml").write_text(THERMOSTAT)
    raws: dict[DpId, Json] = {2: 21, 4: "c"}
    made, _ = make(raws=raws, knowledge=Knowledge(tuya_local=tmp_path))
    made.learn_product("heat000000000001")
    assert made.plan({"temp_set": 35}) == {2: 35}

    def report(dps: dict[DpId, Json]) -> PropertyUpdate:
        raws.update(dps)
        return made.take(said(dps))

    before = made.model.revision
    report({2: 22, 4: "c"})
    assert made.model.revision == before
    update = report({2: 72, 4: "f"})
    assert update.revision > before
    assert made.model.readings["temp_set"].problem is None
    assert (made.model.properties["temp_set"].maximum, made.model.properties["temp_set"].unit) == (95, "°F")
    with pytest.raises(BadValueError):
        made.plan({"temp_set": 35})
    report({2: 22, 4: "c"})
    assert made.model.properties["temp_set"].maximum == 35


def test_the_product_is_learnt_and_all_is_described_anew(tmp_path: Path) -> None:
    save_schemas(tmp_path / SCHEMAS_FILE, ImportedSchemas(products={"keyw7dmvgtfh8wqs": LAMP}))
    made, _ = make(raws={22: 500}, knowledge=Knowledge(tmp_path))
    first = made.model
    made.learn_product("keyw7dmvgtfh8wqs")
    assert made.model is not first
    assert made.model.values["bright_value_v2"] == 500
    assert made.model.revision > first.revision
    same = made.model
    made.learn_product("keyw7dmvgtfh8wqs")
    assert made.model is same


def test_ids_stay_when_knowledge_gets_better(tmp_path: Path) -> None:
    made, kept = make(raws={20: True})
    assert made.model.unique_id(20) == f"{ID}-dp20"
    stored = msgspec.json.decode(msgspec.json.encode(kept[-1]))
    later, kept_later = make(raws={20: True}, knowledge=knowing(tmp_path, {ID: LAMP}), memory=stored)
    assert later.model.find("switch_led").dp == 20
    assert later.model.unique_id("switch_led") == f"{ID}-dp20"
    assert later.model.unique_id(22) == f"{ID}-bright_value_v2"
    assert kept_later, "what is new is kept too"


def test_what_is_known_already_is_not_kept_again(tmp_path: Path) -> None:
    knowledge = knowing(tmp_path, {ID: LAMP})
    _, kept = make(raws={20: True}, knowledge=knowledge)
    stored = msgspec.json.decode(msgspec.json.encode(kept[-1]))
    made, again = make(raws={20: True}, knowledge=knowledge, memory=stored)
    made.take(said({20: False}))
    assert again == []


def test_a_memory_that_cannot_be_read_is_learnt_again() -> None:
    made, kept = make(raws={20: True}, memory={"ids": [1, 2]})
    assert made.model.memory.ids == {20: "dp20"}
    assert kept


def test_a_word_that_nobody_declared_is_kept(tmp_path: Path) -> None:
    made, kept = make(raws={21: "white"}, knowledge=knowing(tmp_path, {ID: LAMP}))
    made.take(said({21: "party"}))
    assert msgspec.convert(kept[-1], Memory, strict=False).learnt == {21: ("party",)}


# Writing


def test_named_values_are_planned_and_numbered_ones_stay_as_they_are(tmp_path: Path) -> None:
    made, _ = make(raws={}, knowledge=knowing(tmp_path, {ID: LAMP}))
    colour = Colour(hue=240, saturation=100.0, value=100.0)
    planned = made.plan({"colour_data_v2": colour, "switch_led": True, 22: 5})  # type: ignore[arg-type]
    assert planned == {24: "00f003e803e8", 20: True, 22: 5}


def test_what_is_named_twice_is_refused(tmp_path: Path) -> None:
    made, _ = make(raws={}, knowledge=knowing(tmp_path, {ID: LAMP}))
    with pytest.raises(BadValueError, match="named twice"):
        made.plan({"switch_led": True, 20: True})  # type: ignore[arg-type]


def test_a_device_is_read_and_written_by_name(tmp_path: Path) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.rgb_lamp())
            async with house.client(device, knowledge=knowing(tmp_path, {device.id: LAMP})) as client:
                result = await client.set({"switch_led": True, "bright_value_v2": 50})
                assert result.dps == {20: True, 22: 50}
                assert (device.state[20], device.state[22]) == (True, 50)
                await client.set("work_mode", "colour")
                assert await client.get("work_mode") == "colour"
                assert client.values["bright_value_v2"] == 50
                assert client.readings["bright_value_v2"].raw == 50
                assert client.properties["bright_value_v2"].maximum == 1000
                told = client.value("bright_value_v2")
                assert (told.value, told.cause) == (50, Cause.PUSH)
                assert client.value(22).value == 50

    run(body())


def test_what_cannot_be_written_is_refused_before_it_is_sent(tmp_path: Path) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.rgb_lamp())
            async with house.client(device, knowledge=knowing(tmp_path, {device.id: LAMP})) as client:
                error = await failing(client.set({"switch_led": True, "bright_value_v2": 2000}))
                assert isinstance(error, BadValueError)
                assert "10 to 1000" in error.hint
                assert isinstance(await failing(client.set("countdown_1", 5)), ReadOnlyError)
                assert isinstance(await failing(client.set("swich_led", True)), UnknownDpError)
                assert isinstance(await failing(client.get("swich_led")), UnknownDpError)
                assert device.counters.writes == 0

    run(body())


def test_a_write_of_what_is_never_reported_ends_with_its_acknowledgement(tmp_path: Path) -> None:
    async def body() -> None:
        async with couple(models.rgb_lamp()) as (virtual, client):
            asked = virtual.counters.queries
            assert (await client.set(28, "unknown")).outcome is Outcome.ACKNOWLEDGED
            # Nobody knew that it is never reported, so the state was read.
            assert virtual.counters.queries == asked + 1
        points = {dp: DpSchema(id=dp, code=f"told_{dp}", kind=Kind.TEXT, access=Access.WRITE) for dp in (21, 28)}
        knowledge = knowing(tmp_path, {virtual.id: Schema(points=points)})
        async with couple(models.rgb_lamp(), knowledge=knowledge) as (virtual, client):
            assert client.properties
            asked = virtual.counters.queries
            assert (await client.set("told_28", "known")).outcome is Outcome.ACKNOWLEDGED
            assert (virtual.writes[-1].taken, client.dps[28]) == ({28: "known"}, "known")
            assert virtual.counters.queries == asked
            # What was reported all the same is waited for.
            assert (await client.set("told_21", "white")).outcome is Outcome.CONFIRMED
            assert (await client.set({"told_21": "colour", "told_28": "both"})).outcome is Outcome.ACKNOWLEDGED
            assert virtual.counters.queries == asked + 1

    run_jumping(body())


def test_a_property_that_is_not_reported_is_asked_for_and_then_missed(tmp_path: Path) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            schema = Schema(points={**PLUG.points, 250: DpSchema(id=250, code="glow", kind=Kind.BOOL)})
            async with house.client(device, knowledge=knowing(tmp_path, {device.id: schema})) as client:
                queries = device.counters.queries
                error = await failing(client.get("glow"))
                assert isinstance(error, UnknownDpError)
                assert "no glow" in error.message
                assert device.counters.queries == queries + 1

    run(body())


# Listening


def test_updates_of_properties_are_watched_and_listened_to(tmp_path: Path) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            async with house.client(device, knowledge=knowing(tmp_path, {device.id: PLUG})) as client:
                heard: list[PropertyUpdate] = []
                remove = client.add_property_listener(heard.append)
                watch = client.watch_properties()
                device.set(9, 30)
                update = await anext(watch)
                assert update.values == {"countdown_1": 30}
                (change,) = update.changes
                assert change.is_new
                assert change.previous is not None
                assert change.previous.value == 0
                assert heard == [update]
                remove()
                remove()
                await client.set("countdown_1", 40)
                assert (await anext(watch)).values == {"countdown_1": 40}
                assert len(heard) == 1
            assert [update async for update in watch] == []

    run(body())


def test_children_have_properties_of_their_own(tmp_path: Path) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.gateway())
            cid = "a4c138f2b0d15e73"
            async with house.client(device, knowledge=Knowledge(tmp_path)) as gateway:
                child = gateway.child(cid, device_id="eb0123456789abcdefchild")
                await child.status()
                watch = child.watch_properties()
                code, subject = next(iter(child.properties.items()))
                assert child.model.unique_id(code).startswith("eb0123456789abcdefchild-")
                assert child.readings[code].raw == child.dps[subject.dp]
                await child.status()
                assert (await anext(watch)).device_id == "eb0123456789abcdefchild"

    run_jumping(body())


def test_two_updates_become_one_without_losing_a_property(tmp_path: Path) -> None:
    made, _ = make(raws={}, knowledge=knowing(tmp_path, {ID: LAMP}))
    first = made.take(said({20: True, 22: 100}))
    second = made.take(said({22: 200, 21: "white"}))
    merged = merge_property_updates(first, second)
    assert merged.values == {"switch_led": True, "bright_value_v2": 200, "work_mode": "white"}
    assert merged.merged == 1
    change = next(change for change in merged.changes if change.property.dp == 22)
    assert change.previous is None
    assert change.is_new


# Where things come from and go


def test_ids_are_kept_in_the_store_over_a_restart(tmp_path: Path) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            store = DeviceStore(tmp_path / "devices.json")
            store.add(record_of(device))
            async with Device.from_record(
                store.find("plug"), store=store, network=house.network, knowledge=Knowledge()
            ) as client:
                # Nobody described a product with this data point, so only its number can be in the id.
                heard = client.watch()
                device.push({250: 1})
                await anext(heard)
                before = client.model.unique_id(250)
            again = DeviceStore.load(store.path)
            schema = Schema(points={250: DpSchema(id=250, code="glow", kind=Kind.NUMBER)})
            async with Device.from_record(
                again.find("plug"),
                store=again,
                network=house.network,
                knowledge=knowing(tmp_path, {device.id: schema}),
            ) as client:
                assert client.model.unique_id("glow") == before == f"{device.id}-dp250"

    run(body())


def test_a_record_without_a_store_brings_its_memory_and_product_along() -> None:
    record = DeviceRecord(id=ID, memory={"ids": {"20": "old_name"}}, product_key="keyw7dmvgtfh8wqs")
    device = Device.from_record(msgspec.structs.replace(record, key=LocalKey(KEY)), knowledge=Knowledge())
    assert device.product_key == "keyw7dmvgtfh8wqs"
    assert device.model.memory.ids[20] == "old_name"


def test_the_product_is_learnt_from_the_beacon_and_stored(tmp_path: Path) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            store = DeviceStore(tmp_path / "devices.json")
            store.add(msgspec.structs.replace(record_of(device), address=None))
            async with Device.from_record(
                store.find("plug"), store=store, network=house.network, knowledge=Knowledge(), patient=True
            ) as client:
                assert client.product_key is None
                assert client.properties == {}
                await until(lambda: client.connection is Status.SEARCHING)
                announce(house.ports, device.id, source="127.0.0.1", version=device.version)
                await client.wait_connected(timeout=BOUND)
                assert client.product_key == "key0123456789abc"
                assert {subject.dp for subject in client.properties.values()} == device.state.keys()
            assert DeviceStore.load(store.path).find("plug").product_key == "key0123456789abc"

    run(body())


def test_without_a_home_folder_there_is_still_the_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise ConfigError("this user has no home folder")

    monkeypatch.setattr(properties, "config_folder", homeless)
    assert own_knowledge() is own_knowledge()


def test_raw_use_loads_nothing_of_the_model() -> None:
    look = "import sys, tuyalan; tuyalan.Device; print(*[m for m in sys.modules if m.startswith(('tuyalan.model', 'tuyalan.knowledge'))])"
    ran = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", look], capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == []


# Features, and what may harm somebody


HEATER = Schema(
    category="qn",
    points={
        1: DpSchema(id=1, code="switch", kind=Kind.BOOL),
        7: DpSchema(id=7, code="child_lock", kind=Kind.BOOL),
    },
)


def test_features_are_composed_with_the_category_and_anew_when_properties_change(tmp_path: Path) -> None:
    made, _ = make(raws={}, knowledge=knowing(tmp_path, {ID: HEATER}))
    first = made.features
    assert first is made.features
    assert any(feature.is_hazardous for feature in first)
    made.take(said({250: 1}))
    assert made.features is not first


def test_the_kind_of_device_that_came_with_the_key_counts_before_what_describes_it(tmp_path: Path) -> None:
    made, _ = make(raws={}, knowledge=knowing(tmp_path, {ID: HEATER}), category="kg")
    assert made.category == "kg"
    assert not any(feature.is_hazardous for feature in made.features)


def test_what_may_harm_somebody_is_refused_until_it_is_allowed(tmp_path: Path) -> None:
    made, _ = make(raws={}, knowledge=knowing(tmp_path, {ID: HEATER}))
    with pytest.raises(NotAllowedError, match="may harm somebody") as caught:
        made.plan({"switch": True})
    assert caught.value.device_id == ID
    with pytest.raises(NotAllowedError):
        made.plan({"dp_1": True})
    with pytest.raises(NotAllowedError):
        made.plan({1: True, "child_lock": True})  # type: ignore[dict-item]
    # A setting does no harm, and of a number that nobody knows nothing can be said.
    assert made.plan({"child_lock": True}) == {7: True}
    assert made.plan({7: True, 199: True}) == {7: True, 199: True}
    key = next(feature.key for feature in made.features if feature.is_hazardous)
    for allowed in ("*", key):
        made.allowed = frozenset({allowed})
        assert made.plan({"switch": True}) == {1: True}


def test_a_device_that_answers_only_what_it_is_asked_for_is_asked_for_what_its_product_has(tmp_path: Path) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.rgb_lamp("3.3"), habits=Habits(null_query=True))
            async with house.client(device, knowledge=knowing(tmp_path, {device.id: LAMP})) as client:
                assert {20, 21, 22, 24} <= client.dps.keys()
                assert set(client.dialect.dp_ids) == client.dps.keys()

    run_jumping(body())


@given(dps=st.dictionaries(st.sampled_from([1, 20, 21, 22, 24, 26, 250, 70000]), JSON, max_size=6))
@settings(max_examples=60)
def test_no_report_is_too_odd_to_be_taken(dps: dict[int, object]) -> None:
    layer = {dp: Known(point=point, source=Source.IMPORT) for dp, point in LAMP.points.items()}
    raws: dict[DpId, Json] = {}
    made, _ = make(raws=raws, knowledge=Layered(layer))
    raws |= dps
    update = made.take(said(dict(dps)))
    assert update.values.keys() >= {made.model.find(dp).code for dp in dps}
    assert all(change.reading.raw == dps[change.property.dp] for change in update.changes if change.property.dp in dps)


class Layered(Knowledge):
    """Knows one description, and asks nobody else."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self._layer = layer

    def list_layers(
        self, device_id: str, product_key: str | None = None, *, dps: Mapping[DpId, Json] | None = None
    ) -> list[Layer]:
        del device_id, product_key, dps
        return [self._layer]
