"""Which values a virtual device takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tuyalan.errors import UnknownDpError
from tuyalan.sim.points import REFUSED, Access, Kind, Point, PointSet

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json

NUMBER = Point(2, Kind.VALUE, initial=5, minimum=0, maximum=10)


@pytest.mark.parametrize(
    ("point", "value", "stored"),
    [
        (Point(1, Kind.BOOL), True, True),
        (Point(1, Kind.BOOL), 1, REFUSED),
        (NUMBER, 10, 10),
        (NUMBER, 9.9, 9),
        (NUMBER, 11, REFUSED),
        (NUMBER, -1, REFUSED),
        (NUMBER, True, REFUSED),
        (NUMBER, "5", REFUSED),
        (Point(2, Kind.VALUE), 123456, 123456),
        (Point(3, Kind.ENUM, options=("a", "b")), "b", "b"),
        (Point(3, Kind.ENUM, options=("a", "b")), "c", REFUSED),
        (Point(3, Kind.ENUM, options=("a", "b")), 0, REFUSED),
        (Point(4, Kind.STRING), "x", "x"),
        (Point(4, Kind.STRING, maximum=2), "xyz", REFUSED),
        (Point(4, Kind.STRING), 1, REFUSED),
        (Point(5, Kind.RAW), "AAEC", "AAEC"),
        (Point(5, Kind.RAW), "no base64!", REFUSED),
        (Point(5, Kind.RAW), 3, REFUSED),
        (Point(6, Kind.BITMAP), 5, 5),
        (Point(6, Kind.BITMAP), -1, REFUSED),
        (Point(6, Kind.BITMAP), True, REFUSED),
    ],
)
def test_a_point_takes_what_fits_and_refuses_the_rest(point: Point, value: Json, stored: Json) -> None:
    assert point.take(value) is stored or point.take(value) == stored
    assert isinstance(point.take(value), bool) == isinstance(stored, bool)


def make_set() -> PointSet:
    return PointSet(
        [
            Point(1, Kind.BOOL, initial=False),
            NUMBER,
            Point(3, Kind.VALUE, initial=7, access=Access.READ_ONLY),
            Point(4, Kind.STRING, initial="x", access=Access.WRITE_ONLY),
            Point(5, Kind.STRING),
        ]
    )


def test_points_that_were_never_set_and_those_that_are_only_written_are_not_in_the_state() -> None:
    assert make_set().values == {1: False, 2: 5, 3: 7}


def test_a_write_takes_what_fits_and_forgets_the_rest() -> None:
    points = make_set()
    assert points.write({1: True, 2: 99, 3: 1, 4: "y", 5: "z", 77: 1}) == {1: True, 4: "y", 5: "z"}
    assert points.values == {1: True, 2: 5, 3: 7, 5: "z"}


def test_write_only_points_are_taken_but_never_reported() -> None:
    points = make_set()
    assert points.reported(points.write({1: True, 4: "y"})) == {1: True}


def test_the_device_itself_may_change_what_clients_cannot() -> None:
    points = make_set()
    points.put({3: 8})
    assert points.values[3] == 8


def test_setting_a_point_that_does_not_exist_is_an_error_and_changes_nothing() -> None:
    points = make_set()
    with pytest.raises(UnknownDpError, match="data point 9"):
        points.put({1: True, 9: 1})
    assert points.values[1] is False


def test_picking_keeps_the_order_asked_for_and_leaves_out_what_is_not_there() -> None:
    assert list(make_set().pick([3, 9, 5, 1])) == [3, 1]
    assert set(make_set().points) == {1, 2, 3, 4, 5}
