"""Simulators from plain data, as TOML or JSON hold it, and what running devices are, as frozen values.

seed = 1
announcing = { interval = 2.0 }

[[device]]
model = "rgb_lamp"
version = "3.4"
address = "127.0.0.10"
habits = { max_clients = 1 }
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Annotated, TypeVar

import msgspec

from tuyalan.errors import ConfigError
from tuyalan.sim.announcing import Announcing
from tuyalan.sim.faults import HEALTHY, Faults
from tuyalan.sim.habits import Habits
from tuyalan.sim.models import DEFAULT_VERSION, MODELS, Model, read_version
from tuyalan.sim.points import Kind, Point

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.sim.device import VirtualDevice
    from tuyalan.vocabulary import Cid, DeviceId, Json, LocalKey, Version

T = TypeVar("T")
_Plain = TypeVar("_Plain", Announcing, Habits, Faults, Point)


@dataclass(frozen=True, slots=True)
class ChildDescription:
    """A device behind a gateway."""

    cid: Cid
    name: str


@dataclass(frozen=True, slots=True)
class DeviceDescription:
    """What a client must know of a virtual device, and what people want to read."""

    name: str
    device_id: DeviceId
    key: LocalKey
    version: Version
    address: str
    port: int
    product_key: str
    category: str
    children: tuple[ChildDescription, ...] = ()


def describe(device: VirtualDevice) -> DeviceDescription:
    """Say what a device is and where."""
    return DeviceDescription(
        name=device.name,
        device_id=device.id,
        key=device.key,
        version=device.version,
        address=device.address,
        port=device.port,
        product_key=device.model.product_key,
        category=device.model.category,
        children=tuple(ChildDescription(cid, part.name) for cid, part in device.children.items()),
    )


@dataclass(frozen=True, slots=True)
class DevicePlan:
    """One device to be made."""

    model: Model
    address: str | None = None
    port: int | None = None
    device_id: str | None = None
    key: str | None = field(default=None, repr=False)
    name: str | None = None
    faults: Faults = HEALTHY


@dataclass(frozen=True, slots=True)
class HomePlan:
    """A simulator to be made."""

    seed: int | None = None
    announcing: Announcing | None = None
    devices: tuple[DevicePlan, ...] = ()


class _DeviceTable(msgspec.Struct, forbid_unknown_fields=True):
    """One device as written."""

    model: str | None = None
    points: list[dict[str, object]] | None = None
    """In place of `model`: a device that is not among the ready-made."""
    version: str = DEFAULT_VERSION.value
    address: str | None = None
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] | None = None
    id: str | None = None
    key: str | None = None
    name: str | None = None
    product_key: str = ""
    habits: dict[str, object] = {}
    faults: dict[str, object] = {}


class _HomeTable(msgspec.Struct, forbid_unknown_fields=True):
    """A simulator as written."""

    seed: int | None = None
    announcing: bool | dict[str, object] = False
    device: list[dict[str, object]] = []


def read_home(config: Mapping[str, Json]) -> HomePlan:
    """Read the description of a simulator.

    Raises:
        ConfigError: a name is unknown or a value of the wrong type; the message says which.
    """
    table = _convert(dict(config), _HomeTable, "the simulator")
    announcing = table.announcing
    if isinstance(announcing, bool):
        settled = Announcing() if announcing else None
    else:
        settled = _update(Announcing(), announcing, "announcing")
    devices = tuple(_read_device(entry, f"device {number}") for number, entry in enumerate(table.device, 1))
    return HomePlan(table.seed, settled, devices)


def _read_device(entry: dict[str, object], where: str) -> DevicePlan:
    table = _convert(entry, _DeviceTable, where)
    model = _read_model(table, where)
    return DevicePlan(
        model=replace(model, habits=_update(model.habits, table.habits, f"{where}, habits")),
        address=table.address,
        port=table.port,
        device_id=table.id,
        key=table.key,
        name=table.name,
        faults=_update(HEALTHY, table.faults, f"{where}, faults"),
    )


def _read_model(table: _DeviceTable, where: str) -> Model:
    version = read_version(table.version)
    if table.points is not None:
        points = tuple(_update(Point(0, Kind.BOOL), point, f"{where}, points") for point in table.points)
        return Model("Virtual device", table.product_key, points, version)
    make = MODELS.get(table.model or "")
    if make is None:
        raise ConfigError(f"{where}: there is no model {table.model!r}; there are {', '.join(MODELS)}")
    return make(version)


def _update(base: _Plain, table: dict[str, object], where: str) -> _Plain:
    """Return `base` with the values of `table` put in."""
    names = {entry.name for entry in fields(base)}
    unknown = sorted(set(table) - names)
    if unknown:
        raise ConfigError(f"{where}: {unknown[0]!r} is not known; there are {', '.join(sorted(names))}")
    whole = {name: getattr(base, name) for name in names} | table
    return _convert(whole, type(base), where)


def _convert(value: object, kind: type[T], where: str) -> T:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{where}: {error}") from None
