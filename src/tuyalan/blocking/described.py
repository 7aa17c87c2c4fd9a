"""What the data points of a device mean, for programs without asyncio: the same names as in `tuyalan.client.device`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.blocking.featured import Featured

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.blocking.hold import Hold
    from tuyalan.client.device import Device
    from tuyalan.model.device import DeviceModel
    from tuyalan.model.features.feature import Feature
    from tuyalan.model.property import Property
    from tuyalan.model.reading import Reading


class Described(Featured):
    """A device by the names of its properties, and what of it may be operated."""

    _device: Device
    """The device of asyncio that does the work."""
    _hold: Hold

    @property
    def model(self) -> DeviceModel:
        """What its data points mean; to be read only, because another thread keeps it up to date."""
        return self._known().model

    @property
    def properties(self) -> Mapping[str, Property]:
        """All its data points as properties, by code: named, typed, with unit and limits."""
        return self._known().properties

    @property
    def readings(self) -> Mapping[str, Reading]:
        """What each property reads, by code; without those that were not reported."""
        return self._known().readings

    @property
    def values(self) -> Mapping[str, object]:
        """The value of each property in its unit, by code; without those that were not reported."""
        return self._known().values

    @property
    def totals(self) -> Mapping[str, float]:
        """What its meters count in all, by the code of the property, in its unit, whether it reports increments or totals."""
        return self._known().totals

    @property
    def features(self) -> tuple[Feature, ...]:
        """What it is made of, as people think of it: lights, covers, meters; the first is what it is there for."""
        return self._known().features

    def presume(self, category: str) -> None:
        """Say of what kind a device is that tells nothing of itself; what is known better, now or later, wins."""
        self._hold.do(lambda: self._device.presume(category))

    @property
    def allowed(self) -> frozenset[str]:
        """The keys of hazardous features that may be operated; `*` stands for all of them."""
        return self._known().allowed

    def allow(self, *features: str) -> None:
        """Let hazardous features be operated: heaters, locks, garage doors. Kept in the store, if there is one."""
        self._hold.do(lambda: self._device.allow(*features))

    def forbid(self, *features: str) -> None:
        """Take back what was allowed."""
        self._hold.do(lambda: self._device.forbid(*features))

    def _known(self) -> Device:
        """Return the device, its model made: in the thread that also feeds it."""
        if self._device._shadow.named is None:  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - one device, two faces
            self._hold.do(lambda: self._device.model)
        return self._device
