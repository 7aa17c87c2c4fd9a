"""`tuyalan fan`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.support import call

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.workshop import Workshop


def test_a_fan_is_told_its_speed_in_per_cent(tools: Path, workshop: Workshop) -> None:
    ceiling = workshop.devices["ceiling"]
    done = call("fan", "ceiling", "50", "--preset", "nature", "--direction", "reverse", "--devices", tools, "--json")
    assert (ceiling.state[60], ceiling.state[101], ceiling.state[61], ceiling.state[63]) == (
        True, 3, "nature", "reverse",
    )  # fmt: skip
    assert (done.data["feature"], done.data["state"]["percent"]) == ("", 50)
    call("fan", "ceiling", "--direction", "forward", "--devices", tools)
    assert ceiling.state[63] == "forward"


def test_a_fan_is_switched_and_looked_at(tools: Path, workshop: Workshop) -> None:
    ceiling = workshop.devices["ceiling"]
    for action, value in (("on", True), ("toggle", False), ("toggle", True), ("off", False)):
        assert call("fan", "ceiling", action, "--devices", tools).code == 0
        assert ceiling.state[60] is value
    assert "ceiling off" in call("fan", "ceiling", "--devices", tools).all


def test_what_a_fan_cannot_do_is_refused(tools: Path) -> None:
    assert call("fan", "ceiling", "fast", "--devices", tools).code == 2
    assert call("fan", "ceiling", "150", "--devices", tools).code == 8
    for swing in ("on", "off"):
        assert "no swing" in call("fan", "ceiling", "--swing", swing, "--devices", tools).all
