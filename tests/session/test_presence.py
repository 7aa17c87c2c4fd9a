"""Parts of a presence report become one word on every child."""

from __future__ import annotations

import pytest

from tuyalan.session.presence import merge_presence, tell_presence
from tuyalan.wire.messages import ChildrenReport


def test_the_first_part_is_taken_as_it_is() -> None:
    part = ChildrenReport(online=("a",), offline=("b",))
    assert merge_presence(None, part) is part


@pytest.mark.fact("GW-5")
def test_a_child_that_a_later_part_does_not_name_keeps_its_word() -> None:
    whole = merge_presence(ChildrenReport(online=("a",), nearby=("n",)), ChildrenReport(offline=("b",)))
    assert (whole.online, whole.offline, whole.nearby) == (("a",), ("b",), ("n",))


@pytest.mark.fact("GW-5")
def test_the_later_word_on_a_child_counts() -> None:
    whole = merge_presence(ChildrenReport(online=("a",), offline=("b",)), ChildrenReport(online=("b",), offline=("a",)))
    assert (whole.online, whole.offline) == (("b",), ("a",))


def test_an_event_names_each_child_once_and_the_request() -> None:
    seen = tell_presence(ChildrenReport(online=("a", "a"), offline=("b",)), 7)
    assert (seen.online, seen.offline, seen.nearby, seen.request) == ({"a"}, {"b"}, frozenset(), 7)
