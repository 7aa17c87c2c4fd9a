"""What importing and starting costs."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Final

from benchmarks import tinytuya_api
from benchmarks.report import Row
from benchmarks.timing import median, note, swing
from benchmarks.workers import ROOT

ROUNDS: Final = 15
_BARE: Final = "bare"
_COMMAND: Final = "command"


def run() -> list[Row]:
    """Measure whole processes, in turn, against the bare interpreter."""
    note("start")
    commands = {
        _BARE: ["-c", "pass"],
        "import tuyalan": ["-c", "import tuyalan"],
        "import with Device": ["-c", "from tuyalan import Device"],
        _COMMAND: ["-m", "tuyalan", "--version"],
    }
    if tinytuya_api.is_installed():
        commands[tinytuya_api.NAME] = ["-c", "import tinytuya"]
    took: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, arguments in commands.items():
            took[name].append(_time(arguments))
    bare = median(took[_BARE])
    peer = median(took[tinytuya_api.NAME]) - bare if tinytuya_api.NAME in took else None
    rows = [
        Row(
            group="start",
            name=f"{name}, above the bare interpreter",
            ours=median(took[name]) - bare,
            unit="ms",
            peer=peer,
            peer_name=tinytuya_api.NAME,
            goal=goal,
        )
        for name, goal in (("import tuyalan", 40), ("import with Device", None))
    ]
    whole = took[_COMMAND]
    rows.append(
        Row(
            group="start",
            name="tuyalan --version, whole process",
            ours=median(whole),
            unit="ms",
            swing=swing(whole),
            goal=150,
        )
    )
    return rows


def _time(arguments: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=ROOT, timeout=30)  # noqa: S603 - fixed code
    return (time.perf_counter() - begin) * 1e3
