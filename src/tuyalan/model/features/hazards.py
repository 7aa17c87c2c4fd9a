"""Which devices may harm somebody when they are switched from afar: those that heat, and those that bar a way.

By the maker's category where it is known, and by codes that no harmless device has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.model.features.recipe import split_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tuyalan.model.property import Property

CATEGORIES: Final = frozenset(
    {
        # Doors, gates and locks
        "ckmkzq", "mc", "mk", "ms", "jtmspro", "jtmsbh", "videolock", "photolock", "gyms", "hotelms",
        # What heats: heaters, towel rails, blankets, kettles, cookers, fryers
        "qn", "mjj", "dr", "bh", "mzj", "dcl", "kqzg",
        # Water heaters
        "rs",
        # What moves and cuts on its own
        "gcj",
    }
)  # fmt: skip
"""Categories of devices that may do harm."""
CODES: Final = frozenset(
    {
        "boil", "cook_power", "cook_switch", "cook_temperature", "cook_temp_set", "door_control", "gas_valve",
        "gate_control", "grill", "kettle", "oven_mode", "sauna_switch", "unlock_app", "unlock_fingerprint",
        "unlock_password", "unlock_card", "unlock_ble", "lock_motor_state",
    }
)  # fmt: skip
"""Codes that only such devices have."""

_CODES: Final = frozenset(split_code(code)[0] for code in CODES)


def is_hazardous(properties: Iterable[Property], *, category: str) -> bool:
    """Tell whether a device may do harm."""
    return category in CATEGORIES or any(split_code(subject.point.code)[0] in _CODES for subject in properties)
