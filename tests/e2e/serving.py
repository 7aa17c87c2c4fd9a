"""The hub as a program of its own, run as its owner would."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

PATIENCE: Final = 30.0
INTERVAL: Final = 1.0
"""How long the hub gathers changes, seconds."""


@contextmanager
def serving(folder: Path, devices: Path) -> Generator[subprocess.Popen[str]]:
    """Run the hub as its owner would, writing its state every second."""
    environ = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "XDG_STATE_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "TUYALAN_HUB_STATE_INTERVAL": str(INTERVAL),
        "TUYALAN_HUB_BEACONS": "no",
    }
    command = [sys.executable, "-m", "tuyalan", "serve", "--devices", str(devices), "--json"]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        try:
            yield process
        finally:
            process.kill()
            process.wait(PATIENCE)


def wait_online(process: subprocess.Popen[str], name: str) -> None:
    """Read what the hub prints until it says that a device is online."""
    assert process.stdout is not None
    for line in process.stdout:
        if '"online"' in line and f'"{name}"' in line:
            return
    raise AssertionError("the hub ended before the device was online")
