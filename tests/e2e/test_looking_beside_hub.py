"""Who looks what Home Assistant would be told sees what the hub has stored while that hub runs."""

from __future__ import annotations

import signal
import sys
import time
from typing import TYPE_CHECKING, Final

import pytest

from tests.cli.support import call, open_home
from tests.e2e.serving import PATIENCE, serving, wait_online
from tuyalan.storage.statefile import read_state

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BRIGHTNESS: Final = 22

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="whoever has a file open there has it alone")


def test_looking_shows_what_a_hub_that_runs_has_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))

    def look() -> dict[str, set[str]]:
        done = call("ha", "preview", "--devices", devices, "--json")
        assert done.code == 0, done.err
        found = done.lines[-1]["data"]["devices"]
        return {each["name"]: {entity["platform"] for entity in each["entities"]} for each in found}

    with open_home() as home:
        devices = home.write(tmp_path / "devices.json")
        lamp = home.devices["lamp"]
        with serving(tmp_path, devices) as process:
            wait_online(process, "lamp")
            # It is stored with the next batch, a second later at most.
            wait_until(lambda: "light" in look()["lamp"])
            # The hub did not notice: it still writes, and ends well.
            home.do(lambda: lamp.set(BRIGHTNESS, 77))
            wait_until(lambda: read_state(tmp_path / "tuyalan" / "hub.db").values[lamp.id][BRIGHTNESS].value == 77)
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        assert not list(tmp_path.rglob("*.damaged*"))


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
