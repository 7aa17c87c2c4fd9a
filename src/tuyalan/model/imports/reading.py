"""Any file that describes data points of somebody's devices, to schemas: the one door to the importers beside it.

What a file is, is told by what it holds, never by its name. A file may hold several kinds at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import BadValueError, StorageError
from tuyalan.model.imports import appschema, localtuya, sharing, specification, thing, tinytuya, tuyalocal, tuyamqtt
from tuyalan.model.imports.json5 import MAX_SIZE as MAX_RELAXED
from tuyalan.model.imports.json5 import parse_json5
from tuyalan.model.imports.parts import MAX_DEPTH, Described, Owner, Part, list_parts
from tuyalan.model.imports.plain import as_object, as_text, parse_json
from tuyalan.model.imports.points import build_point, merge_point, merge_points
from tuyalan.model.schema import DpSchema, Schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tuyalan.model.imports.points import RawPoint
    from tuyalan.vocabulary import DpId, Json

MAX_WARNINGS: Final = 100
"""Most warnings kept of one file; a last one counts the others."""

_READERS: Final[tuple[tuple[str, Callable[[list[Part]], Iterator[Described]]], ...]] = (
    (tinytuya.NAME, tinytuya.find_mappings),
    (sharing.NAME, sharing.find_strategies),
    (localtuya.NAME, localtuya.find_configurations),
    (tuyalocal.NAME, tuyalocal.find_device_files),
    (specification.NAME, specification.find_specifications),
    (thing.NAME, thing.find_models),
    (appschema.NAME, appschema.find_app_schemas),
    (tuyamqtt.NAME, tuyamqtt.find_templates),
)
"""What can be read: what to call it, and what finds it."""

_ADVICE: Final = "Import one of these: " + "; ".join(name for name, _ in _READERS) + "."


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says of data points."""

    kinds: tuple[str, ...] = ()
    """What the file was found to be."""
    devices: Mapping[str, Schema] = {}
    """Schemas by device id."""
    products: Mapping[str, Schema] = {}
    """Schemas by product key; those of devices stand here as well where their product is known."""
    nameless: tuple[Schema, ...] = ()
    """Schemas of which the file does not say whose they are."""
    device_files: Mapping[str, str] = {}
    """Which device file tuya-local uses, by the id of the device, or its name where the id is blacked out."""
    warnings: tuple[str, ...] = ()
    """What could not be used, one sentence each without full stop; holds no secrets."""


def parse_schemas(data: bytes, *, source: str, device_id: str = "", product_key: str = "") -> Imported:
    """Return the schemas in a file or reply of another program.

    Args:
        data: The file.
        source: What to call it in messages.
        device_id: Whose schema it is, where the file does not say.
        product_key: Likewise.

    Raises:
        StorageError: `data` is no JSON or holds nothing of the kind; the hint lists what can be imported.
    """
    value = _parse(data, source)
    _refuse_failure(value, source)
    parts, is_all = list_parts(value)
    collector = _Collector(Owner(device_id=device_id, product_key=product_key))
    if not is_all:
        collector.warn(f"only {len(parts)} objects down to a depth of {MAX_DEPTH} were looked at, not all")
    found = [(name, list(find(parts))) for name, find in _READERS]
    for described in sorted((one for _, several in found for one in several), key=lambda one: one.is_weak):
        collector.add(described)
    kinds = tuple(name for name, several in found if several)
    if not kinds:
        raise StorageError(f"{source} describes no data points in a form that is known", hint=_ADVICE)
    return collector.finish(kinds)


class _Collector:
    """Puts together what the objects of one file say."""

    def __init__(self, default: Owner) -> None:
        self._default = default
        self._devices: dict[str, Schema] = {}
        self._products: dict[str, Schema] = {}
        self._nameless: list[Schema] = []
        self._device_files: dict[str, str] = {}
        self._warnings: list[str] = []
        self._more = 0

    def warn(self, text: str) -> None:
        if len(self._warnings) < MAX_WARNINGS:
            self._warnings.append(text)
        else:
            self._more += 1

    def add(self, described: Described) -> None:
        owner = described.owner
        label = owner.device_id or owner.name or owner.product_key or "the file"
        if described.device_file:
            self._device_files[owner.device_id or owner.name] = described.device_file
        points = self._build(described.points, label)
        if described.problem:
            self.warn(f"{label}: {described.problem}")
        if points:
            self._keep(points, owner)

    def finish(self, kinds: tuple[str, ...]) -> Imported:
        if self._nameless:
            self.warn("the file does not say which device it describes; import it again with the id of the device")
        more = (f"{self._more} more warnings are left out",) if self._more else ()
        return Imported(
            kinds=kinds,
            devices=self._devices,
            products=self._products,
            nameless=tuple(self._nameless),
            device_files=self._device_files,
            warnings=tuple(self._warnings) + more,
        )

    def _build(self, raws: Iterable[RawPoint], label: str) -> dict[DpId, DpSchema]:
        points: dict[DpId, DpSchema] = {}
        for raw in raws:
            try:
                point = build_point(raw)
            except BadValueError as exc:
                number = "" if raw.id is None else as_text(str(raw.id)[:32], limit=16)
                name = as_text(raw.code, limit=64) or number
                what = f"the data point {name!r}" if name else "an entry without a name"
                self.warn(f"{label}: {what} is left out: {exc.message}")
            else:
                points[point.id] = merge_point(points[point.id], point) if point.id in points else point
        return points

    def _keep(self, points: Mapping[DpId, DpSchema], owner: Owner) -> None:
        device_id, product_key = owner.device_id, owner.product_key
        if not device_id and not product_key:
            device_id, product_key = self._default.device_id, self._default.product_key
        schema = Schema(
            points=points, product_key=product_key, category=owner.category, name=owner.product_name or owner.name
        )
        if device_id:
            self._devices[device_id] = merge_schemas(self._devices.get(device_id), schema)
        if product_key:
            # What a person calls a device is no name for all devices of the product.
            shared = msgspec.structs.replace(schema, name=owner.product_name)
            self._products[product_key] = merge_schemas(self._products.get(product_key), shared)
        if not device_id and not product_key:
            self._nameless.append(schema)


def merge_schemas(first: Schema | None, second: Schema) -> Schema:
    """Return all that both schemas say; where they differ, `first` counts."""
    if first is None:
        return second
    return Schema(
        points=merge_points(first.points, second.points),
        product_key=first.product_key or second.product_key,
        category=first.category or second.category,
        name=first.name or second.name,
    )


def _parse(data: bytes, source: str) -> Json:
    try:
        return parse_json(data, source=source)
    except StorageError:
        # The configuration of tuya-mqtt is written by hand and seldom strict JSON.
        relaxed = _parse_relaxed(data, source)
        if relaxed is None:
            raise
        return relaxed


def _parse_relaxed(data: bytes, source: str) -> Json:
    if len(data) > MAX_RELAXED:
        return None
    try:
        return parse_json5(data.decode("utf-8-sig"), source=source)
    except (UnicodeDecodeError, StorageError):
        return None


def _refuse_failure(value: Json, source: str) -> None:
    """Tell the code of a reply in which the maker's cloud only says that it failed."""
    fields = as_object(value)
    if fields.get("success") is False and "result" not in fields:
        code = as_text(str(fields.get("code"))[:32], limit=16)
        raise StorageError(
            f"{source} holds a refusal of the maker's cloud (code {code}), no description", hint=_REFUSED
        )


_REFUSED: Final = "Repeat the request there until it succeeds, then import the whole reply."
