"""What is installed, quickly told."""

from __future__ import annotations

import tuyalan
from tuyalan.cli.about import describe


def test_it_tells_version_and_protocols() -> None:
    told = describe()
    assert told.tuyalan == tuyalan.__version__
    assert told.protocols == ("3.1", "3.2", "3.3", "3.4", "3.5")


def test_one_line_says_it_all() -> None:
    told = describe()
    assert told.line.startswith(f"tuyalan {tuyalan.__version__} (Python {told.python} on ")
    assert told.line.endswith("protocols 3.1 to 3.5)")
    assert told.view() == told.line
