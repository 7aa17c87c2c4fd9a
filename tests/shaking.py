"""A plugin of pytest: the event loop learns late, in parts and in any order what its sockets have, as on a machine that is busy.

A test that passes only if two things happen in the order that is usual on a machine with nothing else to do fails under it.
It is loaded by name (`make shake`); `TUYALAN_SHAKE_SEED` makes another run of it.
"""

from __future__ import annotations

import os
import random
import selectors
import time
from typing import Final

_SEED: Final = int(os.environ.get("TUYALAN_SHAKE_SEED", "1"))
LATE: Final = (0.2, 0.002)
"""How often the loop is late, and by how much at most, seconds."""
STALLED: Final = (0.002, 0.25)
"""The same of a machine that does something else."""
_PARTIAL: Final = 0.3
"""How often it hears of a part only; the rest comes with the next turn."""
_Base: Final = selectors.DefaultSelector


class ShakySelector(_Base):
    """Keeps what a selector promises, and no more than that: what is ready is told in the end."""

    chance = random.Random(_SEED)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait as a selector does, and then some."""
        for often, most in (LATE, STALLED):
            if self.chance.random() < often:
                time.sleep(self.chance.random() * most)
        ready = super().select(timeout)
        self.chance.shuffle(ready)
        if len(ready) > 1 and self.chance.random() < _PARTIAL:
            # Never none: who asks with a clock that jumps takes that for silence.
            del ready[self.chance.randrange(1, len(ready)) :]
        return ready


def pytest_configure() -> None:
    """Take the place of the selector of all event loops that come after."""
    setattr(selectors, "DefaultSelector", ShakySelector)  # noqa: B010 - no assignment, which a type checker takes for a mistake


def pytest_report_header() -> str:
    """Tell which run this is."""
    return f"shaken with seed {_SEED}"
