"""Foreign clients for virtual devices: found if installed; required where everything must be tested."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import json
import os
import shutil
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import pytest

from tests.support import RUN_TIMEOUT
from tuyalan.sim import Announcing, Simulator

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from tuyalan.sim import Habits, Model, VirtualDevice

T = TypeVar("T")

SCRIPTS: Final = Path(__file__).parent / "node"
CALL_TIMEOUT: Final = 5.0
"""The bound of one conversation, seconds."""


def miss(what: str) -> None:
    """Skip the test for want of `what`; fail where everything must be tested."""
    text = f"{what} is not installed; `make interop` does that"
    if os.environ.get("CI") == "true":
        pytest.fail(text)
    pytest.skip(text)


def load_tinytuya() -> Any:  # noqa: ANN401 - it has no types
    """Return the module, imported only where it is wanted."""
    if importlib.util.find_spec("tinytuya") is None:
        miss("tinytuya")
    return importlib.import_module("tinytuya")


def find_node() -> tuple[str, Path]:
    """Return Node.js and the folder of its packages."""
    node = shutil.which("node")
    modules = Path(os.environ.get("TUYALAN_NODE_MODULES", "node_modules")).resolve()
    if node is None or not (modules / "tuyapi").is_dir():
        miss("tuyapi for Node.js")
    return str(node), modules


@asynccontextmanager
async def hosting(
    model: Model, *, habits: Habits | None = None, announcing: Announcing | None = None, address: str = "127.0.0.1"
) -> AsyncGenerator[VirtualDevice]:
    """Run one virtual device on any free port."""
    # One session key in 256 would lock these clients out, as on real devices; they do not look.
    settled = replace(habits or model.habits, avoids_weak_keys=True)
    async with Simulator(announcing=announcing) as sim:
        yield await sim.add(model, habits=settled, port=0, address=address)


async def in_thread(call: Callable[[], T]) -> T:
    """Run a blocking client beside the device that it talks to."""
    async with asyncio.timeout(CALL_TIMEOUT):
        return await asyncio.to_thread(call)


async def run_node(script: str, settings: dict[str, object]) -> dict[str, Any]:
    """Run a script with its settings as JSON in the environment; returns the JSON object that it prints."""
    node, modules = find_node()
    process = await asyncio.create_subprocess_exec(
        node,
        str(SCRIPTS / script),
        env=os.environ | {"TUYALAN_NODE_MODULES": str(modules), "TUYALAN_SETTINGS": json.dumps(settings)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(RUN_TIMEOUT):
            out, errors = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, errors.decode()
    return json.loads(out)


@asynccontextmanager
async def serving_node(
    script: str, package: str, settings: dict[str, object] | None = None
) -> AsyncGenerator[tuple[int, asyncio.StreamWriter]]:
    """Run a script that serves until its input ends; yields the port that it prints, and its input.

    Args:
        script: Its name.
        package: What it needs.
        settings: Given to it as JSON in the environment.
    """
    node, modules = find_node()
    if not (modules / package).is_dir():
        miss(f"{package} for Node.js")
    process = await asyncio.create_subprocess_exec(
        node,
        str(SCRIPTS / script),
        env=os.environ | {"TUYALAN_NODE_MODULES": str(modules), "TUYALAN_SETTINGS": json.dumps(settings or {})},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(RUN_TIMEOUT):
            told = json.loads(await process.stdout.readline())
        yield told["port"], process.stdin
    finally:
        process.stdin.close()
        async with asyncio.timeout(RUN_TIMEOUT):
            await process.wait()
