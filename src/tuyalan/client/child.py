"""A device behind a gateway, which is the same to its user as any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.client.checks import check_device_id
from tuyalan.client.device import Device

if TYPE_CHECKING:
    from tuyalan.vocabulary import Cid


class Child(Device):
    """A device behind a gateway: the same to its user, on the gateway's connection and key.

    Address, version, dialect, connection and error are those of the gateway. Opening a child opens the gateway, if it is
    not open yet.
    """

    def __init__(self, gateway: Device, cid: Cid, *, device_id: str, name: str = "") -> None:
        """Take the gateway and the child's `cid`; made by `Device.child`."""
        peer = gateway._peer  # noqa: SLF001 - a child is reached as its gateway is
        self._settle(peer, peer.add_child(cid, device_id=check_device_id(device_id), name=name))
        self._gateway = gateway
        self._cid = cid

    @property
    def cid(self) -> Cid:
        """The child's address behind its gateway."""
        return self._cid

    @property
    def gateway(self) -> Device:
        """The gateway."""
        return self._gateway

    @property
    def is_online(self) -> bool | None:
        """What the gateway said last; `None` if it never did. Cached values are answered for absent children too."""
        return self._shadow.is_online

    async def close(self) -> None:
        """End the watches of this child; its gateway stays open for others, and closes if there are none."""
        self._shadow.end_watches()
        await self._peer.leave(self)
