"""Logging in by scanning a code."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from tests.credentials.cloud import faults
from tests.credentials.cloud.fake_app import USER_CODE
from tests.credentials.cloud.support import open_exchange
from tests.support import run
from tuyalan.credentials.cloud.scanning import Program, ScanLogin
from tuyalan.errors import CloudAnswerError, CloudUnreachableError, LoginError, TuyalanError, UseError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.credentials.cloud.fake import FakeCloud
    from tuyalan.credentials.cloud.logins import AppLogin


def log_in(
    cloud: FakeCloud,
    user_code: str = USER_CODE,
    *,
    lifetime: float = 60.0,
    tell: Callable[[float], None] = lambda _: None,
    now: Callable[[], float] | None = None,
) -> tuple[str, AppLogin]:
    async def work() -> tuple[str, AppLogin]:
        async with open_exchange() as exchange:
            scan = ScanLogin(exchange, user_code, base=cloud.base)
            if now is not None:
                scan._now = now
            text = await scan.begin()
            return text, await scan.wait_confirmed(lifetime=lifetime, interval=0.0, tell=tell)

    return run(work())


def test_a_code_is_shown_then_confirmed_in_the_app(cloud: FakeCloud) -> None:
    left: list[float] = []
    text, login = log_in(cloud, f" {USER_CODE} ", tell=left.append)
    assert text == f"tuyaSmart--qrLogin?token={cloud.app.qr_token}"
    assert cloud.app.polls == 2
    assert login.access_token.reveal() == cloud.app.access_token
    assert login.endpoint == cloud.base
    assert login.user_code == USER_CODE
    assert login.is_fresh(cloud.now())
    assert 0 < left[-1] <= left[0] <= 60


def test_a_wrong_user_code_says_where_it_is_found(cloud: FakeCloud) -> None:
    with pytest.raises(LoginError, match="no code to scan") as caught:
        log_in(cloud, "wrong1")
    assert "User Code" in caught.value.hint


@pytest.mark.parametrize("text", ["", "  ", "a b", "x" * 65, "a&b"])
def test_what_is_no_user_code_is_not_sent(cloud: FakeCloud, text: str) -> None:
    with pytest.raises(UseError, match="letters and digits"):
        log_in(cloud, text)
    assert not cloud.seen


def test_nobody_who_confirms_ends_the_wait(cloud: FakeCloud) -> None:
    cloud.app.polls_until_yes = 0
    ticks = itertools.count()
    with pytest.raises(LoginError, match="within 30 seconds") as caught:
        log_in(cloud, lifetime=30, now=lambda: float(next(ticks)))
    assert "new code" in caught.value.hint
    assert cloud.app.polls > 3


def test_the_time_left_is_told_between_questions_too(cloud: FakeCloud) -> None:
    left: list[float] = []

    async def work() -> None:
        async with open_exchange() as exchange:
            scan = ScanLogin(exchange, USER_CODE, base=cloud.base)
            await scan.begin()
            await scan.wait_confirmed(lifetime=60, interval=0.01, tell=left.append)

    run(work())
    assert len(left) > cloud.app.polls
    assert sorted(left, reverse=True) == left


def test_a_hiccup_while_waiting_is_passed_over(cloud: FakeCloud) -> None:
    cloud.faults += [
        faults.break_off(match="tokens/", times=1),
        faults.code(1199, match="tokens/", times=1),
        faults.reply(503, match="tokens/", times=1),
    ]
    assert log_in(cloud)[1].endpoint == cloud.base


def test_a_cloud_that_stays_away_is_told_at_the_end(cloud: FakeCloud) -> None:
    cloud.faults.append(faults.break_off(match="tokens/"))
    ticks = itertools.count()
    with pytest.raises(CloudUnreachableError):
        log_in(cloud, lifetime=20, now=lambda: float(next(ticks)))


@pytest.mark.parametrize("result", [None, {}, {"qrcode": ""}, {"qrcode": "a\nb"}, {"qrcode": "x" * 300}])
def test_an_answer_without_a_code_is_told(cloud: FakeCloud, result: object) -> None:
    cloud.faults.append(faults.answer({"success": True, "result": result}, match="tokens"))
    with pytest.raises(CloudAnswerError, match="holds no code"):
        log_in(cloud)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"endpoint": "http://apigw.example.org"}, "not safe"),
        ({"access_token": ""}, "holds no tokens"),
        ({"endpoint": None}, "holds no tokens"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told(cloud: FakeCloud, changes: dict[str, object], told: str) -> None:
    cloud.faults.append(faults.answer({"success": True, "result": cloud.app.log_in() | changes}, match="tokens/"))
    with pytest.raises(CloudAnswerError, match=told):
        log_in(cloud)


@pytest.mark.parametrize(
    ("changes", "is_fresh"),
    [({"expire_time": "7200"}, True), ({"expire_time": "soon"}, False), ({"terminal_id": None}, True)],
)
def test_tokens_are_kept_whatever_else_is_missing(
    cloud: FakeCloud, changes: dict[str, object], *, is_fresh: bool
) -> None:
    cloud.faults.append(faults.answer({"success": True, "result": cloud.app.log_in() | changes}, match="tokens/"))
    _, login = log_in(cloud)
    assert login.refresh_token.reveal() == cloud.app.refresh_token
    assert login.is_fresh(cloud.now()) is is_fresh


def test_the_program_that_logs_in_is_a_setting(cloud: FakeCloud) -> None:
    async def work() -> None:
        async with open_exchange() as exchange:
            await ScanLogin(exchange, USER_CODE, program=Program("own id", "own"), base=cloud.base).begin()

    with pytest.raises(TuyalanError):
        run(work())
    assert "clientid=own%20id" in cloud.seen[0]
    assert "schema=own" in cloud.seen[0]


def test_the_login_begins_over_an_encrypted_connection() -> None:
    async def work() -> None:
        async with open_exchange() as exchange:
            ScanLogin(exchange, USER_CODE, base="http://apigw.example.org")

    with pytest.raises(UseError, match="not encrypted"):
        run(work())
