"""`tuyalan allow`: lets a person say which hazardous features may be operated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.cli.context import Given  # noqa: TC001 - the parser of arguments reads it
from tuyalan.cli.features import EVERYTHING
from tuyalan.cli.results import Result

if TYPE_CHECKING:
    from rich.console import RenderableType


class AllowResult(Result, frozen=True, kw_only=True):
    """What may be operated from now on."""

    id: str
    name: str
    allowed: tuple[str, ...]
    """Keys of features; `*` is all of them."""

    def view(self) -> RenderableType:
        """Return a sentence."""
        from rich.text import Text  # noqa: PLC0415

        what = (
            "nothing" if not self.allowed else "everything" if EVERYTHING in self.allowed else ", ".join(self.allowed)
        )
        return Text.assemble((self.name or self.id, "bold"), f": {what} that may do harm is allowed.")


def allow(name: str, /, *keys: str, revoke: bool = False, context: Given) -> AllowResult:
    """Allow what may do harm to be operated: garage doors, locks, heaters.

    Args:
        name: Name, id (or its beginning) or address of the device.
        keys: Keys of features, as the refusal names them; all of the device if left out.
        revoke: Forbid them again.
        context: Where output goes, and what is stored.
    """
    record = context.find(name)
    wanted = set(keys) or {EVERYTHING}
    if not revoke:
        allowed = set(record.allowed) | wanted
    elif EVERYTHING in wanted:
        allowed = set[str]()
    else:
        allowed = set(record.allowed) - wanted
    context.store.update(record.id, allowed=tuple(sorted(allowed)))
    context.store.save()
    return AllowResult(id=record.id, name=record.name, allowed=tuple(sorted(allowed)))
