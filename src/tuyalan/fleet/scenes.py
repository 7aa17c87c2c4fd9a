"""Scenes: values of several devices under one name, captured from how they are now or given, written together."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.client.writes import Wait
from tuyalan.errors import BadValueError
from tuyalan.fleet.events import SceneChanged
from tuyalan.fleet.registry import check_name
from tuyalan.fleet.together import write_together
from tuyalan.model.features import Feature, FeatureKind, Light, LightMode
from tuyalan.model.schema import Access, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tuyalan.fleet.arranging import Arranger
    from tuyalan.fleet.events import HubEvent
    from tuyalan.fleet.member import Member
    from tuyalan.fleet.registry import Registry
    from tuyalan.fleet.together import GroupResult
    from tuyalan.model.features import LightState

_PLAIN: Final = frozenset({Kind.BOOL, Kind.NUMBER, Kind.CHOICE})
_STILL: Final = frozenset(
    {
        FeatureKind.BUTTON,
        FeatureKind.EVENT,
        FeatureKind.FEEDER,
        FeatureKind.GATEWAY,
        FeatureKind.INFRARED,
        FeatureKind.LOCK,
        FeatureKind.RADIO,
        FeatureKind.SIREN,
        FeatureKind.VACUUM,
    }
)
"""Kinds whose values are orders, not state: capturing them would give the order again with every recall."""


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """Values of several devices."""

    name: str
    values: dict[str, dict[str, object]] = {}
    """By the code of the property, in JSON's own types, by device id."""


class Scenes(Mapping[str, Scene]):
    """The scenes of one hub by name, live; changed by these methods alone."""

    def __init__(self, arranger: Arranger, registry: Registry, tell: Callable[[HubEvent], None]) -> None:
        """Take where scenes are stored, whose values they hold, and who is told of changes."""
        self._arranger = arranger
        self._registry = registry
        self._tell = tell

    def __getitem__(self, name: str) -> Scene:
        """Return the scene that is called exactly so."""
        return self._arranger.scenes[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self._arranger.scenes)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._arranger.scenes)

    async def put(self, name: str, values: Mapping[str, Mapping[str, object]]) -> Scene:
        """Make a scene, or give the scene of this name other values.

        Args:
            name: What it is called.
            values: Values by the code of the property, by device.

        Raises:
            UnknownDeviceError: a device is not known.
            UseError: the name or a value cannot be.
            SchemaError: a device has no such property, or the value does not fit.
            NotAllowedError: a value may harm somebody, and the owner has not allowed it.
            StorageError: the scenes cannot be stored; this one holds until the hub ends.
        """
        wanted: dict[str, dict[str, object]] = {}
        for device, given in values.items():
            member = self._registry.find(device)
            member.plan(given)
            plain: dict[str, object] = msgspec.to_builtins(dict(given), str_keys=True)
            wanted[member.id] = plain
        scene = Scene(name=check_name(name), values=wanted)
        self._arranger.put_scene(scene)
        self._tell(SceneChanged(scene.name, is_removed=False, time=time.time()))
        await self._arranger.save()
        return scene

    async def capture(self, name: str, members: Iterable[str]) -> Scene:
        """Make a scene of how devices are now: what people set, not what devices measure.

        Raises:
            UnknownDeviceError: a device is not known.
            UseError: the name cannot be.
            StorageError: as in `put`.
        """
        return await self.put(name, {member.id: capture(member) for member in map(self._registry.find, members)})

    async def recall(
        self, name: str, *, wait: Wait | str = Wait.CONFIRMED, timeout: float | None = None
    ) -> GroupResult:
        """Bring all devices of a scene to its values, so that they change together; each outcome is told.

        Raises:
            UnknownSceneError: there is no such scene.
        """
        scene, known = self._arranger.find_scene(name), self._registry.members
        members = [known[device_id] for device_id in scene.values if device_id in known]
        return await write_together(members, lambda member: scene.values[member.id], wait=wait, timeout=timeout)

    async def remove(self, name: str) -> None:
        """Forget a scene.

        Raises:
            UnknownSceneError: there is none.
            StorageError: the scenes cannot be stored.
        """
        scene = self._arranger.find_scene(name)
        self._arranger.remove_scene(scene)
        self._tell(SceneChanged(scene.name, is_removed=True, time=time.time()))
        await self._arranger.save()

    def tell_since(self, before: Mapping[str, Scene]) -> None:
        """Tell what is otherwise than it was: the scenes were read again."""
        now = self._arranger.scenes
        for name in before.keys() - now.keys():
            self._tell(SceneChanged(name, is_removed=True, time=time.time()))
        for name, scene in now.items():
            if before.get(name) != scene:
                self._tell(SceneChanged(name, is_removed=False, time=time.time()))


def capture(member: Member) -> dict[str, object]:
    """Return what brings a device back to how it is now: what people set, not what it measures or does by itself."""
    values: dict[str, object] = {}
    known = member.model.values
    for feature in member.features:
        if isinstance(feature, Light):
            values |= _capture_light(feature, feature.read(known))
        elif feature.kind not in _STILL and feature.category is None and not feature.is_hazardous:
            values |= _capture_plain(feature, known)
    plain: dict[str, object] = msgspec.to_builtins(values, str_keys=True)
    return plain


def _capture_light(light: Light, state: LightState) -> dict[str, object]:
    """Return how a lamp shines; one that is off is switched off and keeps its colours to itself."""
    if not state.is_on:
        return light.plan_off() if state.is_on is False else {}
    with contextlib.suppress(BadValueError):
        match state.mode:
            case LightMode.COLOUR:
                return light.plan_on(colour=state.colour)
            case LightMode.EFFECT:
                return light.plan_on(effect=state.effect)
            case _:
                return light.plan_on(brightness=state.brightness, kelvin=state.kelvin)
    # What it says now is nothing that it could be told.
    return light.plan_on()


def _capture_plain(feature: Feature, known: Mapping[str, object]) -> dict[str, object]:
    return {
        subject.code: known[subject.code]
        for subject in feature.roles.values()
        if subject.kind in _PLAIN
        and subject.access is Access.BOTH
        and subject.category is None
        and not subject.code.startswith("countdown")
        and known.get(subject.code) is not None
    }
