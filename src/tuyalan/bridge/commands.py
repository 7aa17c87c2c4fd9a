"""From what people want to what is written: `ON`, `TOGGLE`, `{"switch_1": "ON", "countdown_1": "20m"}`.

Pure: a model in, values by property code out. The hub checks and sends them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.bridge.levels import make_level
from tuyalan.errors import BadValueError, UnknownDpError
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.device import DeviceModel
    from tuyalan.model.property import Property
    from tuyalan.vocabulary import Json

STATE: Final = "state"
"""What stands for the main thing a device does, if none of its properties is called so."""
TOGGLE: Final = "toggle"
MAIN_SWITCHES: Final = ("switch", "switch_led", "switch_1", "power", "start")
"""Codes of what switches the whole device, the likeliest first."""
_AS_TYPED: Final = frozenset({Kind.TEXT, Kind.RAW})
"""Kinds whose values are texts, so that a text is never anything else."""


def resolve(wanted: Mapping[str, Json], model: DeviceModel) -> dict[str, object]:
    """Return the values to write by property code.

    Args:
        wanted: By code of a property or number of a data point; under `state` or an empty name, what a single word wants.
        model: The device.

    Raises:
        UnknownDpError: There is no such property.
        BadValueError: A value means nothing, or a property is named twice.
    """
    planned: dict[str, object] = {}
    for name, value in wanted.items():
        subject = find(name or STATE, model)
        if subject.code in planned:
            raise BadValueError(f"{subject.code} is named twice", device_id=model.device_id)
        planned[subject.code] = read_value(subject, value, model.values)
    return planned


def find(name: str, model: DeviceModel) -> Property:
    """Return the property of a name as it stands in payloads and topics; `state` is the main switch.

    Raises:
        UnknownDpError: There is none.
    """
    try:
        return model.find(name)
    except UnknownDpError:
        # A code with characters that topics cannot hold stands in them as its level.
        found = next((each for code, each in model.properties.items() if make_level(code) == name), None)
        if found is None and name == STATE:
            found = find_main_switch(model)
        if found is None:
            raise
        return found


def find_main_switch(model: DeviceModel) -> Property | None:
    """Return what switches the device; `None` if nothing does."""
    switches = {
        code: each for code, each in model.properties.items() if each.kind is Kind.BOOL and each.access.is_writable
    }
    named = (switches[code] for code in MAIN_SWITCHES if code in switches)
    return next(named, None) or min(switches.values(), key=lambda each: each.dp, default=None)


def read_value(subject: Property, value: Json, values: Mapping[str, object]) -> object:
    """Return the value that is meant for one property.

    Raises:
        BadValueError: It means nothing here.
    """
    if value is None:
        raise BadValueError(f"{subject.code} cannot be set to nothing")
    if not isinstance(value, str) or subject.kind in _AS_TYPED:
        return value
    if subject.kind is Kind.BOOL and value.strip().lower() == TOGGLE:
        return not _read_flag(subject, values)
    return subject.parse_text(value)


def _read_flag(subject: Property, values: Mapping[str, object]) -> bool:
    value = values.get(subject.code)
    if not isinstance(value, bool):
        raise BadValueError(
            f"{subject.code} cannot be toggled: it is not known whether it is on", hint="Send ON or OFF instead."
        )
    return value
