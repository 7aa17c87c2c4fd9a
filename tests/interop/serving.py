"""The hub as a process of its own, as its owner runs it."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path


@asynccontextmanager
async def serving(path: Path, port: int, *options: str) -> AsyncGenerator[asyncio.subprocess.Process]:
    """Run the hub on `devices.json` in a folder, until the block ends or it is ended.

    Args:
        path: The folder; everything else that is stored goes there too.
        port: Where the broker listens on loopback.
        options: Further options of the command.
    """
    folders = {f"XDG_{kind}_HOME": str(path / kind.lower()) for kind in ("CONFIG", "STATE", "CACHE", "DATA")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tuyalan", "--devices", str(path / "devices.json"), "serve", "--show", "nothing"),
        *("--broker", f"mqtt://127.0.0.1:{port}", *options),
        env={**os.environ, **folders, "HOME": str(path)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
