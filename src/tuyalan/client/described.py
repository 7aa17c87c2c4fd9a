"""What the data points of a device mean: properties, readings and features by name, and which of them may be operated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.client.featured import Featured

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.client.named import Named
    from tuyalan.model.device import DeviceModel
    from tuyalan.model.features.feature import Feature
    from tuyalan.model.property import Property
    from tuyalan.model.reading import Reading


class Described(Featured):
    """A device by the names of its properties; what they mean is looked up when it is first asked for."""

    def _names(self) -> Named:
        """Return the side of the device that is spoken to in names."""
        raise NotImplementedError

    @property
    def model(self) -> DeviceModel:
        """What its data points mean; made when it is first used, and kept up to date from then on."""
        return self._names().properties.model

    @property
    def properties(self) -> Mapping[str, Property]:
        """All its data points as properties, by code: named, typed, with unit and limits."""
        return self._names().properties.model.properties

    @property
    def readings(self) -> Mapping[str, Reading]:
        """What each property reads, by code; without those that were not reported."""
        return self._names().properties.model.readings

    @property
    def values(self) -> Mapping[str, object]:
        """The value of each property in its unit, by code; without those that were not reported."""
        return self._names().properties.model.values

    @property
    def totals(self) -> Mapping[str, float]:
        """What its meters count in all, by the code of the property, in its unit, whether it reports increments or totals."""
        return self._names().totals

    @property
    def features(self) -> tuple[Feature, ...]:
        """What it is made of, as people think of it: lights, covers, meters; the first is what it is there for."""
        return self._names().properties.features

    def presume(self, category: str) -> None:
        """Say of what kind a device is that tells nothing of itself; what is known better, now or later, wins.

        Args:
            category: the maker's code, such as `wnykq` for infrared blasters, which report nothing until they learnt a key.
        """
        self._names().properties.presume(category)

    @property
    def allowed(self) -> frozenset[str]:
        """The keys of hazardous features that may be operated; `*` stands for all of them."""
        return self._names().allowed

    def allow(self, *features: str) -> None:
        """Let hazardous features be operated: heaters, locks, garage doors. Kept in the store, if there is one.

        Args:
            features: their keys; all that the device has if left out.

        Raises:
            UnknownFeatureError: it has no such feature.
        """
        self._names().allow(features)

    def forbid(self, *features: str) -> None:
        """Take back what was allowed.

        Args:
            features: their keys; all that was allowed if left out.

        Raises:
            UnknownFeatureError: it has no such feature.
        """
        self._names().forbid(features)
