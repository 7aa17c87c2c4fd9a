"""`tuyalan cloud logs`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.cli.cloud_support import keep_access
from tests.cli.support import call
from tests.credentials.cloud import faults
from tests.credentials.cloud.fake import FakeCloud, open_cloud
from tests.credentials.cloud.fake_home import LAMP

if TYPE_CHECKING:
    from collections.abc import Generator


@pytest.fixture
def cloud() -> Generator[FakeCloud]:
    with open_cloud() as opened:
        keep_access(opened)
        yield opened


def test_all_pages_are_read(cloud: FakeCloud) -> None:
    data = call("cloud", "logs", LAMP, "--json").data
    assert len(data["entries"]) == 5
    assert not data["has_more"]
    assert data["entries"][0]["event"] == "report"
    assert [entry["time"] for entry in data["entries"]] == sorted(
        (entry["time"] for entry in data["entries"]), reverse=True
    )
    assert len([path for path in cloud.seen if "start_row_key" in path]) == 2
    assert "switch_led" in call("cloud", "logs", LAMP).out


def test_no_more_than_asked_for_are_read(cloud: FakeCloud) -> None:
    data = call("cloud", "logs", LAMP, "--limit", "3", "--json").data
    assert len(data["entries"]) == 3
    assert data["has_more"]
    assert "--limit" in call("cloud", "logs", LAMP, "--limit", "3").out
    assert len([path for path in cloud.seen if "start_row_key" in path]) == 2


def test_time_and_codes_are_asked_for(cloud: FakeCloud) -> None:
    call("cloud", "logs", LAMP, "--hours", "2", "--code", "switch_led,cur_power", "--limit", "2")
    query = {name: value[0] for name, value in parse_qs(urlsplit(cloud.seen[-1]).query).items()}
    assert int(query["end_time"]) - int(query["start_time"]) == 7_200_000
    assert query["codes"] == "switch_led,cur_power"
    assert query["type"] == "7"


def test_an_empty_log_is_told(cloud: FakeCloud) -> None:
    cloud.faults.append(faults.answer({"success": True, "result": {"logs": [], "has_next": False}}, match="logs"))
    assert "nothing down" in call("cloud", "logs", LAMP).out


def test_values_of_any_kind_are_shown(cloud: FakeCloud) -> None:
    logs = [{"event_id": 99, "value": {"a": 1}}, {"event_id": "x", "event_time": "y", "code": 7}]
    cloud.faults.append(faults.answer({"success": True, "result": {"logs": logs}}, match="logs"))
    entries = call("cloud", "logs", LAMP, "--json").data["entries"]
    assert [entry["value"] for entry in entries] == ['{"a":1}', "null"]
    assert entries[0]["event"] == "99"


@pytest.mark.parametrize("arguments", [("--hours", "0"), ("--hours", "200"), ("--limit", "-1")])
def test_what_cannot_be_is_told(cloud: FakeCloud, arguments: tuple[str, ...]) -> None:
    assert call("cloud", "logs", LAMP, *arguments).code == 2
    assert cloud.seen == []
