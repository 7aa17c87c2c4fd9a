"""`tuyalan remove`: forgets a device."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tuyalan.cli.context import Given  # noqa: TC001 - the parser of arguments reads it
from tuyalan.cli.results import Result

if TYPE_CHECKING:
    from rich.console import RenderableType


class RemovedDevice(msgspec.Struct, frozen=True):
    """A device that is not stored any more."""

    id: str
    name: str


class RemoveResult(Result, frozen=True, kw_only=True):
    """What was forgotten."""

    removed: tuple[RemovedDevice, ...]

    def view(self) -> RenderableType:
        """Return a line for each."""
        from rich.text import Text  # noqa: PLC0415

        lines = [Text.assemble("Removed ", (each.name or each.id, "bold"), f" ({each.id}).") for each in self.removed]
        return Text("\n").join(lines)


def remove(name: str, *, children: bool = False, context: Given) -> RemoveResult:
    """Forget a device; the file as it was before stays beside it, its name ends in `.bak`.

    Args:
        name: Name, id (or its beginning) or address of the device.
        children: If it is a gateway, forget the devices behind it too.
        context: Where output goes, and what is stored.
    """
    record = context.find(name)
    gone = context.store.remove(record.id, cascade=children)
    context.store.save()
    return RemoveResult(removed=tuple(RemovedDevice(each.id, each.name) for each in gone))
