"""Finding the data centre of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.credentials.cloud import faults
from tests.credentials.cloud.fake_platform import ACCESS_ID
from tests.credentials.cloud.support import ACCESS, open_exchange
from tests.support import run
from tuyalan.credentials.cloud import finding
from tuyalan.credentials.cloud.finding import Tried, find_project
from tuyalan.credentials.cloud.logins import ProjectAccess
from tuyalan.credentials.cloud.project import Project
from tuyalan.credentials.secret import Secret
from tuyalan.errors import CloudError, CloudRefusedError, CloudUnreachableError

if TYPE_CHECKING:
    from tests.credentials.cloud.fake import FakeCloud


def find(cloud: FakeCloud, access: ProjectAccess = ACCESS) -> tuple[str, dict[str, Tried]]:
    async def work() -> tuple[str, dict[str, Tried]]:
        async with open_exchange() as exchange:
            project, tried = await find_project(
                lambda region: Project(exchange, access, endpoint=f"{cloud.base}/{region.code}")
            )
            return project.endpoint, {each.region.code: each for each in tried}

    return run(work())


@pytest.mark.parametrize("region", ["eu", "us-e", "sg"])
def test_the_project_is_found_wherever_it_is(cloud: FakeCloud, region: str) -> None:
    cloud.platform.region = region
    endpoint, tried = find(cloud)
    assert endpoint == f"{cloud.base}/{region}"
    assert tried[region].devices == 5
    assert [code for code, each in tried.items() if each.is_open] == [region]
    assert all(isinstance(each.error, CloudRefusedError) for code, each in tried.items() if code != region)


def test_a_project_without_linked_account_is_found_all_the_same(cloud: FakeCloud) -> None:
    cloud.platform.is_linked = False
    endpoint, tried = find(cloud)
    assert endpoint.endswith("/eu")
    assert isinstance(tried["eu"].error, CloudRefusedError)


def test_of_two_data_centres_the_one_with_devices_is_taken(cloud: FakeCloud) -> None:
    cloud.platform.region = "us"
    token = {"success": True, "result": {"access_token": "x"}}
    cloud.faults += [faults.answer(token, match="/eu/v1.0/token"), faults.code(1106, match="/eu/")]
    endpoint, _ = find(cloud)
    assert endpoint.endswith("/us")


def test_the_refusal_that_says_most_is_told(cloud: FakeCloud) -> None:
    # All but one data centre say that they do not know the access id.
    with pytest.raises(CloudRefusedError) as caught:
        find(cloud, ProjectAccess(access_id=ACCESS_ID, secret=Secret("wrong")))
    assert caught.value.number == "1004"
    with pytest.raises(CloudRefusedError) as caught:
        find(cloud, ProjectAccess(access_id="nobody", secret=Secret("wrong")))
    assert caught.value.number == "1005"
    cloud.faults.append(faults.code(28841002, match="/us/"))
    with pytest.raises(CloudRefusedError, match="trial"):
        find(cloud, ProjectAccess(access_id="nobody", secret=Secret("wrong")))


def test_silence_of_one_data_centre_does_not_hold_up_the_others(
    cloud: FakeCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "FIND_TIMEOUT", 0.3)
    cloud.faults.append(faults.stall(match="/cn/"))
    endpoint, tried = find(cloud)
    assert endpoint.endswith("/eu")
    assert isinstance(tried["cn"].error, CloudUnreachableError)
    assert "China" in tried["cn"].error.message


def test_no_data_centre_at_all_is_told(cloud: FakeCloud) -> None:
    cloud.faults.append(faults.break_off())
    with pytest.raises(CloudUnreachableError):
        find(cloud)
    with pytest.raises(CloudUnreachableError, match="no data centre"):
        raise_nothing()


def raise_nothing() -> None:
    error: CloudError = finding._choose(())
    raise error
