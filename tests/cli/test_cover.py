"""`tuyalan cover`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.support import call

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.workshop import Workshop


def test_a_blind_is_opened_stopped_closed_and_sent_to_a_position(tools: Path, workshop: Workshop) -> None:
    blind = workshop.devices["blind"]
    for action in ("open", "stop", "close"):
        assert call("cover", "blind", action, "--devices", tools).code == 0
        assert blind.state[111] == action
    done = call("cover", "blind", "50%", "--devices", tools, "--json")
    assert (blind.state[107], done.data["state"]["target"]) == (50, 50)


def test_a_blind_is_looked_at(tools: Path) -> None:
    done = call("cover", "blind", "--devices", tools, "--json")
    assert (done.data["outcome"], done.data["state"]["is_closed"]) == (None, True)


def test_what_a_cover_cannot_do_is_refused(tools: Path) -> None:
    assert call("cover", "blind", "half", "--devices", tools).code == 2
    assert call("cover", "blind", "150", "--devices", tools).code == 8
    assert "no tilt" in call("cover", "blind", "--tilt", "50", "--devices", tools).all


def test_a_garage_door_is_not_operated_until_its_owner_allows_it(tools: Path, workshop: Workshop) -> None:
    garage = workshop.devices["garage"]
    refused = call("cover", "garage", "open", "--devices", tools, "--json")
    assert refused.error["code"] == "device.not_allowed"
    assert "tuyalan allow garage door_control_1" in refused.error["hint"]
    assert garage.state[6] == "close"
    assert not garage.writes
    assert call("cover", "garage", "--devices", tools).code == 0
    assert call("allow", "garage", "--devices", tools).code == 0
    assert call("cover", "garage", "open", "--devices", tools).code == 0
    assert garage.state[6] == "open"
