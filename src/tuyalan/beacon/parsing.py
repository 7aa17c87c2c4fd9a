"""Datagrams to announcements and questions; what comes out is bounded and safe to print, whoever sent it."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.beacon.sealing import Opened, unseal_datagram
from tuyalan.beacon.values import PAIRING_FORMATS, Ask, Beacon, ExtraValue, Reason, Rejected
from tuyalan.vocabulary import DeviceId

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tuyalan.vocabulary import Json

MAX_ID: Final = 64
"""Longest device id believed, in characters; real ones have 20 or 22."""
MAX_TEXT: Final = 64
"""Where texts are cut, in characters."""
MAX_EXTRA: Final = 16
"""How many fields of unknown meaning are kept."""
MAX_NUMBER: Final = 2**32
"""Numbers beyond are no field of any device."""

_IDS: Final = ("gwId", "devId", "id")
_TYPED: Final = frozenset(
    {
        "gwId",
        "ip",
        "version",
        "productKey",
        "uuid",
        "name",
        "active",
        "ability",
        "ablilty",
        "mode",
        "encrypt",
        "sl",
        "errc",
    }
)
_SECRET_WORDS: Final = ("key", "token", "pass", "pwd", "secret", "ssid")

_decode = msgspec.json.Decoder(dict[str, object]).decode


def parse_datagram(data: bytes, *, port: int | None = None) -> Beacon | Ask | Rejected:
    """Read one datagram; whatever is wrong comes back as a value with the reason, nothing is raised.

    Args:
        data: The datagram.
        port: The port it was heard on, to be kept with the result.
    """
    opened = unseal_datagram(data)
    if isinstance(opened, Reason):
        return Rejected(opened)
    try:
        fields = _decode(opened.body)
    except (ValueError, RecursionError):
        # Also bad UTF-8, lone surrogates, numbers out of range, and nesting as deep as the datagram is long.
        return Rejected(Reason.JSON)
    sender = fields.get("from")
    device_id = _find_id(fields, opened)
    if isinstance(sender, str) and (sender == "app" or device_id is None):
        return Ask(
            address=_address(fields.get("ip")),
            sender=_text(sender),
            format=opened.format,
            command=opened.command,
            has_code=opened.has_code,
            port=port,
        )
    return Rejected(Reason.ID) if device_id is None else _beacon(device_id, fields, opened, port=port)


def _beacon(device_id: DeviceId, fields: Mapping[str, Json], opened: Opened, *, port: int | None) -> Beacon:
    encrypted = fields.get("encrypt")
    return Beacon(
        device_id=device_id,
        address=_address(fields.get("ip")),
        version_text=_version_text(fields.get("version")),
        product_key=_text(fields.get("productKey")),
        uuid=_text(fields.get("uuid")),
        name=_text(fields.get("name")),
        active=_number(fields.get("active")),
        # The misspelling is what most firmware sends. Facts: UDP-4.
        ability=_number(fields.get("ablilty", fields.get("ability"))),
        mode=_number(fields.get("mode")),
        encrypted=encrypted if isinstance(encrypted, bool) else None,
        security_level=_number(fields.get("sl")),
        pairing_error=_number(fields.get("errc")),
        extra=tuple(_iter_extra(fields)),
        format=opened.format,
        command=opened.command,
        port=port,
    )


def _find_id(fields: Mapping[str, Json], opened: Opened) -> DeviceId | None:
    for name in (*_IDS, "uuid") if opened.format in PAIRING_FORMATS else _IDS:
        text = fields.get(name)
        if isinstance(text, str) and text:
            # The first one told counts; one that is no id is not made good by another field.
            usable = len(text) <= MAX_ID and text.isascii() and text.isprintable() and " " not in text
            return DeviceId(text) if usable else None
    return None


def _address(value: Json) -> str | None:
    if not isinstance(value, str):
        return None
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return None
    # A zone (`fe80::1%eth0`) may hold any text and means nothing here.
    return None if address.is_unspecified or "%" in value else str(address)


def _text(value: Json) -> str:
    if not isinstance(value, str):
        return ""
    value = value[:MAX_TEXT]
    return value if value.isprintable() else "".join(filter(str.isprintable, value))


def _number(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < MAX_NUMBER else None


def _version_text(value: Json) -> str:
    # Some firmware of gateways tells a number.
    return _text(str(value) if isinstance(value, float) else value)


def _iter_extra(fields: Mapping[str, Json]) -> Iterator[tuple[str, ExtraValue]]:
    kept = 0
    for name, value in fields.items():
        if kept == MAX_EXTRA:
            return
        if name in _TYPED or len(name) > MAX_TEXT or not name.isprintable():
            continue
        match value:
            case str():
                # A pairing report tells the token of the account, for example.
                if not any(word in name.lower() for word in _SECRET_WORDS):
                    kept += 1
                    yield name, _text(value)
            case bool() | float() | None:
                kept += 1
                yield name, value
            case int() if abs(value) < MAX_NUMBER:
                kept += 1
                yield name, value
            case _:
                pass
