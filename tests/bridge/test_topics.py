"""Topics, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.bridge.topics import Address, Purpose, Topics, check_base, parse_number
from tuyalan.errors import ConfigError

TOPICS = Topics("home/tuya")


def test_everything_about_a_device_is_below_its_level() -> None:
    topics = Topics()
    assert topics.state("Lamp") == "tuyalan/Lamp"
    assert topics.availability("Lamp") == "tuyalan/Lamp/availability"
    assert topics.event("Lamp", "switch1/value") == "tuyalan/Lamp/event/switch1_value"
    assert topics.feature("Lamp", "switch_led") == "tuyalan/Lamp/feature/switch_led"
    assert topics.dps("Lamp") == "tuyalan/Lamp/dps"
    assert topics.dp("Lamp", 20) == "tuyalan/Lamp/dps/20"
    assert topics.error("Lamp") == "tuyalan/Lamp/error"
    assert topics.below("Lamp") == ("tuyalan/Lamp/#",)


def test_the_bridge_has_a_level_of_its_own() -> None:
    assert TOPICS.bridge("state") == "home/tuya/bridge/state"
    assert TOPICS.response("device/rename") == "home/tuya/bridge/response/device/rename"
    assert TOPICS.error("") == "home/tuya/bridge/error"
    assert TOPICS.claims() == ("home/tuya/bridge/state", "home/tuya/bridge/info", "home/tuya/bridge/claim")


@pytest.mark.parametrize(
    ("topic", "address"),
    [
        (TOPICS.set("Lamp"), Address(Purpose.SET, "Lamp")),
        (TOPICS.set_property("Lamp", "switch_1"), Address(Purpose.SET_PROPERTY, "Lamp", "switch_1")),
        (TOPICS.set_feature("Lamp", "switch_1"), Address(Purpose.SET_FEATURE, "Lamp", "switch_1")),
        (TOPICS.get("Lamp"), Address(Purpose.GET, "Lamp")),
        ("home/tuya/Lamp/get/switch_1", Address(Purpose.GET, "Lamp", "switch_1")),
        ("home/tuya/Lamp/dps/set", Address(Purpose.SET_DPS, "Lamp")),
        ("home/tuya/Lamp/dps/20/set", Address(Purpose.SET_DP, "Lamp", "20")),
        ("home/tuya/bridge/request/device/rename", Address(Purpose.REQUEST, "bridge", "device/rename")),
        ("home/tuya/bridge/request/", Address(Purpose.REQUEST, "bridge", "")),
        ("home/tuya/bridge/state", Address(Purpose.BRIDGE, "bridge", "state")),
        ("home/tuya/bridge/claim", Address(Purpose.BRIDGE, "bridge", "claim")),
        ("home/tuya/bridge/request", None),
        ("home/tuya/bridge/devices", None),
        ("home/tuya/bridge/set", None),
        ("home/tuya/Lamp", None),
        ("home/tuya/Lamp/availability", None),
        ("home/tuya/Lamp/set/a/b", None),
        ("home/tuya//set", None),
        ("home/tuya", None),
        ("other/Lamp/set", None),
        ("", None),
    ],
)
def test_a_topic_says_what_is_asked_for(topic: str, address: Address | None) -> None:
    assert TOPICS.parse(topic) == address


def matches(pattern: str, topic: str) -> bool:
    """Tell whether a filter of MQTT matches a topic."""
    want, have = pattern.split("/"), topic.split("/")
    if want[-1] == "#":
        return have[: len(want) - 1] == want[:-1]
    return len(want) == len(have) and all(one in {"+", other} for one, other in zip(want, have, strict=True))


@pytest.mark.parametrize("ending", ["set", "set/x", "get", "get/x", "feature/x/set", "dps/set", "dps/1/set"])
def test_each_command_is_delivered_once(ending: str) -> None:
    assert sum(matches(pattern, f"home/tuya/Lamp/{ending}") for pattern in TOPICS.commands()) == 1


def test_requests_are_delivered_once() -> None:
    assert sum(matches(pattern, "home/tuya/bridge/request/scan") for pattern in TOPICS.commands()) == 1


@given(st.text())
def test_no_topic_breaks_the_parser(topic: str) -> None:
    TOPICS.parse(topic)
    TOPICS.parse(f"home/tuya/{topic}")


@pytest.mark.parametrize("base", ["", "/", "a//b", "a/+", "#", "nul\0", "x" * 300, "bridge", " a", "\ud800"])
def test_what_cannot_be_a_base_topic_is_refused(base: str) -> None:
    with pytest.raises(ConfigError):
        check_base(base)


def test_slashes_around_a_base_topic_are_dropped() -> None:
    assert check_base("/home/tuya/") == "home/tuya"


@pytest.mark.parametrize(("text", "number"), [("20", 20), ("", None), ("-1", None), ("٣", None), ("123456", None)])
def test_only_short_plain_digits_are_the_number_of_a_data_point(text: str, number: int | None) -> None:
    assert parse_number(text) == number
