"""A conversation with the interface for logins."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.credentials.cloud import faults
from tests.credentials.cloud.fake_home import HOME, SENSOR
from tests.credentials.cloud.support import Kept, make_login, open_account
from tests.support import run
from tuyalan.credentials.cloud.clock import CloudClock
from tuyalan.errors import CloudAnswerError, CloudRefusedError, CloudUnreachableError, LoginError
from tuyalan.model.imports.plain import as_list

if TYPE_CHECKING:
    from tests.credentials.cloud.fake import FakeCloud
    from tuyalan.vocabulary import Json

HOMES = "/v1.0/m/life/users/homes"


def ask(cloud: FakeCloud, path: str = HOMES, *, kept: Kept | None = None, clock: CloudClock | None = None) -> Json:
    login = make_login(cloud)

    async def work() -> Json:
        async with open_account(cloud, login=login, keep=kept, clock=clock) as account:
            return await account.request("GET", path)

    return run(work())


def test_what_is_sealed_is_understood_on_both_sides(cloud: FakeCloud) -> None:
    async def work() -> Json:
        async with open_account(cloud) as account:
            return await account.request("GET", "/v1.0/m/life/ha/home/devices", query={"homeId": "36451234"})

    assert len(as_list(run(work()))) == 5


def test_what_is_empty_is_not_sealed(cloud: FakeCloud) -> None:
    assert ask(cloud, f"/v1.0/m/thing/ha/{SENSOR}/room") is None


def test_a_token_is_renewed_before_it_ends_and_kept_at_once(cloud: FakeCloud) -> None:
    kept = Kept()
    login = msgspec.structs.replace(make_login(cloud), expires_at=cloud.now() + 30)

    async def work() -> Json:
        async with open_account(cloud, login=login, keep=kept) as account:
            return await account.request("GET", HOMES)

    assert isinstance(run(work()), list)
    (renewed,) = kept.logins
    assert renewed.refresh_token.reveal() == cloud.app.refresh_token != login.refresh_token.reveal()
    assert renewed.is_fresh(cloud.now())


def test_a_token_that_ended_early_is_renewed_once(cloud: FakeCloud) -> None:
    kept = Kept()
    login = make_login(cloud)
    cloud.app.expire()

    async def work() -> Json:
        async with open_account(cloud, login=login, keep=kept) as account:
            return await account.request("GET", HOMES)

    assert isinstance(run(work()), list)
    assert len(kept.logins) == 1


def test_requests_at_the_same_time_renew_once(cloud: FakeCloud) -> None:
    kept = Kept()
    login = msgspec.structs.replace(make_login(cloud), expires_at=0.0)

    async def work() -> None:
        async with open_account(cloud, login=login, keep=kept) as account, asyncio.TaskGroup() as group:
            for _ in range(5):
                group.create_task(account.request("GET", HOMES))

    run(work())
    assert len(kept.logins) == 1


def test_a_login_that_was_ended_in_the_app_says_what_to_do(cloud: FakeCloud) -> None:
    login = make_login(cloud)
    cloud.app.revoke()

    async def work() -> None:
        async with open_account(cloud, login=login) as account:
            await account.request("GET", HOMES)

    with pytest.raises(LoginError, match="cannot be renewed") as caught:
        run(work())
    assert "tuyalan login" in caught.value.hint


def test_a_login_that_is_never_accepted_is_not_renewed_for_ever(cloud: FakeCloud) -> None:
    kept = Kept()
    cloud.faults.append(faults.code(1010, match="homes"))
    with pytest.raises(LoginError, match="not accepted"):
        ask(cloud, kept=kept)
    assert len(kept.logins) == 1


@pytest.mark.parametrize("skew", [86400.0, -86400.0])
def test_a_clock_that_is_off_by_a_day_is_made_up_for(cloud: FakeCloud, skew: float) -> None:
    cloud.skew = skew
    clock = CloudClock()
    assert isinstance(ask(cloud, clock=clock), list)
    assert abs(clock.offset - skew) < 60


def test_a_renewal_is_not_given_up_over_the_clock(cloud: FakeCloud) -> None:
    cloud.faults.append(faults.code(1013, match="/m/token/"))
    login = msgspec.structs.replace(make_login(cloud), expires_at=0.0)

    async def work() -> None:
        async with open_account(cloud, login=login) as account:
            await account.request("GET", HOMES)

    with pytest.raises(CloudRefusedError) as caught:
        run(work())
    assert caught.value.number == "1013"


def test_other_refusals_come_out_as_they_are(cloud: FakeCloud) -> None:
    for number in (1106, 2010):
        cloud.faults[:] = [faults.code(number, match="homes")]
        with pytest.raises(CloudRefusedError, match=str(number)):
            ask(cloud)
    login = make_login(cloud)
    cloud.faults[:] = [faults.code(1010, match="homes", times=1), faults.code(1106, match="homes")]

    async def work() -> None:
        async with open_account(cloud, login=login) as account:
            await account.request("GET", HOMES)

    with pytest.raises(CloudRefusedError, match="1106"):
        run(work())


def test_a_renewed_token_without_a_lifetime_is_used_for_an_hour(
    cloud: FakeCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    renew = cloud.app._renew
    monkeypatch.setattr(cloud.app, "_renew", lambda: renew() | {"expireTime": None})
    kept = Kept()

    async def work() -> None:
        async with open_account(cloud, keep=kept) as account:
            await account.renew()

    run(work())
    assert 3500 < kept.logins[0].expires_at - cloud.now() <= 3600


@pytest.mark.parametrize("result", [{"accessToken": "x"}, None, {"refreshToken": ""}])
def test_a_renewal_without_tokens_is_told(cloud: FakeCloud, result: object) -> None:
    cloud.faults.append(faults.answer({"success": True, "result": result}, match="/m/token/"))
    login = msgspec.structs.replace(make_login(cloud), expires_at=0.0)

    async def work() -> None:
        async with open_account(cloud, login=login) as account:
            await account.renew()

    with pytest.raises(CloudAnswerError, match="holds no tokens"):
        run(work())


def test_a_damaged_answer_is_told(cloud: FakeCloud) -> None:
    cloud.faults.append(faults.answer({"success": True, "result": "QUJDREVGR0hKS01OUFFSU1Q="}, match="homes"))
    with pytest.raises(CloudAnswerError, match="damaged"):
        ask(cloud)


def test_a_login_can_be_ended(cloud: FakeCloud) -> None:
    async def work() -> None:
        async with open_account(cloud) as account:
            await account.log_out()

    run(work())
    assert cloud.app.is_logged_out


def test_a_lost_end_is_not_repeated(cloud: FakeCloud) -> None:
    cloud.faults.append(faults.break_off(match="expire"))

    async def work() -> None:
        async with open_account(cloud) as account:
            await account.log_out()

    with pytest.raises(CloudUnreachableError):
        run(work())
    assert len([path for path in cloud.seen if "expire" in path]) == 1


def test_names_of_homes_are_any_text(cloud: FakeCloud) -> None:
    assert as_list(ask(cloud))[0] == {"ownerId": 36451234, "name": HOME}


def say(*_: object) -> str:
    return "done, they say"


def test_a_sealed_text_that_is_no_json_is_itself(cloud: FakeCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.credentials.cloud.fake_app.json.dumps", str)
    monkeypatch.setattr(cloud.app, "_answer", say)
    assert ask(cloud) == "done, they say"
