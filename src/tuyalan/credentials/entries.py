"""Objects that describe devices, to credentials: every spelling, every doubt told, nothing secret beside the key.

Pure. Locations, tokens and accounts are left behind on purpose. Children are linked to their gateways, which files do not
always name.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.credentials.base import Credential, Found, Problem
from tuyalan.credentials.searching import CID_NAMES, PARENT_NAMES, STRONG_KEY_NAMES, Entry, find_id, find_text
from tuyalan.errors import StorageError
from tuyalan.model.imports.plain import as_number, as_text
from tuyalan.model.imports.reading import parse_schemas
from tuyalan.vocabulary import LocalKey, Version

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tuyalan.vocabulary import Json

_NAMES: Final = ("name", "friendly_name", "deviceName", "devName")
_ADDRESSES: Final = ("ip", "address", "host", "ipAddress", "deviceIp", "devIp", "last_ip")
_VERSIONS: Final = ("version", "ver", "protocol_version", "protocol", "protocolVer", "tuyaVersion", "ipVer")
_PRODUCTS: Final = ("product_id", "productId", "product_key", "productKey", "pid")
_PRODUCT_NAMES: Final = ("product_name", "productName")
_ROOMS: Final = ("room", "room_name", "roomName")
_MOMENTS: Final = ("update_time", "updateTime", "active_time", "activeTime")
_EXTRA: Final = ("sn", "model", "mapping")

_DIALECTS: Final = {"3.22": Version.V33, "3.42": Version.V34}
"""How tuya-local writes a version whose devices are asked in another way; the way itself is found by trying."""

_UNKNOWN: Final = {"", "auto", "error", "none", "unknown", "default"}
_BLACKED_OUT: Final = re.compile(r"\*|redacted|x{6,}", re.IGNORECASE)
_MAC: Final = re.compile(r"(?:[0-9a-f]{2}[:-]?){5}[0-9a-f]{2}", re.IGNORECASE)
_MILLISECONDS: Final = 1e11
"""Times from here on are counted in milliseconds."""

_LIMIT: Final = 200


class Collector:
    """Takes entries, keeps what they say of each device and key once, and gives what was found."""

    def __init__(self, source: str) -> None:
        """Take what to call the source."""
        self._source = source
        self._found: dict[tuple[str, LocalKey | None], Credential] = {}
        self._problems: dict[tuple[str | None, str], Problem] = {}

    def warn(self, reason: str, device_id: str | None = None) -> None:
        """Take note of something that could not be used; a thing said twice is said once."""
        self._problems.setdefault((device_id, reason), Problem(device_id=device_id, reason=reason))

    def add(self, entry: Entry, *, as_of: float | None = None) -> None:
        """Take one object; `as_of` is when what surrounds it was right, in seconds since 1970."""
        fields = entry.fields
        device_id = find_id(fields) or entry.hint
        if not device_id:
            self.warn("an object has a key and no device id, and is left out")
            return
        parent = find_text(fields, PARENT_NAMES) or entry.parent
        cid = find_text(fields, CID_NAMES)
        is_child = bool(fields.get("sub") or (parent and parent != device_id) or (cid and fields.get("sub") is None))
        credential = Credential(
            id=device_id,
            key=self._parse_key(fields, device_id),
            name=_parse_name(fields) or entry.label,
            room=as_text(find_text(fields, _ROOMS), limit=_LIMIT),
            product_key=as_text(find_text(fields, _PRODUCTS), limit=64),
            product_name=as_text(find_text(fields, _PRODUCT_NAMES), limit=_LIMIT),
            category=as_text(fields.get("category"), limit=32),
            # Some programs repeat those of the gateway, which may change without its children.
            address=None if is_child else self._parse_address(fields, device_id),
            version=None if is_child else self._parse_version(fields, device_id),
            mac=_parse_mac(fields),
            uuid=as_text(fields.get("uuid"), limit=64),
            parent=None if parent in {None, "", device_id} else parent,
            cid=cid or None,
            is_child=is_child,
            source=self._source,
            as_of=as_of or _find_moment(fields),
            extra={name: fields[name] for name in _EXTRA if fields.get(name)},
        )
        self._keep(credential)

    def add_schemas(self, data: bytes) -> None:
        """Take what a file, or a text in it, says of the data points of devices that are there already."""
        try:
            described = parse_schemas(data, source=self._source)
        except StorageError:
            return
        devices, products = described.devices, described.products
        for place, credential in self._found.items():
            schema = devices.get(credential.id) or products.get(credential.product_key)
            if schema is not None:
                self._found[place] = msgspec.structs.replace(credential, schema=schema)

    def finish(self, problems: Iterable[str] = ()) -> Found:
        """Return what was found, children linked to their gateways."""
        self._drop_keyless()
        self._link_children()
        for reason in problems:
            self.warn(reason)
        return Found(
            source=self._source, credentials=tuple(self._found.values()), problems=tuple(self._problems.values())
        )

    def _keep(self, new: Credential) -> None:
        place = (new.id, new.key)
        known = self._found.get(place)
        if known is None:
            if new.key is not None and any(each == new.id and key is not None for each, key in self._found):
                self.warn("two different keys of it were found; both are kept", new.id)
            self._found[place] = new
            return
        filled = {
            name: getattr(new, name)
            for name in Credential.__struct_fields__
            if getattr(known, name) in (None, "", {}) and name != "extra"
        }
        latest = max(filter(None, (known.as_of, new.as_of)), default=None)
        merged = msgspec.structs.replace(known, **filled)
        self._found[place] = msgspec.structs.replace(merged, as_of=latest, extra=dict(new.extra) | dict(known.extra))

    def _drop_keyless(self) -> None:
        """Join what was said of a device without its key to what was said with it."""
        with_key = {device_id for device_id, key in self._found if key is not None}
        for device_id in list(with_key):
            keyless = self._found.pop((device_id, None), None)
            if keyless is not None:
                first = next(place for place in self._found if place[0] == device_id)
                self._found[first], known = keyless, self._found[first]
                self._found[first] = known
                self._keep(msgspec.structs.replace(keyless, key=first[1]))

    def _parse_key(self, fields: dict[str, Json], device_id: str) -> LocalKey | None:
        text = find_text(fields, (*STRONG_KEY_NAMES, "key"))
        if text.casefold() in _UNKNOWN:
            return None
        if len(text) != 16 and _BLACKED_OUT.search(text):  # noqa: PLR2004 - the length of a key
            self.warn("its key is blacked out", device_id)
            return None
        try:
            key = LocalKey(text)
        except ValueError as exc:
            self.warn(f"its key is left out: {exc}", device_id)
            return None
        if not text.isprintable():
            self.warn("its key is left out: it holds characters that no key has", device_id)
            return None
        return key

    def _parse_address(self, fields: dict[str, Json], device_id: str) -> str | None:
        text = find_text(fields, _ADDRESSES).strip()
        if text.casefold() in _UNKNOWN:
            return None
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            self.warn("its address is no IP address and is left out", device_id)
            return None
        # The maker's cloud tells the address of the router as seen from outside.
        return None if address.is_unspecified or address.is_global else str(address)

    def _parse_version(self, fields: dict[str, Json], device_id: str) -> Version | None:
        value = next((fields[name] for name in _VERSIONS if isinstance(fields.get(name), str | int | float)), "")
        text = str(value).strip()
        if text.casefold() in _UNKNOWN or isinstance(value, bool):
            return None
        with contextlib.suppress(ValueError, OverflowError):
            number = float(text)
            return _DIALECTS.get(f"{number:g}") or (Version(f"{number:g}") if number else None)
        self.warn(f"its version {as_text(text, limit=8)!r} is not known and is left out", device_id)
        return None

    def _link_children(self) -> None:
        gateways: defaultdict[LocalKey, set[str]] = defaultdict(set)
        for credential in self._found.values():
            if credential.key is not None and not credential.is_child:
                gateways[credential.key].add(credential.id)
        for place, child in self._found.items():
            if not child.is_child:
                continue
            if child.cid is None:
                self.warn("it hangs on a gateway but has no node id, so it cannot be reached", child.id)
            candidates = () if child.key is None else tuple(gateways.get(child.key, ()))
            if child.parent is None and len(candidates) == 1:
                self._found[place] = msgspec.structs.replace(child, parent=candidates[0])
            elif child.parent is None:
                self.warn("its gateway is not known", child.id)


def to_seconds(value: Json) -> float | None:
    """Return a moment in seconds since 1970, whether it is given in seconds or milliseconds; None if it is none."""
    number = as_number(value)
    if number is None or number <= 0:
        return None
    return number / 1000 if number >= _MILLISECONDS else number


def _parse_name(fields: dict[str, Json]) -> str:
    return as_text(find_text(fields, _NAMES), limit=_LIMIT)


def _parse_mac(fields: dict[str, Json]) -> str:
    text = find_text(fields, ("mac",))
    return text if _MAC.fullmatch(text) else ""


def _find_moment(fields: dict[str, Json]) -> float | None:
    return max(filter(None, (to_seconds(fields.get(name)) for name in _MOMENTS)), default=None)
