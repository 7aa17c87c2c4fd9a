"""The device file as a value: its JSON form, and the schema number that leads it.

    {"schema": 1, "devices": [{"id": "bf00", "name": "Lamp", "key": "...", "version": "3.4"}]}

Knows nothing of paths, locks or how two versions of a file become one. Fields without a meaning here are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from tuyalan.errors import StorageError
from tuyalan.storage.jsontext import as_list, as_object, build_json
from tuyalan.storage.records import DeviceRecord, build_plain, parse_plain
from tuyalan.vocabulary import Json

SCHEMA: Final = 1
"""Number of the form written here; a file with a higher one was written by a newer Tuyalan and is left alone."""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """All that one device file holds."""

    devices: Mapping[str, DeviceRecord] = {}
    """The records by device id, in the order of the file."""

    extra: Mapping[str, Json] = {}
    """Further fields beside `schema` and `devices`; kept as they are."""


def parse_document(value: Json, *, source: str) -> Document:
    """Return what the JSON of a device file holds; `source` names the file in errors.

    Raises:
        StorageError: the value is no device file of a known schema; the message names device and field.
    """
    fields = as_object(value) or {}
    schema, entries = fields.get("schema"), as_list(fields.get("devices"))
    if isinstance(schema, int) and schema != SCHEMA:
        raise StorageError(f"{source} has schema {schema}, this Tuyalan knows {SCHEMA}; use the Tuyalan that wrote it")
    if schema != SCHEMA or entries is None:
        raise StorageError(f"{source} is no device file: it needs a number 'schema' and a list 'devices'")
    extra = {name: value for name, value in fields.items() if name not in {"schema", "devices"}}
    return Document(devices=_parse_devices(entries, source=source), extra=extra)


def build_document(document: Document) -> bytes:
    """Return the text of the device file.

    Raises:
        UseError: a record holds something that JSON cannot carry.
    """
    devices = [build_plain(record) for record in document.devices.values()]
    return build_json({"schema": SCHEMA, **document.extra, "devices": devices})


def _parse_devices(entries: list[Json], *, source: str) -> dict[str, DeviceRecord]:
    devices: dict[str, DeviceRecord] = {}
    for number, entry in enumerate(entries, start=1):
        record = parse_plain(entry, source=f"{source}, device {number}")
        if record.id in devices:
            raise StorageError(f"{source}, device {number}: the field 'id' repeats an earlier one", device_id=record.id)
        devices[record.id] = record
    return devices
