"""What holds for every test: no network but loopback, no verdict that depends on the speed of the machine."""

from __future__ import annotations

import ipaddress
import os
import signal
import sys
from typing import Final, cast

from hypothesis import HealthCheck, settings

# A shared machine is slow now and then; that is no fault of the code. `ci` is Hypothesis' own: no examples by chance.
settings.register_profile(
    "tuyalan",
    parent=settings.get_profile("ci" if os.environ.get("CI") else "default"),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tuyalan")

LOCAL_NAMES: Final = frozenset({"", "None", "localhost"})
"""Host names that stay on this machine."""


class OutsideNetworkError(AssertionError):
    """A test tried to reach beyond loopback."""


def _is_local(host: object) -> bool:
    """Tell whether a host, as given to a socket, stays on this machine."""
    text = host.decode() if isinstance(host, bytes) else str(host)
    if text in LOCAL_NAMES:
        return True
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    # All interfaces as a destination means this machine; as an address to listen on it is allowed.
    return address.is_loopback or address.is_unspecified


def _refuse_outside(event: str, arguments: tuple[object, ...]) -> None:
    """Stop a look-up, connection or datagram that would leave the machine."""
    if event == "socket.getaddrinfo":
        target = arguments[0]
    elif event in {"socket.connect", "socket.sendto"} and isinstance(arguments[1], tuple):
        target = cast("tuple[object, ...]", arguments[1])[0]
    else:
        return
    if not _is_local(target):
        raise OutsideNetworkError(f"{event} to {target}: tests stay on loopback")


def pytest_configure() -> None:
    """Watch sockets from the start; an audit hook cannot be taken off again, which is as wanted."""
    sys.addaudithook(_refuse_outside)
    # A shell lets what it starts in the background ignore Ctrl-C, and so would the programs that tests interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)
