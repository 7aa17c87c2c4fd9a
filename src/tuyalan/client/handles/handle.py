"""What all handles share: which feature of which device it is, what that is doing, and how a plan is carried out."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, ClassVar, Generic, Self, TypeVar, cast

from tuyalan.client.writes import Outcome, WriteResult
from tuyalan.errors import BadValueError
from tuyalan.model.features.feature import Feature, FeatureKind, State
from tuyalan.session.events import Cause

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.client.device import Device
    from tuyalan.client.watch import PropertyUpdate, Watch
    from tuyalan.model.features.feature import Plan

F = TypeVar("F", bound=Feature)
S = TypeVar("S", bound=State)
E = TypeVar("E", bound=enum.StrEnum)


class Handle(Generic[F, S]):
    """One feature of one device.

    A handle stays good when the device is closed and opened again, and when more becomes known of the device.
    """

    kind: ClassVar[FeatureKind]

    def __init__(self, device: Device, feature: F) -> None:
        """Take the feature and its device; made by `Device.light` and the like."""
        self._device = device
        self._feature = feature

    @property
    def device(self) -> Device:
        """The device that it is a part of."""
        return self._device

    @property
    def key(self) -> str:
        """What tells it from other features of the device; never changes."""
        return self._feature.key

    @property
    def name(self) -> str:
        """What people call it: its own name, or that of the device if the device is there for it."""
        return self.feature.name or self._device.name

    @property
    def feature(self) -> F:
        """What it has and what it can do, as far as known now."""
        for feature in self._device.features:
            if feature.key == self._feature.key and feature.kind is self._feature.kind:
                self._feature = cast("F", feature)
                break
        return self._feature

    @property
    def state(self) -> S:
        """What it is doing, by what was heard last; unknown is `None`."""
        return self._read(self._device.values)

    def _read(self, values: Mapping[str, object]) -> S:
        return cast("S", self.feature.read(values))

    def watch(self) -> StateWatch[S]:
        """Iterate over what it does from now on: `async for state in light.watch()`.

        Yields its state whenever that changes; of what happens and has no state (`Event`), each time that it happens.
        """
        return StateWatch(self._device.watch_properties(), self)

    def __repr__(self) -> str:
        """Return kind, key and device."""
        return f"<{type(self).__name__} {self.key} of {self._device.id}>"

    async def _carry_out(self, plan: Plan, *, repeat: bool | None = None, timeout: float | None) -> WriteResult:
        """Write what was planned: in one message, or one by one where the device takes no more."""
        if not plan:
            # It shows already what it shall show.
            return WriteResult(Outcome.CONFIRMED, {}, 0.0)
        return await self._device.set(plan, repeat=repeat, timeout=timeout)


class StateWatch(Generic[S]):
    """Iterates over states of one feature from now on; ends when the device is closed. Also an async context manager."""

    def __init__(self, updates: Watch[PropertyUpdate], handle: Handle[Feature, S] | Handle[F, S]) -> None:
        """Take what the device says, and whose states are wanted."""
        self._updates = updates
        self._handle = handle
        self._last: S | None = handle.state

    def __aiter__(self) -> Self:
        """Iterate."""
        return self

    async def __anext__(self) -> S:
        """Return the next state as soon as there is one."""
        while True:
            state = self._pick(await anext(self._updates))
            if state is not None:
                self._last = state
                return state

    async def __aenter__(self) -> Self:
        """Return the iterator."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop watching."""
        self.close()

    def close(self) -> None:
        """Stop watching; what is queued is forgotten."""
        self._updates.close()

    async def aclose(self) -> None:
        """Do as `close`; what `contextlib.aclosing` calls."""
        self.close()

    def _pick(self, update: PropertyUpdate) -> S | None:
        """Return the state that an update brings, `None` if it brings no news."""
        feature, said = self._handle.feature, update.values
        if said.keys().isdisjoint(feature.codes):
            return None
        if feature.kind is FeatureKind.EVENT:
            # An answer repeats what happened last; only a push says that it happens.
            return cast("S", feature.read(said)) if update.cause is Cause.PUSH else None
        values: Mapping[str, object] = {**self._handle.device.values, **said}
        state = cast("S", feature.read(values))
        return None if state == self._last else state


def read_word(words: type[E], text: str) -> E:
    """Return a member of an enumeration by its word.

    Raises:
        BadValueError: there is no such word.
    """
    try:
        return words(text)
    except ValueError:
        raise BadValueError(f"{text[:40]!r} is not known", hint=f"Known are: {', '.join(words)}.") from None
