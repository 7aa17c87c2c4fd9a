"""Names are unique whatever the store says, and find at most one device."""

from __future__ import annotations

import pytest

from tuyalan.errors import UseError
from tuyalan.fleet.member import Member
from tuyalan.fleet.registry import MAX_NAME, Registry, check_name, clean_name
from tuyalan.storage import DeviceRecord


def keep(registry: Registry, device_id: str, name: str) -> Member:
    record = DeviceRecord(id=device_id, name=name, address="10.0.0.5")
    chosen = registry.choose_name(device_id, name)
    member = Member(record, name=chosen, device=None)
    registry.add(member)
    return member


def test_a_member_is_found_by_id_name_and_the_start_of_its_id() -> None:
    registry = Registry()
    lamp = keep(registry, "bf0123456789", "Lamp")
    for text in ("bf0123456789", "Lamp", " lamp ", "bf01", "10.0.0.5"):
        assert registry.find(text) is lamp
    with pytest.raises(UseError, match="no device 'plug'"):
        registry.find("plug")


def test_a_namesake_is_told_apart_by_the_end_of_its_id() -> None:
    registry = Registry()
    keep(registry, "bf0123456789", "Lamp")
    assert keep(registry, "bf9876543210", "lamp").name == "lamp 543210"
    # Whatever names were chosen before, the id is free.
    assert keep(registry, "cc9876543210", "LAMP").name == "cc9876543210"


def test_a_device_without_a_name_is_called_by_its_id() -> None:
    assert keep(Registry(), "bf0123456789", " \n").name == "bf0123456789"


def test_nobody_is_called_by_the_id_of_another() -> None:
    registry = Registry()
    keep(registry, "bf0123456789", "Lamp")
    assert not registry.is_free("bf0123456789", "bf9876543210")
    assert keep(registry, "bf9876543210", "bf0123456789").name == "bf0123456789 543210"


def test_a_name_that_was_given_up_is_free_again() -> None:
    registry = Registry()
    lamp = keep(registry, "bf0123456789", "Lamp")
    plug = keep(registry, "bf9876543210", "Plug")
    registry.rename(lamp, "Desk")
    assert registry.check_name(plug.id, "lamp") == "lamp"
    with pytest.raises(UseError, match="another device is called 'desk' already"):
        registry.check_name(plug.id, "desk")
    registry.remove(lamp)
    assert registry.check_name(plug.id, "desk") == "desk"
    assert list(registry.members) == [plug.id]


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "a\nb", "\u202eevil", "x" * (MAX_NAME + 1)])
def test_a_name_can_be_shown_in_one_line(name: str) -> None:
    with pytest.raises(UseError):
        check_name(name)


def test_a_stored_name_loses_what_cannot_be_shown() -> None:
    assert clean_name("Lamp\x00\u202e one\n") == "Lamp   one"
