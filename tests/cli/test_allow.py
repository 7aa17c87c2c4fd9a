"""`tuyalan allow`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.support import call
from tuyalan.storage import DeviceStore

if TYPE_CHECKING:
    from pathlib import Path


def test_features_are_allowed_one_by_one_or_all_and_forbidden_again(tools: Path) -> None:
    def allowed() -> tuple[str, ...]:
        return DeviceStore.load(tools).find("garage").allowed

    done = call("allow", "garage", "door_control_1", "--devices", tools, "--json")
    assert done.data["allowed"] == ["door_control_1"]
    assert allowed() == ("door_control_1",)
    assert "everything that may do harm is allowed" in call("allow", "garage", "--devices", tools).all
    assert allowed() == ("*", "door_control_1")
    call("allow", "garage", "door_control_1", "--revoke", "--devices", tools)
    assert allowed() == ("*",)
    assert "nothing" in call("allow", "garage", "--revoke", "--devices", tools).all
    assert allowed() == ()
    assert "door_control_1" in call("allow", "garage", "door_control_1", "--devices", tools).all
