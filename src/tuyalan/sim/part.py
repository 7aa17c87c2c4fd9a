"""One thing with a state of its own: a device, or a child behind a gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.sim.points import PointSet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from random import Random

    from tuyalan.sim.behaviours import Behaviour
    from tuyalan.sim.points import Point
    from tuyalan.vocabulary import Cid, DpId, Dps, Json

    Tell = Callable[["Part", Mapping[DpId, Json]], None]


class Part:
    """State and behaviour; tells its owner what others should hear of."""

    __slots__ = ("_tell", "behaviour", "cid", "is_online", "name", "points")

    def __init__(
        self, points: Iterable[Point], behaviour: Behaviour, *, tell: Tell, cid: Cid | None = None, name: str = ""
    ) -> None:
        """Take the data points, the behaviour, and what pushes changes to the clients."""
        self.points: Final = PointSet(points)
        self.behaviour: Final = behaviour
        self.cid: Final = cid
        """The id of a child; `None` is the device itself."""
        self.name: Final = name
        self.is_online: bool = True
        """Whether the gateway says so; its state is answered either way."""
        self._tell: Final = tell

    @property
    def state(self) -> dict[DpId, Json]:
        """A copy of all values that are set, by data point."""
        return dict(self.points.values)

    def set(self, dp: DpId, value: Json) -> None:
        """Change one value from inside, as a button on the device would, and push it."""
        self.update({dp: value})

    def update(self, dps: Dps) -> None:
        """Change several values from inside and push them in one frame.

        Raises:
            UnknownDpError: there is no such data point; nothing was changed.
        """
        self.points.put(dps)
        self._tell(self, dps)

    def write(self, dps: Dps) -> tuple[dict[DpId, Json], dict[DpId, Json]]:
        """Do what a client asks; returns what was taken, and what else changed because of it."""
        taken = self.points.write(dps)
        if not taken:
            return taken, {}
        others = self.behaviour.follow(self.points.values, taken)
        self.points.put(others)
        return taken, others

    def step(self, elapsed: float, random: Random) -> None:
        """Let time pass, and push what changed."""
        changes = self.behaviour.step(self.points.values, elapsed, random)
        if changes:
            self.update(changes)

    def measure(self, random: Random) -> dict[DpId, Json]:
        """Read what can be measured; returns what changed."""
        before = self.state
        fresh = self.behaviour.measure(self.points.values, random)
        self.points.put(fresh)
        return {dp: value for dp, value in fresh.items() if before.get(dp) != value}
