"""A fake cloud for each test that wants one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.credentials.cloud.fake import FakeCloud, open_cloud

if TYPE_CHECKING:
    from collections.abc import Generator


@pytest.fixture
def cloud() -> Generator[FakeCloud]:
    with open_cloud() as opened:
        yield opened
