"""What the fake cloud can do wrong, once or for ever."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, TypeAlias

from aiohttp import web

Act: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

EVER: int = 1_000_000
PAGE: bytes = b"<!DOCTYPE html><html><body>Please accept our terms</body></html>"


class Fault(NamedTuple):
    """One fault, for requests whose path holds `match`."""

    match: str
    act: Act
    times: int = EVER


def code(number: int, text: str = "no", *, match: str = "", times: int = EVER) -> Fault:
    """Answer with an error code."""
    return answer({"success": False, "code": number, "msg": text}, match=match, times=times)


def answer(fields: dict[str, Any], *, match: str = "", times: int = EVER) -> Fault:
    """Answer with any object."""

    async def act(_: web.Request) -> web.Response:
        return web.json_response(fields)

    return Fault(match, act, times)


def reply(status: int, body: bytes = b"", *, match: str = "", times: int = EVER) -> Fault:
    """Answer with bytes of any kind."""

    async def act(_: web.Request) -> web.Response:
        return web.Response(status=status, body=body, headers={"Location": "http://localhost/login"})

    return Fault(match, act, times)


def stall(*, match: str = "", times: int = EVER) -> Fault:
    """Say nothing until the other side gives up."""

    async def act(_: web.Request) -> web.Response:
        # The server cancels it when the other side is gone.
        await asyncio.Event().wait()
        return web.Response()

    return Fault(match, act, times)


def break_off(beginning: bytes = b"", *, match: str = "", times: int = EVER) -> Fault:
    """Close the connection, after the beginning of an answer if there is one."""

    async def act(request: web.Request) -> web.StreamResponse:
        transport = request.transport
        assert transport is not None
        if beginning:
            transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + beginning)
        transport.close()
        return web.Response()

    return Fault(match, act, times)


def flood(size: int, *, match: str = "") -> Fault:
    """Send an answer of `size` bytes, as long as somebody listens."""

    async def act(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        piece = b" " * 65536
        with contextlib.suppress(ConnectionError):
            for _ in range(size // len(piece)):
                await response.write(piece)
        return response

    return Fault(match, act)
