"""Logins that are kept, as sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.credentials.cloud.support import ACCESS, make_login, open_exchange
from tests.support import run
from tuyalan.credentials.access import (
    forget_login,
    forget_project,
    keep_login,
    keep_project,
    list_logins,
    list_projects,
    make_account,
    open_sources,
)
from tuyalan.credentials.cloud.logins import build_login
from tuyalan.errors import LoginError
from tuyalan.storage.logins import LoginsFile

if TYPE_CHECKING:
    from pathlib import Path

    from tests.credentials.cloud.fake import FakeCloud
    from tuyalan.credentials.cloud.logins import AppLogin


@pytest.fixture
def file(tmp_path: Path) -> LoginsFile:
    return LoginsFile(tmp_path / "logins.json")


def test_logins_and_projects_are_kept_apart(cloud: FakeCloud, file: LoginsFile) -> None:
    login = make_login(cloud)
    keep_login(file, login)
    keep_project(file, ACCESS)
    assert list_logins(file) == (login,)
    assert list_projects(file) == (ACCESS,)
    assert forget_login(file, login)
    assert not forget_login(file, login)
    assert forget_project(file, ACCESS)
    assert (list_logins(file), list_projects(file)) == ((), ())


def test_new_tokens_are_written_before_they_are_used(cloud: FakeCloud, file: LoginsFile) -> None:
    login = msgspec.structs.replace(make_login(cloud), expires_at=0.0)
    keep_login(file, login)
    heard: list[AppLogin] = []

    async def work() -> None:
        async with open_exchange() as exchange:
            await make_account(exchange, login, file, hear=heard.append).renew()

    run(work())
    (kept,) = list_logins(file)
    assert kept.refresh_token.reveal() == cloud.app.refresh_token
    assert heard == [login, kept]


def test_tokens_that_another_program_renewed_are_taken_over(cloud: FakeCloud, file: LoginsFile) -> None:
    login = make_login(cloud)
    keep_login(file, login)

    async def work() -> None:
        async with open_exchange() as exchange:
            ours, theirs = make_account(exchange, login, file), make_account(exchange, login, file)
            await theirs.renew()
            assert await ours.request("GET", "/v1.0/m/life/users/homes")
            assert ours.login == theirs.login
            # One that was renewed and has ended again is renewed from there.
            file.update(f"app {login.user_code}", build_login(theirs.login) | {"expires_at": 0.0})
            ours.login = login
            assert await ours.request("GET", "/v1.0/m/life/users/homes")

    run(work())
    assert len(cloud.app.given) == 6


def test_all_that_is_kept_are_sources(cloud: FakeCloud, file: LoginsFile) -> None:
    keep_login(file, make_login(cloud))
    keep_project(file, msgspec.structs.replace(ACCESS, endpoint=f"{cloud.base}/eu"))

    async def work() -> list[int]:
        async with open_sources(file) as sources:
            return [len((await source.fetch()).credentials) for source in sources]

    assert run(work()) == [5, 5]


def test_no_login_is_told(file: LoginsFile) -> None:
    async def work() -> None:
        async with open_sources(file):
            pass

    with pytest.raises(LoginError, match="no login") as caught:
        run(work())
    assert "tuyalan login" in caught.value.hint
