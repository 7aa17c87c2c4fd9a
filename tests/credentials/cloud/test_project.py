"""A conversation with the developer platform."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from tests.credentials.cloud import faults
from tests.credentials.cloud.fake_home import LAMP
from tests.credentials.cloud.fake_platform import ACCESS_ID
from tests.credentials.cloud.support import ACCESS, open_project
from tests.support import run
from tuyalan.credentials.cloud.clock import CloudClock
from tuyalan.credentials.cloud.codes import BUSY_CODE, explain, list_codes
from tuyalan.credentials.cloud.logins import ProjectAccess
from tuyalan.credentials.cloud.project import Target
from tuyalan.credentials.secret import Secret
from tuyalan.errors import CloudAnswerError, CloudBusyError, CloudRefusedError, CloudUnreachableError, UseError
from tuyalan.model.imports.plain import as_list, as_object

if TYPE_CHECKING:
    from tests.credentials.cloud.fake import FakeCloud
    from tuyalan.vocabulary import Json

LAMP_PATH = f"/v1.0/devices/{LAMP}"


def ask(cloud: FakeCloud, *paths: str, access: ProjectAccess = ACCESS, clock: CloudClock | None = None) -> list[Json]:
    async def work() -> list[Json]:
        async with open_project(cloud, access=access, clock=clock) as project:
            return [await project.request("GET", Target.parse(path)) for path in paths]

    return run(work())


def name_in(answer: Json) -> object:
    return as_object(answer)["name"]


def test_one_token_serves_many_requests(cloud: FakeCloud) -> None:
    answers = ask(cloud, LAMP_PATH, LAMP_PATH)
    assert [name_in(answer) for answer in answers] == ["Stehlampe", "Stehlampe"]
    assert len(cloud.platform.tokens) == 1


def test_a_query_of_any_kind_is_signed_as_it_is_sent(cloud: FakeCloud) -> None:
    (answer,) = ask(cloud, f"/v1.0/devices/factory-infos?z=%C3%BC%20%26&device_ids={LAMP},nobody&a=")
    assert len(as_list(answer)) == 1


def test_a_path_is_read_with_a_query_or_without(cloud: FakeCloud) -> None:
    async def work() -> tuple[Json, Json]:
        async with open_project(cloud) as project:
            return await project.get(LAMP_PATH), await project.get(f"{LAMP_PATH}/status", {"b": "2", "a": "1"})

    lamp, _ = run(work())
    assert name_in(lamp) == "Stehlampe"
    assert cloud.seen[-1] == f"/eu{LAMP_PATH}/status?a=1&b=2"


@pytest.mark.parametrize("number", [1010, 1011, 1012, 1400])
def test_a_token_that_ends_is_fetched_anew_once(cloud: FakeCloud, number: int) -> None:
    cloud.platform.expired_with = number

    async def work() -> None:
        async with open_project(cloud) as project:
            await project.request("GET", Target.parse(f"{LAMP_PATH}/status?b=2&a=1"))
            cloud.platform.void_token()
            await project.request("GET", Target.parse(f"{LAMP_PATH}/status?b=2&a=1"))

    run(work())
    assert len(cloud.platform.tokens) == 2
    # The query is there when it is asked again.
    assert [path for path in cloud.seen if path.endswith("status?a=1&b=2")] == [f"/eu{LAMP_PATH}/status?a=1&b=2"] * 3


def test_a_token_that_is_taken_away_again_is_told(cloud: FakeCloud) -> None:
    cloud.faults.append(faults.code(1011, "token invalid", match=LAMP))
    with pytest.raises(CloudRefusedError, match="not valid any more") as caught:
        ask(cloud, LAMP_PATH)
    assert "one valid token" in caught.value.hint
    assert len(cloud.platform.tokens) == 2


def test_a_token_ends_after_two_hours(cloud: FakeCloud) -> None:
    async def work() -> None:
        async with open_project(cloud) as project:
            await project.request("GET", Target.parse(LAMP_PATH))
            cloud.skew = 7300
            await project.request("GET", Target.parse(LAMP_PATH))

    run(work())
    assert len(cloud.platform.tokens) == 2


@pytest.mark.parametrize("skew", [86400.0, -86400.0])
def test_a_clock_that_is_off_by_a_day_is_made_up_for_and_told(cloud: FakeCloud, skew: float) -> None:
    cloud.skew = skew
    clock = CloudClock(time.time)
    assert name_in(ask(cloud, LAMP_PATH, clock=clock)[0]) == "Stehlampe"
    assert "1 day" in clock.describe()


def test_a_time_that_is_never_accepted_is_told(cloud: FakeCloud) -> None:
    cloud.faults.append(faults.code(1013))
    with pytest.raises(CloudRefusedError, match="time") as caught:
        ask(cloud, LAMP_PATH)
    assert "clock" in caught.value.hint


def test_projects_of_before_2021_sign_in_their_own_way(cloud: FakeCloud) -> None:
    cloud.platform.is_old = True
    assert name_in(ask(cloud, LAMP_PATH)[0]) == "Stehlampe"


def test_a_wrong_secret_is_told_and_never_sent(cloud: FakeCloud) -> None:
    with pytest.raises(CloudRefusedError, match="access secret") as caught:
        ask(cloud, LAMP_PATH, access=ProjectAccess(access_id=ACCESS_ID, secret=Secret("wrong")))
    assert caught.value.number == "1004"
    ask(cloud, LAMP_PATH)
    assert not cloud.platform.sent_secret


@pytest.mark.parametrize("number", [number for number in list_codes() if number != BUSY_CODE])
def test_every_error_code_is_told_with_cause_and_remedy(cloud: FakeCloud, number: str) -> None:
    cloud.faults.append(faults.code(int(number), match=LAMP))
    with pytest.raises(CloudRefusedError) as caught:
        ask(cloud, LAMP_PATH)
    assert caught.value.number == number
    assert caught.value.hint == explain(number).remedy


def test_a_busy_cloud_is_asked_again(cloud: FakeCloud) -> None:
    cloud.faults.append(faults.code(1199, times=2, match=LAMP))
    assert name_in(ask(cloud, LAMP_PATH)[0]) == "Stehlampe"
    cloud.faults.append(faults.code(1199, match=LAMP))
    with pytest.raises(CloudBusyError):
        ask(cloud, LAMP_PATH)


def test_a_connection_that_breaks_is_made_again(cloud: FakeCloud) -> None:
    cloud.faults.append(faults.break_off(times=2, match=LAMP))
    assert name_in(ask(cloud, LAMP_PATH)[0]) == "Stehlampe"


def test_a_command_whose_answer_is_lost_is_not_repeated(cloud: FakeCloud) -> None:
    async def work() -> None:
        async with open_project(cloud) as project:
            await project.fetch_token()
            cloud.faults.append(faults.break_off())
            await project.request("POST", Target.parse(f"{LAMP_PATH}/commands"), body={"commands": []})

    with pytest.raises(CloudUnreachableError):
        run(work())
    assert len([path for path in cloud.seen if path.endswith("/commands")]) == 1


def test_all_methods_go_out_as_they_are(cloud: FakeCloud) -> None:
    async def work() -> None:
        async with open_project(cloud) as project:
            body = {"commands": [{"code": "switch_led", "value": False}]}
            await project.request("POST", Target.parse(f"/v1.0/iot-03/devices/{LAMP}/commands"), body=body)
            await project.request("PUT", Target.parse(LAMP_PATH), body={"name": "Läufer"})
            await project.request("DELETE", Target.parse(LAMP_PATH))

    run(work())
    assert cloud.platform.methods == ["GET", "POST", "PUT", "DELETE"]
    assert cloud.platform.commands == [(LAMP, {"code": "switch_led", "value": False})]


def test_an_answer_without_a_token_is_told(cloud: FakeCloud) -> None:
    cloud.faults.append(faults.answer({"success": True, "result": {"access_token": ""}}))
    with pytest.raises(CloudAnswerError, match="holds none"):
        ask(cloud, LAMP_PATH)


def test_requests_at_the_same_time_share_a_new_token(cloud: FakeCloud) -> None:
    async def work() -> None:
        async with open_project(cloud) as project:
            await project.fetch_token()
            cloud.platform.void_token()
            async with asyncio.TaskGroup() as group:
                for _ in range(5):
                    group.create_task(project.request("GET", Target.parse(LAMP_PATH)))

    run(work())
    assert len(cloud.platform.tokens) == 2


@pytest.mark.parametrize("text", ["v1.0/x", "", "/v1.0/x y", "/v1.0/x\n", "https://example.org/"])
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(UseError, match="a path begins with"):
        Target.parse(text)
