"""Payloads, both ways: bytes that arrive as wanted values, states and errors as JSON. Knows no topics and no devices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import msgspec

from tuyalan.bridge.message import MAX_PAYLOAD
from tuyalan.errors import MessageError
from tuyalan.vocabulary import Json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.errors import TuyalanError

MAX_VALUES: Final = 256
"""Most values in one command."""
MAX_SHOWN: Final = 200
"""How much of a wrong payload or topic an answer repeats, in characters."""
ONLINE: Final = b'{"state":"online"}'
OFFLINE: Final = b'{"state":"offline"}'

_encoder: Final = msgspec.json.Encoder()
encode: Final = _encoder.encode
"""Return JSON of a value; of packed values their named parts, of numbers that JSON has not `null`."""


class Wanted(msgspec.Struct, frozen=True):
    """What a command wants."""

    values: dict[str, Json]
    """By property, number or word of a feature; under an empty name what a single word or value wants."""
    transaction: Json = None
    """Repeated in the answer, so that the asker knows it."""


def parse_text(payload: bytes) -> str:
    """Return a payload as text.

    Raises:
        MessageError: it is too large or no text.
    """
    if len(payload) > MAX_PAYLOAD:
        raise MessageError(f"the payload has {len(payload)} bytes, more than the {MAX_PAYLOAD} that are read")
    try:
        return payload.decode().strip()
    except UnicodeDecodeError as error:
        raise MessageError("the payload is no text in UTF-8") from error


def parse_json(text: str) -> Json:
    """Return the JSON value of a text.

    Raises:
        MessageError: it is none.
    """
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise MessageError(f"the payload is no JSON: {str(error)[:MAX_SHOWN]}") from error


def parse_object(text: str) -> dict[str, Json]:
    """Return the JSON object of a text.

    Raises:
        MessageError: it is none, or has too many fields.
    """
    return check_object(parse_json(text))


def check_object(found: Json) -> dict[str, Json]:
    """Return a JSON value that is an object.

    Raises:
        MessageError: it is none, or has too many fields.
    """
    if not isinstance(found, dict):
        raise MessageError("the payload is no JSON object", hint='Send an object such as {"state": "ON"}.')
    fields = cast("dict[str, Json]", found)
    if len(fields) > MAX_VALUES:
        raise MessageError(f"the payload has {len(fields)} fields, more than {MAX_VALUES}")
    return fields


def parse_command(payload: bytes) -> Wanted:
    """Return what a payload wants: a JSON object of values, or a single word or value such as `ON`.

    Raises:
        MessageError: it wants nothing that can be understood.
    """
    text = parse_text(payload)
    if not text:
        raise MessageError("the payload is empty", hint='Send ON, OFF, TOGGLE or an object such as {"state": "ON"}.')
    if not text.startswith("{"):
        return Wanted({"": parse_scalar(text)})
    fields = parse_object(text)
    transaction = fields.pop("transaction", None)
    if not fields:
        raise MessageError("the object names no value", hint='Send an object such as {"state": "ON"}.')
    return Wanted(fields, transaction)


def parse_value(payload: bytes) -> Json:
    """Return the single value of a payload, as text if it is no JSON; numbers stay text, which knows its unit.

    Raises:
        MessageError: it is too large or no text.
    """
    return parse_scalar(parse_text(payload))


def parse_scalar(text: str) -> Json:
    """Return a JSON object, list or quoted text as such, and anything else as the text that it is."""
    return parse_json(text) if text[:1] in {"{", "[", '"'} else text


def parse_raw(payload: bytes) -> Json:
    """Return a raw value, as it goes over the wire: JSON if it is, else text.

    Raises:
        MessageError: it is too large or no text.
    """
    text = parse_text(payload)
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return text


def build_availability(*, is_online: bool, reason: str | None = None) -> bytes:
    """Return what says whether a device answers, and if not, why."""
    if is_online:
        return ONLINE
    return encode({"state": "offline", "reason": reason}) if reason else OFFLINE


def build_event(kind: str, **details: Json) -> bytes:
    """Return what tells of something that happened."""
    return encode({"event_type": kind, **details})


def build_bridge_event(kind: str, data: Mapping[str, Json]) -> bytes:
    """Return what tells of something that happened to the bridge's devices or groups."""
    return encode({"type": kind, "data": data})


def build_error(error: TuyalanError, *, topic: str, transaction: Json = None) -> bytes:
    """Return the answer to a command that failed."""
    answer: dict[str, Json] = {"status": "error", **describe_error(error), "topic": show(topic)}
    if transaction is not None:
        answer["transaction"] = transaction
    return encode(answer)


def describe_error(error: TuyalanError) -> dict[str, Json]:
    """Return an error in the fields that answers have."""
    return {"error": error.message[: 2 * MAX_SHOWN], "code": error.code, "hint": error.hint}


def show(text: str) -> str:
    """Return a text shortened for an answer."""
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."
