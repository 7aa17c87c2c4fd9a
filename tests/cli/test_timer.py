"""`tuyalan timer`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.support import Home, call

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.workshop import Workshop


def test_a_countdown_is_set_listed_and_cleared(devices: Path, home: Home) -> None:
    plug = home.devices["plug"]
    home.do(lambda: plug.set(1, True))
    done = call("timer", "plug", "20m", "off", "--devices", devices, "--json")
    assert plug.state[9] == 1200
    assert done.data["timers"][0] == {"number": 1, "kind": "countdown", "text": "off in 20m", "enabled": True}
    assert "off in 20m" in call("timer", "plug", "--devices", devices).all
    cleared = call("timer", "plug", "clear", "1", "--devices", devices)
    assert plug.state[9] == 0
    assert "No timer is set. It can keep: countdown." in cleared.all


def test_a_countdown_that_would_do_the_opposite_is_refused(devices: Path, home: Home) -> None:
    home.do(lambda: home.devices["plug"].set(1, True))
    done = call("timer", "plug", "on", "in", "20m", "--devices", devices)
    assert done.code == 8
    assert "on already" in done.all
    assert home.devices["plug"].state[9] == 0


def test_a_switch_is_turned_over_where_nothing_else_is_said(tools: Path, workshop: Workshop) -> None:
    gangs = workshop.devices["gangs"]
    assert "several switches" in call("timer", "gangs", "10m", "--devices", tools).all
    call("timer", "gangs", "10m", "--channel", "2", "--devices", tools)
    assert gangs.state[8] == 600
    call("timer", "gangs", "clear", "--devices", tools)
    assert gangs.state[8] == 0


def test_schedules_and_pulses_are_kept_by_the_device(tools: Path) -> None:
    call("timer", "gangs", "18:00-22:00", "--random", "--days", "weekdays", "--devices", tools)
    call("timer", "gangs", "08:00-09:00", "--cycle", "10/5", "--channel", "2", "--devices", tools)
    done = call("timer", "gangs", "pulse", "5s", "--devices", tools, "--json")
    assert [each["text"] for each in done.data["timers"]] == [
        "on 08:00 to 09:00, once, 10 min on, 5 min off, switch 2",
        "on 18:00 to 22:00, weekdays",
        "off 5s after on",
    ]
    call("timer", "gangs", "pulse", "off", "--devices", tools)
    assert "off 0s after on (off)" in call("timer", "gangs", "--devices", tools).all
    assert call("timer", "gangs", "clear", "--devices", tools, "--json").data["timers"] == []
    assert call("timer", "gangs", "clear", "--devices", tools, "--json").data["outcome"] is None


def test_a_feeder_feeds_at_a_time(tools: Path) -> None:
    done = call("timer", "feeder", "feed", "7:00", "2", "--days", "daily", "--devices", tools, "--json")
    assert [each["text"] for each in done.data["timers"]] == ["2 portions at 07:00, daily"]
    call("timer", "feeder", "feed", "18:00", "--devices", tools)
    call("timer", "feeder", "clear", "1", "--devices", tools)
    assert "1 portion at 18:00, once" in call("timer", "feeder", "--devices", tools).all
    assert "no timer of the sort wake" in call("timer", "feeder", "wake", "6:30", "20m", "--devices", tools).all
    assert "is no timer" in call("timer", "feeder", "feed", "7:00", "many", "--devices", tools).all


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["soon", "off", "please"], "is no timer"),
        (["18:00-22:00", "--cycle", "often"], "is no cycle"),
        (["18:00-22:00"], "no timer of the sort schedule"),
        (["clear", "9"], "no timer 9"),
    ],
)
def test_what_cannot_be_meant_is_refused(tools: Path, arguments: list[str], message: str) -> None:
    assert message in call("timer", "gangs", *arguments, "--devices", tools).all


def test_a_device_without_timers_says_so(tools: Path) -> None:
    assert "It keeps no timers." in call("timer", "blaster", "--devices", tools).all
