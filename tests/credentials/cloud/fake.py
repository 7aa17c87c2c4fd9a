"""A fake of the maker's cloud: a real HTTP server on loopback that checks every byte of a signature.

Written from what is known of the service, with none of our code: agreement with it means something, and other programs
must be able to talk to it (tests/interop). One server stands for the developer platform in all regions (below `/eu`,
`/us` and so on) and for the interface for logins with the phone app.
"""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from aiohttp import web

from tests.credentials.cloud.fake_app import FakeApp
from tests.credentials.cloud.fake_home import list_devices
from tests.credentials.cloud.fake_platform import FakePlatform

if TYPE_CHECKING:
    import ssl
    from collections.abc import Generator

    from tests.credentials.cloud.faults import Fault

WAIT: Final = 5.0


class FakeCloud:
    """The service, in a thread of its own, so that anything can talk to it."""

    def __init__(self, *, tls: ssl.SSLContext | None = None) -> None:
        self.devices = list_devices()
        self.skew = 0.0
        """How far its clock is from that of this machine, in seconds."""
        self.faults: list[Fault] = []
        self.seen: list[str] = []
        """Addresses of all requests, query included."""
        self.platform = FakePlatform(self.devices, self.now)
        self.app = FakeApp(self.devices, self.now)
        self.port = 0
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._end = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="fake cloud", daemon=True)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def base(self) -> str:
        """The beginning of all addresses."""
        return f"{'https' if self._tls else 'http'}://{self.host}"

    def now(self) -> float:
        return time.time() + self.skew

    def secrets(self) -> list[str]:
        """Return all texts that must never be printed."""
        keys = [str(device["local_key"]) for device in self.devices.values() if device["local_key"]]
        return keys + self.platform.secrets() + self.app.secrets()

    def open(self) -> None:
        self._thread.start()
        assert self._ready.wait(WAIT)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(WAIT)
        self._loop.close()

    def _run(self) -> None:
        self._loop.run_until_complete(self._live())

    async def _live(self) -> None:
        server = web.Application()
        server.router.add_route("*", "/{tail:.*}", self._serve)
        runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=self._tls).start()
        self.port = int(runner.addresses[0][1])
        self.app.endpoint = self.base
        self._ready.set()
        await self._end.wait()
        await runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(request.path_qs)
        for place, fault in enumerate(self.faults):
            if fault.match in request.path:
                left = fault.times - 1
                self.faults[place : place + 1] = [fault._replace(times=left)] if left else []
                return await fault.act(request)
        body = await request.read()
        serve = self.app.serve if self.app.is_meant(request) else self.platform.serve
        return web.json_response({"t": int(self.now() * 1000), "tid": "0123456789abcdef"} | serve(request, body))


@contextmanager
def open_cloud(*, tls: ssl.SSLContext | None = None) -> Generator[FakeCloud]:
    """Keep a fake cloud while inside."""
    cloud = FakeCloud(tls=tls)
    cloud.open()
    try:
        yield cloud
    finally:
        cloud.close()
