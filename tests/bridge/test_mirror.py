"""Topics of other bridges."""

from __future__ import annotations

import pytest

from tuyalan.bridge.foreign import Order
from tuyalan.bridge.message import Incoming
from tuyalan.bridge.mirror import LAYOUTS, NOBODY, Layout, Mirror, Named, Report
from tuyalan.bridge.replies import Listed
from tuyalan.errors import ConfigError, MessageError

LAMP = Named("bf01", "Desk Lamp/2")
OURS = Mirror(
    Layout(root="home", reports=(Report("{root}/{name}/{dp}", '{"v": {value}}'),), commands=("{root}/{name}/{dp}/set",))
)


def mirror(name: str) -> Mirror:
    return Mirror(LAYOUTS[name])


def test_tuya_mqtt_gets_all_values_and_each_one() -> None:
    messages = mirror("tuya-mqtt").report(LAMP, {1: True, 21: "white"})
    assert [(message.topic, message.payload) for message in messages] == [
        ("tuya/desk_lamp_2/dps/state", b'{"1":true,"21":"white"}'),
        ("tuya/desk_lamp_2/dps/1/state", b"true"),
        ("tuya/desk_lamp_2/dps/21/state", b"white"),
    ]
    assert not any(message.retain for message in messages)


def test_tuya_mqtt_gets_status_and_state_stored() -> None:
    (status,) = mirror("tuya-mqtt").tell_status(LAMP, is_online=False)
    (state,) = mirror("tuya-mqtt").tell_state(LAMP, is_on=True)
    assert (status.topic, status.payload, status.retain) == ("tuya/desk_lamp_2/status", b"offline", True)
    assert (state.topic, state.payload) == ("tuya/desk_lamp_2/state", b"ON")
    cleared = mirror("tuya-mqtt").clear(LAMP)
    assert [(message.topic, message.payload) for message in cleared] == [(status.topic, b""), (state.topic, b"")]


def test_rustuya_gets_one_message_by_id() -> None:
    rustuya = mirror("rustuya-bridge")
    (message,) = rustuya.report(LAMP, {1: True, 2: 5}, kind="passive")
    assert (message.topic, message.payload) == ("rustuya/event/passive/bf01", b'{"1":true,"2":5}')
    assert (
        rustuya.tell_status(LAMP, is_online=True) == rustuya.tell_state(LAMP, is_on=True) == rustuya.clear(LAMP) == []
    )
    assert rustuya.spell("Desk Lamp/2") == "Desk Lamp_2"


def test_templates_of_ones_own_make_topics_and_payloads() -> None:
    (message,) = OURS.report(LAMP, {1: 5})
    assert (message.topic, message.payload) == ("home/Desk Lamp_2/1", b'{"v": 5}')
    timed = Mirror(Layout(root="x", reports=(Report("{root}/{id}{cid}", "{time} {dps}"),)))
    (message,) = timed.report(Named("bf01", "a", "c7"), {1: 5}, time=12.3)
    assert (message.topic, message.payload) == ("x/bf01c7", b'12 {"1":5}')


def test_commands_are_listened_to_and_read() -> None:
    assert OURS.filters() == ("home/+/+/set",)
    assert OURS.parse(Incoming("home/Desk Lamp_2/1/set", b"true")) == (Order(("Desk Lamp_2",), dps={"1": True}),)
    assert OURS.parse(Incoming("home/Desk Lamp_2/1", b"true")) == ()
    with pytest.raises(MessageError):
        OURS.parse(Incoming("home/Desk Lamp_2/1/set", b"\xff"))
    assert mirror("tuya-mqtt").filters() == ("tuya/+/command", "tuya/+/dps/command", "tuya/+/dps/+/command")


def test_hostile_values_and_names_stay_within_their_level() -> None:
    messages = OURS.report(Named("bf01", "#/+\0"), {1: "{root}{id}"})
    assert messages[0].topic == "home/bf01/1" or "/" not in messages[0].topic.removeprefix("home/").removesuffix("/1")
    assert messages[0].payload == b'{"v": {root}{id}}'


@pytest.mark.parametrize(
    "layout",
    [
        Layout(root="x", reports=(Report("{root}/{colour}"),)),
        Layout(root="x", reports=(Report("{root}", "{key}"),)),
        Layout(root="x", reports=(Report(""),)),
        Layout(root="x", reports=(Report("{root}/#"),)),
        Layout(root="x", commands=("{root}/{value}",)),
        Layout(root="x", commands=("{id}/{id}",)),
        Layout(root="x", answers="{root}/{kind}"),
    ],
)
def test_a_template_that_makes_no_sense_is_refused(layout: Layout) -> None:
    with pytest.raises(ConfigError, match="template"):
        Mirror(layout)


def test_rustuya_is_answered_on_its_topics_and_others_are_not() -> None:
    rustuya, error = mirror("rustuya-bridge"), MessageError("no")
    answers = [rustuya.answer(LAMP, "set"), rustuya.answer(LAMP, "set", error=error)]
    answers.append(rustuya.tell_connection(LAMP, reason=None))
    assert [message.topic for (message,) in answers] == [
        "rustuya/response/bf01",
        "rustuya/error/bf01",
        "rustuya/error/bf01",
    ]
    assert not any(message.retain for (message,) in answers)
    (of_nobody,) = rustuya.answer(NOBODY, "set", error=error)
    assert b'"id":"bridge","name":"bridge"' in of_nobody.payload
    (listed,) = rustuya.tell_devices(Order((), "status"), [Listed(id="bf01", name="Lamp", status="0")])
    assert listed.topic == "rustuya/response/bridge"
    assert mirror("tuya-mqtt").answer(LAMP, "set") == []


def test_only_rustuya_users_ask_devices_themselves() -> None:
    assert [mirror(name).is_asking for name in LAYOUTS] == [False, True]
