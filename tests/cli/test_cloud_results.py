"""Answers of the platform to results."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.credentials.cloud.fake_home import KEYS, LAMP, MODEL, SPECIFICATION, WAN, list_devices
from tuyalan.cli.cloud_results import read_device, read_points, read_value
from tuyalan.errors import SchemaError

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json


def test_a_device_is_shown_without_key_and_owner() -> None:
    device = read_device(list_devices()[LAMP])
    assert (device.id, device.name, device.is_online, device.is_child) == (LAMP, "Stehlampe", True, False)
    assert not any(text in repr(device) for text in (KEYS[LAMP], WAN))


def test_nonsense_makes_an_empty_device() -> None:
    nonsense: dict[str, Json] = {"id": 7, "online": "yes", "sub": 1}
    device = read_device(nonsense)
    assert (device.id, device.is_online, device.is_child) == ("", False, False)


def test_points_come_in_the_order_of_their_numbers() -> None:
    shown = read_points(LAMP, specification=SPECIFICATION)
    assert [point.dp for point in shown.points] == [3, 20, 21]
    assert shown.category == "dj"
    assert [point.dp for point in read_points(LAMP, model=MODEL).points] == [20, 101]


def test_no_points_are_an_error_with_a_way_out() -> None:
    with pytest.raises(SchemaError, match="describes no data points") as caught:
        read_points(LAMP)
    assert "tuyalan explain" in caught.value.hint


def test_values_carry_when_they_were_heard() -> None:
    fields: dict[str, Json] = {"code": "x", "dp_id": 1, "value": [1], "time": 1_700_000_000_500}
    value = read_value(fields)
    assert (value.code, value.dp, value.value, value.time) == ("x", 1, [1], 1_700_000_000.5)
