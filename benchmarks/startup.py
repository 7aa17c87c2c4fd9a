"""What importing and starting costs."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Final

from benchmarks.report import Row, median, note

ROUNDS: Final = 15


def run() -> list[Row]:
    """Measure whole processes, in turn, against the bare interpreter."""
    note("start")
    codes = {
        "bare": "pass",
        "import tuyalan": "import tuyalan",
        "import tuyalan and Device": "from tuyalan import Device",
        "import tinytuya": "import tinytuya",
    }
    took: dict[str, list[float]] = {name: [] for name in [*codes, "tuyalan --version"]}
    for _ in range(ROUNDS):
        for name, code in codes.items():
            took[name].append(_time([sys.executable, "-c", code]))
        took["tuyalan --version"].append(_time([sys.executable, "-m", "tuyalan", "--version"]))
    bare = median(took["bare"])
    peer = median(took["import tinytuya"]) - bare
    rows = [
        Row(group="start", name="import tuyalan, above the bare interpreter", ours=median(took["import tuyalan"]) - bare,
            unit="ms", peer=peer, peer_name="tinytuya", goal=40),
        Row(group="start", name="import with Device, above the bare interpreter",
            ours=median(took["import tuyalan and Device"]) - bare, unit="ms", peer=peer, peer_name="tinytuya"),
        Row(group="start", name="tuyalan --version, whole process", ours=median(took["tuyalan --version"]), unit="ms", goal=150),
    ]  # fmt: skip
    return rows


def _time(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return (time.perf_counter() - begin) * 1e3
