"""Bytes to JSON values, however they are written: strict, cut off, packed, relaxed, inside of each other, as entities.

Pure. What cannot be read says in one clause why; nothing of the text is shown, which may hold keys.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import contextlib
import gzip
import html
import importlib
import json
import zlib
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from tuyalan.credentials.mending import mend_json
from tuyalan.errors import StorageError
from tuyalan.model.imports.json5 import parse_json5
from tuyalan.model.imports.plain import parse_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from tuyalan.vocabulary import Json

MAX_BODY: Final = 16 * 1024 * 1024
"""Largest body of a message and longest JSON text inside of another, in bytes; a home of a hundred devices has 1 MiB."""

MAX_MENDED: Final = 4 * 1024 * 1024
"""Longest text inside of another that is mended when it is cut off."""

_PAGE: Final = (b"<!doctype html", b"<html")
_NO_UNICODE: Final = "it is no Unicode text and was read as Windows writes it; letters with accents may be wrong"
_CUT_OFF: Final = "it ends in the middle; what comes before that was read"


class Text(NamedTuple):
    """What a text holds."""

    value: Json
    problem: str = ""
    """What is wrong with it although it could be read, as a clause."""


def parse_text(data: bytes, *, source: str) -> Text:
    """Return the JSON value that a file holds: strict, relaxed as people write it, or cut off.

    Raises:
        StorageError: it is none of these.
    """
    if data[:512].lstrip().lower().startswith(_PAGE):
        raise StorageError(
            f"{source} is a web page, not what it is called",
            hint="Download the file itself: a page in its place often says that a login is needed.",
        )
    try:
        return Text(parse_json(data, source=source))
    except StorageError as exc:
        found = _parse_otherwise(data, source)
        if found is None:
            raise StorageError(exc.message) from None
        return found


def parse_inner(text: str) -> Json:
    """Return the value of a JSON object or list that stands as text inside of another, None if it is none."""
    stripped = text.strip()
    if not stripped.startswith(("{", "[", '"{', '"[')) or len(stripped) > MAX_BODY:
        return None
    for candidate in (stripped, html.unescape(stripped) if "&quot;" in stripped else None):
        if candidate is not None:
            try:
                return msgspec.json.decode(candidate)
            except (msgspec.DecodeError, ValueError, RecursionError):
                continue
    mended = mend_json(stripped) if len(stripped) <= MAX_MENDED else None
    try:
        return None if mended is None else msgspec.json.decode(mended)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def decode_body(data: bytes, encoding: str) -> bytes | None:
    """Return the body of a message after its content encoding is undone, None if that does not work.

    Bodies are often stored unpacked with the header still there, so what does not unpack is taken as it is.
    """
    for name in reversed([word.strip().lower() for word in encoding.split(",") if word.strip()]):
        unpack = _UNPACKERS.get(name)
        if unpack is not None:
            data = _try(unpack, data)
    if data[:2] == b"\x1f\x8b":
        data = _try(_gunzip, data)
    return data if len(data) <= MAX_BODY else None


def decode_base64(text: str) -> bytes | None:
    """Return the bytes that base64 stands for, None if it is none."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=False)
    except (binascii.Error, ValueError):
        return None


def _parse_otherwise(data: bytes, source: str) -> Text | None:
    text, problem = _decode(data)
    with contextlib.suppress(StorageError, RecursionError):
        return Text(parse_json5(text, source=source), problem)
    if not text.lstrip().startswith(("{", "[")):
        return None
    mended = mend_json(text)
    if mended is None:
        return None
    try:
        return Text(msgspec.json.decode(mended), problem if mended == text.rstrip() else _CUT_OFF)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def _decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file, also of one that ends within a character, and what is wrong with it."""
    decoder = codecs.getincrementaldecoder(json.detect_encoding(data))()
    try:
        return decoder.decode(data).lstrip("\ufeff"), ""
    except UnicodeError:
        return data.decode("cp1252", "replace"), _NO_UNICODE


def _try(unpack: Callable[[bytes], bytes], data: bytes) -> bytes:
    try:
        return unpack(data)
    except (zlib.error, OSError, EOFError, ValueError, _ForeignError):
        return data


class _ForeignError(Exception):
    """A library of another hand failed."""


def _gunzip(data: bytes) -> bytes:
    if data[:2] != b"\x1f\x8b":
        raise gzip.BadGzipFile
    return _inflate(data, 31)


def _deflate(data: bytes) -> bytes:
    # Some servers say deflate and mean the bare stream, without the zlib header.
    try:
        return _inflate(data, 15)
    except zlib.error:
        return _inflate(data, -15)


def _inflate(data: bytes, wbits: int) -> bytes:
    # A body that was cut off gives what there is.
    return zlib.decompressobj(wbits).decompress(data, MAX_BODY + 1)


def _unbrotli(data: bytes) -> bytes:
    for name in ("brotli", "brotlicffi"):
        try:
            library = importlib.import_module(name)
        except ImportError:
            continue
        try:
            return _unpack_slowly(library.Decompressor().process, data)
        except library.error:
            raise _ForeignError from None
    raise _ForeignError


def _unpack_slowly(process: Callable[[bytes], bytes], data: bytes) -> bytes:
    """Unpack in small steps, so that a body that unpacks to gigabytes is noticed on the way."""
    unpacked = bytearray()
    for start in range(0, len(data), _STEP):
        unpacked += process(data[start : start + _STEP])
        if len(unpacked) > MAX_BODY:
            break
    return bytes(unpacked)


_STEP: Final = 256

_UNPACKERS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "br": _unbrotli,
}
