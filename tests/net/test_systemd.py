"""A service tells the system how it goes, and goes on where nobody listens."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.support import RUN_TIMEOUT
from tuyalan.net.systemd import Notifier

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such sockets")


@contextmanager
def listening(address: str) -> Generator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.settimeout(RUN_TIMEOUT)
        channel.bind(address)
        yield channel


def test_each_message_is_one_datagram(tmp_path: Path) -> None:
    path = str(tmp_path / "notify")
    with listening(path) as channel:
        notifier = Notifier.from_environment({"NOTIFY_SOCKET": path})
        assert notifier.tell_ready("12 devices\nonline")
        assert channel.recv(512) == b"READY=1\nSTATUS=12 devices online"
        assert notifier.tell_alive()
        assert channel.recv(512) == b"WATCHDOG=1"
        assert notifier.tell_reloading()
        assert channel.recv(512).startswith(b"RELOADING=1\nMONOTONIC_USEC=")
        assert notifier.tell_stopping()
        assert channel.recv(512) == b"STOPPING=1"


@pytest.mark.skipif(sys.platform != "linux", reason="abstract sockets are Linux's own")
def test_a_socket_without_a_file_is_spelt_with_an_at() -> None:
    name = f"tuyalan-test-{os.getpid()}"
    with listening("\0" + name) as channel:
        assert Notifier("@" + name).tell_ready()
        assert channel.recv(64) == b"READY=1"


def test_nothing_is_told_where_nobody_listens(tmp_path: Path) -> None:
    assert not Notifier.from_environment({}).tell_ready()
    assert not Notifier(str(tmp_path / "none")).tell_ready()


@pytest.mark.parametrize(
    ("variables", "interval"),
    [
        ({"WATCHDOG_USEC": "20000000"}, 10.0),
        ({"WATCHDOG_USEC": "20000000", "WATCHDOG_PID": str(os.getpid())}, 10.0),
        ({"WATCHDOG_USEC": "20000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({}, None),
    ],
)
def test_a_sign_of_life_is_given_twice_as_often_as_is_wanted(variables: dict[str, str], interval: float | None) -> None:
    assert Notifier.from_environment({"NOTIFY_SOCKET": "/x", **variables}).watchdog_interval == interval
    assert Notifier.from_environment(variables).watchdog_interval is None
