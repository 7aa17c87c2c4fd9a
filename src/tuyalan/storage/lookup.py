"""What a person types to the device they mean: id, name, address, or the start of an id.

Pure. An answer is either one device or an error that names the choices.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

from tuyalan.errors import UnknownDeviceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tuyalan.storage.records import DeviceRecord

MIN_PREFIX: Final = 4
"""Fewest characters of an id that stand for it; fewer would hit by accident."""

_MAX_LISTED: Final = 5
_SIMILARITY: Final = 0.5
"""Share of equal characters, 0 to 1, from which a name is suggested."""


def find_record(devices: Mapping[str, DeviceRecord], text: str) -> DeviceRecord:
    """Return the device that `text` means: its id, else its name, else its address, else the start of its id.

    Raises:
        UnknownDeviceError: no device or several fit; the message names candidates.
    """
    if text in devices:
        return devices[text]
    for fits in _rules(text.strip()):
        found = [record for record in devices.values() if fits(record)]
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownDeviceError(f"{text!r} may be {_join([_describe(record) for record in found])}; use the id")
    raise unknown_device(devices, text)


def unknown_device(devices: Mapping[str, DeviceRecord], text: str) -> UnknownDeviceError:
    """Return the error for a device that is not stored, with what may have been meant."""
    if not devices:
        return UnknownDeviceError(f"there is no device {text!r}: no devices are stored yet")
    spellings = {spelling.casefold(): spelling for device in devices.values() for spelling in (device.id, device.name)}
    spellings.pop("", None)
    close = difflib.get_close_matches(text.casefold(), spellings, n=3, cutoff=_SIMILARITY)
    if close:
        return UnknownDeviceError(
            f"there is no device {text!r}; did you mean {_join([repr(spellings[word]) for word in close])}?"
        )
    known = _join([repr(record.name or record.id) for record in devices.values()])
    return UnknownDeviceError(f"there is no device {text!r}; stored are {known}")


def _rules(text: str) -> Iterator[Callable[[DeviceRecord], bool]]:
    name = text.casefold()
    yield lambda record: bool(name) and record.name.strip().casefold() == name
    yield lambda record: record.address == text and record.parent is None
    yield lambda record: len(text) >= MIN_PREFIX and record.id.startswith(text)


def _describe(record: DeviceRecord) -> str:
    return f"{record.name!r} ({record.id})" if record.name else record.id


def _join(words: list[str]) -> str:
    if len(words) > _MAX_LISTED:
        words = [*words[:_MAX_LISTED], f"{len(words) - _MAX_LISTED} more"]
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
