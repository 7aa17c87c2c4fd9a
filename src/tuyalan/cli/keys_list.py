"""`tuyalan keys list`: which keys there are, and where each comes from; the keys themselves only when asked for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

from tuyalan.cli.context import Given  # noqa: TC001 - the parser of arguments reads it
from tuyalan.cli.results import Result
from tuyalan.credentials.base import fingerprint
from tuyalan.storage.keeping import current_key

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuyalan.storage import DeviceRecord
    from tuyalan.storage.keys import KnownKey


class ListedKey(msgspec.Struct, frozen=True, kw_only=True):
    """One key of one device."""

    fingerprint: str
    """A short hash to tell keys apart by."""
    source: str | None
    as_of: float | None
    """When its source said that it was right, in seconds since 1970."""
    proven: float | None
    """When a session last proved it."""
    key: str | None = None
    """The key itself, with `--show-keys`."""

    @classmethod
    def of(cls, known: KnownKey, *, is_shown: bool) -> ListedKey:
        """Describe a key."""
        key = known.key.reveal().decode("latin-1") if is_shown else None
        return cls(
            fingerprint=fingerprint(known.key), source=known.source, as_of=known.as_of, proven=known.proven, key=key
        )


class DeviceKeys(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of one device."""

    id: str
    name: str
    parent: str | None
    key: ListedKey | None
    alternatives: tuple[ListedKey, ...]

    @classmethod
    def of(cls, record: DeviceRecord, *, is_shown: bool) -> DeviceKeys:
        """Describe the keys of a record."""
        known = current_key(record)
        return cls(
            id=record.id,
            name=record.name,
            parent=record.parent,
            key=None if known is None else ListedKey.of(known, is_shown=is_shown),
            alternatives=tuple(ListedKey.of(other, is_shown=is_shown) for other in record.alternatives),
        )


class KeysListed(Result, frozen=True, kw_only=True):
    """All keys that are stored."""

    path: str
    devices: tuple[DeviceKeys, ...]

    def view(self) -> RenderableType:
        """Return a table."""
        from rich.markup import escape  # noqa: PLC0415

        from tuyalan.cli.views import make_table, show_age  # noqa: PLC0415

        now = time.time()
        table = make_table("name", "id", "key", "from", "as of", "proven", title=self.path)
        for device in self.devices:
            if device.key is None:
                table.add_row(
                    device.name, device.id, "[dim]that of its gateway[/dim]" if device.parent else "[red]missing[/red]"
                )
                continue
            for place, key in enumerate((device.key, *device.alternatives)):
                table.add_row(
                    device.name if place == 0 else "[dim]or[/dim]",
                    device.id if place == 0 else "",
                    escape(key.key) if key.key is not None else key.fingerprint,
                    key.source or "[dim]not known[/dim]",
                    *("" if at is None else show_age(max(0.0, now - at)) for at in (key.as_of, key.proven)),
                )
        return table


def list_keys(*, show_keys: bool = False, context: Given) -> KeysListed:
    """Show where the key of each device comes from; never the keys themselves, unless asked to.

    Args:
        show_keys: Print the keys themselves; anybody who sees them can control the devices.
        context: Where output goes, and what is stored.
    """
    store = context.store
    if show_keys:
        context.output.redactor.forget()
    return KeysListed(
        path=str(store.path), devices=tuple(DeviceKeys.of(record, is_shown=show_keys) for record in store.records)
    )
