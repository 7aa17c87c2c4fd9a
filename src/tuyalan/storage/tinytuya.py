"""The device files of the tinytuya library to records: `devices.json` and `snapshot.json`.

Both hold a list of devices, bare or as the field `devices` of an object (with the field `timestamp` in a snapshot).
Other programs write the same shapes with other spellings, which are read as well. Nothing is dropped in silence: what
cannot be used comes back as a problem. Locations, tokens and account data are left behind on purpose.
"""

from __future__ import annotations

import contextlib
import ipaddress
from collections import defaultdict
from typing import Final

import msgspec

from tuyalan.errors import StorageError
from tuyalan.storage.jsontext import as_list, as_object, parse_json
from tuyalan.storage.records import DeviceRecord
from tuyalan.vocabulary import Json, LocalKey, Version

SOURCE: Final = "tinytuya"
"""What `address_source` says of addresses found in such a file."""

_SPELLINGS: Final[dict[str, tuple[str, ...]]] = {
    "id": ("id", "gwId", "devId", "device_id"),
    "name": ("name",),
    "key": ("key", "local_key", "localKey"),
    "address": ("ip", "address"),
    "version": ("version", "ver"),
    # The maker's product id first: what a beacon calls product key may be the key of the firmware.
    "product_key": ("product_id", "productId", "product_key", "productKey"),
    "cid": ("node_id", "nodeId", "cid"),
    "parent": ("parent", "gateway_id", "gatewayId"),
}
"""Names of each field; the first one that is not empty counts."""

_EXTRA: Final = ("mac", "uuid", "sn", "category", "product_name", "model", "mapping")
"""Fields taken over as they are; `mapping` describes the data points."""

_UNKNOWN: Final = {"", "auto", "error", "none", "unknown"}
"""How programs write that they do not know a version or an address."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing in a file that could not be used, or only in part."""

    reason: str
    """What is wrong, as a clause about the device; holds no secret."""

    device_id: str | None = None
    """The device, if it has an id."""

    position: int | None = None
    """Number of the entry in the file, from 1."""

    def __str__(self) -> str:
        """Return one line for people."""
        entry = None if self.position is None else f"entry {self.position}"
        return ": ".join(filter(None, (" ".join(filter(None, (entry, self.device_id))), self.reason)))


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What a file of another program gave."""

    records: tuple[DeviceRecord, ...] = ()
    """The devices, in the order of the file."""

    problems: tuple[Problem, ...] = ()
    """What could not be used."""


def is_tinytuya(data: bytes) -> bool:
    """Tell whether `data` is a device file of tinytuya."""
    with contextlib.suppress(StorageError):
        return is_tinytuya_value(parse_json(data, source="the file"))
    return False


def is_tinytuya_value(value: Json) -> bool:
    """Tell whether a JSON value has the shape of tinytuya's device files."""
    entries = _entries(value)
    return entries is not None and (not entries or any(isinstance(entry, dict) for entry in entries))


def parse_tinytuya(data: bytes, *, source: str = "the file") -> Imported:
    """Return the devices that a file of tinytuya holds, children linked to their gateways.

    Raises:
        StorageError: `data` is no JSON, or no file of tinytuya.
    """
    value = parse_json(data, source=source)
    if not is_tinytuya_value(value):
        raise StorageError(f"{source} is no device file of tinytuya")
    return parse_tinytuya_value(value)


def parse_tinytuya_value(value: Json) -> Imported:
    """Return the devices in a JSON value of the right shape, children linked to their gateways."""
    heard = (as_object(value) or {}).get("timestamp")
    importer = _Importer(heard if isinstance(heard, int | float) else None)
    return importer.parse(_entries(value) or [])


def _entries(value: Json) -> list[Json] | None:
    fields = as_object(value)
    if fields is None:
        return as_list(value)
    return None if "schema" in fields else as_list(fields.get("devices"))


class _Importer:
    """Reads the entries one by one, then links children; collects problems on the way."""

    def __init__(self, heard: float | None) -> None:
        self._heard = heard
        self._records: dict[str, DeviceRecord] = {}
        self._positions: dict[str, int] = {}
        self._children: set[str] = set()
        self._problems: list[Problem] = []

    def parse(self, entries: list[Json]) -> Imported:
        for position, entry in enumerate(entries, start=1):
            fields = as_object(entry)
            if fields is not None:
                self._add(fields, position)
            else:
                self._problems.append(Problem(position=position, reason="it is no JSON object"))
        self._link_children()
        return Imported(records=tuple(self._records.values()), problems=tuple(self._problems))

    def _add(self, entry: dict[str, Json], position: int) -> None:
        device_id = _pick(entry, "id")
        if not isinstance(device_id, str):
            self._problems.append(Problem(position=position, reason="it has no device id"))
            return
        if device_id in self._records:
            reason = f"it repeats entry {self._positions[device_id]}, which is used"
            self._problems.append(Problem(position=position, device_id=device_id, reason=reason))
            return
        self._positions[device_id] = position
        parent = self._text(entry, "parent", device_id)
        address = self._address(entry, device_id)
        self._records[device_id] = DeviceRecord(
            id=device_id,
            name=self._text(entry, "name", device_id) or "",
            key=self._key(entry, device_id),
            address=address,
            address_source=SOURCE if address else None,
            version=self._version(entry, device_id),
            product_key=self._text(entry, "product_key", device_id),
            last_seen=self._heard if address else None,
            parent=None if parent == device_id else parent,
            cid=self._text(entry, "cid", device_id),
            extra={name: entry[name] for name in _EXTRA if entry.get(name)},
        )
        if _is_child(entry):
            self._children.add(device_id)

    def _text(self, entry: dict[str, Json], field: str, device_id: str) -> str | None:
        value = _pick(entry, field)
        if value is None or isinstance(value, str):
            return value
        self._report(device_id, f"its {field} is no text and is left out")
        return None

    def _key(self, entry: dict[str, Json], device_id: str) -> LocalKey | None:
        text = self._text(entry, "key", device_id)
        if text is None:
            return None
        try:
            return LocalKey(text)
        except ValueError as exc:
            self._report(device_id, f"its key is left out: {exc}")
            return None

    def _address(self, entry: dict[str, Json], device_id: str) -> str | None:
        text = (self._text(entry, "address", device_id) or "").strip()
        if text.casefold() in _UNKNOWN:
            return None
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            self._report(device_id, "its address is no IP address and is left out")
            return None
        if address.is_global:
            # The maker's cloud reports the address of the router as seen from outside.
            self._report(device_id, "its address is a public one, not one of this network, and is left out")
            return None
        return None if address.is_unspecified else str(address)

    def _version(self, entry: dict[str, Json], device_id: str) -> Version | None:
        text = str(_pick(entry, "version") or "").strip()
        if text.casefold() in _UNKNOWN:
            return None
        with contextlib.suppress(ValueError):
            number = float(text)
            return Version(f"{number:g}") if number else None
        self._report(device_id, f"its version {text[:8]!r} is not known and is left out")
        return None

    def _link_children(self) -> None:
        gateways: defaultdict[LocalKey, list[str]] = defaultdict(list)
        for record in self._records.values():
            if record.key is not None and record.id not in self._children:
                gateways[record.key].append(record.id)
        for device_id in filter(self._children.__contains__, self._records):
            self._link(device_id, gateways)

    def _link(self, device_id: str, gateways: dict[LocalKey, list[str]]) -> None:
        child = self._records[device_id]
        if child.cid is None:
            self._report(device_id, "it hangs on a gateway but has no node id, so it cannot be reached")
        if child.parent is not None:
            if child.parent not in self._records:
                self._report(device_id, f"its gateway {child.parent} is not in this file")
            return
        # The file does not always name the gateway; a child has the key of its gateway.
        candidates = [] if child.key is None else gateways.get(child.key, [])
        if len(candidates) == 1:
            self._records[device_id] = msgspec.structs.replace(child, parent=candidates[0])
        else:
            several = "several devices have its key" if candidates else "no other device has its key"
            self._report(device_id, f"its gateway is not known: {several}")

    def _report(self, device_id: str, reason: str) -> None:
        self._problems.append(Problem(position=self._positions[device_id], device_id=device_id, reason=reason))


def _pick(entry: dict[str, Json], field: str) -> Json:
    """Return the first of a field's spellings that is not empty, or None."""
    return next((entry[name] for name in _SPELLINGS[field] if entry.get(name)), None)


def _is_child(entry: dict[str, Json]) -> bool:
    if entry.get("sub") or "parent" in entry or _pick(entry, "parent"):
        return True
    return bool(_pick(entry, "cid")) and entry.get("sub") is not False
