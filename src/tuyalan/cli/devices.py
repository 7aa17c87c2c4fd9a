"""`tuyalan devices`: what is stored."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

from tuyalan.cli.context import Given  # noqa: TC001 - the parser of arguments reads it
from tuyalan.cli.results import Result

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuyalan.storage import DeviceRecord


class StoredDevice(msgspec.Struct, frozen=True, kw_only=True):
    """One device of the store, without its key."""

    id: str
    name: str
    address: str | None
    port: int
    version: str | None
    has_key: bool
    product_key: str | None
    last_seen: float | None
    parent: str | None
    cid: str | None

    @classmethod
    def of(cls, record: DeviceRecord) -> StoredDevice:
        """Describe a record."""
        return cls(
            id=record.id,
            name=record.name,
            address=record.address,
            port=record.port,
            version=record.version.value if record.version else None,
            has_key=record.key is not None,
            product_key=record.product_key,
            last_seen=record.last_seen,
            parent=record.parent,
            cid=record.cid,
        )


class DevicesResult(Result, frozen=True, kw_only=True):
    """All devices of the store."""

    path: str
    devices: tuple[StoredDevice, ...]

    def view(self) -> RenderableType:
        """Return a table."""
        from tuyalan.cli.views import make_table, show_age  # noqa: PLC0415

        if not self.devices:
            return f"No devices are stored in {self.path}.\nAdd one with `tuyalan add`, or import those of tinytuya."
        table = make_table("name", "id", "address", "version", "key", ">seen")
        now = time.time()
        for device in self.devices:
            is_child = device.parent is not None
            table.add_row(
                f"[bold]{device.name or '-'}[/bold]",
                device.id,
                f"behind {self._name_of(device.parent)}" if is_child else _where(device),
                device.version or "",
                "" if is_child else "[green]yes[/green]" if device.has_key else "[red]missing[/red]",
                show_age(None if device.last_seen is None else max(0.0, now - device.last_seen)),
            )
        return table

    def _name_of(self, device_id: str | None) -> str:
        return next((each.name or each.id for each in self.devices if each.id == device_id), device_id or "")


def devices(*, context: Given) -> DevicesResult:
    """List the devices that are stored."""
    store = context.store
    for problem in store.problems:
        context.output.say(f"[yellow]{problem}[/yellow]")
    return DevicesResult(path=str(store.path), devices=tuple(StoredDevice.of(record) for record in store.records))


def _where(device: StoredDevice) -> str:
    if not device.address:
        return "[dim]to be found[/dim]"
    return device.address if device.port == 6668 else f"{device.address}:{device.port}"  # noqa: PLR2004 - the usual port
