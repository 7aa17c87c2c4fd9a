"""Lists in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.credentials.cloud import faults
from tests.credentials.cloud.support import open_project
from tests.support import run
from tuyalan.credentials.cloud import paging
from tuyalan.credentials.cloud.inventory import ASSOCIATED_PATH
from tuyalan.credentials.cloud.paging import iter_pages
from tuyalan.errors import CloudAnswerError

if TYPE_CHECKING:
    from tests.credentials.cloud.fake import FakeCloud
    from tuyalan.vocabulary import Json


def read(cloud: FakeCloud) -> list[int]:
    async def work() -> list[int]:
        async with open_project(cloud) as project:
            pages = iter_pages(project, ASSOCIATED_PATH, {"size": "50"}, field="devices")
            return [len(page) async for page in pages]

    return run(work())


def test_pages_are_read_to_the_last(cloud: FakeCloud) -> None:
    assert read(cloud) == [2, 2, 1]
    assert [path.count("last_row_key") for path in cloud.seen if "associated" in path] == [0, 1, 1]


def test_a_list_that_stands_still_is_told(cloud: FakeCloud) -> None:
    page: dict[str, Json] = {"devices": [], "has_more": True, "last_row_key": "here"}
    cloud.faults.append(faults.answer({"success": True, "result": page}, match="associated"))
    with pytest.raises(CloudAnswerError, match="but not where"):
        read(cloud)


def test_a_list_without_end_is_bounded(cloud: FakeCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MAX_PAGES", 2)
    with pytest.raises(CloudAnswerError, match="after 2 pages"):
        read(cloud)


@pytest.mark.parametrize("result", [None, [], {"devices": 7, "has_more": True, "last_row_key": 7}])
def test_nonsense_in_place_of_a_page_is_an_empty_one(cloud: FakeCloud, result: object) -> None:
    cloud.faults.append(faults.answer({"success": True, "result": result}, match="associated"))
    assert read(cloud) == [0]
