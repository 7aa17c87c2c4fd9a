"""What Home Assistant was told and is to be told."""

from __future__ import annotations

import msgspec

from tuyalan.bridge.homeassistant.announcing import (
    Announcer,
    compare,
    list_availability,
    list_migrations,
    read_origin,
)
from tuyalan.bridge.homeassistant.envelope import Announcement

TOPIC = "homeassistant/device/one/config"


def make(*keys: str, topic: str = TOPIC, platform: str = "switch", name: str = "One") -> Announcement:
    """Make an announcement with some entities."""
    components: dict[str, object] = {key: {"platform": platform, "unique_id": key} for key in keys}
    payload: dict[str, object] = {
        "device": {"name": name, "identifiers": ["one"]}, "origin": {"name": "Tuyalan"}, "components": components,
    }  # fmt: skip
    return Announcement(topic, payload)


def read(payload: bytes) -> dict[str, dict[str, object]]:
    """Return the entities of a message."""
    return msgspec.json.decode(payload)["components"]


def test_a_device_is_announced_once_and_stored() -> None:
    announcer = Announcer()
    (message,) = announcer.announce("one", make("a"))
    assert (message.topic, message.retain, message.qos) == (TOPIC, True, 1)
    assert announcer.announce("one", make("a")) == []
    assert announcer.stored == {TOPIC: message.payload}


def test_what_the_broker_has_already_is_not_sent_again() -> None:
    first = Announcer()
    (message,) = first.announce("one", make("a"))
    later = Announcer()
    assert later.note_stored(TOPIC, message.payload, prefix="homeassistant")
    assert later.announce("one", make("a")) == []


def test_an_entity_that_is_gone_is_reduced_before_it_is_left_out() -> None:
    announcer = Announcer()
    announcer.announce("one", make("a", "b"))
    reduced, full = announcer.announce("one", make("a"))
    assert read(reduced.payload)["b"] == {"platform": "switch"}
    assert "b" not in read(full.payload)


def test_an_entity_of_another_platform_is_removed_first() -> None:
    announcer = Announcer()
    announcer.announce("one", make("a"))
    reduced, full = announcer.announce("one", make("a", platform="light"))
    assert read(reduced.payload)["a"] == {"platform": "switch"}
    assert read(full.payload)["a"]["platform"] == "light"


def test_a_device_that_moves_to_another_topic_leaves_the_old_one() -> None:
    announcer = Announcer()
    announcer.announce("one", make("a"))
    cleared, told = announcer.announce("one", make("a", topic="other/device/one/config"))
    assert (cleared.topic, cleared.payload) == (TOPIC, b"")
    assert told.topic == "other/device/one/config"


def test_a_device_that_is_gone_is_forgotten() -> None:
    announcer = Announcer()
    announcer.announce("one", make("a"))
    (message,) = announcer.withdraw("one")
    assert (message.topic, message.payload, message.retain) == (TOPIC, b"", True)
    assert announcer.withdraw("one") == []


def test_leftovers_of_ours_are_cleared_and_those_of_others_kept() -> None:
    announcer = Announcer()
    left = msgspec.json.encode(make("a").payload)
    other = msgspec.json.encode({"origin": {"name": "Other"}, "components": {}})
    assert announcer.note_stored("homeassistant/device/gone/config", left, prefix="homeassistant")
    assert not announcer.note_stored("homeassistant/device/other/config", other, prefix="homeassistant")
    assert not announcer.note_stored("elsewhere/device/one/config", left, prefix="homeassistant")
    announcer.announce("one", make("a"))
    (message,) = announcer.withdraw_strangers()
    assert (message.topic, message.payload) == ("homeassistant/device/gone/config", b"")
    assert announcer.withdraw_strangers() == []


def test_everything_is_told_again_when_home_assistant_comes() -> None:
    announcer = Announcer()
    announcer.announce("one", make("a"))
    announcer.announce("two", make("b", topic="homeassistant/device/two/config"))
    assert [message.topic for message in announcer.build_all()] == [TOPIC, "homeassistant/device/two/config"]


def test_the_difference_names_entities() -> None:
    stored = {
        TOPIC: msgspec.json.encode(make("a", "b").payload),
        "x/y": msgspec.json.encode(make("z", name="Gone").payload),
    }
    now = Announcement(TOPIC, make("a", "c").payload | {"components": {"a": {"platform": "light"}, "c": {}}})
    one, gone = compare(stored, [now])
    assert (one.name, one.added, one.removed, one.changed, one.is_new) == ("One", ("c",), ("b",), ("a",), False)
    assert (gone.name, gone.removed, gone.is_gone) == ("Gone", ("z",), True)
    (new,) = compare({}, [make("a")])
    assert (new.is_new, new.added) == (True, ("a",))
    assert compare({TOPIC: stored[TOPIC]}, [make("a", "b")]) == []


def test_junk_at_the_broker_is_no_announcement() -> None:
    for payload in (b"", b"{", b"[]", b'{"origin": 3}', b'{"origin": {"name": 3}}', b"[" * 100_000):
        assert read_origin(payload) in {"", "3"}


def test_availability_tells_whose_announcement_it_is() -> None:
    told = msgspec.json.encode({"availability": [{"topic": "a/bridge/state"}, 3]})
    assert list_availability(told) == ["a/bridge/state", ""]
    assert list_availability(b"{}") == []


def test_entities_that_are_announced_one_by_one_are_found_by_their_id() -> None:
    stored = {
        "ha/switch/a/config": b'{"unique_id":"a"}',
        "ha/switch/node/b/config": b'{"uniq_id":"b"}',
        "ha/light/a/config": b'{"unique_id":"a"}',
        "ha/switch/c/config": b'{"unique_id":"c"}',
        "ha/switch/d/config": b"[",
        "ha/switch": b'{"unique_id":"a"}',
    }
    assert list_migrations(stored, [make("a", "b")], prefix="ha") == ["ha/switch/a/config", "ha/switch/node/b/config"]


def test_a_number_outside_of_the_limits_that_were_told_is_hidden() -> None:
    announcer = Announcer()
    assert not announcer.is_stored(TOPIC)
    assert not announcer.hides("one", {"one/set/a": 9})
    components: dict[str, object] = {
        "a": {"platform": "number", "command_topic": "one/set/a", "min": 0, "max": 5.5},
        "b": {"platform": "number", "command_topic": "one/set/b"},
        "c": {"platform": "switch", "command_topic": "one/set/c", "min": 0, "max": 1},
        "d": {
            "platform": "humidifier",
            "command_topic": "one/set/d",
            "target_humidity_command_topic": "one/set/e",
            "min_humidity": 30,
            "max_humidity": 70,
        },
    }
    announcer.announce("one", Announcement(TOPIC, make().payload | {"components": components}))
    assert announcer.is_stored(TOPIC)
    assert announcer.hides("one", {"one/set/a": 5.6})
    assert announcer.hides("one", {"one/set/a": -1})
    assert not announcer.hides("one", {"one/set/a": 5.5, "one/set/b": 9, "one/set/c": 9})
    assert not announcer.hides("one", {"one/set/a": "high"})
    assert announcer.hides("one", {"one/set/e": 71})
    assert not announcer.hides("one", {"one/set/e": 70, "one/set/d": 99})
