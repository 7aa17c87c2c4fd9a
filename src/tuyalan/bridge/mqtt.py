"""Speaks to the broker: the port of `link`, implemented with paho-mqtt on the running event loop.

Knows bytes and topics, nothing of devices. Every connection is a new link; who reconnects is the caller. Together with
`reaching` the only modules that know the library (docs/adr/0008).
"""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING, Final, cast

import msgspec

from tuyalan.bridge.link import Welcome
from tuyalan.bridge.message import Incoming, Message
from tuyalan.bridge.packing import pack_publish
from tuyalan.bridge.reaching import (
    CONNECT_TIMEOUT,
    WRONG_VERSION,
    drop,
    find_handing_over,
    lessen,
    make_client,
    reach,
    refuse,
    send_at_once,
)
from tuyalan.bridge.refusals import NO_WILDCARDS, has_wildcards, miss_wildcards, refuse_filters
from tuyalan.errors import BrokerError
from tuyalan.net.watching import watch_socket

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paho.mqtt.client import Client, MQTTMessage
    from paho.mqtt.properties import Properties
    from paho.mqtt.reasoncodes import ReasonCode

    from tuyalan.bridge.broker import Broker
    from tuyalan.bridge.link import Receiver
    from tuyalan.net.watching import SocketWatch

ANSWER_TIMEOUT: Final = 10.0
"""How long the broker may take to confirm a subscription, seconds."""
GOODBYE_TIMEOUT: Final = 1.0
"""How long a farewell may take to leave, seconds."""
MAX_UNWRITTEN: Final = 8 * 1024 * 1024
"""Bytes that may wait for the network before no more is taken."""
_READS: Final = 16
"""Packets read before others get their turn."""
_UNNOTED: Final = 0x40


class PahoLink:
    """A link by paho-mqtt, whose socket this event loop watches."""

    def __init__(self, broker: Broker, *, protocol: str = "5", patience: float = CONNECT_TIMEOUT) -> None:
        """Take where to connect, which version to speak (`5` or `3.1.1`), and how long its welcome may take, seconds."""
        self._broker = broker
        self._protocol = protocol
        self._patience = patience
        self._loop = asyncio.get_running_loop()
        self._client: Client = make_client(broker, protocol=protocol)
        self._receiver: Receiver | None = None
        self._will = Message("", b"")
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
        self._hand_to_paho = find_handing_over(self._client)
        self._limits = Welcome(protocol)
        self._is_limited = False
        self.may_be_older: bool = False
        """Whether the broker failed in a way that one does which has only 3.1.1."""
        self.is_sure_older: bool = False
        """Whether it did so by silence or in words; one that hangs up may have had other reasons."""
        self.lesser_will: Message | None = None
        """What the broker may take as our will, where that was what it refused."""

    # The port

    async def open(self, receiver: Receiver, will: Message) -> Welcome:
        """Connect; see `Link.open`."""
        self._receiver = receiver
        client, broker = self._client, self._broker
        self._will = will
        client.will_set(will.topic, will.payload, will.qos, will.retain)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.on_publish = self._on_confirmed
        client.on_subscribe = client.on_unsubscribe = self._on_answer
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                await reach(client, broker, protocol=self._protocol)
            self._watch()
            async with asyncio.timeout(self._patience):
                return await self._welcome
        except TimeoutError as error:
            # Some have nothing to say of a version that they do not know.
            self.may_be_older = self.is_sure_older = self._fd >= 0
            self._end()
            raise BrokerError(f"the broker at {broker} does not answer") from error
        except BaseException:
            self._end()
            raise

    async def subscribe(self, filters: Sequence[str]) -> None:
        """Ask for what matches; see `Link.subscribe`."""
        if not self._limits.has_wildcards and any(map(has_wildcards, filters)):
            # To ask all the same would end the connection.
            raise miss_wildcards(self._broker, filters)
        if filters:
            _, number = self._client.subscribe([(text, 1) for text in filters])
            reasons = await self._wait_answer(number)
            answers = zip(filters, reasons, strict=False)
            refused = {text: (reason.value, str(reason)) for text, reason in answers if reason.is_failure}
            if refused:
                raise refuse_filters(self._broker, refused)

    async def unsubscribe(self, filters: Sequence[str]) -> None:
        """Ask for it no longer; see `Link.unsubscribe`."""
        if filters:
            _, number = self._client.unsubscribe(list(filters))
            await self._wait_answer(number)

    def publish(self, message: Message) -> bool:
        """Hand a message over; see `Link.publish`."""
        if self._is_full or self._fd < 0:
            return False
        if self._is_limited:
            message = self._fit(message)
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

    def _fit(self, message: Message) -> Message:
        """Return the message as the broker takes it: what it says it does not have ends the connection."""
        return msgspec.structs.replace(
            message, qos=min(message.qos, self._limits.max_qos), retain=message.retain and self._limits.may_retain
        )

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

    # The socket on the event loop

    def _watch(self) -> None:
        sock = self._client.socket()
        if sock is None:
            raise BrokerError(f"the broker at {self._broker} closed the connection at once")
        self._fd = sock.fileno()
        send_at_once(self._fd)
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
            drop(self._client)
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
        drop(self._client)
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
            self.may_be_older = self.is_sure_older = reason.value in WRONG_VERSION
            # Whoever opens the link is told, and nobody else.
            self._receiver = None
            self.lesser_will = lessen(self._will, reason)
            self._welcome.set_exception(refuse(reason, self._broker))
            return
        self._limits = Welcome(
            self._protocol,
            max_packet=getattr(properties, "MaximumPacketSize", None),
            max_qos=getattr(properties, "MaximumQoS", 2),
            may_retain=bool(getattr(properties, "RetainAvailable", 1)),
            has_wildcards=bool(getattr(properties, "WildcardSubscriptionAvailable", 1)),
        )
        self._is_limited = self._limits.max_qos < 2 or not self._limits.may_retain  # noqa: PLR2004 - the highest there is
        self._welcome.set_result(self._limits)

    def _on_disconnect(self, *told: object) -> None:
        reason = cast("ReasonCode", told[3])
        if reason.value == NO_WILDCARDS:
            self._lose(miss_wildcards(self._broker))
        else:
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
