"""Devices as the store knows them, wired and opened.

Knows nothing of arguments, screens or exit codes.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tuyalan.errors import CredentialError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tuyalan.client.device import Device
    from tuyalan.client.options import Options
    from tuyalan.storage import DeviceRecord, DeviceStore


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
