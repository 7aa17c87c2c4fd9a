"""`tuyalan watch`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.support import Home, call

if TYPE_CHECKING:
    from pathlib import Path


def test_each_update_is_a_line_and_the_count_ends_it(devices: Path, home: Home) -> None:
    done = call("watch", "plug", "--count", "3", "--seconds", "5", "--devices", devices, "--json")
    assert done.code == 0
    events = [line["data"]["event"] for line in done.lines]
    assert events.count("update") == 3
    assert events[-1] == "end"
    assert {line["command"] for line in done.lines} == {"watch"}
    updates = [line["data"] for line in done.lines if line["data"]["event"] == "update"]
    assert updates[0]["id"] == home.devices["plug"].id
    assert {update["cause"] for update in updates} == {"reply", "push"}


def test_all_devices_and_children_are_watched_if_none_is_named(devices: Path) -> None:
    done = call("watch", "--seconds", "1.5", "--devices", devices, "--json")
    named = {line["data"].get("name") for line in done.lines}
    assert {"plug", "lamp", "thermostat", "gateway", "Zigbee plug"} <= named
    opened = [line for line in done.lines if line["data"].get("status") == "open"]
    assert len(opened) == 6


def test_people_see_time_name_and_values(devices: Path) -> None:
    done = call("watch", "lamp", "--count", "1", "--seconds", "5", "--devices", devices)
    assert "lamp" in done.out
    assert "reply" in done.out
    assert "1 update." in done.out


def test_values_are_told_in_words_unless_numbers_are_asked_for(devices: Path) -> None:
    arguments = ("watch", "lamp", "--count", "1", "--seconds", "5", "--devices", devices)
    updates = [line["data"] for line in call(*arguments, "--json").lines if line["data"]["event"] == "update"]
    values = {value["code"]: value for value in updates[0]["values"]}
    assert values["work_mode"]["value"] == updates[0]["dps"]["21"]
    assert "work_mode=" in call(*arguments).out
    assert "work_mode=" not in call(*arguments, "--raw").out


def test_a_device_that_is_away_is_told_with_the_reason(devices: Path, home: Home) -> None:
    curtain = home.devices["curtain"]
    home.do(curtain.power_off)
    try:
        done = call("watch", "curtain", "--seconds", "1", "--devices", devices, "--json")
    finally:
        home.wait(curtain.power_on())
    away = [line["data"] for line in done.lines if line["data"].get("status") == "waiting"]
    assert "refuses" in away[0]["reason"]


def test_nothing_to_watch_is_an_error(tmp_path: Path) -> None:
    done = call("watch", "--devices", tmp_path / "none.json", "--json")
    assert (done.code, done.error["code"]) == (6, "device.unknown")


def test_counts_and_times_must_make_sense(devices: Path) -> None:
    assert call("watch", "--count", "0", "--devices", devices).code == 2
    assert call("watch", "--seconds", "-1", "--devices", devices).code == 2
