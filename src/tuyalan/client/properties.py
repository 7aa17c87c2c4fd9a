"""What the data points of one device mean: its model, which is kept up to date from the first use on.

Nothing here is made, opened or loaded for a device that is only used by the numbers of its data points.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, cast

import msgspec

from tuyalan.client.watch import PropertyUpdate
from tuyalan.errors import BadValueError, ConfigError, NotAllowedError
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.model.device import Memory
from tuyalan.model.presuming import presume
from tuyalan.storage.places import config_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping
    from pathlib import Path

    from tuyalan.client.watch import Update
    from tuyalan.model.device import DeviceModel
    from tuyalan.model.features.feature import Feature
    from tuyalan.vocabulary import DpId, Json


class Properties:
    """The model of one device, and what feeds it."""

    __slots__ = (
        "_asked", "_category", "_composed", "_device_id", "_features", "_keep", "_kept", "_knowledge", "_name", "_raws", "_turned", "allowed",
        "model", "product_key",
    )  # fmt: skip

    def __init__(
        self,
        device_id: str,
        *,
        name: str,
        product_key: str | None,
        knowledge: Knowledge | None,
        memory: Mapping[str, Json] | None,
        raws: Mapping[DpId, Json],
        keep: Callable[[Mapping[str, Json]], None],
        allowed: frozenset[str] = frozenset(),
        category: str = "",
    ) -> None:
        """Describe the device as well as can be.

        Args:
            device_id: the maker's id.
            name: what people call it.
            product_key: the maker's id of the product, if known.
            knowledge: where descriptions come from; the user's own if left out.
            memory: what an earlier model of the device learnt, as it was given to `keep`.
            raws: every raw value known, always up to date.
            keep: is told what the model learnt.
            allowed: the keys of hazardous features that the owner lets programs operate; `*` stands for all of them.
            category: the maker's code for the kind of device, as it came with the key; else what describes it says.
        """
        self._device_id = device_id
        self._name = name
        self._knowledge = knowledge or own_knowledge()
        self._raws = raws
        self._keep = keep
        self._kept = _read_memory(memory)
        self.allowed: frozenset[str] = allowed
        self._category = category
        self.product_key = product_key
        self._features: tuple[Feature, ...] = ()
        self._composed = -1
        """The revision of the model that the features were made of."""
        self.model: DeviceModel
        """All properties and what they read; another object once the product is known better."""
        self._asked: frozenset[DpId] = frozenset()
        """Data points that all sources were asked about."""
        self._turned: dict[DpId, Json] = {}
        """The values on which descriptions depend, as they were then."""
        self.renew()

    def renew(self) -> None:
        """Describe the device anew: the owner's files, or what is known of the product, have changed."""
        revision = self.model.revision + 1 if hasattr(self, "model") else 0
        self.model = self._knowledge.make_model(
            self._device_id,
            name=self._name,
            product_key=self.product_key,
            memory=self._kept,
            dps=dict(self._raws),
        )
        self.model.revision += revision
        if presume(self.category, self._raws):
            self._ask(self._raws)
        self._asked = frozenset(self._raws)
        self._note_turned(self._raws)
        self._remember()

    @property
    def features(self) -> tuple[Feature, ...]:
        """What the device is made of, as people think of it; made anew when properties are described otherwise."""
        model = self.model
        if self._composed != model.revision:
            from tuyalan.model.features.composing import compose  # noqa: PLC0415 - values alone are had without

            self._features = compose(model, category=self.category)
            self._composed = model.revision
        return self._features

    @property
    def category(self) -> str:
        """The maker's code for the kind of device, such as `dj` for lamps; empty if nobody says."""
        return self._category or self._knowledge.find_category(self._device_id, self.product_key)

    def learn_product(self, product_key: str) -> None:
        """Take the product, now that it is known."""
        if product_key != self.product_key:
            self.product_key = product_key
            self.renew()

    def presume(self, category: str) -> None:
        """Take the word of somebody for what kind of device it is, unless that is known."""
        if not self.category:
            self._category = category
            self.renew()

    def take(self, update: Update) -> PropertyUpdate:
        """Take a report; returns it in words."""
        model, dps = self.model, update.dps
        revision = model.revision
        if not self._asked.issuperset(dps) or (model.depends and self._has_turned(dps)):
            self._ask(dps)
        changes = tuple(model.apply(dps))
        if model.revision != revision:
            self._remember()
        return PropertyUpdate(
            self._device_id, changes, update.cause, update.time, update.device_time, model.revision, update.merged
        )

    def suggest(self, found: Mapping[DpId, Json]) -> tuple[DpId, ...]:
        """Return the data points worth asking for by number.

        Args:
            found: what the device has answered so far; without anything, only what its product is described to have is
                named, and with it what similar products have.
        """
        return self._knowledge.suggest_dps(self._device_id, self.product_key, dps=found)

    def plan(self, values: Mapping[DpId, Json] | Mapping[str, object]) -> dict[DpId, object]:
        """Return what to write: named values through the model, those of numbers as they are, unless they may do harm.

        Raises:
            UnknownDpError: the device has no such property.
            ReadOnlyError: a property can only be read.
            BadValueError: a value cannot be written, or a data point is named twice.
            NotAllowedError: it may harm somebody, and the owner has not allowed it.
        """
        given = cast("Mapping[DpId | str, object]", values)
        planned: dict[DpId, object] = {}
        for name, value in given.items():
            part = self.model.plan({name: value}) if isinstance(name, str) else {name: value}
            if not planned.keys().isdisjoint(part):
                raise BadValueError(f"{name} is named twice", device_id=self._device_id)
            planned |= part
        self.check_allowed(planned, self.features)
        return planned

    def check_allowed(self, dps: Iterable[DpId], features: Iterable[Feature]) -> None:
        """Refuse to write what may harm somebody, unless the owner has allowed it.

        Raises:
            NotAllowedError: one of the data points belongs to such a feature.
        """
        known = self.model.by_dp
        codes = {known[dp].code for dp in dps if dp in known}
        for feature in features:
            is_allowed = not feature.is_hazardous or not self.allowed.isdisjoint(("*", feature.key))
            if not is_allowed and not codes.isdisjoint(feature.codes):
                kind = feature.kind.replace("_", " ")
                name = f"{kind} {feature.key}"
                raise NotAllowedError(
                    f"{name} may harm somebody and is read only until its owner allows it", device_id=self._device_id
                )

    def is_silent(self, dps: Iterable[DpId], reported: Container[DpId]) -> bool:
        """Tell whether nobody will ever report these data points: all are only written, and none was reported so far."""
        known = self.model.by_dp
        return all(dp in known and not known[dp].access.is_readable and dp not in reported for dp in dps)

    def _has_turned(self, dps: Mapping[DpId, Json]) -> bool:
        """Tell whether something changes on which descriptions depend, such as the unit that a device is set to."""
        turned = self._turned
        return any(dp in dps and turned.get(dp) != dps[dp] for dp in self.model.depends)

    def _ask(self, dps: Mapping[DpId, Json]) -> None:
        """Ask all sources about data points never seen before, and about those that are another thing now."""
        self._asked |= dps.keys()
        values = {**self._raws, **dps}
        layers = self._knowledge.list_layers(self._device_id, self.product_key, dps=values)
        self.model.know([*layers, *presume(self.category, values)])
        self._note_turned(values)

    def _note_turned(self, values: Mapping[DpId, Json]) -> None:
        self._turned = {dp: values.get(dp) for dp in self.model.depends}

    def _remember(self) -> None:
        """Have stored what was learnt, if it is news."""
        memory = self.model.memory
        if memory != self._kept:
            self._kept = memory
            self._keep(cast("dict[str, Json]", msgspec.to_builtins(memory, str_keys=True)))


def own_knowledge() -> Knowledge:
    """Return the knowledge of the user's own configuration folder, the same for all devices of the process."""
    try:
        folder = config_folder()
    except ConfigError:
        folder = None
    return _open_knowledge(folder)


# One for each folder, because the catalogue and what finds similar products are too large to be opened for every device.
@functools.lru_cache(maxsize=4)
def _open_knowledge(folder: Path | None) -> Knowledge:
    return Knowledge(folder)


def _read_memory(stored: Mapping[str, Json] | None) -> Memory:
    """Return what was stored; what cannot be read, by nobody's fault that matters now, is learnt again."""
    try:
        return msgspec.convert(dict(stored or {}), Memory, strict=False)
    except (msgspec.ValidationError, ValueError):
        return Memory()
