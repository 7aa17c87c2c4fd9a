"""What is noted of the state of devices between two writes: later things take the place of earlier ones."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from tuyalan.vocabulary import DpId

if TYPE_CHECKING:
    from tuyalan.storage.statefile import StoredValue

_log: Final = logging.getLogger("tuyalan.storage")

Key: TypeAlias = tuple[str, DpId]
"""Id of a device and number of one of its data points."""
Build: TypeAlias = Callable[[], object]
"""Gives the JSON form of a counter."""


class Batch:
    """What was noted since the last write."""

    def __init__(
        self,
        *,
        values: dict[Key, StoredValue] | None = None,
        counters: dict[Key, Build] | None = None,
        forgotten: set[str] | None = None,
    ) -> None:
        """Take what there is to begin with."""
        self.values: dict[Key, StoredValue] = values or {}
        """The last value of each data point."""
        self.counters: dict[Key, Build] = counters or {}
        """What builds the JSON form of each counter when it is written."""
        self.forgotten: set[str] = forgotten or set()
        """Ids of devices of which nothing is to be kept."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.values or self.counters or self.forgotten)

    def without(self, device_ids: set[str]) -> Batch:
        """Return what is left without some devices; which are forgotten stays."""
        return Batch(
            values={key: value for key, value in self.values.items() if key[0] not in device_ids},
            counters={key: build for key, build in self.counters.items() if key[0] not in device_ids},
            forgotten=set(self.forgotten),
        )

    def with_newer(self, newer: Batch) -> Batch:
        """Return both, what came later in the place of what came before."""
        return Batch(
            values=self.values | newer.values,
            counters=self.counters | newer.counters,
            forgotten=self.forgotten | newer.forgotten,
        )


def build_text(key: Key, build: Build) -> str | None:
    """Return the JSON of a counter; `None` if it cannot be built, which is logged."""
    try:
        return to_text(build())
    except Exception:  # noqa: BLE001 - the outermost edge of a callback: it costs one counter, not what was noted beside it
        _log.exception("%s: its counter %s could not be built", *key)
        return None


def to_text(value: object) -> str | None:
    """Return the JSON of a value; `None` if it has none, as text with half characters."""
    try:
        return msgspec.json.encode(value).decode()
    except (TypeError, ValueError, OverflowError, RecursionError):
        return None
