"""What a device works with and does not make itself: the network, files, knowledge, and how patient to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tuyalan.client.network import Network

if TYPE_CHECKING:
    from tuyalan.client.options import Options
    from tuyalan.knowledge.gathering import Knowledge
    from tuyalan.storage import DeviceStore
    from tuyalan.storage.energy import EnergyStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What was given to one device, and through it to its children."""

    options: Options
    """Durations and bounds."""
    network: Network | None
    """What is shared with other devices; `None` for that of the running loop."""
    store: DeviceStore | None
    """Where what is learnt is kept."""
    knowledge: Knowledge | None
    """Where descriptions of data points come from; `None` for the user's own."""
    energy: EnergyStore | None
    """Where is kept what meters count."""

    def find_network(self) -> Network:
        """Return what is shared with other devices of the running loop."""
        return self.network or Network.of_running_loop()
