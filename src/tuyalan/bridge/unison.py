"""One state for a feature that all devices of a group have: that of the device that stands for them.

Pure. It stands for the group the device that is on, of covers the one that is open furthest, so that a group is off or closed
only if all of it is; of several such devices the one that changed last. What is shown is one device's state as a whole: fields of
different ones together would make a lamp that does not exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.bridge import payloads

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from tuyalan.bridge.faces.face import Face, Fields
    from tuyalan.bridge.publishing import Page
    from tuyalan.bridge.sharing import Shared
    from tuyalan.model.features.feature import Feature

_ACTIVE: Final = frozenset({"ON", "open", "opening"})
"""States that are more than nothing."""


class Unison:
    """A feature of a group, as the broker shows it."""

    def __init__(self, topic: str, shared: Shared, pages: Sequence[Page], *, face: Face) -> None:
        """Take where it is shown, what it is at each device, and the devices in the same order."""
        self.topic = topic
        self._face = face
        self._own: dict[Page, Feature] = {
            page: own for page, own in zip(pages, shared.own, strict=True) if own is not None
        }
        self._fields: dict[Page, Fields] = {}
        self._turns: dict[Page, int] = {}
        self._turn = 0
        for page in self._own:
            self._read(page)

    def concerns(self, page: Page, codes: AbstractSet[str]) -> bool:
        """Tell whether properties of a device are part of the feature."""
        own = self._own.get(page)
        return own is not None and not codes.isdisjoint(own.codes)

    def take(self, page: Page) -> None:
        """Look at a device anew of which a property of the feature changed."""
        self._read(page)
        self._turn += 1
        self._turns[page] = self._turn

    def build(self) -> bytes:
        """Return the state; empty if no device has said anything. One that is away counts only where no other says anything."""
        told = [page for page in self._own if page.values]
        pages = [page for page in told if page.is_online] or told
        if not pages:
            return b""
        return payloads.encode(self._fields[max(pages, key=self._rank)])

    def _read(self, page: Page) -> None:
        self._fields[page] = self._face.build(self._own[page], page.values)

    def _rank(self, page: Page) -> tuple[float, int]:
        return measure(self._fields[page]), self._turns.get(page, 0)


def measure(fields: Fields) -> float:
    """Return how much a device is on or open: a position, 1 or 0; less than 0 if it does not say."""
    position, state = fields.get("position"), fields.get("state")
    if isinstance(position, int | float):
        return position
    return -1 if state is None else float(state in _ACTIVE)
