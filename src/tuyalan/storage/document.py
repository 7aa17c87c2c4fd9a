"""The device file as a value: its JSON form, and the schema number that leads it.

    {"schema": 1, "devices": [{"id": "bf00", "name": "Lamp", "key": "...", "version": "3.4"}]}
    {"schema": 2, "devices": [{"id": "bf00", "name": "Lamp", "version": "3.4"}], "protection": {...}, "sealed": "..."}

In the second form, keys are sealed and stand apart from the devices; those who know only the first refuse it. Knows nothing of paths, locks or how two versions of a file become one. Fields without a meaning here are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import LockedError, StorageError
from tuyalan.storage.jsontext import as_list, as_object, build_json
from tuyalan.storage.records import DeviceRecord, build_plain, parse_plain
from tuyalan.storage.vault import Vault, parse_protection, seal_fields, unseal_fields
from tuyalan.vocabulary import Json

if TYPE_CHECKING:
    from tuyalan.storage.unlocking import Unlocker

SCHEMA: Final = 1
"""Number of the form written here; a file with a higher one was written by a newer Tuyalan and is left alone."""

PROTECTED_SCHEMA: Final = 2
"""Number of the form whose keys are sealed."""

_SECRET_FIELDS: Final = ("key", "alternatives")
_OWN_FIELDS: Final = frozenset({"schema", "devices", "protection", "sealed"})
_ABOUT: Final = "tuyalan devices"


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """All that one device file holds."""

    devices: Mapping[str, DeviceRecord] = {}
    """The records by device id, in the order of the file."""

    extra: Mapping[str, Json] = {}
    """Further fields beside `schema` and `devices`; kept as they are."""

    vault: Vault | None = None
    """What seals the keys in the file; None if they stand in it in clear text."""


def parse_document(value: Json, *, source: str, unlocker: Unlocker | None = None) -> Document:
    """Return what the JSON of a device file holds; `source` names the file in errors, `unlocker` opens sealed keys.

    Raises:
        LockedError: the keys are sealed and cannot be opened.
        StorageError: the value is no device file of a known schema; the message names device and field.
    """
    fields = as_object(value) or {}
    schema, entries = fields.get("schema"), as_list(fields.get("devices"))
    if isinstance(schema, int) and schema not in {SCHEMA, PROTECTED_SCHEMA}:
        raise StorageError(
            f"{source} has schema {schema}, this Tuyalan knows {PROTECTED_SCHEMA}; use the Tuyalan that wrote it"
        )
    if schema not in {SCHEMA, PROTECTED_SCHEMA} or entries is None:
        raise StorageError(f"{source} is no device file: it needs a number 'schema' and a list 'devices'")
    vault = None
    if schema == PROTECTED_SCHEMA:
        vault = _unlock(fields, unlocker, source=source)
        entries = _put_back(entries, unseal_fields(fields, vault, about=_ABOUT, source=source))
    extra = {name: value for name, value in fields.items() if name not in _OWN_FIELDS}
    return Document(devices=_parse_devices(entries, source=source), extra=extra, vault=vault)


def build_document(document: Document) -> bytes:
    """Return the text of the device file.

    Raises:
        UseError: a record holds something that JSON cannot carry.
    """
    devices = [build_plain(record) for record in document.devices.values()]
    if document.vault is None:
        return build_json({"schema": SCHEMA, **document.extra, "devices": devices})
    secrets: dict[str, Json] = {}
    for plain in devices:
        secrets[str(plain["id"])] = {name: plain.pop(name) for name in _SECRET_FIELDS if name in plain}
    sealed = seal_fields(secrets, document.vault, about=_ABOUT)
    return build_json({"schema": PROTECTED_SCHEMA, **document.extra, "devices": devices, **sealed})


def _unlock(fields: dict[str, Json], unlocker: Unlocker | None, *, source: str) -> Vault:
    protection = parse_protection(fields.get("protection"), source=source)
    if unlocker is None:
        raise LockedError(f"the keys in {source} are protected")
    return unlocker.open(protection, source=source)


def _put_back(entries: list[Json], secrets: dict[str, Json]) -> list[Json]:
    """Return the devices with their keys, which stand apart in a file whose keys are sealed."""
    return [
        fields | (as_object(secrets.get(str(fields.get("id")))) or {}) if fields is not None else entry
        for entry in entries
        for fields in [as_object(entry)]
    ]


def _parse_devices(entries: list[Json], *, source: str) -> dict[str, DeviceRecord]:
    devices: dict[str, DeviceRecord] = {}
    for number, entry in enumerate(entries, start=1):
        record = parse_plain(entry, source=f"{source}, device {number}")
        if record.id in devices:
            raise StorageError(f"{source}, device {number}: the field 'id' repeats an earlier one", device_id=record.id)
        devices[record.id] = record
    return devices
