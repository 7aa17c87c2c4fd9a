"""What callers pass, checked before anything else happens: ids, keys, ports, versions, values to write. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from tuyalan.client.writes import Wait
from tuyalan.errors import BadValueError, CredentialError, UseError
from tuyalan.vocabulary import DeviceId, LocalKey, Version

if TYPE_CHECKING:
    from tuyalan.vocabulary import DpId, Json

MAX_TEXT: Final = 3000
"""Longest text that a device takes in one frame, in bytes."""
MAX_ID: Final = 64
"""Longest device id, in characters."""
MAX_NUMBER: Final = 65535
"""Largest port, and largest data point id."""
MAX_COMMAND: Final = 255
INT_RANGE: Final = (-(2**31), 2**32 - 1)

DpWrite: TypeAlias = "bool | int | float | str"
"""A value that can be written by number: as it goes over the wire, numbers already scaled."""
Writes: TypeAlias = "Mapping[DpId, DpWrite] | Mapping[str, object] | Mapping[DpId | str, object]"
"""Several values: by the number of a data point as they go over the wire, by the code of a property in its unit."""


def is_device_id(text: str) -> bool:
    """Tell whether a device can have this id."""
    return text.isascii() and text.isprintable() and 0 < len(text) <= MAX_ID and " " not in text


def check_device_id(text: str) -> DeviceId:
    """Return the id.

    Raises:
        UseError: no device can have it.
    """
    if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
        raise UseError(f"a {type(text).__name__} is no device id")
    if not is_device_id(text):
        raise UseError(f"{text[:MAX_ID]!r} is no device id", hint="Take the id that `tuyalan scan` shows.")
    return DeviceId(text)


def check_key(key: str | bytes | LocalKey | None, device_id: str) -> LocalKey:
    """Return the key.

    Raises:
        CredentialError: it is missing or malformed.
    """
    if isinstance(key, LocalKey):
        return key
    if not key:
        raise CredentialError("the local key is missing", device_id=device_id)
    if not isinstance(key, (str, bytes)):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
        raise CredentialError(f"a {type(key).__name__} is no local key", device_id=device_id)
    try:
        return LocalKey(key)
    except ValueError as error:
        raise CredentialError(str(error), device_id=device_id) from error


def check_port(port: int) -> int:
    """Return the TCP port.

    Raises:
        UseError: there is no such port.
    """
    if isinstance(port, bool) or not isinstance(port, int) or not 0 < port <= MAX_NUMBER:  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
        raise UseError(f"{port!r} is no TCP port")
    return port


def check_version(version: Version | str | None) -> Version | None:
    """Return the version.

    Raises:
        UseError: there is no such version.
    """
    if version is None or isinstance(version, Version):
        return version
    try:
        return Version(version)
    except ValueError:
        known = ", ".join(Version)
        raise UseError(f"{version!r} is no protocol version; there are {known}") from None


def check_wait(wait: Wait | str) -> Wait:
    """Return what is waited for.

    Raises:
        UseError: it is none of the words.
    """
    try:
        return Wait(wait)
    except ValueError:
        known = ", ".join(repr(each.value) for each in Wait)
        raise UseError(f"wait is {wait!r}; it can be {known}") from None


def check_writable(dps: Mapping[DpId, Json], device_id: str) -> dict[DpId, Json]:
    """Return values that a device can be sent at all; what this device takes, it decides itself.

    Raises:
        UseError: there is nothing to write, or not by data point.
        BadValueError: an id or a value that no device takes.
    """
    if not isinstance(dps, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
        raise UseError(f"write a data point id and a value, or values by id, not a {type(dps).__name__}")
    if not dps:
        raise UseError("there is nothing to write", device_id=device_id)
    for dp, value in dps.items():
        if isinstance(dp, bool) or not isinstance(dp, int) or not 0 < dp <= MAX_NUMBER:  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
            raise BadValueError(f"{dp!r} is no data point id: it is a number from 1", device_id=device_id)
        problem = _problem(value)
        if problem:
            raise BadValueError(f"data point {dp}: {problem}", device_id=device_id)
    return dict(dps)


def check_raw(command: int, body: bytes | Mapping[str, Json] | None, device_id: str) -> bytes:
    """Return a body as it is sent.

    Raises:
        UseError: the command or the body cannot be sent.
    """
    if isinstance(command, bool) or not isinstance(command, int) or not 0 <= command <= MAX_COMMAND:  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
        raise UseError(f"{command!r} is no command: it is a number from 0 to 255", device_id=device_id)
    try:
        return body if isinstance(body, bytes) else b"" if body is None else msgspec.json.encode(body)
    except (TypeError, ValueError) as error:
        raise UseError(f"the body cannot be sent: {error}", device_id=device_id) from error


def _problem(value: Json) -> str | None:  # noqa: PLR0911 - one answer a type
    match value:
        case bool():
            return None
        case int():
            low, high = INT_RANGE
            return None if low <= value <= high else f"{value} does not fit into 32 bits"
        case float():
            return None if math.isfinite(value) else f"{value} is no number that can be sent"
        case str():
            try:
                size = len(value.encode())
            except UnicodeEncodeError:
                return "the text holds characters that cannot be sent"
            return None if size <= MAX_TEXT else f"the text is {size} bytes long, {MAX_TEXT} fit"
        case bytes():
            return "bytes are written as base64 text"
        case _:
            return f"a {type(value).__name__} cannot be written; bool, int, float and str can"
