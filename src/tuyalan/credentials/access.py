"""The logins that are kept, as sources of keys: opened by name, their new tokens written back at once."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from tuyalan.credentials.cloud.account import Account
from tuyalan.credentials.cloud.exchange import Exchange
from tuyalan.credentials.cloud.household import AccountSource
from tuyalan.credentials.cloud.inventory import ProjectSource
from tuyalan.credentials.cloud.logins import build_login, build_project, parse_login, parse_project
from tuyalan.credentials.cloud.project import Project
from tuyalan.errors import LoginError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from tuyalan.credentials.base import Source
    from tuyalan.credentials.cloud.logins import AppLogin, ProjectAccess
    from tuyalan.storage.logins import LoginsFile

_APP: Final = "app "
_PROJECT: Final = "project "


def keep_login(file: LoginsFile, login: AppLogin) -> None:
    """Write a login that was just made.

    Raises:
        StorageError: it cannot be written.
    """
    file.put(_APP + login.user_code, build_login(login))


def keep_project(file: LoginsFile, access: ProjectAccess) -> None:
    """Write access to a project that was just tried.

    Raises:
        StorageError: it cannot be written.
    """
    file.put(_PROJECT + access.access_id, build_project(access))


def list_logins(file: LoginsFile) -> tuple[AppLogin, ...]:
    """Return all logins with the phone app, the last one first.

    Raises:
        StorageError: the file cannot be read.
        LoginError: a login in it is damaged.
    """
    return tuple(parse_login(plain) for name, plain in file.read().items() if name.startswith(_APP))


def list_projects(file: LoginsFile) -> tuple[ProjectAccess, ...]:
    """Return all projects, the last one first.

    Raises:
        StorageError: the file cannot be read.
        LoginError: access to a project in it is damaged.
    """
    return tuple(parse_project(plain) for name, plain in file.read().items() if name.startswith(_PROJECT))


def forget_login(file: LoginsFile, login: AppLogin) -> bool:
    """Forget a login, and tell whether it was there."""
    return file.remove(_APP + login.user_code)


def forget_project(file: LoginsFile, access: ProjectAccess) -> bool:
    """Forget a project, and tell whether it was there."""
    return file.remove(_PROJECT + access.access_id)


def make_account(
    exchange: Exchange, login: AppLogin, file: LoginsFile, *, hear: Callable[[AppLogin], None] = lambda _: None
) -> Account:
    """Return the account of a login whose new tokens go to the file; `hear` is told of them first."""

    def keep(changed: AppLogin) -> None:
        hear(changed)
        file.update(_APP + changed.user_code, build_login(changed))

    def recall() -> AppLogin | None:
        stored = next((each for each in list_logins(file) if each.user_code == login.user_code), None)
        if stored is not None:
            hear(stored)
        return stored

    return Account(exchange, login, keep=keep, recall=recall)


@asynccontextmanager
async def open_sources(
    file: LoginsFile, *, with_details: bool = False, tell: Callable[[str], None] = lambda _: None
) -> AsyncGenerator[tuple[Source, ...]]:
    """Keep all sources of keys that a person need not be asked for, while inside: logins first, then projects.

    Args:
        file: Where the logins are kept.
        with_details: Whether rooms and data points are asked for as well as keys.
        tell: Called with what is being done, for people.

    Raises:
        LoginError: there is none, or one is damaged.
        StorageError: the file cannot be read.
        ConfigError: the HTTP library is not installed.
    """
    logins, projects = list_logins(file), list_projects(file)
    if not logins and not projects:
        raise LoginError("there is no login with the maker's cloud")
    async with Exchange() as exchange:
        accounts = [
            AccountSource(make_account(exchange, login, file), with_details=with_details, tell=tell) for login in logins
        ]
        rest = [ProjectSource(Project(exchange, access), with_schemas=with_details, tell=tell) for access in projects]
        yield (*accounts, *rest)
