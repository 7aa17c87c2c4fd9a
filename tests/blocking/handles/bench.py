"""A blocking device on the bench: it keeps what is written to it in place of sending it, as the one of asyncio does."""

from __future__ import annotations

from tests.client.handles import bench
from tuyalan import sync


class Bench(sync.Device):
    """A device that is never opened."""

    def __init__(self, rows: str, *, category: str = "") -> None:
        self.desk = bench.Bench(rows, category=category)
        self._adopt(self.desk)
