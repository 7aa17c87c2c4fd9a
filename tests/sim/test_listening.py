"""Opening ports, and what is said when that fails."""

from __future__ import annotations

import asyncio
import errno

import pytest

from tests.support import run
from tuyalan.errors import ConfigError
from tuyalan.sim.listening import open_listener, port_error


def test_a_free_port_is_chosen_and_told() -> None:
    async def body() -> None:
        server, port = await open_listener(asyncio.get_running_loop(), asyncio.Protocol, "127.0.0.1", 0)
        assert port > 0
        server.close()

    run(body())


def test_addresses_of_the_newer_kind_work_where_the_system_has_them() -> None:
    async def body() -> None:
        try:
            server, _ = await open_listener(asyncio.get_running_loop(), asyncio.Protocol, "::1", 0)
        except ConfigError as error:
            pytest.skip(str(error))
        server.close()

    run(body())


def test_a_port_in_use_is_an_error_with_advice() -> None:
    async def body() -> None:
        loop = asyncio.get_running_loop()
        server, port = await open_listener(loop, asyncio.Protocol, "127.0.0.1", 0)
        with pytest.raises(ConfigError, match=f"cannot listen at 127.0.0.1 port {port}") as caught:
            await open_listener(loop, asyncio.Protocol, "127.0.0.1", port)
        assert "port 0 is any free one" in caught.value.hint
        server.close()

    run(body())


def test_an_address_that_is_not_ours_and_a_port_that_is_none_are_errors() -> None:
    async def body() -> None:
        loop = asyncio.get_running_loop()
        for address, port in (("192.0.2.1", 0), ("127.0.0.1", 70000)):
            with pytest.raises(ConfigError, match="cannot listen"):
                await open_listener(loop, asyncio.Protocol, address, port)

    run(body())


@pytest.mark.parametrize(
    ("number", "advice"),
    [(errno.EADDRNOTAVAIL, "Give this machine the address"), (errno.EACCES, "1023"), (errno.EMFILE, "ulimit")],
)
def test_common_causes_have_their_own_advice(number: int, advice: str) -> None:
    assert advice in port_error(OSError(number, "reason"), "127.0.0.9", 6668).hint


def test_other_causes_have_the_general_advice() -> None:
    error = port_error(OSError("odd"), "127.0.0.9", 6668)
    assert "odd" in str(error)
    assert error.hint == ConfigError.hint
