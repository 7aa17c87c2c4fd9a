"""All devices of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.credentials.cloud import faults
from tests.credentials.cloud.fake_home import GATEWAY, HOME, KEYS, LAMP, PLUG, SENSOR
from tests.credentials.cloud.support import make_login, open_account
from tests.support import run
from tuyalan.credentials.cloud.household import AccountSource
from tuyalan.errors import LoginError
from tuyalan.vocabulary import LocalKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.credentials.cloud.fake import FakeCloud
    from tuyalan.credentials.base import Found


def fetch(cloud: FakeCloud, *, with_details: bool = True, tell: Callable[[str], None] = lambda _: None) -> Found:
    login = make_login(cloud)

    async def work() -> Found:
        async with open_account(cloud, login=login) as account:
            return await AccountSource(account, with_details=with_details, tell=tell, now=lambda: 5.0).fetch()

    return run(work())


def test_every_device_comes_with_key_home_room_and_schema(cloud: FakeCloud) -> None:
    told: list[str] = []
    found = fetch(cloud, tell=told.append)
    devices = {each.id: each for each in found.credentials}
    assert devices[LAMP].key == LocalKey(KEYS[LAMP])
    assert (devices[LAMP].home, devices[LAMP].room) == (HOME, "Salon")
    assert devices[PLUG].room == "Küche"
    assert (devices[SENSOR].parent, devices[SENSOR].cid) == (GATEWAY, "a4c1380011223344")
    assert devices[SENSOR].room == ""
    schema = devices[LAMP].schema
    assert schema is not None
    assert schema.points[3].code == "temp_current"
    assert len(found.problems) == 1
    assert told[-1] == "data points of 4 of 4 products"


def test_an_interface_without_rooms_is_asked_a_few_times(cloud: FakeCloud) -> None:
    cloud.app.has_rooms = False
    for number in range(20):
        cloud.devices[f"bf00000000000000{number:04}"] = cloud.devices[LAMP] | {"id": f"bf00000000000000{number:04}"}
    assert all(each.room == "" for each in fetch(cloud).credentials)
    assert len([path for path in cloud.seen if path.endswith("/room")]) <= 6


def test_a_room_that_one_device_does_not_tell_is_no_reason_to_leave_out_the_others(cloud: FakeCloud) -> None:
    cloud.faults.append(faults.code(1106, match="/room", times=1))
    assert [each.room for each in fetch(cloud).credentials if each.id == PLUG] == ["Küche"]


@pytest.mark.parametrize("match", ["/room", "/status", "/specifications"])
@pytest.mark.parametrize("fault", [faults.code(1106), faults.reply(200, b"<html>")])
def test_keys_come_although_something_else_fails(cloud: FakeCloud, match: str, fault: faults.Fault) -> None:
    cloud.faults.append(fault._replace(match=match))
    assert len([each for each in fetch(cloud).credentials if each.key is not None]) == 3


def test_keys_alone_need_few_questions(cloud: FakeCloud) -> None:
    assert len(fetch(cloud, with_details=False).credentials) == 5
    assert len(cloud.seen) == 3


def test_a_login_that_ends_meanwhile_is_told(cloud: FakeCloud) -> None:
    cloud.faults.append(faults.code(1010, match="/room"))
    with pytest.raises(LoginError):
        fetch(cloud)


def test_an_account_without_devices_is_told(cloud: FakeCloud) -> None:
    cloud.devices.clear()
    assert "no devices" in fetch(cloud).problems[0].reason


def test_a_device_in_two_homes_is_one_device(cloud: FakeCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = cloud.app._answer

    def answer_twice(asked: tuple[str, ...], query: dict[str, object], posted: dict[str, object]) -> object:
        if asked[-1] == "devices" and "ha" in asked:
            return [{"no": "id"}, *cloud.devices.values()]
        return answer(asked, query, posted)

    monkeypatch.setattr(cloud.app, "_answer", answer_twice)
    found = fetch(cloud)
    assert len(found.credentials) == 5
    assert {each.home for each in found.credentials} == {HOME}
