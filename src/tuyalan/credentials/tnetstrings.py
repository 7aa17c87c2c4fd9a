"""Tagged netstrings, the form of mitmproxy's flow files, to values and back.

    5:hello;   5:bytes,   2:42#   4:3.14^   4:true!   0:~   length:items]   length:keys and values}

Pure. Bytes stay bytes; a text, as mitmproxy marks it, becomes a `str`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_DEPTH: Final = 32

_MAX_DIGITS: Final = 12
"""Longest length; mitmproxy itself stops here."""

_MAX_NUMBER: Final = 20


class CutOffError(ValueError):
    """The bytes end before the value does."""


def parse_tnetstring(data: bytes, start: int = 0, *, depth: int = 0) -> tuple[object, int]:
    """Return the value that begins at `start`, and where the next one begins.

    Raises:
        CutOffError: the bytes end in the middle of it.
        ValueError: there is no such value.
    """
    colon = data.find(b":", start, start + _MAX_DIGITS + 1)
    digits = data[start:colon] if colon >= 0 else data[start : start + _MAX_DIGITS + 1]
    if not digits.isdigit() or depth > MAX_DEPTH:
        raise ValueError("no tagged netstring")
    if colon < 0:
        raise CutOffError if len(digits) <= _MAX_DIGITS else ValueError("no tagged netstring")
    begin, end = colon + 1, colon + 1 + int(digits)
    if end >= len(data):
        raise CutOffError
    return _parse_body(data[begin:end], data[end : end + 1], depth), end + 1


def build_tnetstring(value: object) -> bytes:
    """Return the bytes of a value.

    Raises:
        TypeError: it has no such form.
    """
    match value:
        case None:
            body, tag = b"", b"~"
        case bool():
            body, tag = str(value).lower().encode(), b"!"
        case int():
            body, tag = str(value).encode(), b"#"
        case float():
            body, tag = repr(value).encode(), b"^"
        case bytes():
            body, tag = value, b","
        case str():
            body, tag = value.encode(), b";"
        case list():
            items = cast("list[object]", value)
            body, tag = b"".join(map(build_tnetstring, items)), b"]"
        case dict():
            pairs = cast("dict[object, object]", value).items()
            body, tag = b"".join(build_tnetstring(each) for pair in pairs for each in pair), b"}"
        case _:
            raise TypeError(f"a {type(value).__name__} has no such form")
    return str(len(body)).encode() + b":" + body + tag


def _parse_body(body: bytes, tag: bytes, depth: int) -> object:
    if tag == b"]":
        return _parse_items(body, depth)
    if tag == b"}":
        items = _parse_items(body, depth)
        if len(items) % 2:
            raise ValueError("a key without a value")
        return {_name(key): value for key, value in zip(items[::2], items[1::2], strict=True)}
    if tag not in _SCALARS:
        raise ValueError("no tagged netstring")
    return _SCALARS[tag](body)


def _parse_items(body: bytes, depth: int) -> list[object]:
    items: list[object] = []
    place = 0
    while place < len(body):
        try:
            item, place = parse_tnetstring(body, place, depth=depth + 1)
        except CutOffError:
            # The length around it said that all is there.
            raise ValueError("an item is longer than what holds it") from None
        items.append(item)
    return items


def _name(key: object) -> str:
    return key.decode("utf-8", "replace") if isinstance(key, bytes) else str(key)


def _parse_number(body: bytes) -> int:
    if len(body) > _MAX_NUMBER:
        raise ValueError("a number is too long")
    return int(body)


_SCALARS: Final[dict[bytes, Callable[[bytes], object]]] = {
    b",": bytes,
    b";": lambda body: body.decode("utf-8", "replace"),
    b"#": _parse_number,
    b"^": float,
    b"!": lambda body: body == b"true",
    b"~": lambda _: None,
}
