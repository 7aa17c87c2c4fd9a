"""The shadow of one device: what it said, kept on this side in numbers and in names, and who is told when it says more.

The maker's cloud keeps one too, and calls it so. How the device is reached is its peer's.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, cast

import msgspec

from tuyalan.client.audience import Audience
from tuyalan.client.checks import check_writable
from tuyalan.client.connection import Status
from tuyalan.client.state import DeviceState
from tuyalan.client.watch import Update
from tuyalan.errors import UnknownDpError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tuyalan.client.checks import Writes
    from tuyalan.client.named import Named
    from tuyalan.client.peer import Peer
    from tuyalan.client.state import DpValue
    from tuyalan.errors import TuyalanError
    from tuyalan.model.device import DeviceModel
    from tuyalan.session.events import DpUpdate
    from tuyalan.storage import DeviceRecord
    from tuyalan.vocabulary import Cid, DpId, Json


class Shadow:
    """What one device said, and who listens; a child of a gateway has one like any other device."""

    __slots__ = ("_audience", "_peer", "cid", "device_id", "is_online", "made_of", "name", "named", "state")

    def __init__(self, device_id: str, peer: Peer, *, cid: Cid | None = None, name: str = "") -> None:
        """Know nothing yet.

        Args:
            device_id: the maker's id.
            peer: how the device is reached.
            cid: the child's address behind the peer; `None` for the peer itself.
            name: for people.
        """
        self.device_id: str = device_id
        self.cid: Cid | None = cid
        self.name: str = name or device_id
        """What people call it."""
        self.is_online: bool | None = None
        """What its gateway said last; `None` if it never did, or there is none."""
        self.made_of: DeviceRecord | None = None
        """What it was made of, where no store knows better."""
        self.state: DeviceState = DeviceState()
        """Its values in numbers."""
        self.named: Named | None = None
        """What is spoken to in names, once something was."""
        self._audience: Audience | None = None
        self._peer = peer

    # What is told

    def take(self, update: DpUpdate) -> None:
        """Take values heard or assumed, and tell everyone who listens."""
        dps, cause, at = update.dps, update.cause, update.at
        self.state.take(dps, cause, at=at)
        audience, named = self._audience, self.named
        if audience is None and named is None:
            return
        peer = self._peer
        # Systems correct their clocks, so what makes Unix time of the loop's is found anew each time.
        told = Update(self.device_id, dps, cause, at + (time.time() - peer.clock()), update.device_time)
        in_words = None if named is None else named.take(told, is_connected=peer.is_connected)
        if audience is not None:
            audience.tell(told)
            if in_words is not None:
                audience.tell_properties(in_words)

    def take_status(self, status: Status, error: TuyalanError | None) -> None:
        """Take a change of the connection, and tell everyone who listens."""
        named = self.named
        if named is not None:
            if status is Status.OPEN:
                named.begin()
            else:
                named.lose()
        if self._audience is not None:
            self._audience.tell_connection(status, error)

    # What is known

    def has(self, dp: DpId | str) -> bool:
        """Tell whether a value is known, by the number of its data point or the code of its property."""
        return self._number(dp) in self.state.values

    def value(self, dp: DpId | str) -> DpValue:
        """Return one value, by code in the unit of the property, with when it was heard and why it is believed.

        Raises:
            UnknownDpError: the device has not reported it.
        """
        value = self.state.value(self._number(dp), offset=time.time() - self._peer.clock())
        if value is None:
            known = ", ".join(str(known) for known in sorted(self.state.values)) or "none yet"
            what = f"data point {dp}" if isinstance(dp, int) else dp
            raise UnknownDpError(f"the device reports no {what}; it reports {known}", device_id=self.device_id)
        return msgspec.structs.replace(value, value=self._model.values[dp]) if isinstance(dp, str) else value

    @property
    def record(self) -> DeviceRecord | None:
        """What is stored of it, or what it was made of."""
        store = self._peer.surroundings.store
        return (store.get(self.device_id) if store is not None else None) or self.made_of

    @property
    def product_key(self) -> str | None:
        """The maker's id of the product, once known; a child does not announce itself, so its own is a stored one."""
        record = self.record
        heard = self._peer.identity.product_key if self.cid is None else None
        return heard or (None if record is None else record.product_key)

    # In names

    def names(self) -> Named:
        """Return the side of it that is spoken to in names, made at the first use."""
        if self.named is None:
            from tuyalan.client.named import Named  # noqa: PLC0415 - loads the whole model

            peer = self._peer
            self.named = Named(
                self.device_id,
                name=self.name,
                product_key=self.product_key,
                raws=self.state.values,
                record=self.record,
                surroundings=peer.surroundings,
                measure=self.measure,
                learn_product=peer.learn_product if self.cid is None else None,
                note_news=peer.note_news,
            )
        return self.named

    # What is asked of it

    def plan(self, values: Writes) -> dict[DpId, Json]:
        """Return what to write, by number; what may do harm is refused once anything of the device was named.

        Raises:
            UnknownDpError: the device has no such property.
            ReadOnlyError: a property can only be read.
            BadValueError: a value cannot be sent, or a data point is named twice.
            NotAllowedError: it may harm somebody, and the owner has not allowed it.
        """
        wanted = cast("Mapping[DpId, Json]", values)
        if self.named is not None or any(isinstance(name, str) for name in values):
            wanted = self.names().plan(wanted)
        return check_writable(wanted, self.device_id)

    def is_silent(self, dps: Iterable[DpId]) -> bool:
        """Tell whether it is known here that nobody will ever report these data points."""
        return self.named is not None and self.named.properties.is_silent(dps, self.state.reported())

    def measure(self, ids: tuple[DpId, ...]) -> bool:
        """Ask the device to measure without waiting, and tell whether it takes such questions."""
        return self._peer.measure(ids, self.cid)

    # Who listens

    def heard_by(self) -> Audience:
        """Return everyone who listens, made for the first one."""
        if self._audience is None:
            self._audience = Audience(self.device_id)
        return self._audience

    def end_watches(self) -> None:
        """End all watches because nothing more will come."""
        if self._audience is not None:
            self._audience.end()

    async def end(self) -> None:
        """End what goes on beside, because the connection is closed."""
        if self.named is not None:
            await self.named.end()

    def _number(self, dp: DpId | str) -> DpId:
        return self._model.find(dp).dp if isinstance(dp, str) else dp

    @property
    def _model(self) -> DeviceModel:
        return self.names().properties.model
