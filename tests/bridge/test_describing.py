"""What is told of devices and groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tests.model.making import known, point
from tuyalan.bridge.describing import build_devices, build_groups, describe_device, describe_health
from tuyalan.fleet.member import Member
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.model.device import DeviceModel
from tuyalan.model.schema import Access, Kind
from tuyalan.storage import DeviceRecord
from tuyalan.vocabulary import LocalKey, Version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.vocabulary import Json

KEY = "0123456789abcdef"


LAYER = {
    1: known(point(Kind.BOOL, "switch_1")),
    5: known(point(Kind.NUMBER, "cur_power", id=5, unit="W", scale=1, minimum=0, maximum=50000, access=Access.READ)),
    7: known(point(Kind.CHOICE, "switch_type_1", id=7, choices=("single_click", "long_press"), access=Access.READ)),
}


class KnownPlug(Knowledge):
    """Knows one product."""

    def make_model(self, device_id: str, **_: object) -> DeviceModel:
        return DeviceModel(device_id, [LAYER])


def member() -> Member:
    record = DeviceRecord(id="bf01", name="Plug", key=LocalKey(KEY), version=Version.V33, extra={"room": "Attic"})
    return Member(record, name="Plug", device=None, knowledge=KnownPlug())


def describe() -> Mapping[str, Json]:
    return msgspec.json.decode(msgspec.json.encode(describe_device(member(), "Plug")), type=dict[str, object])


def test_a_device_is_told_with_who_it_is_and_how() -> None:
    told = describe()
    assert (told["id"], told["friendly_name"], told["room"], told["version"]) == ("bf01", "Plug", "Attic", "3.3")
    assert (told["state"], told["reason"]) == ("offline", "starting")


def test_properties_are_told_with_what_they_take() -> None:
    switch, power, button = msgspec.convert(describe()["properties"], list[dict[str, object]])
    assert (switch["property"], switch["dp"], switch["type"], switch["access"]) == ("switch_1", 1, "bool", 7)
    assert (power["access"], power["unit"], power["value_max"], power["value_step"]) == (5, "W", 5000, 0.1)
    assert power["device_class"] == "power"
    assert button["values"] == ["single_click", "long_press"]
    assert button["event"] is True
    assert "unit" not in button
    assert "event" not in switch


def test_a_short_list_has_no_properties() -> None:
    (told,) = msgspec.json.decode(build_devices([(member(), "Plug")], is_brief=True))
    assert "properties" not in told


def test_keys_are_in_nothing_that_is_told() -> None:
    plug = member()
    assert KEY.encode() not in build_devices([(plug, "Plug")])
    assert KEY.encode() not in msgspec.json.encode(describe_health([(plug, "Plug")]))


def test_groups_are_told_with_their_devices() -> None:
    assert build_groups([("Both", "Both", ("bf01", "bf02"))]) == (
        b'[{"friendly_name":"Both","name":"Both","members":["bf01","bf02"]}]'
    )


def test_the_health_of_a_device_is_told_with_its_counters() -> None:
    plug = member()
    plug.counters.updates = 3
    told = msgspec.json.decode(msgspec.json.encode(describe_health([(plug, "Plug")])))["Plug"]
    assert (told["online"], told["reason"], told["last_heard"]) == (False, "starting", None)
    assert told["counters"]["updates"] == 3
    plug.last_heard = 5.0
    assert msgspec.to_builtins(describe_health([(plug, "Plug")])["Plug"])["last_heard"] == 5.0


def test_features_are_told_with_their_properties() -> None:
    features = msgspec.convert(describe()["features"], list[dict[str, object]])
    assert ("switch", {"switch": "switch_1"}) in [(each["type"], each["properties"]) for each in features]
    assert all(each["topic"] is False for each in features)
