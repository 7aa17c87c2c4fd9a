"""The device store: what is known of a user's devices, in one private JSON file that several programs may share.

Everything is in memory until `save`, which writes what changed since the file was read and takes in what other
programs wrote meanwhile. Knows nothing of sockets or sessions. `load` and `save` wait for the disk; the other methods
do not, and may be called from another thread while a `save` runs.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, TypedDict, Unpack

import msgspec

from tuyalan.errors import StorageError, UseError
from tuyalan.storage.atomic import is_open_to_others, read_private, write_atomic
from tuyalan.storage.document import Document, build_document
from tuyalan.storage.files import parse_own, read_devices, remove_backups, write_backup
from tuyalan.storage.keeping import follow_key, prove_key
from tuyalan.storage.locks import open_lock
from tuyalan.storage.lookup import find_record, unknown_device
from tuyalan.storage.merge import fill_record, is_learnt_only, merge_documents
from tuyalan.storage.places import DEVICES_FILE, config_folder, devices_path
from tuyalan.storage.records import DeviceRecord
from tuyalan.storage.tinytuya import Imported, Problem
from tuyalan.storage.unlocking import Unlocker

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from tuyalan.storage.keys import KnownKey
    from tuyalan.storage.vault import Vault
    from tuyalan.vocabulary import Json, LocalKey, Version

__all__ = ["DeviceRecord", "DeviceStore", "ImportReport", "RecordChanges"]

_LOG: Final = logging.getLogger("tuyalan.storage")


class RecordChanges(TypedDict, total=False):
    """The fields that `DeviceStore.update` takes: all of a `DeviceRecord` but its id."""

    name: str
    key: LocalKey | None
    key_source: str | None
    key_as_of: float | None
    key_proven: float | None
    alternatives: tuple[KnownKey, ...]
    address: str | None
    port: int
    version: Version | None
    dialect: Mapping[str, Json] | None
    product_key: str | None
    last_seen: float | None
    address_source: str | None
    parent: str | None
    cid: str | None
    memory: Mapping[str, Json] | None
    refresh: Mapping[str, Json] | None
    allowed: tuple[str, ...]
    extra: Mapping[str, Json]


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What `DeviceStore.import_file` did."""

    added: tuple[str, ...] = ()
    """Ids of devices that are new."""

    updated: tuple[str, ...] = ()
    """Ids of devices of which more is known than before."""

    unchanged: tuple[str, ...] = ()
    """Ids of devices of which nothing new was in the file."""

    problems: tuple[Problem, ...] = ()
    """What could not be used."""


class DeviceStore:
    """The devices of one user, by id."""

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        devices: Mapping[str, DeviceRecord] | None = None,
        unlocker: Unlocker | None = None,
    ) -> None:
        """Take the path to save to, the first devices, and what opens sealed keys; `load` reads them from a file."""
        self.path: Path = Path(path)
        """The file, as given."""
        self.problems: tuple[Problem, ...] = ()
        """What could not be used of a file of another program."""
        self.is_foreign = False
        """Whether the file belongs to another program, so that it is read but never written."""
        self._saved = Document()
        self._now = Document(devices=devices or {})
        self._guard = threading.Lock()
        self._was_tightened = False
        self._unlocker = unlocker or Unlocker()

    @classmethod
    def load(cls, path: str | os.PathLike[str] | None = None, *, unlocker: Unlocker | None = None) -> Self:
        """Return the devices in the file at `path`, or in the user's own file; a file that is missing is empty.

        Keys that are protected are opened by `unlocker`; by default with the keyring of the system, or the passphrase
        that the environment leads to.

        Raises:
            LockedError: the keys are protected, and what opens them is missing or wrong.
            StorageError: the file cannot be read or understood.
            ConfigError: there is no home folder and no path.
        """
        store = cls(devices_path() if path is None else path, unlocker=unlocker)
        imported = read_devices(store.path, unlocker=store._unlocker)
        if isinstance(imported, Document):
            store._saved = store._now = imported
        elif imported is not None:
            store._now = Document(devices={record.id: record for record in imported.records})
            store.problems = imported.problems
            store.is_foreign = True
        return store

    @property
    def unlocker(self) -> Unlocker:
        """What opens the keys of the file, if they are protected."""
        return self._unlocker

    def __repr__(self) -> str:
        """Show the path and how many devices there are."""
        return f"DeviceStore({str(self.path)!r}, {len(self._now.devices)} devices)"

    @property
    def records(self) -> tuple[DeviceRecord, ...]:
        """All devices, in the order of the file."""
        return tuple(self._now.devices.values())

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to save."""
        return self._now != self._saved

    @property
    def vault(self) -> Vault | None:
        """What seals the keys in the file; None if they stand in it in clear text."""
        return self._now.vault

    def protect(self, vault: Vault | None) -> None:
        """Have the keys sealed by `vault` from the next `save` on; None: have them in clear text.

        The backups go then: they hold the same keys in clear text, or sealed by what is given up.
        """
        if vault is not None:
            self._unlocker.remember(vault)
        with self._guard:
            self._now = msgspec.structs.replace(self._now, vault=vault)

    def get(self, device_id: str) -> DeviceRecord | None:
        """Return the device with this id, or None."""
        return self._now.devices.get(device_id)

    def find(self, text: str) -> DeviceRecord:
        """Return the device that `text` means: its id, name, address, or at least four first characters of its id.

        Raises:
            UnknownDeviceError: no device or several fit; the message names candidates.
        """
        return find_record(self._now.devices, text)

    def add(self, record: DeviceRecord, *, replace: bool = False) -> None:
        """Take in a device; with `replace`, in place of what was known of it.

        Raises:
            UseError: the device is there already.
        """
        with self._guard:
            if record.id in self._now.devices and not replace:
                raise UseError("this device is stored already; update or replace it", device_id=record.id)
            self._put(record)

    def update(self, device_id: str, **changes: Unpack[RecordChanges]) -> DeviceRecord:
        """Change fields of a device and return what is known then.

        A key that makes way for another one becomes an alternative.

        Raises:
            UseError: the device is not stored, or a field or its value cannot be.
        """
        wrong = sorted(changes.keys() - RecordChanges.__optional_keys__)
        if wrong:
            raise UseError(f"the field {wrong[0]!r} of a device cannot be changed", device_id=device_id)
        with self._guard:
            known = self._require(device_id)
            record = msgspec.structs.replace(known, **changes)
            if "alternatives" not in changes:
                record = follow_key(known, record)
            self._put(record)
        return record

    def learn(
        self,
        device_id: str,
        *,
        address: str | None = None,
        version: Version | None = None,
        dialect: Mapping[str, Json] | None = None,
        product_key: str | None = None,
        last_seen: float | None = None,
        address_source: str | None = None,
        proven_key: LocalKey | None = None,
        memory: Mapping[str, Json] | None = None,
        refresh: Mapping[str, Json] | None = None,
    ) -> bool:
        """Take in what was found out on the network (None: nothing), and tell whether it is news.

        A key that a session proved is remembered as such; one of the alternatives takes the place of the key then.
        A device that is not stored is passed over: the network knows more devices than the user wants.
        """
        given = {
            "address": address,
            "version": version,
            "dialect": dialect,
            "product_key": product_key,
            "last_seen": last_seen,
            "memory": memory,
            "refresh": refresh,
        }
        news: dict[str, object] = {name: value for name, value in given.items() if value is not None}
        with self._guard:
            known = self._now.devices.get(device_id)
            if known is None:
                return False
            # A new address does not come from where the old one came from.
            is_moved = address not in {None, known.address}
            news["address_source"] = address_source if is_moved else address_source or known.address_source
            learnt = msgspec.structs.replace(known, **news)
            if proven_key is not None:
                learnt = prove_key(learnt, proven_key, at=last_seen)
            if learnt == known:
                return False
            self._put(learnt)
        return True

    def remove(self, device_id: str, *, cascade: bool = False) -> tuple[DeviceRecord, ...]:
        """Forget a device, with `cascade` its children too, and return what was forgotten.

        Raises:
            UseError: the device is not stored, or it has children and `cascade` is not set.
        """
        with self._guard:
            record = self._require(device_id)
            children = [child for child in self.records if child.parent == device_id and child.id != device_id]
            if children and not cascade:
                names = ", ".join(repr(child.name or child.id) for child in children)
                raise UseError(f"this gateway has children: {names}; remove them too or first", device_id=device_id)
            gone = {forgotten.id: forgotten for forgotten in (record, *children)}
            left = {known: kept for known, kept in self._now.devices.items() if known not in gone}
            self._now = msgspec.structs.replace(self._now, devices=left)
        return tuple(gone.values())

    def import_file(self, path: str | os.PathLike[str], *, replace: bool = False) -> ImportReport:
        """Take in the devices of another file: one of tinytuya, in any of its shapes, or one of ours.

        What is known already stays, unless `replace` is set; a key that differs is reported then. Neither of two keys is
        lost: the other one stays as an alternative.

        Raises:
            StorageError: the file is missing, or cannot be read or understood.
        """
        found = read_devices(Path(path), unlocker=self._unlocker)
        if found is None:
            raise StorageError(f"cannot read {path}: there is no such file")
        if isinstance(found, Document):
            found = Imported(records=tuple(found.devices.values()))
        with self._guard:
            return self._take_in(found, replace=replace)

    def save(self) -> bool:
        """Write what changed, if anything did, and tell whether something was written.

        What other programs wrote to the file since it was read is kept and shows up here. The states before the last
        changes that were more than learnt are left beside it, the latest in a file whose name ends in `.bak`.

        Raises:
            StorageError: the file cannot be written, or read back, or belongs to another program; it is left as it is.
            UseError: a record holds something that JSON cannot carry.
        """
        if self.is_foreign:
            raise StorageError(f"{self.path} is a file of tinytuya and is left as it is; save to {self._own_path()}")
        is_loose = not self._was_tightened and is_open_to_others(self.path)
        if not self.is_changed and not is_loose:
            return False
        with open_lock(self.path):
            is_written = self._write(is_forced=is_loose)
        if is_loose:
            self._was_tightened = True
            state = "cannot be closed to" if is_open_to_others(self.path) else "is now closed to"
            _LOG.warning("%s holds keys and was open to other users; it %s them", self.path, state)
        return is_written

    def _write(self, *, is_forced: bool) -> bool:
        with self._guard:
            saved, ours = self._saved, self._now
        data = read_private(self.path)
        theirs = saved if data is None else parse_own(data, path=self.path, unlocker=self._unlocker)
        merged = merge_documents(saved, ours=ours, theirs=theirs)
        text = build_document(merged)
        # Read back before it is written: what could not be read again must not replace what can.
        settled = parse_own(text, path=self.path, unlocker=self._unlocker)
        is_news = settled != theirs or is_forced
        is_sealed_anew = settled.vault != theirs.vault
        if data is not None and not is_sealed_anew and not is_learnt_only(theirs, settled):
            write_backup(self.path, data)
        if is_news:
            write_atomic(self.path, text)
        if is_sealed_anew:
            remove_backups(self.path)
        with self._guard:
            # Whatever came in while the disk was busy is a change since `ours`.
            self._now = settled if self._now is ours else merge_documents(ours, ours=self._now, theirs=settled)
            self._saved = settled
        return is_news

    def _take_in(self, found: Imported, *, replace: bool) -> ImportReport:
        added: list[str] = []
        updated: list[str] = []
        unchanged: list[str] = []
        problems = list(found.problems)
        for given in found.records:
            known = self._now.devices.get(given.id)
            record = given if known is None else fill_record(known, given, replace=replace)
            if given.key is not None and record.key != given.key:
                reason = "its key differs from the stored one, which is kept; the other one is its alternative"
                problems.append(Problem(device_id=given.id, reason=reason))
            (added if known is None else unchanged if record == known else updated).append(given.id)
            self._put(record)
        return ImportReport(
            added=tuple(added), updated=tuple(updated), unchanged=tuple(unchanged), problems=tuple(problems)
        )

    def _put(self, record: DeviceRecord) -> None:
        # A new mapping each time: whoever holds the old one, `save` above all, sees one moment in time.
        self._now = msgspec.structs.replace(self._now, devices={**self._now.devices, record.id: record})

    def _require(self, device_id: str) -> DeviceRecord:
        try:
            return self._now.devices[device_id]
        except KeyError:
            raise unknown_device(self._now.devices, device_id) from None

    def _own_path(self) -> Path:
        own = config_folder() / DEVICES_FILE
        with contextlib.suppress(OSError):
            if own.samefile(self.path):
                return self.path.with_name(f"tuyalan-{self.path.name}")
        return own
