"""`tuyalan demo`: a home of virtual devices, found, read, switched, heard and brought back before your eyes."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tuyalan.cli.board import Board, DemoResult
from tuyalan.cli.context import Given  # noqa: TC001 - the parser of arguments reads it
from tuyalan.errors import UseError

if TYPE_CHECKING:
    from tuyalan.cli.context import Context
    from tuyalan.cli.story import Story

_COMMANDS: Final = (
    'tuyalan --devices {file} status "Desk lamp"',
    'tuyalan --devices {file} toggle "Desk lamp"',
    "tuyalan --devices {file} set Thermostat 16=225",
    "tuyalan --devices {file} watch",
    "tuyalan --devices {file} scan --timeout 5 --port {ports}",
)


async def demo(*, keep: bool = False, pace: float = 1.0, context: Given) -> DemoResult:
    """Show everything with virtual devices, in a quarter of a minute.

    Args:
        keep: Leave the devices running afterwards, and print commands to try from another terminal.
        pace: How long to pause between the steps, in seconds; 1 by default.
        context: Where output goes, and what is stored.
    """
    if pace < 0:
        raise UseError(f"--pace must be 0 or more, not {pace:g}")
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tuyalan-demo-")))
        board, story = await _play(context, folder / "devices.json", stack, pace=pace)
        result = board.result(is_kept=keep)
        if keep:
            context.output.show(result)
            _tell_commands(context, folder / "devices.json", story)
            await asyncio.Event().wait()
    return result


async def _play(context: Context, path: Path, stack: AsyncExitStack, *, pace: float) -> tuple[Board, Story]:
    from tuyalan.cli.story import Story  # noqa: PLC0415 - loads simulator and client
    from tuyalan.storage import DeviceStore  # noqa: PLC0415

    output = context.output
    board = Board(tell=output.show if output.is_json or not output.can_draw else None)
    story = Story(board, DeviceStore(path), pace=pace)
    with output.live(board) as update:
        await stack.enter_async_context(story.open_home())
        output.redactor.add(device.key for device in story.simulator.devices.values())
        await story.play()
        update(board)
    return board, story


def _tell_commands(context: Context, path: Path, story: Story) -> None:
    from rich.text import Text  # noqa: PLC0415

    ports = f"{story.ports.clear} {story.ports.sealed} {story.ports.ask}"
    context.output.say("\n[bold]The devices go on. Try from another terminal:[/bold]")
    for command in _COMMANDS:
        context.output.say(
            Text("  " + command.format(file=path, ports=ports), style="cyan", overflow="ignore", no_wrap=True)
        )
    context.output.say("\n[dim]Ctrl-C switches them off.[/dim]")
