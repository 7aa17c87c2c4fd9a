"""What the tests of the cloud share: an open exchange without pauses, and access to the fake."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tests.credentials.cloud.fake_app import CLIENT_ID, USER_CODE
from tests.credentials.cloud.fake_platform import ACCESS_ID, ACCESS_SECRET
from tuyalan.credentials.cloud.account import Account
from tuyalan.credentials.cloud.exchange import Exchange
from tuyalan.credentials.cloud.logins import AppLogin, ProjectAccess
from tuyalan.credentials.cloud.project import Project
from tuyalan.credentials.secret import Secret

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tests.credentials.cloud.fake import FakeCloud
    from tuyalan.credentials.cloud.clock import CloudClock

NO_PAUSES = (0.0, 0.0, 0.0)
ACCESS = ProjectAccess(access_id=ACCESS_ID, secret=Secret(ACCESS_SECRET))


@asynccontextmanager
async def open_exchange(*, timeout: float = 5.0) -> AsyncGenerator[Exchange]:
    """Keep an exchange that repeats without pauses."""
    async with Exchange(timeout=timeout, delays=NO_PAUSES) as exchange:
        yield exchange


@asynccontextmanager
async def open_project(
    cloud: FakeCloud, *, access: ProjectAccess = ACCESS, region: str = "eu", clock: CloudClock | None = None
) -> AsyncGenerator[Project]:
    """Keep a project of the fake cloud."""
    async with open_exchange() as exchange:
        yield Project(exchange, access, endpoint=f"{cloud.base}/{region}", clock=clock)


def make_login(cloud: FakeCloud) -> AppLogin:
    """Return a login that the fake cloud has just given."""
    given = cloud.app.log_in()
    return AppLogin(
        client_id=CLIENT_ID,
        user_code=USER_CODE,
        endpoint=given["endpoint"],
        terminal_id=given["terminal_id"],
        access_token=Secret(given["access_token"]),
        refresh_token=Secret(given["refresh_token"]),
        expires_at=cloud.now() + given["expire_time"],
    )


class Kept:
    """Where logins go when their tokens change."""

    def __init__(self) -> None:
        self.logins: list[AppLogin] = []

    def __call__(self, login: AppLogin) -> None:
        self.logins.append(login)


@asynccontextmanager
async def open_account(
    cloud: FakeCloud, *, login: AppLogin | None = None, keep: Kept | None = None, clock: CloudClock | None = None
) -> AsyncGenerator[Account]:
    """Keep an account of the fake cloud."""
    async with open_exchange() as exchange:
        yield Account(exchange, login or make_login(cloud), keep=keep or Kept(), clock=clock)
