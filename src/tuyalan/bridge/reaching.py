"""From a broker's address to a client of paho-mqtt that is connected to it, or to the reason why there is none.

Together with `mqtt` the only modules that know the library (docs/adr/0008).
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import secrets
import socket
import ssl
import threading
import traceback
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tuyalan.errors import BrokerError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from paho.mqtt.client import Client
    from paho.mqtt.reasoncodes import ReasonCode

    from tuyalan.bridge.broker import Broker
    from tuyalan.bridge.message import Message

CONNECT_TIMEOUT: Final = 4.0
"""How long reaching the broker may take, each of: name and connection, its welcome; seconds."""
MAX_PACKET: Final = 2 * 1024 * 1024
"""Largest message that the broker may send, in bytes; over 3.1.1 it cannot be told."""
MAX_UNCONFIRMED: Final = 10_000
"""Messages of QoS 1 that may wait for the broker's word."""
WRONG_VERSION: Final = frozenset({1, 132})
"""What brokers of either version say of a version that they do not have."""
_NO_RETAIN: Final = 154
_NO_SUCH_QOS: Final = 155
_UNAUTHORIZED: Final = frozenset({4, 5, 134, 135})
"""What they say of a login that is wrong, or may not do this."""


async def reach(client: Client, broker: Broker, *, protocol: str) -> None:
    """Connect a client. Paho does it blocking, so it is done in a thread that nobody waits for at exit.

    Raises:
        BrokerError: the broker cannot be reached.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def connect() -> None:
        error: Exception | None = None
        try:
            client.connect(broker.host, broker.port, **_connect_options(broker, protocol))
        except Exception as caught:  # noqa: BLE001 - handed to the one who waits
            _close_sockets(caught)
            error = caught
        try:
            loop.call_soon_threadsafe(_finish, done, error)
        except RuntimeError:
            # The loop has ended meanwhile.
            drop(client)

    threading.Thread(target=connect, name="tuyalan mqtt connect", daemon=True).start()
    try:
        await done
    except (OSError, ssl.SSLError, ValueError) as error:
        raise BrokerError(f"the broker at {broker} cannot be reached: {_phrase(error)}") from error


def make_client(broker: Broker, *, protocol: str) -> Client:
    """Make a client that is not connected yet.

    Raises:
        ConfigError: certificates cannot be read, or paho-mqtt is not installed.
    """
    try:
        from paho.mqtt import client as paho  # noqa: PLC0415 - an extra
        from paho.mqtt import enums  # noqa: PLC0415
    except ImportError as error:
        raise ConfigError(
            "speaking to a broker needs paho-mqtt, which is not installed", hint='Run pip install "tuyalan[hub]".'
        ) from error
    client = paho.Client(
        enums.CallbackAPIVersion.VERSION2,
        client_id=broker.client_id or f"tuyalan-{secrets.token_hex(6)}",
        protocol=enums.MQTTProtocolVersion.MQTTv5 if protocol == "5" else enums.MQTTProtocolVersion.MQTTv311,
        transport="websockets" if broker.is_websocket else "tcp",
        reconnect_on_failure=False,
        **({} if protocol == "5" else {"clean_session": True}),
    )
    client.connect_timeout = CONNECT_TIMEOUT
    client.max_queued_messages_set(MAX_UNCONFIRMED)
    if broker.login is not None:
        client.username_pw_set(broker.login.username, broker.login.password or None)
    if (context := broker.make_tls()) is not None:
        client.tls_set_context(context)  # pyright: ignore[reportUnknownMemberType] - untyped where there is no ssl
    if broker.is_websocket:
        client.ws_set_options(broker.path)
    return client


def find_handing_over(client: Client) -> Callable[[int, bytes, int, int], object] | None:
    """Return what sends bytes as they are; `None` if this paho does it otherwise, and each message is published for itself.

    It is the one private part of paho that is used, because no public one takes bytes (docs/adr/0008).
    """
    found = getattr(client, "_packet_queue", None)
    known = ("command", "packet", "mid", "qos")
    return found if callable(found) and tuple(inspect.signature(found).parameters)[: len(known)] == known else None


def _connect_options(broker: Broker, protocol: str) -> dict[str, Any]:
    options: dict[str, Any] = {"keepalive": broker.keepalive}
    if protocol == "5":
        from paho.mqtt.packettypes import PacketTypes  # noqa: PLC0415 - an extra
        from paho.mqtt.properties import Properties  # noqa: PLC0415

        properties = Properties(PacketTypes.CONNECT)
        properties.MaximumPacketSize = MAX_PACKET
        # The broker keeps nothing for us while we are away: a command that opens a gate must not come an hour late.
        properties.SessionExpiryInterval = 0
        options |= {"clean_start": True, "properties": properties}
    return options


def _finish(done: asyncio.Future[None], error: Exception | None) -> None:
    """Tell who waits for the thread how it went."""
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)


def send_at_once(fd: int) -> None:
    """Let no small message wait until the one before is acknowledged, which takes a broker 40 ms that says nothing itself."""
    # Of a copy, since a websocket's wrapper hands out nothing but the number.
    with contextlib.suppress(OSError), socket.fromfd(fd, socket.AF_INET, socket.SOCK_STREAM) as copy:
        copy.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _close_sockets(error: Exception) -> None:
    """Close the sockets that a failed connection has left: paho forgets them where a handshake fails."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        for value in frame.f_locals.values():
            if isinstance(value, socket.socket):
                value.close()


def drop(client: Client) -> None:
    """Close the socket of a client at once, whatever it is doing."""
    sock = client.socket()
    client.on_disconnect = None
    if sock is not None:
        client.disconnect()
        client.loop_write()


def lessen(will: Message, reason: ReasonCode) -> Message | None:
    """Return a will that asks for less; `None` if it was not what the broker refused."""
    if reason.value == _NO_RETAIN and will.retain:
        return msgspec.structs.replace(will, retain=False)
    if reason.value == _NO_SUCH_QOS and will.qos:
        return msgspec.structs.replace(will, qos=0)
    return None


def refuse(reason: ReasonCode, broker: Broker) -> BrokerError:
    """Return the error for a broker that does not take us in."""
    code = reason.value
    if code in _UNAUTHORIZED:
        return BrokerError(
            f"the broker at {broker} refuses us: {reason}",
            hint="Check user name, password and the broker's access list.",
        )
    return BrokerError(f"the broker at {broker} refuses us: {reason}")


def _phrase(error: Exception) -> str:
    """Return why a connection failed, for people."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message}"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
