"""A file with the access to a project, written by a person or by tinytuya, to values.

Lines `NAME=value` as in files of environment variables, or a JSON object such as tinytuya's `tinytuya.json`. Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.credentials.cloud.logins import ProjectAccess
from tuyalan.credentials.cloud.regions import find_region
from tuyalan.credentials.secret import Secret
from tuyalan.errors import CredentialError
from tuyalan.model.imports.plain import as_object

if TYPE_CHECKING:
    from collections.abc import Mapping

_IDS: Final = ("tuya_access_id", "access_id", "tuya_client_id", "client_id", "apikey", "api_key")
_SECRETS: Final = (
    "tuya_access_secret",
    "access_secret",
    "tuya_client_secret",
    "client_secret",
    "apisecret",
    "api_secret",
)
_REGIONS: Final = ("tuya_region", "region", "apiregion", "api_region")
_QUOTES: Final = ("'", '"')
_SHAPE: Final = "Write lines TUYA_ACCESS_ID=... and TUYA_ACCESS_SECRET=..., or give the tinytuya.json of tinytuya."


def parse_project_file(data: bytes, *, source: str) -> ProjectAccess:
    """Return the access that a file holds; `source` names it in errors.

    Raises:
        CredentialError: it holds none; the message never holds anything of the file.
        UseError: it names a data centre that there is not.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CredentialError(f"{source} is no text", hint=_SHAPE) from None
    fields = _parse_json(text) if text.lstrip().startswith("{") else _parse_lines(text)
    access_id, secret = _pick(fields, _IDS), _pick(fields, _SECRETS)
    if not access_id or not secret:
        missing = "access id" if not access_id else "access secret"
        raise CredentialError(f"{source} holds no {missing}", hint=_SHAPE)
    region = _pick(fields, _REGIONS)
    return ProjectAccess(
        access_id=access_id, secret=Secret(secret), endpoint=find_region(region).endpoint if region else ""
    )


def _parse_json(text: str) -> dict[str, str]:
    try:
        value: object = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return {}
    return {name.lower(): entry for name, entry in as_object(value).items() if isinstance(entry, str)}


def _parse_lines(text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in text.splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        value = value.strip()
        if value[:1] in _QUOTES and value[:1] == value[-1:]:
            value = value[1:-1]
        if equals and not name.startswith("#"):
            fields[name.strip().lower()] = value
    return fields


def _pick(fields: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((fields[name].strip() for name in names if fields.get(name)), "")
