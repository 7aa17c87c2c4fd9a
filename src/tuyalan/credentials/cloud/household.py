"""All devices of an account of the phone app, with keys, homes, rooms and schemas."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.credentials.base import Found, Problem
from tuyalan.credentials.cloud.describing import describe_by_strategy
from tuyalan.credentials.cloud.devices import link_children, read_device
from tuyalan.credentials.cloud.products import describe_products, read_if_told
from tuyalan.credentials.cloud.rounds import ask_each
from tuyalan.errors import CloudError, CloudRefusedError
from tuyalan.model.imports.plain import as_list, as_object, as_text, pick

if TYPE_CHECKING:
    from collections.abc import Callable

    from tuyalan.credentials.base import Credential
    from tuyalan.credentials.cloud.account import Account
    from tuyalan.credentials.cloud.devices import Listed
    from tuyalan.model.schema import Schema

NAME: Final = "a login with the phone app"
"""What this source is called."""

_HOMES_PATH: Final = "/v1.0/m/life/users/homes"
_DEVICES_PATH: Final = "/v1.0/m/life/ha/home/devices"
_LOG: Final = logging.getLogger("tuyalan.credentials")
_NAME_LENGTH: Final = 200
_MAX_REFUSALS: Final = 3
"""After so many refusals rooms are not asked for any more."""


class AccountSource:
    """The devices in all homes of one account."""

    def __init__(
        self,
        account: Account,
        *,
        with_details: bool = True,
        tell: Callable[[str], None] = lambda _: None,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Take the account.

        Args:
            account: Whom to ask.
            with_details: Whether rooms and data points are asked for as well: a question for each device and
                three for each product.
            tell: Called with what is being done, for people.
            now: The clock, in seconds since 1970.
        """
        self._account = account
        self._with_details = with_details
        self._tell = tell
        self._now = now
        self._refusals = 0

    async def fetch(self) -> Found:
        """Return all devices of the account.

        Raises:
            LoginError: the login does not hold any more.
            CloudError: the cloud cannot be reached, refuses, or answers something else.
        """
        self._tell("homes")
        listed: dict[str, Listed] = {}
        for home_id, name in await self._list_homes():
            as_of = self._now()
            entries = as_list(await self._account.get(_DEVICES_PATH, {"homeId": home_id}))
            for fields in map(as_object, entries):
                device = read_device(fields, source=NAME, as_of=as_of, home=name)
                if device is not None:
                    # A device that is shared between homes of one account is listed in each.
                    listed.setdefault(device.credential.id, device)
            self._tell(f"{len(listed)} devices listed")
        credentials, problems = link_children(listed.values())
        if not credentials:
            problems = (
                *problems,
                Problem(reason="the account has no devices; was it that of the app with your devices?"),
            )
        if self._with_details:
            credentials = await self._find_rooms(credentials)
            credentials = await describe_products(credentials, self._fetch_schema, tell=self._tell)
        return Found(source=NAME, credentials=credentials, problems=problems)

    async def _list_homes(self) -> list[tuple[str, str]]:
        answer = await self._account.get(_HOMES_PATH)
        return [
            (str(home_id), as_text(home.get("name"), limit=_NAME_LENGTH))
            for home in map(as_object, as_list(answer))
            if isinstance(home_id := pick(home, ("ownerId", "homeId", "id")), str | int)
        ]

    async def _find_rooms(self, credentials: tuple[Credential, ...]) -> tuple[Credential, ...]:
        rooms = await ask_each(
            credentials,
            self._fetch_room,
            tell=lambda done, count: self._tell(f"rooms of {done} of {count} devices"),
        )
        return tuple(msgspec.structs.replace(each, room=room) for each, room in zip(credentials, rooms, strict=True))

    async def _fetch_room(self, credential: Credential) -> str:
        if self._refusals >= _MAX_REFUSALS:
            return ""
        try:
            answer = await self._account.get(f"/v1.0/m/thing/ha/{credential.id}/room")
        except CloudRefusedError as error:
            # The interface has it since 2026 only; single devices of others may be refused as well.
            _LOG.debug("the room of %s is not told: %s", credential.id, error)
            self._refusals += 1
            return ""
        except CloudError as error:
            _LOG.debug("the room of %s is not told: %s", credential.id, error)
            return ""
        return as_text(as_object(answer).get("name"), limit=_NAME_LENGTH)

    async def _fetch_schema(self, credential: Credential) -> Schema | None:
        status = await read_if_told(self._account, f"/v1.0/m/life/devices/{credential.id}/status")
        specification = await read_if_told(self._account, f"/v1.1/m/life/{credential.id}/specifications")
        reports = await read_if_told(self._account, f"/v1.0/m/life/ha/{credential.id}/dp-report-types")
        return describe_by_strategy(credential, status=status, specification=specification, reports=reports)
