"""`tuyalan cloud request`: any signed request to the developer platform, and the answer as it came."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - the parser of arguments reads the types of parameters
from typing import TYPE_CHECKING, Final, cast

import msgspec

from tuyalan.cli.cloud import ProjectOption  # noqa: TC001 - the parser of arguments reads it
from tuyalan.cli.cloud_access import open_project
from tuyalan.cli.context import Given  # noqa: TC001
from tuyalan.cli.redaction import MASK
from tuyalan.cli.results import Result
from tuyalan.credentials.cloud.project import Method, Target
from tuyalan.errors import StorageError, UseError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuyalan.vocabulary import Json

SECRET_FIELDS: Final = frozenset(
    {
        "local_key", "localkey", "sec_key", "seckey", "access_token", "accesstoken", "refresh_token", "refreshtoken",
        "secret", "client_secret", "password", "auth_key", "authkey", "token", "ticket_key",
    }
)  # fmt: skip
"""Fields of answers that are masked, in lower case."""


class CloudAnswer(Result, frozen=True, kw_only=True):
    """What the cloud answered."""

    result: Json

    def view(self) -> RenderableType:
        """Return the JSON, laid out."""
        from rich.text import Text  # noqa: PLC0415

        return Text(msgspec.json.format(msgspec.json.encode(self.result), indent=2).decode())


async def request(
    method: Method,
    path: str,
    /,
    *,
    body: str | None = None,
    body_file: Path | None = None,
    show_keys: bool = False,
    project: ProjectOption = None,
    context: Given,
) -> CloudAnswer:
    """Send any request to the developer platform, signed, and show the result.

    Args:
        method: GET, POST, PUT or DELETE.
        path: The path with its version and query, for example `/v1.0/iot-03/devices/ID/status`.
        body: The body, as JSON; `stdin` reads it from the input.
        body_file: Read the body from this file.
        show_keys: Show keys and tokens in the answer; anybody who sees them can control the devices.
        project: The access id of the project, where several are stored.
        context: Where output goes, and what is stored.
    """
    target = Target.parse(path)
    given = _read_body(body, body_file)
    async with open_project(context, project) as opened:
        result = await opened.request(method, target, body=given)
    if show_keys:
        context.output.redactor.forget()
        return CloudAnswer(result=result)
    return CloudAnswer(result=mask(result))


def mask(value: Json) -> Json:
    """Return a JSON value with all keys and tokens in it masked."""
    match value:
        case dict():
            fields = cast("dict[str, Json]", value)
            return {
                name: MASK if name.lower() in SECRET_FIELDS and entry else mask(entry) for name, entry in fields.items()
            }
        case list():
            return [mask(entry) for entry in cast("list[Json]", value)]
        case _:
            return value


def _read_body(text: str | None, path: Path | None) -> dict[str, Json] | None:
    if text is not None and path is not None:
        raise UseError("--body and --body-file exclude each other")
    if path is not None:
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise StorageError(f"cannot read {path}", hint="Check the path and its rights.") from error
    if text == "stdin":
        text = sys.stdin.read()
    if text is None:
        return None
    try:
        value: object = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise UseError("the body is no JSON object", hint='Write for example --body \'{"name": "Lamp"}\'.')
    return cast("dict[str, Json]", value)
