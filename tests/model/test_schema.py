"""Schemas of data points."""

from __future__ import annotations

import pytest

from tuyalan.model.schema import Access


@pytest.mark.parametrize(
    ("access", "is_readable", "is_writable"),
    [(Access.READ, True, False), (Access.WRITE, False, True), (Access.BOTH, True, True)],
)
def test_access_says_what_can_be_done(access: Access, is_readable: bool, is_writable: bool) -> None:  # noqa: FBT001
    assert (access.is_readable, access.is_writable) == (is_readable, is_writable)
