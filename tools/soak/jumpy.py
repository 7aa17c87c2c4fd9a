"""The program `tuyalan` with a clock on the wall that jumps: each line on stdin is by how many seconds it is wrong from now on.

    python -m tools.soak.jumpy serve

Python's `time.time` is replaced before anything of ours is loaded; clocks that only go forward stay as they are, as they do
when a system corrects its time.
"""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class JumpyClock:
    """A clock that is wrong by what it is told."""

    def __init__(self) -> None:
        """Begin with the right time."""
        self._right = time.time
        self.offset = 0.0

    def now(self) -> float:
        """Return what it shows, Unix time in seconds."""
        return self._right() + self.offset

    def follow(self, lines: Iterable[str]) -> None:
        """Jump with each line."""
        for line in lines:
            self.offset = float(line)


def main() -> None:
    """Run the program."""
    clock = JumpyClock()
    time.time = clock.now
    threading.Thread(target=clock.follow, args=(sys.stdin,), daemon=True).start()
    from tuyalan.cli.main import main as run_program  # noqa: PLC0415 - defaults of parameters take the clock that they find

    run_program()


if __name__ == "__main__":
    main()
