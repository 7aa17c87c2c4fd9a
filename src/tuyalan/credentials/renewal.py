"""Keys once more from where they came from, without a person: by the logins that are kept.

A device that refuses its key may have been paired again; then the cloud knows the new key. It is asked once, however
many devices ask, and again only after a while, so that a device which refuses every key never makes a flood.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.credentials.access import open_sources
from tuyalan.credentials.merging import Action, Change, carry_out, plan_changes
from tuyalan.errors import CredentialError, TuyalanError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tuyalan.credentials.base import Credential, Found, Source
    from tuyalan.storage import DeviceStore
    from tuyalan.storage.logins import LoginsFile

RENEWAL_INTERVAL: Final = 3600.0
"""How long an answer of the cloud counts, in seconds: whoever asks earlier gets the same one."""

_LOG: Final = logging.getLogger("tuyalan.credentials")


class Renewal(msgspec.Struct, frozen=True, kw_only=True):
    """What one renewal brought."""

    changes: tuple[Change, ...] = ()
    """The devices whose key is another one now, or that had none."""
    errors: tuple[str, ...] = ()
    """What did not work, one sentence each without full stop; holds no secrets."""

    def find(self, device_id: str) -> Change | None:
        """Return what changed for a device, or None."""
        return next((change for change in self.changes if change.device_id == device_id), None)

    def describe(self) -> tuple[str, ...]:
        """Return what changed, one sentence for each device without full stop."""
        return tuple(
            f"the key of {change.name or change.device_id} was renewed ({change.before or 'none'} → {change.after})"
            for change in self.changes
        )


async def renew_keys(store: DeviceStore, sources: Iterable[Source]) -> Renewal:
    """Ask all sources for the keys of the stored devices, store those that are newer, and say what changed.

    Raises:
        StorageError: the devices cannot be stored.
    """
    credentials: list[Credential] = []
    errors: list[str] = []
    for source in sources:
        try:
            found: Found = await source.fetch()
        except TuyalanError as error:
            errors.append(str(error))
        else:
            credentials += found.credentials
    # Devices that are not stored are not wanted; `tuyalan login` takes them in.
    plan = plan_changes(store.records, [each for each in credentials if store.get(each.id) is not None])
    carry_out(plan, store)
    await asyncio.to_thread(store.save)
    changes = tuple(change for change in plan.changes if change.action in _NEWS)
    return Renewal(changes=changes, errors=tuple(errors))


class Renewer:
    """Renews keys when somebody asks, once for all who ask within a while."""

    def __init__(
        self,
        file: LoginsFile,
        *,
        interval: float = RENEWAL_INTERVAL,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the logins.

        Args:
            file: Where logins are kept.
            interval: How long an answer counts, in seconds; one with errors counts a tenth of that.
            now: The clock, in seconds.
        """
        self._file = file
        self._interval = interval
        self._now = now
        self._last: Renewal | None = None
        self._valid_until = 0.0
        self._asking = asyncio.Lock()

    async def __call__(self, store: DeviceStore, device_id: str) -> bool:
        """Ask for the keys once more, and tell whether the device has another one now; all that changed is logged.

        Raises:
            CredentialError: there are logins, but the cloud gave no answer; the message says why.
            StorageError: the devices cannot be stored.
        """
        renewal = await self.renew(store)
        if renewal.find(device_id) is not None:
            return True
        if renewal.errors:
            raise CredentialError("; ".join(renewal.errors), hint="Run `tuyalan login --refresh` to see more.")
        return False

    async def renew(self, store: DeviceStore) -> Renewal:
        """Return what the cloud says of the keys; asked anew only where the last answer is old.

        Raises:
            StorageError: the devices cannot be stored.
        """
        async with self._asking:
            if self._last is None or self._now() >= self._valid_until:
                self._last = await self._ask(store)
                self._valid_until = self._now() + self._interval / (10 if self._last.errors else 1)
                for sentence in self._last.describe():
                    _LOG.warning("%s", sentence)
            return self._last

    async def _ask(self, store: DeviceStore) -> Renewal:
        try:
            if not self._file.read():
                return Renewal()
            async with open_sources(self._file) as sources:
                return await renew_keys(store, sources)
        except TuyalanError as error:
            return Renewal(errors=(str(error),))


_NEWS: Final = frozenset({Action.REPLACE_KEY, Action.SET_KEY})
