"""How patient and how gentle a client is; the defaults suit devices in a home."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Durations and bounds, all in seconds where nothing else is said."""

    connect_timeout: float = 5.0
    """For the TCP connection alone."""
    find_timeout: float = 20.0
    """For hearing of a device whose address is not known; devices announce themselves every 3 to 10 s."""
    request_timeout: float = 15.0
    """For a request, waiting for a connection included."""
    reconnect_cap: float = 60.0
    """The longest pause between attempts; the first attempt comes within 1 s."""
    write_interval: float = 0.05
    """The shortest time between two writes to one device; small modules choke on less than 20 ms."""
    refresh_interval: float | None = 30.0
    """Between two questions to a meter that measures only when asked; 10 at least, `None` for never. Only devices whose
    properties are used are asked, for few data points at a time, and seldom if it turns out to be useless."""
    watch_size: int = 1024
    """Updates that wait for one slow reader; then the oldest are merged."""


DEFAULT_OPTIONS = Options()
