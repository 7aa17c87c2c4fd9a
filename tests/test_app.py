"""How programs are wired and run."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

import pytest

from tuyalan import app
from tuyalan.app import find_loop_factory, find_owner, make_device, run
from tuyalan.client.options import DEFAULT_OPTIONS
from tuyalan.errors import CredentialError
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.vocabulary import LocalKey

KEY = LocalKey("0123456789abcdef")


async def answer() -> int:
    return 42


def test_a_program_runs_to_its_end() -> None:
    assert run(answer()) == 42


def test_it_runs_without_uvloop_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)
    assert find_loop_factory() is None
    assert run(answer()) == 42


def test_windows_has_its_own_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.sys, "platform", "win32")
    assert find_loop_factory() is None


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(number: int) -> None:
    ended: list[str] = []

    async def wait() -> None:
        asyncio.get_running_loop().call_soon(os.kill, os.getpid(), number)
        try:
            async with asyncio.timeout(5):
                await asyncio.Event().wait()
        finally:
            ended.append("in order")

    with pytest.raises(KeyboardInterrupt):
        run(wait())
    assert ended == ["in order"]


def make_store() -> DeviceStore:
    store = DeviceStore("none.json")
    store.add(DeviceRecord(id="gateway01", name="gateway", key=KEY, address="127.0.0.1"))
    store.add(DeviceRecord(id="child01", name="plug", parent="gateway01", cid="c1"))
    store.add(DeviceRecord(id="child02", name="lost", parent="unknown", cid="c2"))
    return store


def test_a_gateway_knows_its_children_and_a_child_its_gateway() -> None:
    store = make_store()
    gateway = make_device(store, store.find("gateway"), options=DEFAULT_OPTIONS)
    assert [child.name for child in gateway.children.values()] == ["plug"]
    child = make_device(store, store.find("plug"), options=DEFAULT_OPTIONS)
    assert child.name == "plug"
    assert find_owner(child).name == "gateway"
    assert find_owner(gateway) is gateway


def test_a_child_without_its_gateway_says_what_to_do() -> None:
    store = make_store()
    with pytest.raises(CredentialError, match="gateway"):
        make_device(store, store.find("lost"), options=DEFAULT_OPTIONS)
