"""What came back over HTTP, to the JSON object in it or the reason why there is none.

Pure. Knows nothing of what the object means, and repeats nothing of what came.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import msgspec

from tuyalan.errors import CloudAnswerError, CloudBusyError, CloudUnreachableError

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json

_TOO_MANY: Final = 429
_OK: Final = 200
_REDIRECT: Final = 300
_CLIENT_FAULT: Final = 400
_SERVER_FAULT: Final = 500


def parse_answer(status: int, data: bytes, *, host: str) -> dict[str, Json]:
    """Return the JSON object in an answer.

    Raises:
        CloudBusyError: the status asks for a pause.
        CloudUnreachableError: the status tells of a fault on the way or in the cloud.
        CloudAnswerError: there is no JSON object.
    """
    fields = _parse_object(data)
    if fields is not None and ("success" in fields or status == _OK):
        return fields
    if status == _TOO_MANY:
        raise CloudBusyError(f"{host} was asked too often")
    if status >= _SERVER_FAULT:
        raise CloudUnreachableError(f"{host} has a fault of its own (HTTP {status})", hint="Try again later.")
    if _REDIRECT <= status < _CLIENT_FAULT:
        raise CloudAnswerError(f"{host} sends to another address (HTTP {status}) in place of an answer")
    if data.lstrip()[:1] == b"<":
        raise CloudAnswerError(f"{host} answered with a web page (HTTP {status}), not with data")
    if status != _OK:
        raise CloudAnswerError(f"{host} answered with HTTP {status} and nothing that can be read")
    raise CloudAnswerError(f"the answer of {host} is cut off or no JSON ({len(data)} bytes)", hint="Try again.")


def _parse_object(data: bytes) -> dict[str, Json] | None:
    try:
        value: object = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return cast("dict[str, Json]", value) if isinstance(value, dict) else None
