"""Every example runs as it stands."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES: Final = sorted((ROOT / "examples").glob("*.py"))
LIMIT: Final = 30
"""Seconds for one example: a process of its own on a machine that may be busy."""
EXPECTED: Final = {
    "control.py": ["100 %: confirmed", "reported: {22: 1000} push"],
    "control_sync.py": ["switched off: True"],
    "find.py": ["version 3.1", "version 3.3", "version 3.4", "version 3.5"],
    "gateway.py": ["a4c1386d94e7c208 online", "a4c138f2b0d15e73 switched on: confirmed"],
    "names.py": ["Brightness: 750", "light: True colour 0.4", "refused: work_mode takes white", "plug is on: False"],
    "test_own_code.py": ["passed: Check the effect", "passed: Check that nothing", "passed: Break a frame"],
    "watch_many.py": ["Metering plug", "Climate sensor", "Thermostat"],
}
"""What each prints, in part."""


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_example_runs_and_prints_what_it_shows(path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "error"}
    done = subprocess.run(  # noqa: S603 - the interpreter of this test with files of this project
        [sys.executable, str(path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=LIMIT,
        env=environment,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [part for part in EXPECTED[path.name] if part not in done.stdout] == []


def test_the_list_of_examples_names_each() -> None:
    text = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in EXAMPLES if f"[{path.name}]({path.name})" not in text] == []
