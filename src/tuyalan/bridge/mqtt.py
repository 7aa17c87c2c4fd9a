"""Speaks to the broker: the port of `link`, implemented with paho-mqtt on the running event loop.

Knows bytes and topics, nothing of devices. Every connection is a new link; who reconnects is the caller. This module is
the only one that knows the library (docs/adr/0008).
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import logging
import secrets
import socket
import ssl
import threading
import traceback
from typing import TYPE_CHECKING, Any, Final, cast

from tuyalan.bridge.link import Welcome
from tuyalan.bridge.message import Incoming
from tuyalan.errors import BrokerError, ConfigError
from tuyalan.net.watching import watch_socket

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paho.mqtt.client import Client, MQTTMessage
    from paho.mqtt.properties import Properties
    from paho.mqtt.reasoncodes import ReasonCode

    from tuyalan.bridge.broker import Broker
    from tuyalan.bridge.link import Link, Receiver
    from tuyalan.bridge.message import Message
    from tuyalan.net.watching import SocketWatch

_log: Final = logging.getLogger("tuyalan.mqtt")

CONNECT_TIMEOUT: Final = 4.0
"""How long reaching the broker may take, each of: name and connection, its welcome; seconds."""
ANSWER_TIMEOUT: Final = 10.0
"""How long the broker may take to confirm a subscription, seconds."""
GOODBYE_TIMEOUT: Final = 1.0
"""How long a farewell may take to leave, seconds."""
MAX_PACKET: Final = 2 * 1024 * 1024
"""Largest message that the broker may send, in bytes; over 3.1.1 it cannot be told."""
MAX_UNWRITTEN: Final = 8 * 1024 * 1024
"""Bytes that may wait for the network before no more is taken."""
MAX_UNCONFIRMED: Final = 10_000
"""Messages of QoS 1 that may wait for the broker's word."""
_READS: Final = 16
"""Packets read before others get their turn."""
_UNNOTED: Final = 0x40
_LOW_BITS: Final = 0x7F
_MORE: Final = 0x80
_WRONG_VERSION: Final = frozenset({1, 132})
"""What brokers of either version say of a version that they do not have."""
_UNAUTHORIZED: Final = frozenset({4, 5, 134, 135})
"""What they say of a login that is wrong, or may not do this."""


class PahoLink:
    """A link by paho-mqtt, whose socket this event loop watches."""

    def __init__(self, broker: Broker, *, protocol: str = "5") -> None:
        """Take where to connect and which version to speak: `5` or `3.1.1`."""
        self._broker = broker
        self._protocol = protocol
        self._loop = asyncio.get_running_loop()
        self._client: Client = _make_client(broker, protocol)
        self._receiver: Receiver | None = None
        self._welcome: asyncio.Future[Welcome] = self._loop.create_future()
        self._answers: dict[int, asyncio.Future[Sequence[ReasonCode]]] = {}
        self._fd = -1
        self._socket: SocketWatch | None = None
        self._tick: asyncio.TimerHandle | None = None
        self._drained: asyncio.Future[None] | None = None
        self._unwritten = 0
        self._is_full = False
        self._gathered: list[bytes] = []
        self._properties: dict[int, Properties] = {}
        self._unconfirmed: dict[int, tuple[float, Message]] = {}
        self._hand_to_paho = _find_handing_over(self._client)
        self.may_be_older = False
        """Whether the broker failed in a way that one does which has only 3.1.1."""

    # The port

    async def open(self, receiver: Receiver, will: Message) -> Welcome:
        """Connect; see `Link.open`."""
        self._receiver = receiver
        client, broker = self._client, self._broker
        client.will_set(will.topic, will.payload, will.qos, will.retain)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.on_publish = self._on_confirmed
        client.on_subscribe = client.on_unsubscribe = self._on_answer
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                await self._reach()
                self._watch()
                return await self._welcome
        except TimeoutError as error:
            self._end()
            raise BrokerError(f"the broker at {broker} does not answer") from error
        except BaseException:
            self._end()
            raise

    async def subscribe(self, filters: Sequence[str]) -> None:
        """Ask for what matches; see `Link.subscribe`."""
        if filters:
            _, number = self._client.subscribe([(text, 1) for text in filters])
            reasons = await self._wait_answer(number)
            refused = [text for text, reason in zip(filters, reasons, strict=False) if reason.is_failure]
            if refused:
                raise BrokerError(
                    f"the broker does not let us read {', '.join(refused)}",
                    hint="Allow it in the broker's access list.",
                )

    async def unsubscribe(self, filters: Sequence[str]) -> None:
        """Ask for it no longer; see `Link.unsubscribe`."""
        if filters:
            _, number = self._client.unsubscribe(list(filters))
            await self._wait_answer(number)

    def publish(self, message: Message) -> bool:
        """Hand a message over; see `Link.publish`."""
        if self._is_full or self._fd < 0:
            return False
        has_expiry = message.expiry is not None and self._protocol == "5"
        if message.qos == 0 and not has_expiry and self._hand_to_paho is not None:
            if not self._gathered:
                self._loop.call_soon(self._hand_over)
            self._gathered.append(pack_publish(message, has_properties=self._protocol == "5"))
        else:
            # What was published before leaves before.
            self._hand_over()
            properties = self._expiring(message.expiry) if has_expiry and message.expiry is not None else None
            info = self._client.publish(message.topic, message.payload, message.qos, message.retain, properties)
            if info.rc:
                # Of QoS 1 and 2 paho keeps as many as it was told to.
                return False
            if message.qos:
                self._unconfirmed[info.mid] = (self._loop.time(), message)
        self._unwritten += len(message.payload)
        self._is_full = self._unwritten > MAX_UNWRITTEN
        return True

    def _hand_over(self) -> None:
        """Hand what one turn of the loop published to paho in one piece.

        Its `publish` makes a lock, a queue and a call of the system for each message; with ten thousand messages a second
        of QoS 0, of which nobody asks afterwards, that is a fifth of a core.
        """
        if self._gathered and self._fd >= 0 and self._hand_to_paho is not None:
            data = b"".join(self._gathered)
            # As a command of which paho does nothing when it has left; of a PUBLISH it would tell somebody.
            self._hand_to_paho(_UNNOTED, data, 0, 0)
        self._gathered.clear()

    def unconfirmed(self) -> Sequence[tuple[float, Message]]:
        """Return what the broker has not confirmed; see `Link.unconfirmed`."""
        return list(self._unconfirmed.values())

    async def close(self) -> None:
        """Say goodbye and close; see `Link.close`."""
        self._receiver = None
        self._hand_over()
        if self._fd >= 0:
            self._drained = self._loop.create_future()
            self._client.disconnect()
            try:
                async with asyncio.timeout(GOODBYE_TIMEOUT):
                    await self._drained
            except TimeoutError:
                pass
        self._end()

    # Reaching the broker: paho does it blocking, so in a thread that nobody waits for at exit.

    async def _reach(self) -> None:
        done: asyncio.Future[None] = self._loop.create_future()
        threading.Thread(target=self._reach_blocking, args=(done,), name="tuyalan mqtt connect", daemon=True).start()
        try:
            await done
        except (OSError, ssl.SSLError, ValueError) as error:
            raise BrokerError(f"the broker at {self._broker} cannot be reached: {_phrase(error)}") from error

    def _reach_blocking(self, done: asyncio.Future[None]) -> None:
        error: Exception | None = None
        try:
            self._client.connect(self._broker.host, self._broker.port, **_connect_options(self._broker, self._protocol))
        except Exception as caught:  # noqa: BLE001 - handed to the one who waits
            _close_sockets(caught)
            error = caught
        try:
            self._loop.call_soon_threadsafe(_finish, done, error)
        except RuntimeError:
            # The loop has ended meanwhile.
            _drop(self._client)

    # The socket on the event loop

    def _watch(self) -> None:
        sock = self._client.socket()
        if sock is None:
            raise BrokerError(f"the broker at {self._broker} closed the connection at once")
        self._fd = sock.fileno()
        _send_at_once(self._fd)
        self._socket = watch_socket(self._loop, self._fd, self._read)
        self._client.on_socket_close = self._unwatch
        self._client.on_socket_register_write = self._want_write
        self._client.on_socket_unregister_write = self._on_written
        self._write()
        self._tick = self._loop.call_later(1.0, self._keep_alive)

    def _unwatch(self, *_: object) -> None:
        if self._fd >= 0:
            self._fd = -1
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        if self._tick is not None:
            self._tick.cancel()
            self._tick = None
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)

    def _read(self) -> None:
        try:
            self._read_packets()
        except Exception as error:  # noqa: BLE001 - paho raises whatever comes of bytes that are no MQTT
            _drop(self._client)
            lost = BrokerError(f"the broker at {self._broker} does not speak MQTT {self._protocol}: {error!r}")
            # Told to others and not raised here, so where it comes from has to be said.
            lost.__cause__ = error
            self._lose(lost)

    def _read_packets(self) -> None:
        client = self._client
        for _ in range(_READS):
            client.loop_read()
            sock = client.socket()
            # What TLS has decrypted already wakes nobody.
            if sock is None or not (isinstance(sock, ssl.SSLSocket) and sock.pending()):
                break
        if self._broker.is_websocket:
            # One frame of the websocket may hold several packets, which wake nobody either.
            for _ in range(_READS):
                if client.socket() is None:
                    return
                client.loop_read()

    def _want_write(self, *_: object) -> None:
        if self._socket is not None:
            self._socket.want_write(self._write)

    def _write(self) -> None:
        self._client.loop_write()

    def _on_written(self, *_: object) -> None:
        if self._socket is not None:
            self._socket.want_write(None)
        self._unwritten = 0
        if self._is_full:
            self._is_full = False
            if self._receiver is not None:
                self._loop.call_soon(self._receiver.on_ready)

    def _keep_alive(self) -> None:
        self._tick = self._loop.call_later(1.0, self._keep_alive)
        self._client.loop_misc()

    def _end(self) -> None:
        self._receiver = None
        self._unwatch()
        _drop(self._client)
        for answer in self._answers.values():
            answer.cancel()
        self._answers.clear()
        if not self._welcome.done():
            self._welcome.cancel()

    # What paho tells

    def _on_connect(self, *told: object) -> None:
        *_, reason, properties = cast("tuple[object, object, object, ReasonCode, object]", told)
        if self._welcome.done():
            return
        if reason.is_failure:
            self.may_be_older = reason.value in _WRONG_VERSION
            self._welcome.set_exception(_refuse(reason, self._broker))
            return
        self._welcome.set_result(
            Welcome(
                self._protocol,
                max_packet=getattr(properties, "MaximumPacketSize", None),
                max_qos=getattr(properties, "MaximumQoS", 2),
                may_retain=bool(getattr(properties, "RetainAvailable", 1)),
            )
        )

    def _on_disconnect(self, *told: object) -> None:
        reason = told[3]
        self._lose(BrokerError(f"the broker at {self._broker} closed the connection: {reason}"))

    def _lose(self, error: BrokerError) -> None:
        self._unwatch()
        if not self._welcome.done():
            # Whoever opens the link is told, and nobody else.
            self.may_be_older = True
            self._receiver = None
            self._welcome.set_exception(error)
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(error)
        self._answers.clear()
        receiver, self._receiver = self._receiver, None
        if receiver is not None:
            receiver.on_lost(error)

    def _on_message(self, client: Client, data: object, message: MQTTMessage) -> None:
        del client, data
        if self._receiver is None:
            return
        try:
            topic = message.topic
        except UnicodeDecodeError:
            return
        self._receiver.on_message(Incoming(topic, bytes(message.payload), message.retain))

    def _on_confirmed(self, *told: object) -> None:
        _, _, number, *_ = cast("tuple[object, object, int, object, object]", told)
        # What it refuses it has got, and would refuse again.
        self._unconfirmed.pop(number, None)

    def _on_answer(self, *told: object) -> None:
        _, _, number, reasons, _ = cast("tuple[object, object, int, Sequence[ReasonCode], object]", told)
        answer = self._answers.pop(number, None)
        if answer is not None and not answer.done():
            answer.set_result(reasons)

    async def _wait_answer(self, number: int | None) -> Sequence[ReasonCode]:
        if number is None or self._fd < 0:
            raise BrokerError("the connection to the broker ended")
        answer = self._answers[number] = self._loop.create_future()
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT):
                return await answer
        except TimeoutError as error:
            raise BrokerError(f"the broker at {self._broker} does not answer") from error
        finally:
            self._answers.pop(number, None)

    def _expiring(self, seconds: int) -> Properties:
        known = self._properties.get(seconds)
        if known is None:
            from paho.mqtt.packettypes import PacketTypes  # noqa: PLC0415 - an extra
            from paho.mqtt.properties import Properties  # noqa: PLC0415

            known = self._properties[seconds] = Properties(PacketTypes.PUBLISH)
            known.MessageExpiryInterval = seconds
        return known


def pack_publish(message: Message, *, has_properties: bool) -> bytes:
    """Return the packet that publishes a message with QoS 0.

    Args:
        message: What to publish.
        has_properties: Whether it is for MQTT 5, where the number of properties, none, follows the topic.

    Raises:
        ValueError: the topic is empty or holds a wildcard.
    """
    topic = message.topic.encode()
    if not topic or b"+" in topic or b"#" in topic:
        raise ValueError("a message is published on a topic without wildcards")
    middle = b"\0" if has_properties else b""
    size = 2 + len(topic) + len(middle) + len(message.payload)
    head = bytearray((0x30 | message.retain,))
    while size > _LOW_BITS:
        head.append(size & _LOW_BITS | _MORE)
        size >>= 7
    head.append(size)
    return b"".join((head, len(topic).to_bytes(2, "big"), topic, middle, message.payload))


async def open_link(broker: Broker, receiver: Receiver, will: Message) -> tuple[Link, Welcome]:
    """Connect with the newest version that the broker has.

    Raises:
        BrokerError: the broker cannot be reached or does not want us.
        ConfigError: certificates cannot be read, or paho-mqtt is not installed.
    """
    if broker.protocol == "auto":
        link = PahoLink(broker, protocol="5")
        try:
            return link, await link.open(receiver, will)
        except BrokerError:
            if not link.may_be_older:
                raise
            _log.info("%s does not take MQTT 5; trying 3.1.1", broker)
    link = PahoLink(broker, protocol="3.1.1" if broker.protocol == "auto" else broker.protocol)
    return link, await link.open(receiver, will)


def _make_client(broker: Broker, protocol: str) -> Client:
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


def _find_handing_over(client: Client) -> Callable[[int, bytes, int, int], object] | None:
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


def _send_at_once(fd: int) -> None:
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


def _drop(client: Client) -> None:
    """Close the socket of a client at once, whatever it is doing."""
    sock = client.socket()
    client.on_disconnect = None
    if sock is not None:
        client.disconnect()
        client.loop_write()


def _refuse(reason: ReasonCode, broker: Broker) -> BrokerError:
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
