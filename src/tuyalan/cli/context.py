"""What a command gets besides its arguments: where output goes, and the devices of the user."""

from __future__ import annotations

import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

from cyclopts import Parameter

from tuyalan.errors import UnknownDeviceError, UseError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from tuyalan.cli.output import Output
    from tuyalan.client.device import Device
    from tuyalan.credentials.renewal import Renewer
    from tuyalan.storage import DeviceRecord, DeviceStore
    from tuyalan.storage.logins import LoginsFile
    from tuyalan.storage.unlocking import Unlocker

SHORTEST_ID: Final = 16
"""Characters from which on a word is taken for an id; they have 20 or 22 as a rule."""


class Context:
    """One run of the command line."""

    def __init__(self, output: Output, *, devices: Path | None = None) -> None:
        """Take where output goes, and the file with the devices; the user's own by default."""
        self.output = output
        self.devices_path = devices
        """The file with the devices, if one was named."""
        self._store: DeviceStore | None = None
        self._unlocker: Unlocker | None = None
        self._logins: LoginsFile | None = None
        self._renewer: Renewer | None = None

    @property
    def unlocker(self) -> Unlocker:
        """What opens protected keys and tokens; a person at the keyboard is asked for the passphrase once."""
        if self._unlocker is None:
            from tuyalan.storage.unlocking import Unlocker  # noqa: PLC0415 - see store

            self._unlocker = Unlocker(ask=self.output.ask_secret if sys.stdin.isatty() else None)
        return self._unlocker

    @property
    def store(self) -> DeviceStore:
        """The devices, read at the first use; their keys are masked in all output from then on.

        Raises:
            StorageError: the file cannot be read or understood.
        """
        if self._store is None:
            from tuyalan.storage import DeviceStore  # noqa: PLC0415 - commands that need no devices start faster
            from tuyalan.storage.keeping import list_keys  # noqa: PLC0415

            self._store = DeviceStore.load(self.devices_path, unlocker=self.unlocker)
            self.output.redactor.add(key for record in self._store.records for key in list_keys(record))
        return self._store

    @property
    def logins(self) -> LoginsFile:
        """The logins with the maker's cloud; a file that is made anew is sealed where the devices are."""
        if self._logins is None:
            from tuyalan.storage.logins import LoginsFile  # noqa: PLC0415 - few commands need it

            self._logins = LoginsFile(unlocker=self.unlocker, find_vault=lambda: self.store.vault)
        return self._logins

    def find(self, text: str) -> DeviceRecord:
        """Return the device that `text` means.

        Raises:
            UnknownDeviceError: none or several fit; the message says which were meant perhaps.
        """
        store = self.store
        try:
            return store.find(text)
        except UnknownDeviceError as error:
            if store.records:
                raise
            hint = "Add one with `tuyalan add`, or name the file with your devices with `--devices FILE`."
            raise UnknownDeviceError(error.message, hint=hint) from None

    def find_id(self, text: str) -> str:
        """Return the id of the device that `text` means, or `text` itself if it looks like the id of another.

        Raises:
            UnknownDeviceError: it is neither.
        """
        try:
            return self.find(text).id
        except UnknownDeviceError:
            if len(text) >= SHORTEST_ID and text.isalnum() and text.isascii():
                return text
            raise

    @asynccontextmanager
    async def open(self, text: str, *, timeout: float | None = None) -> AsyncGenerator[Device]:
        """Connect to the device that `text` means while inside; `timeout` bounds the search and each request.

        Where the device refuses its key and there is a login with the cloud, its key is renewed once.
        """
        from tuyalan.app import open_device  # noqa: PLC0415 - loads everything that speaks to devices
        from tuyalan.client.options import Options  # noqa: PLC0415

        options = Options()
        if timeout is not None:
            options = Options(connect_timeout=min(timeout, 5.0), find_timeout=timeout, request_timeout=timeout)
        async with open_device(self.store, self.find(text), options=options, renew=self._renew) as device:
            yield device

    async def _renew(self, store: DeviceStore, device_id: str) -> bool:
        from tuyalan.credentials.renewal import Renewer  # noqa: PLC0415 - few devices ever refuse their key

        if self._renewer is None:
            self._renewer = Renewer(self.logins)
        is_news = await self._renewer(store, device_id)
        self.output.redactor.add(record.key for record in store.records)
        return is_news


Given: TypeAlias = Annotated[Context, Parameter(parse=False)]
"""The parameter of a command that is handed in, not typed."""


def check_positive(value: float | None, name: str) -> None:
    """Refuse durations and counts that make no sense.

    Raises:
        UseError: `value` is zero or less.
    """
    if value is not None and not value > 0:
        raise UseError(f"{name} must be more than 0, not {value:g}")
