"""A device behind a gateway, which is the same to its user as any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.client.device import Device

if TYPE_CHECKING:
    from tuyalan.client.connection import Connection, Status
    from tuyalan.errors import TuyalanError
    from tuyalan.session.dialect import Dialect
    from tuyalan.vocabulary import Cid, Version


class Child(Device):
    """A device behind a gateway: the same to its user, on the gateway's connection and key."""

    def __init__(self, gateway: Device, cid: Cid, *, device_id: str, name: str = "") -> None:
        """Take the gateway and the child's `cid`; made by `Device.child`."""
        super().__init__(
            device_id,
            bytes(16),
            name=name or device_id,
            options=gateway._options,  # noqa: SLF001 - a child is part of its gateway
            store=gateway._store,  # noqa: SLF001 - a child is part of its gateway
            knowledge=gateway._knowledge,  # noqa: SLF001 - a child is part of its gateway
            energy=gateway._energy,  # noqa: SLF001 - a child is part of its gateway
        )
        self._gateway = gateway
        self._child_id = cid
        self.is_online: bool | None = None
        """What the gateway said last; `None` if it never did. Cached values are answered for absent children too."""

    @property
    def cid(self) -> Cid:
        """The child's address behind its gateway."""
        return self._child_id

    @property
    def gateway(self) -> Device:
        """The gateway."""
        return self._gateway

    @property
    def address(self) -> str | None:
        """The gateway's address."""
        return self._gateway.address

    @property
    def version(self) -> Version | None:
        """The gateway's version."""
        return self._gateway.version

    @property
    def dialect(self) -> Dialect:
        """The gateway's habits."""
        return self._gateway.dialect

    @property
    def connection(self) -> Status:
        """The gateway's connection."""
        return self._gateway.connection

    @property
    def error(self) -> TuyalanError | None:
        """Why the gateway is away."""
        return self._gateway.error

    async def open(self) -> None:
        """Open the gateway, if it is not open yet."""
        await self._gateway._open_for(self)  # noqa: SLF001 - a child is part of its gateway

    async def close(self) -> None:
        """End the watches of this child; its gateway stays open for others, and closes if there are none."""
        self.end_watches()
        holders = self._gateway._held_by  # noqa: SLF001 - a child is part of its gateway
        if self in holders and len(holders) == 1:
            await self._gateway.close()
        holders.discard(self)

    def _note_news(self) -> None:
        self._gateway._note_news()  # noqa: SLF001 - a child is part of its gateway

    @property
    def _cid(self) -> Cid:
        return self._child_id

    def _opened(self) -> Connection:
        return self._gateway._opened()  # noqa: SLF001 - a child is part of its gateway
