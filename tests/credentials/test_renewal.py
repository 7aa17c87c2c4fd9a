"""Keys renewed without a person."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.credentials.cloud import faults
from tests.credentials.cloud.fake_home import KEYS, LAMP, PLUG
from tests.credentials.cloud.support import ACCESS, make_login
from tests.support import run
from tuyalan.credentials.access import keep_login, keep_project
from tuyalan.credentials.renewal import Renewal, Renewer
from tuyalan.errors import CredentialError
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.storage.logins import LoginsFile
from tuyalan.vocabulary import LocalKey

if TYPE_CHECKING:
    from pathlib import Path

    from tests.credentials.cloud.fake import FakeCloud

OLD = LocalKey("0123456789abcdef")


@pytest.fixture
def store(tmp_path: Path) -> DeviceStore:
    """Keep two devices, one of which was paired again since."""
    made = DeviceStore(tmp_path / "devices.json")
    made.add(DeviceRecord(id=LAMP, name="Lamp", key=OLD, key_proven=1_700_000_000.0))
    made.add(DeviceRecord(id=PLUG, name="Plug", key=LocalKey(KEYS[PLUG])))
    made.save()
    return made


@pytest.fixture
def file(tmp_path: Path) -> LoginsFile:
    return LoginsFile(tmp_path / "logins.json")


def renew(store: DeviceStore, file: LoginsFile, *, times: int = 1, now: float = 0.0) -> list[Renewal]:
    clock = iter(now * step for step in range(1000))

    async def work() -> list[Renewal]:
        renewer = Renewer(file, now=lambda: next(clock))
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(renewer.renew(store)) for _ in range(times)]
        return [task.result() for task in tasks]

    return run(work())


def test_a_key_that_changed_is_renewed_stored_and_told(
    cloud: FakeCloud, store: DeviceStore, file: LoginsFile, caplog: pytest.LogCaptureFixture
) -> None:
    keep_login(file, make_login(cloud))
    with caplog.at_level(logging.WARNING):
        (renewal,) = renew(store, file)
    (change,) = renewal.changes
    assert change.device_id == LAMP
    assert renewal.find(LAMP) is change
    assert renewal.find(PLUG) is None
    assert renewal.errors == ()
    saved = DeviceStore.load(store.path).get(LAMP)
    assert saved is not None
    assert saved.key == LocalKey(KEYS[LAMP])
    assert [other.key for other in saved.alternatives] == [OLD]
    assert "the key of Lamp was renewed" in caplog.text
    assert KEYS[LAMP] not in caplog.text


def test_devices_that_are_not_stored_are_left_alone(cloud: FakeCloud, store: DeviceStore, file: LoginsFile) -> None:
    keep_login(file, make_login(cloud))
    renew(store, file)
    assert len(store.records) == 2


def test_the_cloud_is_asked_once_however_many_ask(cloud: FakeCloud, store: DeviceStore, file: LoginsFile) -> None:
    keep_login(file, make_login(cloud))
    renewals = renew(store, file, times=10)
    assert all(renewal is renewals[0] for renewal in renewals)
    assert len([path for path in cloud.seen if "homes" in path]) == 1


def test_after_a_while_it_is_asked_again(cloud: FakeCloud, store: DeviceStore, file: LoginsFile) -> None:
    keep_login(file, make_login(cloud))
    renew(store, file, times=2, now=4000.0)
    assert len([path for path in cloud.seen if "homes" in path]) == 2


def test_a_project_serves_as_well(cloud: FakeCloud, store: DeviceStore, file: LoginsFile) -> None:
    keep_project(file, msgspec.structs.replace(ACCESS, endpoint=f"{cloud.base}/eu"))
    (renewal,) = renew(store, file)
    assert [change.device_id for change in renewal.changes] == [LAMP]


def test_what_does_not_work_is_told_and_the_rest_is_tried(
    cloud: FakeCloud, store: DeviceStore, file: LoginsFile
) -> None:
    keep_project(file, msgspec.structs.replace(ACCESS, endpoint=f"{cloud.base}/eu"))
    keep_login(file, make_login(cloud))
    cloud.faults.append(faults.code(1106, match="/m/life/users/homes"))
    (renewal,) = renew(store, file)
    assert "1106" in renewal.errors[0]
    assert len(renewal.changes) == 1


def test_without_a_login_nothing_is_asked_and_nothing_told(
    cloud: FakeCloud, store: DeviceStore, file: LoginsFile
) -> None:
    assert renew(store, file) == [Renewal()]
    assert Renewal().describe() == ()
    assert not run(Renewer(file)(store, LAMP))
    assert cloud.seen == []


def test_whoever_asks_for_a_device_hears_whether_its_key_is_another_one(
    cloud: FakeCloud, store: DeviceStore, file: LoginsFile
) -> None:
    keep_login(file, make_login(cloud))

    async def work() -> list[bool]:
        renewer = Renewer(file)
        return [await renewer(store, device_id) for device_id in (LAMP, PLUG)]

    assert run(work()) == [True, False]


def test_whoever_asks_hears_why_there_was_no_answer(cloud: FakeCloud, store: DeviceStore, file: LoginsFile) -> None:
    keep_login(file, make_login(cloud))
    cloud.app.revoke()
    with pytest.raises(CredentialError, match="cannot be renewed") as caught:
        run(Renewer(file)(store, LAMP))
    assert "tuyalan login" in caught.value.hint
    file.path.write_text("{", encoding="utf-8")
    with pytest.raises(CredentialError, match=r"logins\.json"):
        run(Renewer(file)(store, LAMP))
