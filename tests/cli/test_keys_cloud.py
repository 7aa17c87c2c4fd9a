"""`tuyalan keys cloud`."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.cloud_support import type_in, write_project
from tests.cli.support import Called, call
from tests.credentials.cloud import faults
from tests.credentials.cloud.fake import FakeCloud, open_cloud
from tests.credentials.cloud.fake_home import KEYS, LAMP
from tests.credentials.cloud.fake_platform import ACCESS_ID, ACCESS_SECRET
from tuyalan.credentials.cloud import finding
from tuyalan.credentials.cloud.regions import REGIONS
from tuyalan.storage import DeviceStore
from tuyalan.storage.logins import LoginsFile

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Generator[FakeCloud]:
    """Keep a cloud whose data centres are all on this machine."""
    with open_cloud() as opened:
        regions = tuple(region._replace(endpoint=f"{opened.base}/{region.code}") for region in REGIONS)
        monkeypatch.setattr(finding, "REGIONS", regions)
        yield opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home.json"


def take(cloud: FakeCloud, path: Path, *more: object) -> Called:
    return call(
        "keys", "cloud", "--project-file", write_project(path.parent), "--devices", path,
        "--endpoint", f"{cloud.base}/eu", *more,
    )  # fmt: skip


def key_of(path: Path) -> str:
    record = DeviceStore.load(path).get(LAMP)
    assert record is not None
    assert record.key is not None
    return record.key.reveal().decode()


def test_the_wizard_asks_finds_the_data_centre_and_stores(
    cloud: FakeCloud, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.platform.region = "sg"
    type_in(monkeypatch, ACCESS_ID, "y", secrets=(f" {ACCESS_SECRET} ",))
    done = call("keys", "cloud", "--devices", path)
    assert "Link App Account" in done.err
    assert "Singapore (sg): the project is here, 5 devices" in done.err
    assert "5 added" in done.out
    assert key_of(path) == KEYS[LAMP]
    (kept,) = LoginsFile().read().values()
    assert kept == {"access_id": ACCESS_ID, "secret": ACCESS_SECRET, "endpoint": f"{cloud.base}/sg"}


def test_what_was_mistyped_is_explained_and_asked_for_again(
    cloud: FakeCloud, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(monkeypatch, ACCESS_ID, ACCESS_ID, "y", secrets=("wrong", ACCESS_SECRET))
    done = call("keys", "cloud", "--devices", path)
    assert "access secret" in done.err
    assert "code 1004" in done.err
    assert key_of(path) == KEYS[LAMP]
    type_in(monkeypatch, *[ACCESS_ID] * 3, secrets=("wrong",) * 3)
    assert call("keys", "cloud", "--devices", path).code == 8
    assert cloud.platform.tokens


def test_a_file_of_tinytuya_is_enough(cloud: FakeCloud, path: Path) -> None:
    done = take(cloud, path)
    assert done.code == 7, done.all
    assert key_of(path) == KEYS[LAMP]


def test_the_secret_comes_from_the_input(cloud: FakeCloud, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(ACCESS_SECRET + "\n"))
    call("keys", "cloud", "--access-id", ACCESS_ID, "--secret-stdin", "--devices", path, "--keys-only")
    assert key_of(path) == KEYS[LAMP]
    assert not any("model" in each for each in cloud.seen)


def test_it_is_fetched_again_without_being_asked(cloud: FakeCloud, path: Path) -> None:
    take(cloud, path)
    cloud.devices[LAMP]["local_key"] = "N" * 16
    done = call("keys", "cloud", "--refresh", "--yes", "--devices", path)
    assert "1 got another key" in done.out
    assert key_of(path) == "N" * 16


def test_access_is_kept_only_where_it_is_wanted(cloud: FakeCloud, path: Path) -> None:
    take(cloud, path, "--dry-run")
    assert LoginsFile().read() == {}
    take(cloud, path)
    assert LoginsFile().read() != {}
    take(cloud, path, "--forget")
    assert LoginsFile().read() == {}


def test_a_project_without_linked_account_is_explained(cloud: FakeCloud, path: Path) -> None:
    cloud.platform.is_linked = False
    done = call("keys", "cloud", "--project-file", write_project(path.parent), "--devices", path)
    assert done.code == 8
    assert "not linked" in done.all
    assert "Link App Account" in done.all


def test_a_wrong_data_centre_is_explained(cloud: FakeCloud, path: Path) -> None:
    cloud.platform.region = "us"
    done = take(cloud, path)
    assert done.code == 8
    assert "not known in this data centre" in done.all
    assert "leave it out to have it found" in done.all


@pytest.mark.parametrize("number", [1004, 1010, 1106, 28841002, 28841105, 28841107])
def test_refusals_are_explained_in_plain_words(cloud: FakeCloud, path: Path, number: int) -> None:
    cloud.faults.append(faults.code(number, "permission deny"))
    done = take(cloud, path)
    assert done.code == 8
    assert f"code {number}" in done.all
    assert "→" in done.err


def test_a_clock_that_is_off_by_a_day_is_told(cloud: FakeCloud, path: Path) -> None:
    cloud.skew = 86400.0
    done = take(cloud, path)
    assert "the clock of this machine is 1 day behind" in done.err
    assert key_of(path) == KEYS[LAMP]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 2, "nobody to ask for the project"),
        (("--access-id", "x"), 2, "nobody to ask for the access secret"),
        (("--project-file", "missing.env"), 9, "missing.env"),
        (("--project-file", "missing.env", "--access-id", "x"), 2, "excludes"),
        (("--secret-stdin",), 2, "nobody to ask"),
        (("--refresh",), 4, "project of the developer platform is stored"),
        (("--access-id", "x", "--region", "mars"), 2, "no data centre"),
    ],
)
def test_what_cannot_be_is_told(cloud: FakeCloud, arguments: tuple[str, ...], code: int, told: str) -> None:
    done = call("keys", "cloud", *arguments)
    assert done.code == code, done.all
    assert told in done.all
    assert cloud.seen == []


def test_nothing_typed_is_no_project(cloud: FakeCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(monkeypatch, "", secrets=("",))
    done = call("keys", "cloud")
    assert done.code == 4
    assert "access id and an access secret" in done.all
    assert cloud.seen == []
