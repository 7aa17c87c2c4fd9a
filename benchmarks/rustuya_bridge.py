"""A process that is nothing but rustuya-bridge: `python -m benchmarks.rustuya_bridge BROKER_PORT STATE_FILE`.

It imports nothing of ours, so that its memory is that of the bridge. Devices are spoken to on the port of real ones.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from typing import TYPE_CHECKING, Final, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable

NAME: Final = "rustuya-bridge"
MODULE: Final = "pyrustuyabridge"
DEVICE_PORT: Final = 6668
"""It knows no other."""
ROOT_TOPIC: Final = "bench"


class Server(Protocol):
    """What is used of the server."""

    def start(self) -> None:
        """Serve until a signal."""
        ...


def is_there() -> bool:
    """Return whether there is a wheel for this platform."""
    return importlib.util.find_spec(MODULE) is not None


def main() -> None:
    """Serve."""
    port, state = sys.argv[1:]
    make = cast("Callable[..., Server]", importlib.import_module(MODULE).PyBridgeServer)
    make(
        mqtt_broker=f"mqtt://127.0.0.1:{port}",
        mqtt_root_topic=ROOT_TOPIC,
        # One topic a device, as ours; what a device pushes and what it answers look the same.
        mqtt_event_topic="{root}/{id}",
        state_file=state,
        log_level="error",
    ).start()


if __name__ == "__main__":
    main()
