"""The clock of the cloud, told from its answers: requests carry the time, and a wrong clock makes them invalid."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Final, TypeVar

from tuyalan.credentials.cloud.codes import CLOCK_CODE
from tuyalan.errors import CloudRefusedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")

TOLERANCE: Final = 120.0
"""How far clocks may differ, in seconds, before it is worth a word; requests are refused at some minutes."""

_LOG: Final = logging.getLogger("tuyalan.credentials")
_MINUTE: Final = 60
_UNITS: Final = (("day", 86400), ("hour", 3600), ("minute", _MINUTE))


class CloudClock:
    """The time as the cloud has it."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        """Take the clock of this machine, in seconds since 1970; it is believed until the cloud says otherwise."""
        self._now = now
        self._offset = 0.0

    @property
    def offset(self) -> float:
        """What has to be added to the clock of this machine, in seconds."""
        return self._offset

    def now(self) -> float:
        """Return the time in seconds since 1970."""
        return self._now() + self._offset

    def now_ms(self) -> str:
        """Return the time as requests carry it: 13 digits."""
        return str(int(self.now() * 1000))

    def learn(self, time_ms: object) -> None:
        """Take in the time that an answer carries; differences that the way of an answer explains are passed over."""
        if not isinstance(time_ms, int | float) or isinstance(time_ms, bool) or not 0 < time_ms < _LATEST:
            return
        offset = time_ms / 1000 - self._now()
        was_right = not self._offset
        self._offset = offset if abs(offset) > TOLERANCE else 0.0
        if self._offset and was_right:
            _LOG.warning("%s", self.describe())

    def describe(self) -> str:
        """Say how wrong the clock of this machine is, as a sentence without full stop; empty where it is right."""
        if not self._offset:
            return ""
        way = "behind" if self._offset > 0 else "ahead"
        return f"the clock of this machine is {describe_time(abs(self._offset))} {way}; set it right"


async def ask_on_time(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask, and once more if the cloud refuses the time of the request: its own was learnt from the refusal.

    Args:
        ask: Sends the request, each time with the time of the cloud as it is known then.

    Raises:
        CloudRefusedError: it refuses something else, or the time once more.
    """
    try:
        return await ask()
    except CloudRefusedError as error:
        if error.number != CLOCK_CODE:
            raise
    return await ask()


_LATEST: Final = 1e14


def describe_time(seconds: float) -> str:
    """Return a length of time in its largest units, for example `1 day 2 hours`."""
    rest = round(seconds / _MINUTE) * _MINUTE
    parts: list[str] = []
    for name, size in _UNITS:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {name}{'' if count == 1 else 's'}")
    return " ".join(parts[:2]) or "less than a minute"
