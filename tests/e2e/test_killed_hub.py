"""The program itself, killed at random moments: what was written before is there, whole, and the next run goes on."""

from __future__ import annotations

import random
import signal
import sys
import time
from typing import TYPE_CHECKING, Final

import pytest

from tests.cli.support import open_home
from tests.e2e.serving import INTERVAL, PATIENCE, serving, wait_online
from tuyalan.storage import DeviceStore
from tuyalan.storage.state import StateStore

if TYPE_CHECKING:
    from pathlib import Path


pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals"),
    pytest.mark.chaos,
]

KILLS: Final = 3
END: Final = 5.0
"""A hub that is asked to end has ended after this, seconds."""
BRIGHTNESS: Final = 22


def read_state(folder: Path, device_id: str) -> dict[int, object]:
    store = StateStore(folder / "tuyalan" / "hub.db")
    values = store.open().values.get(device_id, {})
    store.close()
    return {dp: stored.value for dp, stored in values.items()}


def test_a_hub_that_is_killed_goes_on_where_it_was_written_last(tmp_path: Path) -> None:
    rng = random.Random(3)
    with open_home() as home:
        devices = home.write(tmp_path / "devices.json")
        lamp = home.devices["lamp"]
        for kill in range(1, KILLS + 1):
            with serving(tmp_path, devices) as process:
                wait_online(process, "lamp")
                home.do(lambda kill=kill: lamp.set(BRIGHTNESS, 100 * kill))
                # Until it must have been written.
                time.sleep(2.5 * INTERVAL)
                for number in range(rng.randrange(1, 20)):
                    home.do(lambda number=number, kill=kill: lamp.set(BRIGHTNESS, 100 * kill + number))
                time.sleep(rng.uniform(0.0, 0.3))
                process.kill()
            found = read_state(tmp_path, lamp.id)[BRIGHTNESS]
            assert isinstance(found, int)
            # All that came before the last write is there; what came after it may be.
            assert 100 * kill <= found < 100 * kill + 20
            assert len(DeviceStore.load(devices).records) >= len(home.devices)
        with serving(tmp_path, devices) as process:
            wait_online(process, "lamp")
            home.do(lambda: lamp.set(BRIGHTNESS, 77))
            time.sleep(0.3)
            begin = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
            assert time.monotonic() - begin < END
        assert read_state(tmp_path, lamp.id) == lamp.state
        assert not list(tmp_path.rglob("*.damaged*"))
