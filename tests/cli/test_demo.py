"""`tuyalan demo`, from beginning to end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from tests.cli.support import call
from tests.support import ROOT, RUN_TIMEOUT


def test_all_steps_happen_and_no_file_is_left() -> None:
    done = call("demo", "--pace", "0", "--json")
    assert done.code == 0, done
    end = done.lines[-1]["data"]
    assert len(end["steps"]) == 7
    assert [each["version"] for each in end["devices"]] == ["3.1", "3.2", "3.3", "3.4", "3.5"]
    assert {each["state"] for each in end["devices"]} == {"connected"}
    away = [line["data"] for line in done.lines if "is away" in str(line["data"].get("what"))]
    assert away[0]["name"] == "Thermostat"


def test_a_pace_below_zero_is_refused() -> None:
    assert call("demo", "--pace", "-1").code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
def test_kept_devices_can_be_used_from_another_terminal() -> None:
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "200", "PYTHONUNBUFFERED": "1"}
    program = [sys.executable, "-c", "from tuyalan.cli.main import main; main()", "demo", "--keep", "--pace", "0"]
    with subprocess.Popen(program, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environ) as kept:  # noqa: S603
        try:
            assert kept.stderr is not None
            line = next(each for each in cast("Any", kept.stderr) if "status" in each)
            file = Path(line.split()[2])
            assert call("status", "Desk lamp", "--devices", file, "--json").data["dps"]["20"] is True
            assert call("off", "Desk lamp", "--devices", file).code == 0
        finally:
            kept.send_signal(signal.SIGINT)
            kept.stderr.read() if kept.stderr else None
            assert kept.wait(RUN_TIMEOUT) == 130
    assert not file.exists()
