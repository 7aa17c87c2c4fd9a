"""All devices of a project of the developer platform, with keys, hardware and schemas."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Final

from tuyalan.credentials.base import Found, Problem
from tuyalan.credentials.cloud.describing import describe_by_specification
from tuyalan.credentials.cloud.devices import link_children, read_device, read_id
from tuyalan.credentials.cloud.paging import iter_pages
from tuyalan.credentials.cloud.products import describe_products, read_if_told
from tuyalan.errors import CloudRefusedError
from tuyalan.model.imports.plain import as_list, as_object

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tuyalan.credentials.base import Credential
    from tuyalan.credentials.cloud.project import Project
    from tuyalan.model.schema import Schema
    from tuyalan.vocabulary import Json

NAME: Final = "a project of the developer platform"
"""What this source is called."""

ASSOCIATED_PATH: Final = "/v1.0/iot-01/associated-users/devices"
"""Where the devices of all linked accounts are listed."""

_USER_PATH: Final = "/v1.3/iot-03/devices"
_HARDWARE_PATH: Final = "/v1.0/devices/factory-infos"
_HARDWARE_AT_ONCE: Final = 50
_LOG: Final = logging.getLogger("tuyalan.credentials")


_NOTHING: Final = (
    "the project shows no devices: no app account is linked to it, or the account lives in another data centre;"
    " link it under Devices, Link App Account"
)


class ProjectSource:
    """The devices of all app accounts that are linked to a project."""

    def __init__(
        self,
        project: Project,
        *,
        with_schemas: bool = True,
        tell: Callable[[str], None] = lambda _: None,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Take the project.

        Args:
            project: Whom to ask.
            with_schemas: Whether data points are asked for as well: two more questions for each product.
            tell: Called with what is being done, for people.
            now: The clock, in seconds since 1970.
        """
        self._project = project
        self._with_schemas = with_schemas
        self._tell = tell
        self._now = now

    async def fetch(self) -> Found:
        """Return all devices of the project.

        Raises:
            CloudError: the cloud cannot be reached, refuses, or answers something else.
        """
        as_of = self._now()
        devices = await self._list_devices()
        hardware = await self._fetch_hardware(devices)
        listed = [
            read_device(fields, source=NAME, as_of=as_of, hardware=hardware.get(device_id))
            for device_id, fields in devices.items()
        ]
        credentials, problems = link_children(each for each in listed if each is not None)
        if not credentials:
            problems = (*problems, Problem(reason=_NOTHING))
        if self._with_schemas:
            credentials = await describe_products(
                credentials, lambda example: fetch_schema(self._project, example), tell=self._tell
            )
        return Found(source=NAME, credentials=credentials, problems=problems)

    async def _list_devices(self) -> dict[str, dict[str, Json]]:
        devices: dict[str, dict[str, Json]] = {}
        async for page in iter_pages(self._project, ASSOCIATED_PATH, {"size": "50"}, field="devices"):
            _merge(devices, page)
            self._tell(f"{len(devices)} devices listed")
        users = {uid: None for fields in devices.values() if isinstance(uid := fields.get("uid"), str) and uid}
        for uid in users:
            query = {"page_size": "75", "source_id": uid, "source_type": "tuyaUser"}
            try:
                async for page in iter_pages(self._project, _USER_PATH, query, field="list"):
                    _merge(devices, page)
            except CloudRefusedError as error:
                # This list knows gateways and sometimes more keys, but not every project may read it.
                _LOG.debug("the list of one account is not given: %s", error)
        return devices

    async def _fetch_hardware(self, devices: Iterable[str]) -> dict[str, dict[str, Json]]:
        ids = list(devices)
        known: dict[str, dict[str, Json]] = {}
        for begin in range(0, len(ids), _HARDWARE_AT_ONCE):
            query = {"device_ids": ",".join(ids[begin : begin + _HARDWARE_AT_ONCE])}
            self._tell(f"hardware of {len(ids)} devices")
            try:
                answer = await self._project.get(_HARDWARE_PATH, query)
            except CloudRefusedError as error:
                _LOG.debug("the hardware of devices is not told: %s", error)
                break
            known |= {read_id(fields): fields for fields in map(as_object, as_list(answer))}
        return known


async def fetch_schema(project: Project, credential: Credential) -> Schema | None:
    """Return the schema of one device; None where the cloud describes none, or does not tell."""
    specification = await read_if_told(project, f"/v1.1/devices/{credential.id}/specifications")
    model = await read_if_told(project, f"/v2.0/cloud/thing/{credential.id}/model")
    return describe_by_specification(credential, specification=specification, model=model)


def _merge(devices: dict[str, dict[str, Json]], page: list[dict[str, Json]]) -> None:
    for fields in page:
        if device_id := read_id(fields):
            known = devices.get(device_id, {})
            devices[device_id] = fields | {name: value for name, value in known.items() if value}
