"""The other end of one connection: who it is, what keeps it connected, what is learnt of it, and whose values come from it.

That is one device, or a gateway and the devices behind it: they share the peer, and each has its own shadow.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tuyalan.client.checks import is_device_id
from tuyalan.client.connection import Connection, Status
from tuyalan.client.memory import Memory
from tuyalan.client.shadow import Shadow
from tuyalan.errors import UseError
from tuyalan.session.events import Cause, DpUpdate
from tuyalan.vocabulary import Cid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tuyalan.client.connection import Identity
    from tuyalan.client.options import Options
    from tuyalan.client.surroundings import Surroundings
    from tuyalan.errors import TuyalanError
    from tuyalan.session.events import ChildrenSeen
    from tuyalan.vocabulary import DpId, Json

MAX_CHILDREN: Final = 512
"""Children that a gateway may speak for; more are invented."""


class Peer:
    """What a connection tells, and what opens and closes it for everyone who uses a device there."""

    __slots__ = (
        "_connection", "_holders", "_is_patient", "_meet", "_memory", "children", "clock", "identity", "itself",
        "surroundings",
    )  # fmt: skip

    def __init__(
        self,
        identity: Identity,
        surroundings: Surroundings,
        *,
        name: str,
        is_patient: bool,
        meet: Callable[[str], object],
    ) -> None:
        """Describe it; nothing is opened yet.

        Args:
            identity: who it is, as far as known.
            surroundings: what it is reached and remembered with.
            name: what people call the device itself.
            is_patient: opening does not wait for it.
            meet: is told the `cid` of a child that nobody has heard of before, and makes its shadow known.
        """
        self.identity: Identity = identity
        """Who it is, as far as it has proven that."""
        self.surroundings: Surroundings = surroundings
        self.itself: Shadow = Shadow(identity.device_id, self, name=name)
        """The shadow of the device itself."""
        self.children: dict[str, Shadow] = {}
        """Those of the devices behind it, by `cid`."""
        self.clock: Callable[[], float] = time.monotonic
        """The clock by which values are heard: that of the event loop, once it was opened in one."""
        self._is_patient = is_patient
        self._meet = meet
        self._connection: Connection | None = None
        self._memory: Memory | None = None
        self._holders: tuple[object, ...] = ()
        """Who opened it: the device itself, or its children; with the last of them it closes."""

    # Life

    @property
    def status(self) -> Status:
        """Where the connection stands."""
        return self._connection.status if self._connection is not None else Status.IDLE

    @property
    def is_connected(self) -> bool:
        """Whether it answers right now."""
        return self.status is Status.OPEN

    @property
    def error(self) -> TuyalanError | None:
        """Why it is away; `None` while it is connected."""
        return self._connection.error if self._connection is not None else None

    def opened(self) -> Connection:
        """Return the connection.

        Raises:
            UseError: nobody has opened it.
        """
        if self._connection is None:
            raise UseError(
                "the device is not open",
                device_id=self.identity.device_id,
                hint="Use `async with device:` or call `open()` first.",
            )
        return self._connection

    async def open(self, holder: object) -> None:
        """Connect, unless another holder has, and wait for the first answer, or, if patient, only begin."""
        if holder not in self._holders:
            self._holders += (holder,)
        if self._connection is None:
            surroundings = self.surroundings
            network, store = surroundings.find_network(), surroundings.store
            self.clock = asyncio.get_running_loop().time
            self._memory = None if store is None else Memory(store, self.identity.device_id)
            self._connection = Connection(self.identity, self, network=network, options=surroundings.options)
            self._connection.open()
        if not self._is_patient:
            try:
                await self._connection.wait_open(is_patient=False)
            except BaseException:
                await self.close()
                raise

    def adjust(self, options: Options) -> None:
        """Take other durations and bounds, without a break."""
        self.surroundings = replace(self.surroundings, options=options)
        if self._connection is not None:
            self._connection.adjust(options)

    async def leave(self, holder: object) -> None:
        """Close the connection if nobody else holds it."""
        if self._holders == (holder,):
            await self.close()
        self._holders = tuple(other for other in self._holders if other is not holder)

    async def close(self) -> None:
        """Close the connection and end all watches, whoever holds it; it can be opened again."""
        connection, self._connection = self._connection, None
        self._holders = ()
        try:
            if connection is not None:
                await connection.close()
        finally:
            shadows = self._list_shadows()
            for shadow in shadows:
                shadow.end_watches()
            for shadow in shadows:
                await shadow.end()
            # Its timers belong to this loop; the next opening may be on another one.
            memory, self._memory = self._memory, None
            if memory is not None:
                await memory.save()

    # Whose values come from it

    def add_child(self, cid: Cid, *, device_id: str, name: str) -> Shadow:
        """Return the shadow of a child, from now on known; what it is made with holds for one that is new."""
        known = self.children.get(cid)
        if known is None:
            if self._connection is not None:
                self._connection.expect_children()
            known = self.children[cid] = Shadow(device_id, self, cid=cid, name=name)
        return known

    def _find_heard(self, cid: str) -> Shadow | None:
        """Return the shadow of a child that was heard, maybe for the first time; `None` if it can only be invented."""
        known = self.children.get(cid)
        if known is None and len(self.children) < MAX_CHILDREN and is_device_id(cid):
            self._meet(cid)
            return self.children.get(cid)
        return known

    def _find(self, cid: Cid | None) -> Shadow | None:
        return self.itself if cid is None else self.children.get(cid)

    def _list_shadows(self) -> tuple[Shadow, ...]:
        return self.itself, *self.children.values()

    # What is asked of it

    @property
    def may_refresh(self) -> bool:
        """Whether it takes the question to measure, as far as known."""
        return self.identity.dialect.answers_refresh is not False

    def measure(self, ids: tuple[DpId, ...], cid: Cid | None) -> bool:
        """Ask it to measure without waiting, and tell whether it takes such questions."""
        if not self.may_refresh or not self.is_connected:
            return False
        self.opened().refresh(ids, cid)
        return True

    def learn_product(self, product_key: str) -> None:
        """Take the product that it announced."""
        if self._connection is not None:
            self._connection.learn_product(product_key)

    def note_news(self) -> None:
        """Take note that the store was told something new of it, or of a child."""
        if self._memory is not None:
            self._memory.note_news()

    # What the connection tells and asks

    def on_update(self, update: DpUpdate) -> None:
        """Take values heard."""
        cid = update.cid
        shadow = self.itself if cid is None else self._find_heard(cid)
        if shadow is not None:
            shadow.take(update)

    def on_children(self, seen: ChildrenSeen) -> None:
        """Take a presence report."""
        for cids, is_online in ((seen.online, True), (seen.offline, False)):
            for cid in cids:
                shadow = self._find_heard(cid)
                if shadow is not None:
                    shadow.is_online = is_online

    def on_status(self, status: Status, error: TuyalanError | None) -> None:
        """Take a change of the connection."""
        memory = self._memory
        if memory is not None and status is Status.OPEN:
            memory.note_open(self.identity)
        elif memory is not None:
            memory.note_end()
        for shadow in self._list_shadows():
            shadow.take_status(status, error)

    def on_learned(self, identity: Identity) -> None:
        """Take what is known better about it, and store it."""
        self.identity = identity
        named = self.itself.named
        if named is not None and identity.product_key is not None:
            named.properties.learn_product(identity.product_key)
        if self._memory is not None:
            self._memory.learn(identity)

    def known(self, cid: Cid | None) -> Mapping[DpId, Json]:
        """Return what the device itself, or one child, has reported."""
        shadow = self._find(cid)
        return {} if shadow is None else shadow.state.reported()

    def cids(self) -> list[Cid]:
        """Return the children to read when the connection opens."""
        return [Cid(cid) for cid in self.children]

    def suggest(self, found: Mapping[DpId, Json]) -> tuple[DpId, ...]:
        """Return the data points worth asking for by number: those of its product, then those of similar products."""
        return self.itself.names().properties.suggest(found)

    def assume(self, dps: dict[DpId, Json], cid: Cid | None) -> None:
        """Take values that were written and will not be confirmed."""
        shadow = self._find(cid)
        if shadow is not None:
            shadow.take(DpUpdate(dps, None, Cause.ASSUMED, self.clock()))
