"""The side of a device that is spoken to in names: its properties, what they add up to, and what keeps them known and fresh.

Made when something that is named is first used. Its timers and its listening begin with the first update or connection
after that, and end with the connection of the device.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.client.metering import Metering
from tuyalan.client.product import hear_product
from tuyalan.client.properties import Properties
from tuyalan.client.refreshing import Refreshing
from tuyalan.errors import UnknownFeatureError
from tuyalan.net.tasks import start, stop

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Mapping

    from tuyalan.client.surroundings import Surroundings
    from tuyalan.client.watch import PropertyUpdate, Update
    from tuyalan.storage import DeviceRecord
    from tuyalan.vocabulary import DpId, Json

EVERYTHING: Final = "*"
"""In what the owner allows: all features of the device."""


class Named:
    """What one device is in names, and everything that comes with it."""

    __slots__ = (
        "_device_id", "_has_begun", "_learn_product", "_listening", "_measure", "_metering", "_note_news", "_record",
        "_refreshing", "_surroundings", "properties",
    )  # fmt: skip

    def __init__(
        self,
        device_id: str,
        *,
        name: str,
        product_key: str | None,
        raws: Mapping[DpId, Json],
        record: DeviceRecord | None,
        surroundings: Surroundings,
        measure: Callable[[tuple[DpId, ...]], bool],
        learn_product: Callable[[str], None] | None,
        note_news: Callable[[], None],
    ) -> None:
        """Describe the device as well as can be.

        Args:
            device_id: the maker's id.
            name: what people call it.
            product_key: the maker's id of the product, if known.
            raws: every raw value known, always up to date.
            record: what is stored of it.
            surroundings: where descriptions come from, and where to keep what is learnt and what meters count.
            measure: asks the device to measure, and tells whether it can be asked at all.
            learn_product: is told the product once that is heard; `None` for a device that does not announce itself.
            note_news: is told that the store knows something new.
        """
        self._device_id = device_id
        self._record = record
        self._surroundings = surroundings
        self._measure = measure
        self._learn_product = learn_product
        self._note_news = note_news
        self._metering = Metering(device_id, surroundings.energy)
        self._refreshing: Refreshing | None = None
        self._listening: asyncio.Task[None] | None = None
        self._has_begun = False
        self.properties: Properties = Properties(
            device_id,
            name=name,
            product_key=product_key,
            knowledge=surroundings.knowledge,
            memory=None if record is None else record.memory,
            raws=raws,
            keep=self._keep_memory,
            allowed=frozenset(() if record is None else record.allowed),
            category=_find_category(record),
        )
        """Its model, and what feeds it."""

    # What is heard

    def take(self, update: Update, *, is_connected: bool) -> PropertyUpdate:
        """Take a report; returns it in words."""
        named = self.properties.take(update)
        self._metering.take(update, self.properties.model)
        if is_connected and not self._has_begun:
            self.begin()
        elif self._refreshing is not None:
            self._refreshing.take(update, self.properties.model)
        return named

    def begin(self) -> None:
        """Take note that the device is connected: hear which product it is, and ask it to measure."""
        self._has_begun = True
        if self._learn_product is not None and self.properties.product_key is None and self._listening is None:
            self._listening = start(self._hear_product(), name=f"tuyalan product of {self._device_id}")
        interval = self._surroundings.options.refresh_interval
        if interval is not None:
            if self._refreshing is None:
                self._refreshing = Refreshing(
                    self._device_id,
                    interval=interval,
                    stored=None if self._record is None else self._record.refresh,
                    ask=self._measure,
                    keep=self._keep_refresh,
                )
            self._refreshing.begin(self.properties.model)

    def lose(self) -> None:
        """Take note that the connection is lost."""
        if self._refreshing is not None:
            self._refreshing.end()

    async def end(self) -> None:
        """End what goes on beside, because the device is closed, and save what was counted."""
        self._has_begun = False
        refreshing, self._refreshing = self._refreshing, None
        listening, self._listening = self._listening, None
        if refreshing is not None:
            refreshing.close()
        if listening is not None:
            await stop(listening)
        await self._metering.close()

    # What is told

    @property
    def totals(self) -> Mapping[str, float]:
        """What its meters count in all, by code, in the unit of the property."""
        return self._metering.read_totals(self.properties.model)

    def list_measured(self) -> tuple[DpId, ...]:
        """Return what it is next to be asked to measure; empty if nobody knows."""
        return () if self._refreshing is None else self._refreshing.plan.list_next()

    # What is written, and what is allowed

    def plan(self, values: Mapping[DpId, Json] | Mapping[str, object]) -> dict[DpId, object]:
        """Return what to write: named values through the model, those of numbers as they are, unless they may do harm.

        Raises:
            UnknownDpError: the device has no such property.
            ReadOnlyError: a property can only be read.
            BadValueError: a value cannot be written, or a data point is named twice.
            NotAllowedError: it may harm somebody, and the owner has not allowed it.
        """
        self._recall_allowed()
        return self.properties.plan(values)

    @property
    def allowed(self) -> frozenset[str]:
        """The keys of hazardous features that may be operated; `*` stands for all of them."""
        self._recall_allowed()
        return self.properties.allowed

    def allow(self, keys: tuple[str, ...]) -> None:
        """Let hazardous features be operated, all of them if none is named.

        Raises:
            UnknownFeatureError: the device has no such feature.
        """
        self._permit(self.allowed | self._check(keys))

    def forbid(self, keys: tuple[str, ...]) -> None:
        """Take back what was allowed, all of it if none is named.

        Raises:
            UnknownFeatureError: the device has no such feature.
        """
        gone, allowed = self._check(keys), self.allowed
        if EVERYTHING in allowed:
            allowed = allowed - {EVERYTHING} | self._list_hazardous()
        self._permit(frozenset() if EVERYTHING in gone else allowed - gone)

    def _check(self, keys: tuple[str, ...]) -> frozenset[str]:
        known = {feature.key for feature in self.properties.features}
        for key in keys:
            if key not in known and key != EVERYTHING:
                names = ", ".join(sorted(self._list_hazardous()))
                hint = f"Hazardous are: {names}." if names else "Nothing of this device is hazardous."
                raise UnknownFeatureError(
                    f"the device has no feature {key[:64]!r}", device_id=self._device_id, hint=hint
                )
        return frozenset(keys or (EVERYTHING,))

    def _list_hazardous(self) -> frozenset[str]:
        return frozenset(feature.key for feature in self.properties.features if feature.is_hazardous)

    def _recall_allowed(self) -> None:
        """Take what is allowed from the store, where others may have allowed or forbidden something."""
        store = self._surroundings.store
        record = None if store is None else store.get(self._device_id)
        if record is not None:
            self.properties.allowed = frozenset(record.allowed)

    def _permit(self, keys: frozenset[str]) -> None:
        self.properties.allowed = keys
        store = self._surroundings.store
        if store is not None and store.get(self._device_id) is not None:
            store.update(self._device_id, allowed=tuple(sorted(keys)))
            self._note_news()

    # What is kept

    def _keep_memory(self, memory: Mapping[str, Json]) -> None:
        store = self._surroundings.store
        if store is not None and store.learn(self._device_id, memory=memory):
            self._note_news()

    def _keep_refresh(self, plan: Mapping[str, Json]) -> None:
        store = self._surroundings.store
        if store is not None and store.learn(self._device_id, refresh=plan):
            self._note_news()

    async def _hear_product(self) -> None:
        product_key = await hear_product(self._surroundings.find_network(), self._device_id)
        if product_key is not None and self._learn_product is not None:
            self._learn_product(product_key)


def _find_category(record: DeviceRecord | None) -> str:
    """Return the maker's code for the kind of device, if it was stored with its key."""
    category = None if record is None else record.extra.get("category")
    return category if isinstance(category, str) else ""
