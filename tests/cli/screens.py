"""What people see of what a command returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from rich.console import RenderableType


def show(view: RenderableType) -> str:
    """Return a view as it stands on a screen of 120 columns."""
    console = Console(width=120)
    with console.capture() as captured:
        console.print(view)
    return captured.get()
