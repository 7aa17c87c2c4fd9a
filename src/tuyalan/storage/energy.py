"""The energy store: counters of energy that go on counting after a restart, in one private JSON file.

    {"schema": 1, "counters": {"bf00": {"17": {"stated": "increment", "added": 1234, ...}}}}

Counters change with every report, memory cards wear out with every write: changes are gathered and written when
`save_if_due` finds that enough time has passed, and by `save` at the end. The file is replaced as a whole, so a program
that is killed, or a power cut, costs what came since the last write and nothing else. Several programs may share the
file as long as each device is counted by one of them. Knows nothing of what counters mean.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import msgspec

from tuyalan.errors import BadValueError, StorageError
from tuyalan.model.energy import EnergyCounter, from_json, to_json
from tuyalan.storage.atomic import read_private, write_atomic
from tuyalan.storage.jsontext import as_object, parse_json
from tuyalan.storage.locks import open_lock
from tuyalan.storage.places import config_folder

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from tuyalan.vocabulary import DpId, Json

ENERGY_FILE: Final = "energy.json"
"""Name of the file in the configuration folder."""

SAVE_INTERVAL: Final = 300.0
"""Seconds that changes are gathered: what a power cut may cost at most, and 105,000 writes a year."""

SCHEMA: Final = 1
"""Number of the form written here; a file with a higher one was written by a newer Tuyalan and is left alone."""

_Key = tuple[str, int]
"""Device id and data point."""


class EnergyStore:
    """The counters of one user's devices."""

    def __init__(self, path: str | os.PathLike[str], *, save_interval: float = SAVE_INTERVAL) -> None:
        """Take the path to save to, and the seconds that changes are gathered; `load` reads what is there."""
        self.path: Path = Path(path)
        """The file, as given."""
        self._save_interval = save_interval
        self._counters: dict[_Key, EnergyCounter] = {}
        self._extra: dict[str, Json] = {}
        self._changed: set[_Key] = set()
        self._changed_at: float | None = None
        self._guard = threading.Lock()

    @classmethod
    def load(cls, path: str | os.PathLike[str] | None = None, *, save_interval: float = SAVE_INTERVAL) -> Self:
        """Return the counters in the file at `path`, or in the user's own file; a file that is missing is empty.

        Raises:
            StorageError: the file cannot be read or understood; it is left as it is.
            ConfigError: there is no home folder and no path.
        """
        store = cls(config_folder() / ENERGY_FILE if path is None else path, save_interval=save_interval)
        store._counters, store._extra = _read(store.path)
        return store

    def __repr__(self) -> str:
        """Show the path and how many counters there are."""
        return f"EnergyStore({str(self.path)!r}, {len(self._counters)} counters)"

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to save."""
        return bool(self._changed)

    @property
    def due_at(self) -> float | None:
        """When to save, by the clock that `put` was given; None if there is nothing to save."""
        return None if self._changed_at is None else self._changed_at + self._save_interval

    @property
    def counters(self) -> Mapping[tuple[str, DpId], EnergyCounter]:
        """All counters, by device id and data point, as they are now."""
        return dict(self._counters)

    def get(self, device_id: str, dp: DpId) -> EnergyCounter | None:
        """Return the counter of a data point, or None."""
        return self._counters.get((device_id, dp))

    def put(self, device_id: str, dp: DpId, *, counter: EnergyCounter, now: float) -> None:
        """Take in a counter; `now` is the monotonic clock. Never waits for the disk."""
        with self._guard:
            self._counters[device_id, dp] = counter
            self._changed.add((device_id, dp))
            if self._changed_at is None:
                self._changed_at = now

    def remove(self, device_id: str, *, now: float) -> bool:
        """Forget all counters of a device and tell whether there were any."""
        with self._guard:
            gone = [key for key in self._counters if key[0] == device_id]
            for key in gone:
                del self._counters[key]
            self._changed.update(gone)
            if gone and self._changed_at is None:
                self._changed_at = now
        return bool(gone)

    def save_if_due(self, *, now: float) -> bool:
        """Write what changed if it was gathered for long enough, and tell whether something was written.

        Raises:
            StorageError: the file cannot be written; what changed is kept and is due again after the interval.
        """
        if self._changed_at is None or now < self._changed_at + self._save_interval:
            return False
        try:
            return self.save()
        except StorageError:
            # A full disk is not asked again with every report.
            self._changed_at = now
            raise

    def save(self) -> bool:
        """Write what changed, if anything did, and tell whether something was written.

        Counters of other devices that another program wrote to the file meanwhile are kept and show up here.

        Raises:
            StorageError: the file cannot be read back or written; it is left as it is, and so is what changed.
        """
        with self._guard:
            changed = {key: self._counters.get(key) for key in self._changed}
        if not changed:
            return False
        with open_lock(self.path):
            counters, extra = _read(self.path)
            for key, counter in changed.items():
                counters.pop(key, None)
                if counter is not None:
                    counters[key] = counter
            write_atomic(self.path, _build(counters, extra))
        with self._guard:
            self._settle(changed, counters)
            self._extra = extra
        return True

    def _settle(self, written: dict[_Key, EnergyCounter | None], counters: dict[_Key, EnergyCounter]) -> None:
        """Take over what is in the file now, but for what changed while the disk was busy."""
        newer = {key for key in self._changed if key not in written or self._counters.get(key) is not written[key]}
        for key in newer:
            counters.pop(key, None)
            if key in self._counters:
                counters[key] = self._counters[key]
        self._counters, self._changed = counters, newer
        if not newer:
            self._changed_at = None


def _read(path: Path) -> tuple[dict[_Key, EnergyCounter], dict[str, Json]]:
    """Return the counters in the file, and the fields that have no meaning here."""
    data = read_private(path)
    if data is None:
        return {}, {}
    fields = as_object(parse_json(data, source=str(path))) or {}
    schema, devices = fields.pop("schema", None), as_object(fields.pop("counters", None))
    if isinstance(schema, int) and schema != SCHEMA:
        raise StorageError(f"{path} has schema {schema}, this Tuyalan knows {SCHEMA}; use the Tuyalan that wrote it")
    if schema != SCHEMA or devices is None:
        raise StorageError(f"{path} is no file of energy counters: it needs a number 'schema' and an object 'counters'")
    counters: dict[_Key, EnergyCounter] = {}
    for device_id, points in devices.items():
        counters |= _parse_device(device_id, points, path=path)
    return counters, fields


def _parse_device(device_id: str, points: Json, *, path: Path) -> dict[_Key, EnergyCounter]:
    entries = as_object(points)
    if entries is None:
        raise StorageError(f"{path}: the counters of a device are an object", device_id=device_id)
    counters: dict[_Key, EnergyCounter] = {}
    for number, value in entries.items():
        try:
            dp = int(number)
            counters[device_id, dp] = from_json(value)
        except BadValueError as exc:
            raise StorageError(f"{path}, data point {number}: {exc.message}", device_id=device_id) from exc
        except ValueError as exc:
            raise StorageError(f"{path}: {number[:20]!r} is no data point", device_id=device_id) from exc
    return counters


def _build(counters: Mapping[_Key, EnergyCounter], extra: Mapping[str, Json]) -> bytes:
    devices: dict[str, dict[str, Json]] = {}
    for (device_id, dp), counter in counters.items():
        devices.setdefault(device_id, {})[str(dp)] = to_json(counter)
    # One line: the file is written often and read by programs.
    return msgspec.json.encode({"schema": SCHEMA, **extra, "counters": devices}) + b"\n"
