"""Groups as the broker shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tests.model.making import known, point
from tuyalan.bridge.grouping import GroupPages
from tuyalan.bridge.message import Message
from tuyalan.bridge.publishing import Manner, Page
from tuyalan.bridge.topics import Topics
from tuyalan.fleet.groups import Group
from tuyalan.model.device import DeviceModel
from tuyalan.model.features.composing import compose
from tuyalan.model.schema import Access, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.vocabulary import DpId, Json

PLUG = {
    1: known(point(Kind.BOOL, "switch_1")),
    5: known(point(Kind.NUMBER, "power", id=5, access=Access.READ)),
    14: known(point(Kind.CHOICE, "relay_status", id=14, choices=("off", "on", "memory"))),
}
LAMP = {
    20: known(point(Kind.BOOL, "switch_led", id=20)),
    22: known(point(Kind.NUMBER, "bright_value_v2", id=22, minimum=10, maximum=1000)),
}
COVER = {1: known(point(Kind.CHOICE, "control", choices=("open", "stop", "close")))}


class Street:
    """Devices with pages, and the groups of them."""

    def __init__(self, *members: str, manner: Manner | None = None, **layers: Mapping[int, object]) -> None:
        self.models = {name: DeviceModel(name, [layer]) for name, layer in layers.items()}  # pyright: ignore[reportArgumentType] - layers of descriptions
        self.pages = {name: Page(Topics(), name, manner=Manner()) for name in layers}
        for name, page in self.pages.items():
            page.describe(self.models[name], compose(self.models[name]))
            page.build_availability(is_online=True, reason=None)
        self.groups = GroupPages(Topics(), self.pages, manner=manner or Manner())
        self.begun = self.groups.put(Group(name="All", members=members or tuple(layers)), "All")

    def report(self, name: str, dps: dict[DpId, Json]) -> list[Message]:
        """Let a device report; returns what is published of its groups."""
        changes = self.models[name].apply(dps)
        self.pages[name].take(changes)
        return self.groups.look(name, codes={change.property.code for change in changes if change.is_new})

    def answer(self, name: str, *, is_online: bool) -> list[Message]:
        """Let a device vanish or come back."""
        self.pages[name].build_availability(is_online=is_online, reason=None)
        return self.groups.look(name)

    def state(self) -> dict[str, object]:
        """Return the state of the group."""
        return self.shown("All")

    def shown(self, topic: str) -> dict[str, object]:
        """Return what stands on a topic."""
        (payload,) = [each.payload for each in self.groups.build("All") if each.topic == f"tuyalan/{topic}"]
        return msgspec.json.decode(payload)


def test_a_group_is_on_as_long_as_any_of_its_devices_is() -> None:
    street = Street(a=PLUG, b=PLUG)
    assert street.begun == [Message("tuyalan/All/availability", b'{"state":"online"}', retain=True, qos=1)]
    assert street.report("a", {1: True}) == [Message("tuyalan/All", b'{"state":"ON","switch_1":true}', retain=True)]
    assert street.report("b", {1: True}) == []
    assert street.report("a", {1: False}) == []
    assert street.report("b", {1: False})[0].payload == b'{"state":"OFF","switch_1":false}'


def test_where_devices_differ_the_last_change_counts_and_stays() -> None:
    street = Street(a=LAMP, b=LAMP)
    street.report("a", {20: True, 22: 100})
    street.report("b", {20: True, 22: 500})
    assert street.state() == {"state": "ON", "switch_led": True, "bright_value_v2": 500}
    street.report("a", {20: False})
    assert street.state()["bright_value_v2"] == 500
    street.report("b", {22: 300})
    street.answer("b", is_online=False)
    assert street.state() == {"state": "OFF", "switch_led": False, "bright_value_v2": 100}


def test_what_is_measured_and_what_is_no_switch_is_not_merged() -> None:
    street = Street(a=PLUG, blind=COVER)
    assert street.report("a", {5: 7}) == []
    street.report("blind", {1: "open"})
    assert street.state() == {"control": "open"}
    street.report("a", {1: True, 14: "memory"})
    assert street.state() == {"state": "ON", "control": "open", "relay_status": "memory", "switch_1": True}


def test_a_property_that_is_called_state_is_not_hidden() -> None:
    street = Street(a={**PLUG, 7: known(point(Kind.TEXT, "state", id=7))})
    street.report("a", {1: True, 7: "mine"})
    assert street.state() == {"state": "mine", "switch_1": True}


def test_a_group_answers_while_any_device_does_and_keeps_what_it_knew() -> None:
    street = Street(a=PLUG, b=PLUG)
    street.report("a", {1: True})
    assert street.answer("a", is_online=False) == []
    (away,) = street.answer("b", is_online=False)
    assert (away.topic, away.payload) == ("tuyalan/All/availability", b'{"state":"offline"}')
    assert street.state()["state"] == "ON"
    assert street.answer("b", is_online=True)[0].payload == b'{"state":"online"}'


def test_devices_of_no_group_and_devices_that_are_gone_change_nothing() -> None:
    street = Street("a", "gone", a=PLUG, b=PLUG)
    assert ("a" in street.groups, "b" in street.groups) == (True, False)
    assert street.report("b", {1: True}) == []
    assert street.groups.look("gone", codes={"switch_1"}) == []
    assert street.groups.build("nobody") == []
    assert (street.groups.list_shared("All"), street.groups.list_shared("nobody")) == (("switch_1",), ())


def test_a_group_is_cleared_when_it_goes_or_gets_another_level() -> None:
    street = Street(a=PLUG)
    street.report("a", {1: True})
    moved = street.groups.put(Group(name="All", members=("a",)), "Every")
    assert [(message.topic, bool(message.payload)) for message in moved] == [
        ("tuyalan/All", False),
        ("tuyalan/All/availability", False),
        ("tuyalan/Every/availability", True),
        ("tuyalan/Every", True),
    ]
    assert [message.topic for message in street.groups.iter_all()] == ["tuyalan/Every/availability", "tuyalan/Every"]
    assert all(message.retain and not message.payload for message in street.groups.remove("All"))
    assert street.groups.remove("All") == []
    assert street.report("a", {1: False}) == []


def test_members_come_and_go_within_a_group() -> None:
    street = Street("a", a=PLUG, b=PLUG)
    street.report("b", {1: True})
    (message,) = street.groups.put(Group(name="All", members=("a", "b")), "All")
    assert message.payload == b'{"state":"ON","switch_1":true}'
    (away,) = street.groups.put(Group(name="All", members=()), "All")[:1]
    assert away.payload == b'{"state":"offline"}'


def test_states_of_groups_are_published_as_those_of_devices() -> None:
    street = Street(a=PLUG, manner=Manner(qos=1, retain=False))
    assert street.report("a", {1: True}) == [Message("tuyalan/All", b'{"state":"ON","switch_1":true}', qos=1)]
    assert [message.topic for message in street.groups.remove("All")] == ["tuyalan/All/availability"]


def test_what_all_devices_have_alike_is_shown_by_itself() -> None:
    street = Street(a=LAMP, b=LAMP)
    (_, shown) = street.report("a", {20: True, 22: 100})
    assert (shown.topic, shown.retain) == ("tuyalan/All/feature/switch_led", True)
    assert street.shown("All/feature/switch_led") == {"state": "ON", "brightness": 25, "color_mode": "brightness"}
    street.report("b", {20: True, 22: 1000})
    assert street.shown("All/feature/switch_led")["brightness"] == 254
    assert [each.topic for each in street.report("b", {20: False})] == ["tuyalan/All/feature/switch_led"]
    assert street.shown("All/feature/switch_led") == {"state": "ON", "brightness": 25, "color_mode": "brightness"}
    assert [each.topic for each in street.groups.iter_all()][-1] == "tuyalan/All/feature/switch_led"
    cleared = {each.topic for each in street.groups.remove("All")}
    assert "tuyalan/All/feature/switch_led" in cleared


def test_what_a_device_measures_is_shown_where_it_belongs_to_a_feature() -> None:
    blind = {**COVER, 3: known(point(Kind.NUMBER, "percent_state", id=3, minimum=0, maximum=100, access=Access.READ))}
    street = Street(a=blind, b=blind)
    assert street.shown("All/feature/control")["state"] is None if street.report("a", {1: "open"}) else True
    street.report("a", {3: 40})
    street.report("b", {3: 0})
    assert street.shown("All/feature/control") == {"state": "open", "position": 40}
    (shown,) = street.report("a", {3: 0})
    assert msgspec.json.decode(shown.payload) == {"state": "closed", "position": 0}


def test_a_device_that_vanishes_stands_for_nobody_and_one_that_comes_back_does() -> None:
    street = Street(a=LAMP, b=LAMP)
    street.report("a", {20: True, 22: 100})
    street.report("b", {20: False, 22: 500})
    assert "tuyalan/All/feature/switch_led" in {each.topic for each in street.answer("a", is_online=False)}
    assert street.shown("All/feature/switch_led")["state"] == "OFF"
    street.answer("b", is_online=False)
    assert street.shown("All/feature/switch_led")["state"] == "ON"


def test_a_feature_that_a_new_device_lacks_is_cleared() -> None:
    street = Street("a", a=LAMP, b=PLUG)
    street.report("a", {20: True})
    cleared = street.groups.put(Group(name="All", members=("a", "b")), "All")
    assert Message("tuyalan/All/feature/switch_led", b"", retain=True, qos=1) in cleared
    assert "tuyalan/All/feature/switch_led" not in {each.topic for each in street.groups.remove("All")}


def test_a_device_that_is_described_anew_is_looked_at_anew() -> None:
    street = Street("a", a=LAMP)
    street.report("a", {20: True, 22: 1000})
    page = street.pages["a"]
    page.describe(DeviceModel("a", [PLUG]), compose(DeviceModel("a", [PLUG])))
    assert Message("tuyalan/All/feature/switch_led", b"", retain=True, qos=1) in street.groups.look("a")


def test_a_change_of_one_feature_leaves_the_others_alone() -> None:
    street = Street(a={**LAMP, **COVER}, b={**LAMP, **COVER})
    street.report("a", {20: True, 1: "open"})
    shown = {each.topic for each in street.groups.iter_all()}
    assert {"tuyalan/All/feature/switch_led", "tuyalan/All/feature/control"} <= shown
    assert [each.topic for each in street.report("a", {22: 500})] == ["tuyalan/All", "tuyalan/All/feature/switch_led"]


def test_thermostats_that_are_set_to_different_units_show_nothing_together() -> None:
    room = {
        1: known(point(Kind.BOOL, "switch")),
        2: known(point(Kind.NUMBER, "temp_set", id=2, unit="°C", minimum=5, maximum=35)),
        3: known(point(Kind.CHOICE, "temp_unit_convert", id=3, choices=("c", "f"))),
        4: known(point(Kind.NUMBER, "temp_current", id=4, unit="°C", access=Access.READ)),
    }
    street = Street(a=room, b=room)
    for name in ("a", "b"):
        street.report(name, {1: True, 2: 21, 3: "c"})
    topic = "tuyalan/All/feature/temp_set"
    assert street.shown("All/feature/temp_set")["temperature"] == 21
    assert Message(topic, b"", retain=True, qos=1) in street.report("b", {3: "f"})
    assert topic in {each.topic for each in street.report("b", {3: "c"})}
