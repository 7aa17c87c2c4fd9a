"""Things files of openHAB."""

from __future__ import annotations

from tests.credentials.samples import LAMP, LAMP_KEY, PLUG, sample
from tuyalan.credentials.openhab import is_things, parse_things


def test_a_things_file_is_told_from_others() -> None:
    assert is_things(sample("openhab-tuya.things").read_bytes())
    assert not is_things(sample("openhab-jsondb.json").read_bytes())
    assert not is_things(b"Thing hue:0210:1 [ lightId=1 ]")


def test_fields_in_brackets_are_read_with_quotes_and_comments() -> None:
    lamp, plug = parse_things(sample("openhab-tuya.things").read_text())
    assert (lamp["deviceId"], lamp["localKey"]) == (LAMP, LAMP_KEY.reveal().decode())
    assert (lamp["name"], lamp["room"], lamp["protocol"], lamp["pollingInterval"]) == ("Desk lamp", "Hall", "3.4", "10")
    assert (plug["deviceId"], plug["name"]) == (PLUG, "")


def test_a_thing_within_a_bridge_is_read() -> None:
    text = 'Bridge tuya:project:home [ ] {\n  Thing tuyaDevice lamp "Lamp" [ deviceId="bf01", localKey="x//y" ]\n}'
    (lamp,) = parse_things(text)
    assert (lamp["name"], lamp["deviceId"], lamp["localKey"]) == ("Lamp", "bf01", "x//y")
