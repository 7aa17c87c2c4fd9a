"""What is noted between two writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.storage.batch import Batch, build_text, to_text
from tuyalan.storage.statefile import StoredValue

if TYPE_CHECKING:
    import pytest

OLD: Final = StoredValue(1, 10.0, "push")
NEW: Final = StoredValue(2, 20.0, "push")


def test_what_came_later_takes_the_place_of_what_came_before() -> None:
    older = Batch(values={("bf01", 1): OLD, ("bf01", 2): OLD}, forgotten={"bf03"})
    newer = Batch(values={("bf01", 1): NEW}, counters={("bf02", 1): dict}, forgotten={"bf04"})
    both = older.with_newer(newer)
    assert both.values == {("bf01", 1): NEW, ("bf01", 2): OLD}
    assert both.counters == {("bf02", 1): dict}
    assert both.forgotten == {"bf03", "bf04"}


def test_a_device_that_is_left_out_leaves_nothing_behind() -> None:
    batch = Batch(values={("bf01", 1): OLD, ("bf02", 1): OLD}, counters={("bf01", 1): dict}, forgotten={"bf03"})
    left = batch.without({"bf01"})
    assert (left.values, left.counters, left.forgotten) == ({("bf02", 1): OLD}, {}, {"bf03"})


def test_it_is_empty_if_there_is_nothing_to_write_or_to_forget() -> None:
    assert Batch().is_empty
    assert not Batch(forgotten={"bf01"}).is_empty
    assert not Batch(counters={("bf01", 1): dict}).is_empty


def test_what_has_no_json_has_no_text() -> None:
    assert to_text({"a": 1}) == '{"a":1}'
    assert to_text("\ud800") is None
    assert to_text(object()) is None


def test_a_counter_that_cannot_be_built_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> object:
        raise ZeroDivisionError

    assert build_text(("bf01", 1), dict) == "{}"
    assert build_text(("bf01", 1), fail) is None
    assert "bf01: its counter 1 could not be built" in caplog.text
