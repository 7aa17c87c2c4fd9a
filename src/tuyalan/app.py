"""Wires the parts together for programs: the event loop they run on, and devices as the store knows them.

Knows nothing of arguments, screens or exit codes.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from tuyalan.errors import CredentialError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Coroutine

    from tuyalan.client.device import Device
    from tuyalan.client.options import Options
    from tuyalan.storage import DeviceRecord, DeviceStore

T = TypeVar("T")


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a program to its end, on uvloop where it is installed.

    Raises:
        KeyboardInterrupt: the user or the system asked it to stop; everything was closed in order.
    """
    with asyncio.Runner(loop_factory=find_loop_factory()) as runner:
        return runner.run(_stoppable(main))


def find_loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what makes the fastest event loop there is; `None` stands for the standard one."""
    if sys.platform == "win32":
        return None
    try:
        import uvloop  # noqa: PLC0415 - optional, and slow to load
    except ImportError:
        return None
    return uvloop.new_event_loop


async def _stoppable(main: Coroutine[Any, Any, T]) -> T:
    """Let a request of the system to stop end the program as Ctrl-C does: everything is closed first."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    is_asked = False

    def stop() -> None:
        nonlocal is_asked
        is_asked = True
        if task is not None:
            task.cancel()

    # Windows has no such signal, and only the main thread may ask for it.
    with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):
        loop.add_signal_handler(signal.SIGTERM, stop)
    try:
        return await main
    except asyncio.CancelledError:
        if is_asked:
            raise KeyboardInterrupt from None
        raise
    finally:
        with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):
            loop.remove_signal_handler(signal.SIGTERM)


@asynccontextmanager
async def open_device(
    store: DeviceStore, record: DeviceRecord, *, options: Options, is_patient: bool = False
) -> AsyncGenerator[Device]:
    """Connect to a device of the store while inside; a child is reached through its gateway.

    Raises:
        CredentialError: what is stored is not enough to reach it.
        TuyalanError: what `Device.open` raises.
    """
    device = make_device(store, record, options=options, is_patient=is_patient)
    owner = find_owner(device)
    async with owner:
        if device is not owner:
            await device.open()
        yield device


def make_device(store: DeviceStore, record: DeviceRecord, *, options: Options, is_patient: bool = False) -> Device:
    """Make the object of a stored device, which is not open yet; a gateway knows its children.

    Raises:
        CredentialError: what is stored is not enough to reach it.
    """
    from tuyalan.client.device import Device  # noqa: PLC0415 - loads everything that speaks to devices

    if record.cid is None:
        device = Device.from_record(record, store=store, options=options, patient=is_patient)
        for child in store.records:
            if child.parent == record.id and child.cid:
                device.child(child.cid, device_id=child.id, name=child.name)
        return device
    gateway = store.get(record.parent or "")
    if gateway is None:
        raise CredentialError(
            "the gateway of this device is not stored", device_id=record.id, hint="Add the gateway with `tuyalan add`."
        )
    opened = make_device(store, gateway, options=options, is_patient=is_patient)
    return opened.child(record.cid, device_id=record.id, name=record.name)


def find_owner(device: Device) -> Device:
    """Return whose connection a device uses: its own, or its gateway's."""
    from tuyalan.client.child import Child  # noqa: PLC0415 - see make_device

    return device.gateway if isinstance(device, Child) else device
