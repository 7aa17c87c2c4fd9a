"""Logins as values and in their plain form."""

from __future__ import annotations

import pytest

from tuyalan.credentials.cloud.logins import (
    AppLogin,
    ProjectAccess,
    build_login,
    build_project,
    parse_login,
    parse_project,
)
from tuyalan.credentials.secret import Secret
from tuyalan.errors import LoginError

LOGIN = AppLogin(
    client_id="client",
    user_code="Ab3dE6",
    endpoint="https://example.org",
    terminal_id="terminal",
    access_token=Secret("access-1"),
    refresh_token=Secret("refresh-1"),
    expires_at=1_700_000_000.5,
)
PROJECT = ProjectAccess(access_id="id", secret=Secret("secret-1"), endpoint="https://example.org")


def test_a_login_comes_back_from_its_plain_form() -> None:
    assert parse_login(build_login(LOGIN)) == LOGIN
    assert parse_project(build_project(PROJECT)) == PROJECT


def test_logins_show_no_secrets() -> None:
    assert not any(text in f"{LOGIN!r}{PROJECT!r}" for text in ("access-1", "refresh-1", "secret-1"))


def test_a_token_is_fresh_until_a_minute_before_its_end() -> None:
    assert LOGIN.is_fresh(LOGIN.expires_at - 61)
    assert not LOGIN.is_fresh(LOGIN.expires_at - 60)


@pytest.mark.parametrize("field", ["client_id", "user_code", "endpoint", "access_token", "refresh_token"])
@pytest.mark.parametrize("value", ["", None, 7])
def test_a_damaged_login_names_the_field_only(field: str, value: object) -> None:
    with pytest.raises(LoginError, match=field) as caught:
        parse_login(build_login(LOGIN) | {field: value})
    assert "refresh-1" not in str(caught.value)


def test_a_login_without_an_end_is_renewed_at_once() -> None:
    assert not parse_login(build_login(LOGIN) | {"expires_at": "soon"}).is_fresh(0)


def test_a_damaged_project_is_refused() -> None:
    with pytest.raises(LoginError, match="secret"):
        parse_project({"access_id": "id"})
