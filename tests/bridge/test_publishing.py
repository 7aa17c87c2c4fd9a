"""One device as the broker shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tests.model.features.building import device
from tests.model.making import known, point
from tuyalan.bridge.message import Message
from tuyalan.bridge.publishing import Manner, Page, list_cleared
from tuyalan.bridge.topics import Topics
from tuyalan.model.device import DeviceModel
from tuyalan.model.features.composing import compose
from tuyalan.model.forms.pulses import Signal, build_code
from tuyalan.model.schema import Access, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tuyalan.vocabulary import DpId, Json

LAYER = {
    1: known(point(Kind.BOOL, "switch_1")),
    5: known(point(Kind.NUMBER, "power", id=5, scale=1)),
    7: known(point(Kind.CHOICE, "switch_type_1", id=7, choices=("single_click", "double_click"), access=Access.READ)),
}


class Shown:
    """A page and the model behind it."""

    def __init__(self, **manner: bool | int) -> None:
        self.model = DeviceModel("bf01", [LAYER])
        self.page = Page(Topics(), "Plug", manner=Manner(**manner))  # pyright: ignore[reportArgumentType] - fields by name
        self.page.describe(self.model, compose(self.model))

    def report(self, dps: dict[DpId, Json]) -> Sequence[Message]:
        return self.page.take(self.model.apply(dps))


def test_each_report_publishes_the_whole_state_merged() -> None:
    shown = Shown()
    assert shown.report({1: True}) == [Message("tuyalan/Plug", b'{"switch_1":true}', retain=True)]
    assert shown.report({5: 985}) == [Message("tuyalan/Plug", b'{"switch_1":true,"power":98.5}', retain=True)]


def test_what_is_said_again_is_not_published_again() -> None:
    shown = Shown()
    shown.report({1: True})
    assert shown.report({1: True}) == []


def test_events_are_no_part_of_the_state() -> None:
    shown = Shown(raw=True)
    assert shown.report({7: "single_click"}) == []
    shown.report({1: True})
    shown.page.describe(shown.model, compose(shown.model))
    assert [message.topic for message in shown.page.build_all()] == ["tuyalan/Plug", "tuyalan/Plug/dps/1"]


def test_states_are_published_as_the_owner_wants() -> None:
    assert Shown(qos=1, retain=False).report({1: True}) == [Message("tuyalan/Plug", b'{"switch_1":true}', qos=1)]


def test_raw_values_are_published_each_on_its_own_topic() -> None:
    messages = Shown(raw=True).report({1: True, 5: 985})
    assert [(message.topic, message.payload) for message in messages[1:]] == [
        ("tuyalan/Plug/dps/1", b"true"),
        ("tuyalan/Plug/dps/5", b"985"),
    ]


def test_availability_is_said_when_it_changes() -> None:
    page = Shown().page
    assert page.build_all() == []
    told = page.build_availability(is_online=False, reason="net.busy")
    assert told == [
        Message("tuyalan/Plug/availability", b'{"state":"offline","reason":"net.busy"}', retain=True, qos=1)
    ]
    assert page.build_availability(is_online=False, reason="net.busy") == []
    assert page.build_all() == told


def test_an_event_is_never_stored() -> None:
    page = Shown().page
    message = page.build_event("button", "single_click", time=1.0, device_time=None)
    assert message.topic == "tuyalan/Plug/event/button"
    assert message.payload == b'{"event_type":"single_click","value":"single_click","time":1.0}'
    assert not message.retain
    rung = page.build_event("doorbell", True, time=1.0, device_time=2.0)
    assert rung.payload == b'{"event_type":"on","value":true,"time":1.0,"device_time":2.0}'
    assert page.build_event("code", 5, time=1.0, device_time=None).payload.startswith(b'{"event_type":"5"')


def test_what_a_blaster_hears_is_told_as_the_times_of_its_signal() -> None:
    model = device("201 ir_send t wo\n202 ir_study_code r ro")
    page = Page(Topics(), "Remote", manner=Manner())
    page.describe(model, compose(model))
    heard = page.build_event("ir_study_code", build_code(Signal(pulses=(9000, 4500))), time=1.0, device_time=2.0)
    assert heard.topic == "tuyalan/Remote/event/ir_study_code"
    assert not heard.retain
    assert msgspec.json.decode(heard.payload) == {
        "event_type": "heard",
        "timings": [9000, -4500],
        "modulation": 38_000,
        "time": 1.0,
        "device_time": 2.0,
    }


def test_everything_that_was_stored_can_be_cleared_and_nothing_else() -> None:
    shown = Shown(raw=True)
    shown.page.build_availability(is_online=True, reason=None)
    shown.report({1: True})
    shown.page.build_event("button", "x", time=1.0, device_time=None)
    cleared = list_cleared([shown.page])
    assert [message.topic for message in cleared] == [
        "tuyalan/Plug",
        "tuyalan/Plug/availability",
        "tuyalan/Plug/dps/1",
    ]
    assert all(message.retain and message.payload == b"" for message in cleared)
    assert shown.page.clear() == []


def test_a_state_that_is_not_stored_need_not_be_cleared() -> None:
    shown = Shown(retain=False)
    shown.report({1: True})
    assert shown.page.clear() == []


LAMP = {
    20: known(point(Kind.BOOL, "switch_led", id=20)),
    21: known(point(Kind.CHOICE, "work_mode", id=21, choices=("white", "colour"))),
    22: known(point(Kind.NUMBER, "bright_value_v2", id=22, minimum=10, maximum=1000)),
    26: known(point(Kind.NUMBER, "countdown", id=26, minimum=0, maximum=86400)),
    102: known(point(Kind.NUMBER, "wear", id=102, access=Access.READ)),
}


def test_a_lamp_has_a_topic_that_says_what_it_shows() -> None:
    model = DeviceModel("bf02", [LAMP])
    page = Page(Topics(), "Lamp", manner=Manner())
    page.describe(model, compose(model))
    state, light = page.take(model.apply({20: True, 21: "white", 22: 1000}))
    assert state.topic == "tuyalan/Lamp"
    assert (light.topic, light.retain) == ("tuyalan/Lamp/feature/switch_led", True)
    assert b'"state":"ON"' in light.payload
    assert len(page.take(model.apply({102: 5}))) == 1
    assert [message.topic for message in page.build_all()] == ["tuyalan/Lamp", "tuyalan/Lamp/feature/switch_led"]
    assert "tuyalan/Lamp/feature/switch_led" in [message.topic for message in page.clear()]
