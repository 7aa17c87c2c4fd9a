"""The things files of openHAB, to objects with the fields of their devices.

    Thing tuya:tuyaDevice:lamp "Desk lamp" @ "Hall" [ deviceId="bf01...", localKey="...", ip="192.168.1.5", protocol="3.4" ]

Pure. Only what stands in brackets behind a thing of the Tuya binding is read; a number may stand without quotes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tuyalan.vocabulary import Json

MARK: Final = ":tuyaDevice:"

_THING: Final = re.compile(
    r"""(?P<type>[\w-]+:tuyaDevice:[\w:-]+|tuyaDevice\s+[\w-]+)\s*(?:"(?P<label>(?:[^"\\]|\\.)*)")?[^\["\n]*(?:"(?P<place>(?:[^"\\]|\\.)*)")?[^\[\n]*\["""
)
_FIELD: Final = re.compile(r'\s*(?P<name>\w+)\s*=\s*(?:"(?P<text>(?:[^"\\]|\\.)*)"|(?P<bare>[\w.+-]+))\s*,?')
_COMMENT: Final = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)


def is_things(data: bytes) -> bool:
    """Tell whether a file is a things file with devices of the Tuya binding."""
    head = data[:1_000_000]
    return b"tuyaDevice" in head and b"deviceId" in head and not head.lstrip().startswith((b"{", b"[", b"<"))


def parse_things(text: str) -> Iterator[dict[str, Json]]:
    """Yield what a things file says of each device."""
    plain = _COMMENT.sub(lambda match: match.group() if match.group().startswith('"') else " ", text)
    for thing in _THING.finditer(plain):
        fields: dict[str, Json] = {"name": _unescape(thing["label"] or ""), "room": _unescape(thing["place"] or "")}
        place = thing.end()
        while field := _FIELD.match(plain, place):
            fields[field["name"]] = field["bare"] if field["text"] is None else _unescape(field["text"])
            place = field.end()
        yield fields


def _unescape(text: str) -> str:
    return _ESCAPE.sub(r"\1", text)
