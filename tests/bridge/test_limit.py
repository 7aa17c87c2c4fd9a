"""So many a second and no more."""

from __future__ import annotations

from tuyalan.bridge.limit import Limit


def test_what_is_too_much_in_one_second_is_allowed_in_the_next() -> None:
    limit = Limit(2)
    assert [limit.take(now) for now in (5.0, 5.1, 5.2, 5.9, 6.0)] == [True, True, False, False, True]
