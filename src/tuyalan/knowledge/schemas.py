"""The schemas that were imported once, in one file of their own.

    {"schema": 1, "devices": {"bf...": {"points": {"20": {"code": "switch_led", "kind": "bool"}}}}, "products": {...}}

They hold no secrets, so the file may be read by anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar, cast

import msgspec

from tuyalan.errors import StorageError
from tuyalan.knowledge.files import replace_file
from tuyalan.model.imports.plain import MAX_SIZE, parse_json
from tuyalan.model.imports.reading import merge_schemas
from tuyalan.model.schema import DpSchema, Schema
from tuyalan.vocabulary import as_object

if TYPE_CHECKING:
    import os

    from tuyalan.model.imports.reading import Imported
    from tuyalan.vocabulary import Json

T = TypeVar("T")

SCHEMAS_FILE: Final = "schemas.json"
"""Name of the file in the configuration folder."""

FORMAT: Final = 1
"""Number of the form written here; a file with a higher one was written by a newer Tuyalan and is left alone."""


class ImportedSchemas(msgspec.Struct, frozen=True, kw_only=True):
    """Schemas by the devices and products that they describe."""

    devices: Mapping[str, Schema] = {}
    """By device id."""
    products: Mapping[str, Schema] = {}
    """By product key."""

    def find(self, device_id: str, product_key: str | None = None) -> Schema | None:
        """Return what is known of a device: its own schema, filled up by that of its product; None if nothing is."""
        own, shared = self.devices.get(device_id), self.products.get(product_key or "")
        if own is not None and shared is None and own.product_key:
            shared = self.products.get(own.product_key)
        return own if shared is None else merge_schemas(own, shared)

    def add(self, imported: Imported) -> ImportedSchemas:
        """Return these schemas with those of a file; where both speak, the file counts."""
        return ImportedSchemas(
            devices=_add(self.devices, imported.devices), products=_add(self.products, imported.products)
        )


def load_schemas(path: str | os.PathLike[str]) -> ImportedSchemas:
    """Return the schemas in the file at `path`; none when there is no file.

    Raises:
        StorageError: the file cannot be read, or is none of ours.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_SIZE + 1)
    except FileNotFoundError:
        return ImportedSchemas()
    except OSError as exc:
        raise StorageError(f"cannot read {path}: {exc.strerror or type(exc).__name__}") from exc
    return parse_schema_file(data, source=str(path))


def save_schemas(path: str | os.PathLike[str], schemas: ImportedSchemas) -> None:
    """Write the schemas to the file at `path`, whole or not at all.

    Raises:
        StorageError: the file cannot be written; it is as it was.
    """
    replace_file(path, build_schema_file(schemas))


def parse_schema_file(data: bytes, *, source: str) -> ImportedSchemas:
    """Return the schemas in the text of a file; `source` names it in errors.

    Raises:
        StorageError: the text is none of ours; the message names the place.
    """
    value = parse_json(data, source=source)
    fields = as_object(value)
    number = fields.get("schema")
    if isinstance(number, int) and number > FORMAT:
        raise StorageError(f"{source} has schema {number}, this Tuyalan knows {FORMAT}; use the Tuyalan that wrote it")
    if number != FORMAT:
        raise StorageError(f"{source} is no file of imported schemas")
    try:
        return ImportedSchemas(
            devices=_parse(fields.get("devices", {}), "devices"),
            products=_parse(fields.get("products", {}), "products"),
        )
    except msgspec.ValidationError as exc:
        raise StorageError(f"{source} is damaged: {exc}") from exc


def build_schema_file(schemas: ImportedSchemas) -> bytes:
    """Return the text of the file."""
    plain = {
        "schema": FORMAT,
        "devices": {key: _build(schema) for key, schema in sorted(schemas.devices.items())},
        "products": {key: _build(schema) for key, schema in sorted(schemas.products.items())},
    }
    return msgspec.json.format(msgspec.json.encode(plain), indent=1) + b"\n"


def _add(old: Mapping[str, Schema], new: Mapping[str, Schema]) -> dict[str, Schema]:
    added = {key: merge_schemas(schema, old[key]) if key in old else schema for key, schema in new.items()}
    return dict(old) | added


def _parse(value: Json, field: str) -> dict[str, Schema]:
    plain = msgspec.convert(value, dict[str, dict[str, object]])
    return {key: _parse_schema(schema, f"{field}.{key}") for key, schema in plain.items()}


def _parse_schema(plain: dict[str, object], place: str) -> Schema:
    try:
        points = msgspec.convert(plain.get("points", {}), dict[int, dict[str, object]], strict=False)
        described = {dp: msgspec.convert(point | {"id": dp}, DpSchema) for dp, point in points.items()}
        return msgspec.convert(plain | {"points": described}, Schema)
    except msgspec.ValidationError as exc:
        raise msgspec.ValidationError(f"{exc} ({place})") from None


def _build(schema: Schema) -> dict[str, object]:
    plain = _say(schema)
    plain["points"] = {str(dp): _say(point) for dp, point in schema.points.items()}
    return plain


def _say(struct: msgspec.Struct) -> dict[str, object]:
    """Return what differs from the defaults; the id of a data point stands before it already."""
    defaults = dict(zip(reversed(struct.__struct_fields__), reversed(struct.__struct_defaults__), strict=False))
    values = {name: cast("object", getattr(struct, name)) for name in struct.__struct_fields__}
    return {name: value for name, value in values.items() if name != "id" and value != defaults.get(name)}
