"""Draws docs/images/demo.svg from what `tuyalan demo` really shows."""

from __future__ import annotations

import asyncio
import io
import re
import sys
import tempfile
from pathlib import Path
from typing import Final

from rich.console import Console

from tuyalan.cli.board import Board
from tuyalan.cli.story import Story
from tuyalan.storage import DeviceStore

PICTURE: Final = Path(__file__).resolve().parent.parent / "docs" / "images" / "demo.svg"
_WIDTH: Final = 92
_PACE: Final = 0.3


async def play() -> Board:
    """Play the demonstration and return the board at its end."""
    board = Board(tell=None)
    with tempfile.TemporaryDirectory() as folder:
        story = Story(board, DeviceStore(Path(folder) / "devices.json"), pace=_PACE)
        async with story.open_home():
            await story.play()
    return board


def main() -> int:
    """Write the picture."""
    board = asyncio.run(play())
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print("[bold green]$[/bold green] tuyalan demo")
    console.print(board.result(is_kept=False).view())
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    svg = console.export_svg(title="tuyalan demo", unique_id="demo")
    # The picture is complete by itself: no font is fetched from anywhere.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).replace("Fira Code, monospace", "monospace")
    svg = svg.replace("<!-- Generated with Rich https://www.textualize.io -->\n", "")
    PICTURE.write_text(svg, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
