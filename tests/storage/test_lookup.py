"""What a person types to the device they mean."""

from __future__ import annotations

import pytest

from tuyalan.errors import UseError
from tuyalan.storage.lookup import find_record, unknown_device
from tuyalan.storage.records import DeviceRecord

DEVICES = {
    record.id: record
    for record in (
        DeviceRecord(id="bf001111aaaa", name="Küche", address="10.0.0.1"),
        DeviceRecord(id="bf001111bbbb", name="Desk lamp", address="10.0.0.2"),
        DeviceRecord(id="bf002222cccc", name="desk LAMP", address="10.0.0.3"),
        DeviceRecord(id="bf003333dddd", address="10.0.0.3"),
        DeviceRecord(id="child", name="Sensor", parent="bf001111aaaa", address="10.0.0.1"),
        DeviceRecord(id="lamp", name="bf001111aaaa"),
    )
}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("bf001111aaaa", "bf001111aaaa"),
        ("KÜCHE", "bf001111aaaa"),
        (" sensor ", "child"),
        ("10.0.0.2", "bf001111bbbb"),
        ("10.0.0.1", "bf001111aaaa"),
        ("bf003", "bf003333dddd"),
        ("chil", "child"),
        ("lamp", "lamp"),
    ],
)
def test_id_name_address_and_start_of_an_id_find_a_device(text: str, wanted: str) -> None:
    assert find_record(DEVICES, text).id == wanted


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("desk lamp", "'desk lamp' may be 'Desk lamp' (bf001111bbbb) or 'desk LAMP' (bf002222cccc); use the id"),
        ("bf001111", "'bf001111' may be 'Küche' (bf001111aaaa) or 'Desk lamp' (bf001111bbbb); use the id"),
        ("10.0.0.3", "'10.0.0.3' may be 'desk LAMP' (bf002222cccc) or bf003333dddd; use the id"),
    ],
)
def test_several_that_fit_are_named(text: str, message: str) -> None:
    with pytest.raises(UseError) as caught:
        find_record(DEVICES, text)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kuche", "there is no device 'kuche'; did you mean 'Küche'?"),
        ("Snesor", "there is no device 'Snesor'; did you mean 'Sensor'?"),
        ("bf003333dddx", "there is no device 'bf003333dddx'; did you mean 'bf003333dddd'?"),
        (
            "zzz",
            "there is no device 'zzz'; stored are 'Küche', 'Desk lamp', 'desk LAMP', 'bf003333dddd', 'Sensor' or 1 more",
        ),
    ],
)
def test_an_unknown_device_brings_suggestions(text: str, message: str) -> None:
    with pytest.raises(UseError) as caught:
        find_record(DEVICES, text)
    assert caught.value.message == message


@pytest.mark.parametrize("text", ["", "  ", "bf0", "chi"])
def test_less_than_four_characters_are_no_start_of_an_id(text: str) -> None:
    with pytest.raises(UseError, match="there is no device"):
        find_record(DEVICES, text)


def test_an_empty_store_says_so() -> None:
    assert unknown_device({}, "lamp").message == "there is no device 'lamp': no devices are stored yet"


def test_a_single_device_is_named_alone() -> None:
    error = unknown_device({"d": DeviceRecord(id="d", name="Küche")}, "zzz")
    assert error.message == "there is no device 'zzz'; stored are 'Küche'"
