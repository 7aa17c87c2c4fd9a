"""What has to be kept to ask the cloud again: values, and their plain form for the file of logins.

The plain form holds secrets in clear text: it is made for saving, and dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.credentials.secret import NO_SECRET, Secret
from tuyalan.errors import LoginError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.vocabulary import Json

EXPIRY_MARGIN: Final = 60.0
"""A token with less life than this, in seconds, is renewed before it is used."""


class AppLogin(msgspec.Struct, frozen=True, kw_only=True):
    """A login by scanning a code with the phone app."""

    client_id: str
    """The identifier of the program that logged in, as the maker registered it."""
    user_code: str
    """The code of the account, as the app shows it."""
    endpoint: str
    """Where the account lives: the beginning of an address."""
    terminal_id: str = ""
    """The name of this login for the cloud; needed to end it."""
    access_token: Secret = NO_SECRET
    refresh_token: Secret = NO_SECRET
    expires_at: float = 0.0
    """When the access token ends, in seconds since 1970 by the clock of the cloud."""

    def is_fresh(self, now: float) -> bool:
        """Tell whether the access token can be used."""
        return now + EXPIRY_MARGIN < self.expires_at


class ProjectAccess(msgspec.Struct, frozen=True, kw_only=True):
    """Access to a project of the developer platform."""

    access_id: str
    secret: Secret
    endpoint: str = ""
    """The beginning of the address of its data centre; empty where it is not known yet."""


def build_login(login: AppLogin) -> dict[str, Json]:
    """Return the plain form of a login, with its tokens in clear text."""
    return {
        "client_id": login.client_id,
        "user_code": login.user_code,
        "endpoint": login.endpoint,
        "terminal_id": login.terminal_id,
        "access_token": login.access_token.reveal(),
        "refresh_token": login.refresh_token.reveal(),
        "expires_at": login.expires_at,
    }


def parse_login(plain: Mapping[str, Json]) -> AppLogin:
    """Return the login in its plain form.

    Raises:
        LoginError: a field is missing or has the wrong type; the message names it, never its value.
    """
    expires_at = plain.get("expires_at")
    return AppLogin(
        client_id=_take(plain, "client_id"),
        user_code=_take(plain, "user_code"),
        endpoint=_take(plain, "endpoint"),
        terminal_id=_take(plain, "terminal_id", is_needed=False),
        access_token=Secret(_take(plain, "access_token")),
        refresh_token=Secret(_take(plain, "refresh_token")),
        expires_at=float(expires_at) if isinstance(expires_at, int | float) else 0.0,
    )


def build_project(access: ProjectAccess) -> dict[str, Json]:
    """Return the plain form of the access to a project, with its secret in clear text."""
    return {"access_id": access.access_id, "secret": access.secret.reveal(), "endpoint": access.endpoint}


def parse_project(plain: Mapping[str, Json]) -> ProjectAccess:
    """Return the access to a project in its plain form.

    Raises:
        LoginError: a field is missing or has the wrong type; the message names it, never its value.
    """
    return ProjectAccess(
        access_id=_take(plain, "access_id"),
        secret=Secret(_take(plain, "secret")),
        endpoint=_take(plain, "endpoint", is_needed=False),
    )


def _take(plain: Mapping[str, Json], name: str, *, is_needed: bool = True) -> str:
    value = plain.get(name, "")
    if isinstance(value, str) and (value or not is_needed):
        return value
    raise LoginError(f"the stored login is damaged: its field {name!r} is missing or no text")
