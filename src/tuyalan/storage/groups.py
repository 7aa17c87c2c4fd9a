"""Groups and scenes in one JSON file beside the devices: the owner's own work, so it is written at once and never guessed.

    {"schema": 1, "groups": {"Kitchen": ["bf01", "bf02"]}, "scenes": {"Evening": {"bf01": {"switch_led": true}}},
     "ids": {"Kitchen": "0123abcd"}}

Knows nothing of devices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import StorageError, UseError
from tuyalan.storage.atomic import read_private, write_atomic
from tuyalan.storage.jsontext import build_json, parse_json

if TYPE_CHECKING:
    from pathlib import Path

GROUPS_FILE: Final = "groups.json"
"""Name of the file in the folder of the device file."""
SCHEMA: Final = 1
"""Number of the form written here; a file with a higher one was written by a newer Tuyalan and is left alone."""


class Arrangement(msgspec.Struct, frozen=True, kw_only=True):
    """All groups and scenes."""

    schema: int = SCHEMA
    groups: dict[str, tuple[str, ...]] = {}
    """Ids of devices by the name of the group."""
    scenes: dict[str, dict[str, dict[str, object]]] = {}
    """Values by the code of the property, by device id, by the name of the scene."""
    ids: dict[str, str] = {}
    """What groups go by whatever they are called, by their names; only where the name does not say it."""


def read_arrangement(path: Path) -> Arrangement:
    """Return what the file holds; one that is missing is empty.

    Raises:
        StorageError: it cannot be read or understood; it is left as it is.
    """
    data = read_private(path)
    if data is None:
        return Arrangement()
    try:
        found = msgspec.convert(parse_json(data, source=str(path)), Arrangement)
    except msgspec.ValidationError as error:
        raise StorageError(f"{path} is no file of groups: {error}") from error
    if found.schema != SCHEMA:
        raise StorageError(
            f"{path} has schema {found.schema}, this Tuyalan knows {SCHEMA}; use the Tuyalan that wrote it"
        )
    return found


def write_arrangement(path: Path, arrangement: Arrangement) -> None:
    """Replace the file.

    Raises:
        StorageError: it cannot be written; it is left as it is.
        UseError: a scene holds something that JSON cannot carry.
    """
    try:
        plain: object = msgspec.to_builtins(arrangement, str_keys=True)
    except (TypeError, ValueError) as error:
        raise UseError(f"this cannot be stored: {error}") from error
    write_atomic(path, build_json(plain))
