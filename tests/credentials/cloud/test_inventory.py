"""All devices of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.credentials.cloud import faults
from tests.credentials.cloud.fake_home import GATEWAY, KEYS, LAMP, PLUG, SENSOR, SHARED
from tests.credentials.cloud.support import open_project
from tests.support import run
from tuyalan.credentials.cloud.inventory import ProjectSource
from tuyalan.errors import CloudRefusedError
from tuyalan.vocabulary import LocalKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.credentials.cloud.fake import FakeCloud
    from tuyalan.credentials.base import Found


def fetch(cloud: FakeCloud, *, with_schemas: bool = True, tell: Callable[[str], None] = lambda _: None) -> Found:
    async def work() -> Found:
        async with open_project(cloud) as project:
            return await ProjectSource(project, with_schemas=with_schemas, tell=tell, now=lambda: 5.0).fetch()

    return run(work())


def test_every_device_comes_with_its_key_and_hardware(cloud: FakeCloud) -> None:
    told: list[str] = []
    found = fetch(cloud, tell=told.append)
    devices = {each.id: each for each in found.credentials}
    assert {device_id: each.key for device_id, each in devices.items()} == {
        LAMP: LocalKey(KEYS[LAMP]),
        PLUG: LocalKey(KEYS[PLUG]),
        GATEWAY: LocalKey(KEYS[GATEWAY]),
        SENSOR: None,
        SHARED: None,
    }
    # The first list gives no key for children; the second does, and so the gateway is found.
    assert devices[SENSOR].parent == GATEWAY
    assert devices[PLUG].mac == "a4:c1:38:00:00:01"
    assert devices[LAMP].as_of == 5.0
    assert [str(problem) for problem in found.problems] == [f"{SHARED}: {found.problems[0].reason}"]
    assert "5 devices listed" in told


def test_data_points_are_asked_for_once_a_product(cloud: FakeCloud) -> None:
    found = fetch(cloud)
    assert all(each.schema is not None and 101 in each.schema.points for each in found.credentials)
    assert len([path for path in cloud.seen if path.endswith("/model")]) == 4


def test_keys_alone_need_few_questions(cloud: FakeCloud) -> None:
    assert all(each.schema is None for each in fetch(cloud, with_schemas=False).credentials)
    assert not any(path.endswith(("/model", "/specifications")) for path in cloud.seen)


@pytest.mark.parametrize("match", ["/v1.3/", "factory-infos", "/specifications", "/model"])
def test_keys_come_although_something_else_is_refused(cloud: FakeCloud, match: str) -> None:
    cloud.faults.append(faults.code(28841105, match=match))
    assert len([each for each in fetch(cloud).credentials if each.key is not None]) == 3


def test_hardware_is_asked_for_fifty_at_a_time(cloud: FakeCloud) -> None:
    for number in range(60):
        device_id = f"bf00000000000000{number:04}"
        cloud.devices[device_id] = dict(cloud.devices[LAMP]) | {"id": device_id}
    cloud.platform.page_size = 50
    assert len(fetch(cloud, with_schemas=False).credentials) == 65
    assert [path.count(",") for path in cloud.seen if "factory-infos" in path] == [49, 14]


def test_an_account_that_is_not_linked_is_told(cloud: FakeCloud) -> None:
    cloud.platform.is_linked = False
    with pytest.raises(CloudRefusedError, match="not linked"):
        fetch(cloud)


def test_a_project_without_devices_says_why_that_may_be(cloud: FakeCloud) -> None:
    cloud.devices.clear()
    found = fetch(cloud)
    assert found.credentials == ()
    assert "Link App Account" in found.problems[0].reason


def test_an_entry_without_id_is_passed_over(cloud: FakeCloud) -> None:
    page = {"devices": [{"name": "nobody"}, cloud.devices[LAMP]], "has_more": False}
    cloud.faults.append(faults.answer({"success": True, "result": page}, match="associated"))
    cloud.faults.append(faults.answer({"success": True, "result": {"list": [{}]}}, match="/v1.3/"))
    assert [each.id for each in fetch(cloud).credentials] == [LAMP]
