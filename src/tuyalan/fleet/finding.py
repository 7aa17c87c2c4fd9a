"""Who announces himself and is not known: each told once, and again from another address. Nothing of it is proven."""

from __future__ import annotations

import time
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tuyalan.client.finder import Found
from tuyalan.fleet.events import DeviceFound
from tuyalan.vocabulary import DeviceId

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tuyalan.client.device import Device
    from tuyalan.fleet.events import HubEvent
    from tuyalan.fleet.member import Member

MAX_FOUND: Final = 1024
"""Strangers remembered; beyond, the one heard of least recently is forgotten, because anybody can announce anything."""


class Strangers:
    """Devices that are there and do not belong to the hub."""

    def __init__(self, members: Mapping[str, Member], tell: Callable[[HubEvent], None]) -> None:
        """Take who is known, and who is told of others."""
        self._members = members
        self._tell = tell
        self._found: dict[str, Found] = {}

    @property
    def found(self) -> Mapping[str, Found]:
        """Who was heard, by id, the latest at the end; read-only and live."""
        return MappingProxyType(self._found)

    def on_beacon(self, found: Found) -> None:
        """Take an announcement of anybody."""
        device_id = found.device_id
        if device_id is None or device_id in self._members:
            return
        known = self._found.pop(device_id, None)
        self._found[device_id] = found
        while len(self._found) > MAX_FOUND:
            del self._found[next(iter(self._found))]
        if known is None or known.address != found.address:
            self._tell(DeviceFound(device_id, found, time.time()))

    def look_behind(self, gateway: Device) -> None:
        """Look whether a gateway reaches children that are not known."""
        ids = {child.device.id for child in self._members.values() if child.device is not None}
        for cid, child in gateway.children.items():
            if child.id not in ids and cid not in self._found:
                now = time.time()
                self.on_beacon(
                    Found(
                        device_id=DeviceId(cid),
                        address=gateway.address or "",
                        first_seen=now,
                        last_seen=now,
                        parent=DeviceId(gateway.id),
                    )
                )

    def forget(self, device_id: str) -> None:
        """Forget somebody who is known now."""
        self._found.pop(device_id, None)
