"""Devices as the store knows them, wired and opened.

Knows nothing of arguments, screens or exit codes.
"""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import msgspec

from tuyalan.errors import CredentialError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tuyalan.client.device import Device
    from tuyalan.client.options import Options
    from tuyalan.credentials.base import Renew
    from tuyalan.storage import DeviceRecord, DeviceStore
    from tuyalan.vocabulary import LocalKey


@asynccontextmanager
async def open_device(
    store: DeviceStore,
    record: DeviceRecord,
    *,
    options: Options,
    is_patient: bool = False,
    renew: Renew | None = None,
) -> AsyncGenerator[Device]:
    """Connect to a device of the store while inside; a child is reached through its gateway.

    Where the device refuses its key, other stored keys are tried, and then `renew` is asked for a new one, unless the
    device is patient: then the connection is made later, in the background.

    Raises:
        CredentialError: what is stored is not enough to reach it.
        TuyalanError: what `Device.open` raises.
    """
    if not is_patient:
        from tuyalan.app.renewing import KeyFinder  # noqa: PLC0415 - it makes devices as this does

        async with AsyncExitStack() as stack:
            yield await KeyFinder(store, record, options=options, renew=renew).open(stack)
        return
    device = make_device(store, record, options=options, is_patient=is_patient)
    owner = find_owner(device)
    async with owner:
        if device is not owner:
            await device.open()
        yield device


def make_device(
    store: DeviceStore,
    record: DeviceRecord,
    *,
    options: Options,
    is_patient: bool = False,
    key: LocalKey | None = None,
) -> Device:
    """Make the object of a stored device, which is not open yet; a gateway knows its children.

    Args:
        store: Where it is stored.
        record: What is stored of it.
        options: How to speak to it.
        is_patient: Whether it connects in the background.
        key: A key to use in place of the stored one of the device, or of its gateway.

    Raises:
        CredentialError: what is stored is not enough to reach it.
    """
    from tuyalan.client.device import Device  # noqa: PLC0415 - loads everything that speaks to devices

    if record.cid is None:
        used = record if key is None else msgspec.structs.replace(record, key=key)
        device = Device.from_record(used, store=store, options=options, patient=is_patient)
        for child in store.records:
            if child.parent == record.id and child.cid:
                device.child(child.cid, device_id=child.id, name=child.name)
        return device
    gateway = store.get(record.parent or "")
    if gateway is None:
        raise CredentialError(
            "the gateway of this device is not stored", device_id=record.id, hint="Add the gateway with `tuyalan add`."
        )
    opened = make_device(store, gateway, options=options, is_patient=is_patient, key=key)
    return opened.child(record.cid, device_id=record.id, name=record.name)


def find_owner(device: Device) -> Device:
    """Return whose connection a device uses: its own, or its gateway's."""
    from tuyalan.client.child import Child  # noqa: PLC0415 - see make_device

    return device.gateway if isinstance(device, Child) else device
