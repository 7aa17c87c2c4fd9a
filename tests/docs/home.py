"""The devices that the documentation speaks of, virtual and on loopback, while its code runs."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest

from tests.support import RUN_TIMEOUT
from tuyalan.sim import Announcing, Habits, Simulator, models

if TYPE_CHECKING:
    from collections.abc import Generator

KEY: Final = "0123456789abcdef"
"""The key of every device in the documentation."""
ID_PREFIX: Final = "bf2c04a61d9be35f78"
"""What all ids in the documentation begin with."""
NETWORK: Final = "192.168.1."
"""Where the documentation says that the devices are."""
_PRESS_INTERVAL: Final = 0.1
_BRIGHTNESS: Final = 23


@dataclass(frozen=True, slots=True)
class Home:
    """What takes the place of the ids and addresses of the documentation."""

    id_prefix: str
    network: str

    def move_in(self, text: str) -> str:
        """Return code of the documentation with the ids and addresses that this process uses."""
        return text.replace(ID_PREFIX, self.id_prefix).replace(NETWORK, self.network)


def make_home() -> Home:
    """Choose ids and a network of loopback addresses that no other test run on this machine uses."""
    first, second = os.urandom(2)
    return Home(id_prefix="bf" + os.urandom(8).hex(), network=f"127.{first % 250 + 1}.{second}.")


@contextmanager
def open_home() -> Generator[Home]:
    """Run the devices in a thread of their own, since code of the documentation starts event loops itself."""
    if sys.platform == "darwin":
        pytest.skip("this system has no loopback addresses besides 127.0.0.1 until they are set up")
    home = make_home()
    ready = threading.Event()
    stop: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
    problems: list[BaseException] = []

    async def live() -> None:
        end = asyncio.Event()
        stop.append((asyncio.get_running_loop(), end))
        async with Simulator(announcing=Announcing(interval=0.2, newest_is_silent=False)) as simulator:
            await _furnish(simulator, home)
            ready.set()
            await _press_buttons(simulator, home, end)

    def work() -> None:
        try:
            asyncio.run(live())
        except BaseException as error:  # noqa: BLE001 - told to the test, which waits in another thread
            problems.append(error)
        ready.set()

    thread = threading.Thread(target=work, name="virtual home", daemon=True)
    thread.start()
    ready.wait(RUN_TIMEOUT)
    try:
        if problems:
            raise problems[0]
        yield home
    finally:
        if thread.is_alive():
            loop, end = stop[0]
            loop.call_soon_threadsafe(end.set)
        thread.join(RUN_TIMEOUT)
    if problems:
        raise problems[0]


async def _furnish(simulator: Simulator, home: Home) -> None:
    devices = (
        ("lamp", 20, models.rgb_lamp("3.4"), None),
        ("plug", 21, models.metering_plug("3.3", reading_interval=0.2), None),
        ("gate", 22, models.gateway("3.4", reading_interval=0.2), None),
        ("heat", 23, models.thermostat("3.5", step_interval=0.2), None),
        ("wall", 24, models.switch("3.3", gangs=2), Habits(one_dp_per_write=True)),
        ("tele", 25, models.blaster("3.5"), None),
    )
    for name, number, model, habits in devices:
        await simulator.add(
            model, address=f"{home.network}{number}", device_id=home.id_prefix + name, key=KEY, habits=habits
        )


async def _press_buttons(simulator: Simulator, home: Home, end: asyncio.Event) -> None:
    """Turn a knob of the lamp again and again, as its owner might, so that there is something to hear."""
    lamp = next(device for device in simulator.devices.values() if device.id == f"{home.id_prefix}lamp")
    value = 400
    while not end.is_set():
        value = 1000 - value
        lamp.set(_BRIGHTNESS, value)
        try:
            async with asyncio.timeout(_PRESS_INTERVAL):
                await end.wait()
        except TimeoutError:
            continue
