"""Which data centre a project lives in: all are asked at once, and the one that knows its devices is taken."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.credentials.cloud.codes import CLOCK_CODE, SIGN_CODE
from tuyalan.credentials.cloud.inventory import ASSOCIATED_PATH
from tuyalan.credentials.cloud.regions import REGIONS, Region
from tuyalan.errors import CloudError, CloudRefusedError, CloudUnreachableError
from tuyalan.model.imports.plain import as_integer, as_list, as_object

if TYPE_CHECKING:
    from collections.abc import Callable

    from tuyalan.credentials.cloud.project import Project

_TELLING: Final = (
    "28841002",
    "28841107",
    "28841105",
    "28841101",
    "28841106",
    "28841001",
    "1106",
    SIGN_CODE,
    CLOCK_CODE,
)
"""Refusals that say most, first: the one that is told when no data centre grants anything."""


FIND_TIMEOUT: Final = 20.0
"""How long one data centre is waited for, in seconds; some networks reach only a few of them."""


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What one data centre said."""

    region: Region
    is_open: bool = False
    """Whether it knows the project."""
    devices: int = 0
    """How many devices it shows."""
    error: CloudError | None = None
    """What it did not do."""

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """How likely it is the right one."""
        return self.is_open, self.error is None, self.devices


async def find_project(open_project: Callable[[Region], Project]) -> tuple[Project, tuple[Tried, ...]]:
    """Return the project in the data centre that shows most devices, and what all of them said.

    Args:
        open_project: Makes the project as it would be in a data centre.

    Raises:
        CloudError: none of them grants access; the error is the one that says most.
    """
    projects = [open_project(region) for region in REGIONS]
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(_try(project, region), name=f"tuyalan region {region.code}")
            for project, region in zip(projects, REGIONS, strict=True)
        ]
    tried = tuple(task.result() for task in tasks)
    # `max` takes the first of equals, and the list of regions is in the order that decides ties.
    best = max(range(len(tried)), key=lambda place: tried[place].rank)
    if tried[best].is_open:
        return projects[best], tried
    raise _choose(tried)


async def _try(project: Project, region: Region) -> Tried:
    try:
        async with asyncio.timeout(FIND_TIMEOUT):
            await project.fetch_token()
    except TimeoutError:
        error = CloudUnreachableError(f"the data centre {region.name} did not answer within {FIND_TIMEOUT:g} seconds")
        return Tried(region=region, error=error)
    except CloudError as error:
        return Tried(region=region, error=error)
    try:
        page = as_object(await project.get(ASSOCIATED_PATH, {"size": "50", "last_row_key": ""}))
    except CloudError as error:
        return Tried(region=region, is_open=True, error=error)
    return Tried(
        region=region, is_open=True, devices=as_integer(page.get("total")) or len(as_list(page.get("devices")))
    )


def _choose(tried: tuple[Tried, ...]) -> CloudError:
    errors = [each.error for each in tried if each.error is not None]
    refusals = {error.number: error for error in reversed(errors) if isinstance(error, CloudRefusedError)}
    for number in _TELLING:
        if number in refusals:
            return refusals[number]
    if refusals:
        return next(iter(refusals.values()))
    return errors[0] if errors else CloudUnreachableError("no data centre answered")
