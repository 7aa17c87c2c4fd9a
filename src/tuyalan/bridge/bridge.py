"""The bridge: one hub on one base topic of one broker, for as long as it runs, whatever the broker does.

It connects, makes sure that no other bridge is there, publishes everything, then takes commands; when the connection ends
it begins again. What happens meanwhile waits in a bounded outbox.
"""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
import time
from typing import TYPE_CHECKING, Final, Protocol

from tuyalan.bridge import payloads, requests
from tuyalan.bridge.asking import KINDS
from tuyalan.bridge.board import Board
from tuyalan.bridge.claim import Contest, Verdict
from tuyalan.bridge.connecting import Connector
from tuyalan.bridge.intake import Intake
from tuyalan.bridge.leftovers import Sweeper
from tuyalan.bridge.levels import make_level
from tuyalan.bridge.limit import MAX_ERRORS, Limit
from tuyalan.bridge.message import Message
from tuyalan.bridge.mirror import Mirror
from tuyalan.bridge.mirroring import Mirroring
from tuyalan.bridge.orders import Orders
from tuyalan.bridge.outbox import Outbox
from tuyalan.bridge.publishing import ANNOUNCED_QOS
from tuyalan.bridge.reporting import Identity, Reporter, Tally
from tuyalan.bridge.serving import Office
from tuyalan.bridge.telling import ROOT, LogTeller
from tuyalan.bridge.topics import Purpose, Topics
from tuyalan.client.backoff import Backoff
from tuyalan.errors import BrokerError, RivalError, TuyalanError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from tuyalan.bridge.broker import Broker
    from tuyalan.bridge.intake import Command, Origin
    from tuyalan.bridge.link import Link, Receiver, Welcome
    from tuyalan.bridge.message import Incoming
    from tuyalan.bridge.settings import BridgeSettings
    from tuyalan.bridge.topics import Address
    from tuyalan.fleet.events import HubEvent
    from tuyalan.fleet.groups import Group
    from tuyalan.fleet.hub import Hub
    from tuyalan.fleet.member import Member

    OpenLink = Callable[[Broker, Receiver, Message], Awaitable[tuple[Link, Welcome]]]

_log: Final = logging.getLogger("tuyalan.mqtt")

ECHO_TIMEOUT: Final = 2.0
"""How long the broker may take to deliver what it has stored, seconds."""
ANSWER_TIMEOUT: Final = 3.0
"""How long a bridge that is stored as online may take to say that it lives, seconds."""
RIVAL_PAUSE: Final = 60.0
"""How long a bridge that had to give way waits before it looks again, seconds."""
ASSERT_GAP: Final = 1.0
"""Shortest time between two corrections of what others wrote on our topics, seconds."""
_PAGES_AT_ONCE: Final = 50
_WELL_AFTER: Final = 10.0
"""A connection that held so long, in seconds, was a good one: the next pause is short again."""


class Companion(Protocol):
    """What lives on the bridge's connection beside it, such as the announcements for Home Assistant."""

    def filters(self) -> Sequence[str]:
        """Return what it wants to hear."""
        ...

    def on_up(self) -> None:
        """Learn that the broker knows nothing, so that everything is to be published."""
        ...

    def on_down(self) -> None:
        """Learn that the connection ended, or that the bridge does."""
        ...

    def on_message(self, message: Incoming) -> None:
        """Take a message; its own filters and others may have matched."""
        ...

    def on_event(self, event: HubEvent) -> None:
        """Learn what happened, after the bridge has published it."""
        ...


class Bridge:
    """Speaks for one hub."""

    def __init__(
        self,
        settings: BridgeSettings,
        *,
        open_link: OpenLink | None = None,
        restart: Callable[[], None] | None = None,
        reload: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        """Take how to behave; nothing is opened yet.

        Args:
            settings: Where the broker is, and how to publish.
            open_link: Connects to a broker; left out, in the newest version of MQTT that it has.
            restart: Ends the process, if somebody starts it again.
            reload: Reads files and configuration again.
        """
        self._settings = settings
        self._broker = settings.broker
        self._open_link = open_link or Connector().open
        self._restart = restart
        self._reload = reload
        self.topics: Topics = Topics(settings.base)
        who = self._identity = Identity(secrets.token_hex(8), time.time())
        self._contest = Contest(who.instance, started=who.started, host=who.host)
        self._outbox = Outbox(max_waiting=settings.max_waiting)
        self._companions: list[Companion] = []
        if settings.layout is not None:
            self.add_companion(Mirroring(self, Mirror(settings.layout)))
        self._link: Link | None = None
        self._is_held = False
        self._is_up = False
        self._errors = Limit(MAX_ERRORS)
        self._asserted = 0.0
        self._tally = Tally()

    def add_companion(self, companion: Companion) -> None:
        """Let something live on the same connection; to be told before `run`."""
        self._companions.append(companion)

    @property
    def is_up(self) -> bool:
        """Whether the broker knows everything and commands are taken."""
        return self._is_up

    def find_member(self, device_id: str) -> Member | None:
        """Return the device of an id; `None` if there is none."""
        return self._hub.members.get(device_id)

    async def run(self, hub: Hub) -> None:
        """Speak for a hub until cancelled.

        Raises:
            RivalError: another bridge holds the base topic, seen before this one ever held it.
            ConfigError: certificates cannot be read, or what speaks MQTT is not installed.
        """
        board = Board(hub, self.topics, manner=self._settings.manner)
        self.board: Board = board
        board.begin()
        problem: TuyalanError | None = None
        async with asyncio.TaskGroup() as tasks:
            intake = self._intake = Intake(tasks, fail=self.fail)
            self._orders = Orders(
                hub, board, intake, publish=self.publish_all, fail=self.fail, timeout=self._settings.command_timeout
            )
            self._office = Office(hub, board, restart=self._restart, reload=self._reload)
            self.reporter: Reporter = Reporter(
                hub,
                board,
                self.topics,
                identity=self._identity,
                settings=self._settings,
                tally=self._tally,
                outbox=self._outbox,
                publish=self.publish,
                is_up=lambda: self._is_up,
            )
            self._tasks = tasks
            self._hub = hub
            remove = hub.add_listener(self._on_event)
            teller = LogTeller(self.reporter.tell_record)
            logging.getLogger(ROOT).addHandler(teller)
            telling = (
                tasks.create_task(self.reporter.keep_lists_told(), name="tuyalan mqtt lists"),
                tasks.create_task(self.reporter.keep_health_told(), name="tuyalan mqtt health"),
            )
            try:
                await self._keep_connected()
            except TuyalanError as error:
                # Raised below, so that it does not come out in a group.
                problem = error
            finally:
                logging.getLogger(ROOT).removeHandler(teller)
                remove()
                for task in telling:
                    task.cancel()
        if problem is not None:
            raise problem

    # Publishing

    def publish(self, message: Message) -> None:
        """Publish now, or as soon as the broker takes it; of what it stores the newest, of the rest the last thousand."""
        link = self._link
        if link is not None and self._contest.is_up:
            self._tally.published += 1
            if not self._outbox and link.publish(message):
                return
        elif message.retain and message.payload:
            # All that the broker stores is published anew with the next connection.
            return
        self._outbox.put(message, now=asyncio.get_running_loop().time())

    def publish_all(self, messages: Sequence[Message]) -> None:
        """Publish several messages."""
        for message in messages:
            self.publish(message)

    @property
    def members(self) -> list[tuple[Member, str]]:
        """All devices with their levels in topics."""
        return self.board.members

    @property
    def groups(self) -> list[tuple[Group, list[Member], str]]:
        """All groups with their devices and their levels in topics."""
        return self.board.groups

    @property
    def scenes(self) -> list[str]:
        """The names of all scenes."""
        return list(self._hub.scenes)

    def republish(self) -> None:
        """Publish all states once more, for somebody who has just come."""
        self.publish_all(list(self.board.iter_all()))

    def republish_device(self, device_id: str) -> None:
        """Publish the state of a device once more."""
        self.publish_all(self.board.build(device_id))

    def republish_group(self, name: str) -> None:
        """Publish the state of a group once more."""
        self.publish_all(self.board.build_group(name))

    def _on_event(self, event: HubEvent) -> None:
        messages = self.board.take(event)
        # First, so that a value finds itself described: a word that was never seen before is refused otherwise.
        for companion in self._companions:
            companion.on_event(event)
        self.publish_all(messages)

    # The connection

    async def _keep_connected(self) -> None:
        loop = self._loop = asyncio.get_running_loop()
        backoff = Backoff(self._settings.reconnect_cap, draw=random.random)
        told = ""
        while True:
            begin = loop.time()
            try:
                await self._connect()
                told = ""
            except BrokerError as error:
                if error.message != told:
                    told = error.message
                    _log.warning("%s (%s)", error.message, error.hint)
            except RivalError as error:
                if not self._is_held:
                    raise
                _log.error("%s (%s)", error.message, error.hint)
                await asyncio.sleep(RIVAL_PAUSE)
            if loop.time() - begin > _WELL_AFTER:
                backoff.reset()
            await asyncio.sleep(backoff.next_delay())

    async def _connect(self) -> None:
        """Connect, hold the base topic, and stay until the connection ends.

        Raises:
            BrokerError: there is no connection, or it ended.
            RivalError: another bridge holds the base topic.
        """
        self._lost: asyncio.Future[None] = self._loop.create_future()
        self._echo: asyncio.Future[None] = self._loop.create_future()
        self._sweeper = Sweeper(self.topics)
        will = Message(self.topics.bridge("state"), payloads.OFFLINE, retain=True, qos=ANNOUNCED_QOS)
        link, welcome = await self._open_link(self._broker, self, will)
        self._link, self.reporter.welcome = link, welcome
        try:
            await self._claim(link)
            await self._begin(link, welcome)
            # Not the future itself: who is cancelled would cancel it, and it would look as if the connection had ended.
            await asyncio.wait((self._lost,))
            self._lost.result()
        finally:
            is_held, self._contest.is_up = self._contest.is_up, False
            self._is_up = False
            self._link = None
            for companion in self._companions:
                companion.on_down()
            if self._lost.done():
                # Somebody may have been told of the end in another way.
                self._lost.exception()
                self._keep_unconfirmed(link)
            elif is_held:
                link.publish(will)
            await link.close()

    def _keep_unconfirmed(self, link: Link) -> None:
        """Keep what the broker may not have got: it goes out with the next connection, rather twice than not at all."""
        claim = self.topics.bridge("claim")
        self._outbox.put_back([kept for kept in link.unconfirmed() if not kept[1].retain and kept[1].topic != claim])

    async def _claim(self, link: Link) -> None:
        """Make sure that no other bridge lives on the base topic.

        Raises:
            RivalError: one does.
        """
        question = self._contest.ask()
        await link.subscribe([*self.topics.claims(), *self._sweeper.lists])
        link.publish(Message(self.topics.bridge("claim"), question, qos=1))
        await self._wait_heard(self._echo, ECHO_TIMEOUT)
        if self._contest.is_taken:
            # It answers within a moment, if it lives.
            await self._wait_heard(self._lost, ANSWER_TIMEOUT)
            _log.warning("%s: what another bridge left there is taken over", self.topics.base)

    async def _wait_heard(self, heard: asyncio.Future[None], timeout: float) -> None:
        try:
            async with asyncio.timeout(timeout):
                await asyncio.wait((heard, self._lost), return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError:
            return
        if self._lost.done():
            self._lost.result()

    async def _begin(self, link: Link, welcome: Welcome) -> None:
        """Listen to commands, and publish everything; the word that the bridge is online goes last."""
        self._contest.is_up = self._is_held = True
        self._tally.connections += 1
        _log.info("connected to %s by MQTT %s, on %s", self._broker, welcome.protocol, self.topics.base)
        if not welcome.may_retain:
            _log.warning(
                "%s stores nothing: what does not change is seen only by those who listened before", self._broker
            )
        await link.unsubscribe(self._sweeper.lists)
        await link.subscribe(self.topics.commands())
        self.reporter.tell_info()
        self._outbox.forget_retained()
        self._outbox.expire(before=self._loop.time() - self._settings.max_age)
        gone = self._sweeper.list_gone(is_known=self.board.is_known)
        if not gone:
            self.reporter.tell_lists()
        for number, message in enumerate(self.board.iter_all()):
            self.publish(message)
            if number % _PAGES_AT_ONCE == 0:
                await asyncio.sleep(0)
        for companion in self._companions:
            # Told first, so that what the broker has stored finds it ready.
            companion.on_up()
            await link.subscribe(companion.filters())
        self.reporter.announce("state", payloads.ONLINE)
        self._is_up = True
        self._outbox.flush(link.publish)
        if gone:
            await self._sweeper.sweep(link, gone)
            # Told when it is cleared, because what is not is found by them again.
            self.board.is_outdated = True

    # What the link tells

    def on_message(self, message: Incoming) -> None:
        """Take a message of the broker."""
        self._tally.received += 1
        try:
            address = self.topics.parse(message.topic)
            if address is not None:
                self._take(address, message)
            elif not self._contest.is_up:
                if message.topic in self._sweeper.lists:
                    self._sweeper.learn(message)
            else:
                self.board.leaving.update((left.topic, left) for left in self._sweeper.clear(message))
            for companion in self._companions:
                companion.on_message(message)
        except Exception:  # noqa: BLE001 - the outermost edge of a callback
            _log.exception("a message could not be handled")

    def on_lost(self, error: BrokerError) -> None:
        """Learn that the connection ended."""
        if not self._lost.done():
            self._lost.set_exception(error)

    def on_ready(self) -> None:
        """Learn that the broker takes messages again."""
        if self._link is not None:
            self._outbox.flush(self._link.publish)

    def _take(self, address: Address, message: Incoming) -> None:
        match address.purpose:
            case Purpose.BRIDGE:
                self._hear_bridge(address.item, message)
            case Purpose.REQUEST:
                if not message.is_retained:
                    asked = requests.parse(address.item, message.payload)
                    self._tasks.create_task(self._answer(asked), name=f"tuyalan mqtt request {asked.name[:40]}")
            case _:
                self._orders.take(address, message)

    async def _answer(self, asked: requests.Asked) -> None:
        answer = await self._office.answer(asked)
        self.publish(Message(self.topics.response(make_response_name(asked.name)), answer, qos=ANNOUNCED_QOS))

    def carry_out(self, lane: str, command: Command) -> None:
        """Run a command, or merge it with those that wait on its lane."""
        self._intake.put(lane, command)

    def fail(self, origin: Origin, error: TuyalanError) -> None:
        """Answer a command that failed, unless so many fail that answers would only add to it."""
        _log.debug("%s: %s", origin.topic[:200], error)
        if self._errors.take(self._loop.time()):
            answer = payloads.build_error(error, topic=origin.topic, transaction=origin.transaction)
            self.publish(Message(self.topics.error(origin.level), answer, qos=ANNOUNCED_QOS))

    def _hear_bridge(self, what: str, message: Incoming) -> None:
        link = self._link
        match self._contest.hear(what, message):
            case Verdict.ECHO:
                if not self._echo.done():
                    self._echo.set_result(None)
            case Verdict.RIVAL:
                if not self._lost.done():
                    where = f" on {self._contest.rival}" if self._contest.rival else ""
                    self._lost.set_exception(RivalError(f"another bridge{where} holds {self.topics.base!r}"))
            case Verdict.ANSWER:
                if link is not None:
                    link.publish(Message(self.topics.bridge("claim"), self._contest.answer(), qos=1))
            case Verdict.ASSERT:
                self._assert()
            case Verdict.NOTHING:
                pass

    def _assert(self) -> None:
        """Correct what others wrote where this bridge says who and how it is."""
        now = self._loop.time()
        if now - self._asserted > ASSERT_GAP:
            self._asserted = now
            self.reporter.tell_info()
            self.reporter.announce("state", payloads.ONLINE)


def make_response_name(name: str) -> str:
    """Return where a request is answered, also one whose name is no topic to publish on."""
    return name if name in KINDS else make_level(name, fallback="unknown")
