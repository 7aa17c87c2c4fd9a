"""The console that people look at: Rich's, but what is shown does nothing to the terminal beyond being shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.segment import Segment
from rich.text import Text

from tuyalan.cli.visible import make_visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import ConsoleOptions, RenderableType


MAX_TEXT: Final = 20_000
"""Longest text shown, in characters; `--json` tells all of it."""


class Screen(Console):
    """Shows a mark for each control character in a text; colours and layout are Rich's own."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield the pieces of what is shown; whatever it holds passes here before it is measured and coloured."""
        if isinstance(renderable, Text) and len(renderable) > MAX_TEXT:
            renderable = renderable.copy()
            renderable.truncate(MAX_TEXT, overflow="ellipsis")
        for segment in super().render(renderable, options):
            # Movements of the cursor are pieces of their own, which only Rich makes.
            if segment.control is None:
                yield Segment(make_visible(segment.text), segment.style)
            else:
                yield segment
