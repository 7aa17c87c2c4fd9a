"""A scene holds what people set, in words that bring it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.client.household import failing
from tests.fleet.household import all_online, housing
from tests.support import run
from tuyalan.errors import NotAllowedError, SchemaError, UnknownSceneError, UseError
from tuyalan.fleet.events import SceneChanged
from tuyalan.fleet.member import Member, Restored
from tuyalan.fleet.scenes import capture
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.model.features import Feature, compose
from tuyalan.model.schema import Access, DpSchema, Kind
from tuyalan.model.sources import Known, Source
from tuyalan.session.events import Cause
from tuyalan.storage import DeviceRecord

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tuyalan.model.device import DeviceModel, Layer
    from tuyalan.vocabulary import DpId, Json

LAMP = (
    DpSchema(id=20, code="switch_led", kind=Kind.BOOL),
    DpSchema(id=21, code="work_mode", kind=Kind.CHOICE, choices=("white", "colour", "scene", "music")),
    DpSchema(id=22, code="bright_value", kind=Kind.NUMBER, minimum=10, maximum=1000),
    DpSchema(id=23, code="temp_value", kind=Kind.NUMBER, minimum=0, maximum=1000),
    DpSchema(id=24, code="colour_data", kind=Kind.TEXT),
    DpSchema(id=26, code="countdown", kind=Kind.NUMBER, minimum=0, maximum=86400, unit="s"),
)
PLUG = (
    DpSchema(id=1, code="switch_1", kind=Kind.BOOL),
    DpSchema(id=9, code="countdown_1", kind=Kind.NUMBER, minimum=0, maximum=86400, unit="s"),
    DpSchema(id=19, code="cur_power", kind=Kind.NUMBER, access=Access.READ, unit="W"),
    DpSchema(id=41, code="child_lock", kind=Kind.BOOL),
)


class Told(Knowledge):
    """Knows what it is told."""

    def __init__(self, points: tuple[DpSchema, ...]) -> None:
        super().__init__()
        self._points = points

    def list_layers(
        self, device_id: str, product_key: str | None = None, *, dps: Mapping[DpId, Json] | None = None
    ) -> list[Layer]:
        del device_id, product_key, dps
        return [{point.id: Known(point=point, source=Source.IMPORT) for point in self._points}]


def member(points: tuple[DpSchema, ...], dps: dict[DpId, Json], *, category: str = "") -> Member:
    record = DeviceRecord(id="bf01", extra={"category": category})
    restored = {dp: Restored(value, 1.0, Cause.REPLY) for dp, value in dps.items()}
    return Member(record, name="x", device=None, knowledge=Told(points), restored=restored)


WHITE = {20: True, 21: "white", 22: 500, 23: 200, 24: "00f003e803e8", 26: 60}


@pytest.mark.parametrize(
    ("dps", "dps_planned"),
    [
        (WHITE, {20, 21, 22, 23}),
        (WHITE | {21: "colour"}, {20, 21, 24}),
        (WHITE | {20: False}, {20}),
        ({21: "white"}, set[int]()),
    ],
)
def test_a_lamp_is_captured_as_it_shines(dps: dict[DpId, Json], dps_planned: set[int]) -> None:
    lamp = member(LAMP, dps, category="dj")
    captured = capture(lamp)
    planned = lamp.model.plan(captured)
    assert planned.keys() == dps_planned
    assert {dp: raw for dp, raw in planned.items() if dp in {20, 21, 24}} == {
        dp: dps[dp] for dp in dps_planned & {20, 21, 24}
    }


def test_what_a_device_measures_counts_down_or_is_configured_with_is_left_out() -> None:
    plug = member(PLUG, {1: True, 9: 60, 19: 100, 41: True}, category="cz")
    assert capture(plug) == {"switch_1": True}


def test_what_is_not_known_is_left_out() -> None:
    assert capture(member(PLUG, {9: 0}, category="cz")) == {}


def test_a_scene_is_captured_recalled_and_removed(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp", "plug")) as house, house.hub() as hub:
            await all_online(hub)
            await hub.set("lamp", {1: True})
            await hub.set("plug", {1: False})
            scene = await hub.scenes.capture("Evening", ["lamp", "plug"])
            assert scene.values.keys() == set(hub.members)
            await hub.set("lamp", {1: False})
            await hub.set("plug", {1: True})
            result = await hub.scenes.recall("evening")
            assert result.errors == {}
            assert (hub.find("lamp").dps[1], hub.find("plug").dps[1]) == (True, False)
            await hub.scenes.put("evening", {"lamp": {"dp_9": 7}})
            assert list(hub.scenes) == ["evening"]
            assert isinstance(await failing(hub.scenes.put("bad", {"lamp": {"dp_9": "many"}})), SchemaError)
            assert isinstance(await failing(hub.scenes.put("", {})), UseError)
            await hub.remove("lamp")
            assert hub.scenes["evening"].values == {}
            await hub.scenes.remove("EVENING")
            assert isinstance(await failing(hub.scenes.recall("evening")), UnknownSceneError)
            assert [event.is_removed for event in house.heard(SceneChanged)] == [False, False, True]

    run(body())


def test_a_scene_holds_nothing_that_may_harm_somebody_until_it_is_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compose_hazards(model: DeviceModel, *, category: str) -> tuple[Feature, ...]:
        features = compose(model, category=category)
        return tuple(msgspec.structs.replace(each, is_hazardous=each.main.dp == 1) for each in features)

    monkeypatch.setattr("tuyalan.fleet.member.compose", compose_hazards)

    async def body() -> None:
        async with housing(tmp_path, names=("heater",)) as house, house.hub() as hub:
            await all_online(hub)
            member = hub.find("heater")
            refused = await failing(hub.scenes.put("warm", {"heater": {"switch_1": True}}))
            assert isinstance(refused, NotAllowedError)
            assert (refused.device_id, hub.scenes) == (member.id, {})
            # Neither one recall nor one write more would get through.
            assert isinstance(await failing(hub.set("heater", {"switch_1": True})), NotAllowedError)
            member.record = msgspec.structs.replace(member.record, allowed=("*",))
            member.describe_again()
            await hub.scenes.put("warm", {"heater": {"switch_1": True}})
            assert (await hub.scenes.recall("warm")).errors == {}

    run(body())
