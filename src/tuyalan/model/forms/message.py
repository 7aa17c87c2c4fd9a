"""Messages of cameras, doorbells and alarm hosts: base64 of JSON that names pictures, or of UTF-16 text.

Facts: FORM-10. The pictures themselves are with the maker and are not fetched.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.forms.packing import build_base64, make_form, parse_base64
from tuyalan.vocabulary import Json, as_list

MAX_DEPTH: Final = 8
"""Deepest nesting of JSON taken; messages have 3 levels."""

_PAIR: Final = 2
_ENCODING: Final = "utf-16-be"
_JSON_START: Final = b"{"
"""As the first half of a character of UTF-16 it would begin a Chinese text, of the rarer ones."""


class PictureFile(msgspec.Struct, frozen=True):
    """One picture in the maker's storage."""

    path: str
    key: str = ""
    """What the picture is encrypted with: kept out of `repr`."""

    def __repr__(self) -> str:
        """Return the path, and a mask for the key."""
        return f"PictureFile(path={self.path!r}, key='****')"


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a device has to say: either a text or what the JSON told."""

    text: str = ""
    bucket: str = ""
    """Where the maker keeps the pictures."""
    files: tuple[PictureFile, ...] = ()
    details: Mapping[str, Json] = msgspec.field(default_factory=dict[str, Json])
    """Everything else of the JSON, untouched."""


def _parse(text: str) -> Message:
    data = parse_base64(text)
    return _parse_json(data) if data.startswith(_JSON_START) else _parse_text(data)


def _decode(data: bytes) -> dict[str, Json]:
    try:
        told = msgspec.json.decode(data, type=dict[str, object])
        if not _is_shallow(told, MAX_DEPTH):
            raise BadValueError("the JSON is nested too deep")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadValueError("the bytes are neither a JSON object nor UTF-16 text") from None
    return told


def _is_shallow(value: Json, left: int) -> bool:
    match value:
        case dict():
            values = list(cast("dict[str, Json]", value).values())
        case list():
            values = cast("list[Json]", value)
        case _:
            return True
    return left > 0 and all(_is_shallow(each, left - 1) for each in values)


def _parse_text(data: bytes) -> Message:
    try:
        text = data.decode(_ENCODING)
    except UnicodeDecodeError:
        text = ""
    if not text or not all(each.isprintable() or each in "\r\n\t" for each in text):
        raise BadValueError("the bytes are neither a JSON object nor UTF-16 text")
    return Message(text=text)


def _parse_json(data: bytes) -> Message:
    told = _decode(data)
    bucket, files = told.get("bucket"), _parse_files(told.get("files"))
    known = {"bucket"} if isinstance(bucket, str) and bucket else set[str]()
    known |= {"files"} if files else set()
    return Message(
        bucket=bucket if isinstance(bucket, str) else "",
        files=files,
        details={key: value for key, value in told.items() if key not in known},
    )


def _parse_files(told: Json) -> tuple[PictureFile, ...]:
    """Return pairs of path and key; nothing if one of them is no such pair."""
    files: list[PictureFile] = []
    for each in as_list(told):
        pair = as_list(each)
        if len(pair) != _PAIR or not isinstance(pair[0], str) or not isinstance(pair[1], str):
            return ()
        files.append(PictureFile(pair[0], pair[1]))
    return tuple(files)


def _build(message: Message, _like: str) -> str:
    try:
        data = message.text.encode(_ENCODING) if message.text else _encode(message)
        text = build_base64(data)
        exact = _parse(text) == message
    except (TypeError, ValueError, RecursionError):
        exact, text = False, ""
    if not exact:
        raise BadValueError("the message cannot be told: it is either printable text or plain JSON")
    return text


def _encode(message: Message) -> bytes:
    told = dict(message.details)
    if message.bucket:
        told["bucket"] = message.bucket
    if message.files:
        told["files"] = [[file.path, file.key] for file in message.files]
    return msgspec.json.encode(told)


MESSAGE: Final = make_form("message", Message, parse=_parse, build=_build)
"""`alarm_message`, `initiative_message`, `movement_detect_pic`, `doorbell_pic`."""
