"""What all blocking handles share: which feature of which device it is, and how its handle of asyncio is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from tuyalan.model.features.feature import Feature, State

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from tuyalan.blocking.watch import Watch
    from tuyalan.client.handles.handle import StateWatch
    from tuyalan.model.features.feature import FeatureKind
    from tuyalan.sync import Device

H = TypeVar("H")
F = TypeVar("F", bound=Feature)
S = TypeVar("S", bound=State)
T = TypeVar("T")


class Handle(Generic[H, F, S]):
    """One feature of one device."""

    def __init__(self, device: Device, handle: H) -> None:
        """Take the device and the handle that does the work; made by `Device.light` and the like."""
        self._device = device
        self._handle: Any = handle

    @property
    def device(self) -> Device:
        """The device that it is a part of."""
        return self._device

    @property
    def kind(self) -> FeatureKind:
        """What it is."""
        return cast("FeatureKind", self._handle.kind)

    @property
    def key(self) -> str:
        """What tells it from other features of the device; never changes."""
        return cast("str", self._handle.key)

    @property
    def name(self) -> str:
        """What people call it: its own name, or that of the device if the device is there for it."""
        return cast("str", self._handle.name)

    @property
    def feature(self) -> F:
        """What it has and what it can do, as far as known now."""
        return cast("F", self._handle.feature)

    @property
    def state(self) -> S:
        """What it is doing, by what was heard last; unknown is `None`."""
        return cast("S", self._handle.state)

    def watch(self) -> Watch[S]:
        """Iterate over what it does from now on: `for state in light.watch()`."""
        return self._device._hold.watch(self._make_watch)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - a handle is a part of its device

    def __repr__(self) -> str:
        """Return kind, key and device."""
        return repr(self._handle)

    def _make_watch(self) -> StateWatch[S]:
        return cast("StateWatch[S]", self._handle.watch())

    def _run(self, ask: Callable[[H], Coroutine[Any, Any, T]]) -> T:
        return self._device._hold.call(lambda: ask(cast("H", self._handle)))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - a handle is a part of its device
