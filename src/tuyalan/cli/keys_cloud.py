"""`tuyalan keys cloud`: all keys through a project of the developer platform, its data centre found by itself."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - the parser of arguments reads the types of parameters
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from cyclopts import Parameter
from rich.markup import escape

from tuyalan.cli.context import Given  # noqa: TC001 - the parser of arguments reads it
from tuyalan.cli.keys_taking import CLOUD_HINT, KeysTaken, store_found
from tuyalan.errors import CloudRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tuyalan.cli.context import Context
    from tuyalan.credentials.base import Found
    from tuyalan.credentials.cloud.exchange import Exchange
    from tuyalan.credentials.cloud.finding import Tried
    from tuyalan.credentials.cloud.logins import ProjectAccess
    from tuyalan.credentials.cloud.project import Project

_MISTYPED: Final = frozenset({"1001", "1004", "1005"})
_TRIES: Final = 3


async def keys_cloud(
    *,
    access_id: str | None = None,
    project_file: Path | None = None,
    secret_stdin: bool = False,
    refresh: bool = False,
    region: str | None = None,
    endpoint: Annotated[str | None, Parameter(env_var="TUYALAN_CLOUD_ENDPOINT")] = None,
    keys_only: bool = False,
    forget: bool = False,
    dry_run: bool = False,
    yes: bool = False,
    replace: bool = False,
    context: Given,
) -> KeysTaken:
    """Take over devices and keys through a project of the maker's developer platform.

    Args:
        access_id: The access id of the project; asked for if left out.
        project_file: Read access id and secret from this file: lines TUYA_ACCESS_ID=... and TUYA_ACCESS_SECRET=..., or
            the tinytuya.json of tinytuya.
        secret_stdin: Read the access secret from the input in place of asking.
        refresh: Fetch again with the project of last time.
        region: The data centre: eu, us, eu-w, us-e, in, sg or cn; found if left out.
        endpoint: Another address of the interface than that of a data centre.
        keys_only: Leave out data points, which take two questions to the cloud for each product.
        forget: Do not keep access to the project; without it, keys can be renewed and `tuyalan cloud` works.
        dry_run: Show what would change and store nothing.
        yes: Do not ask.
        replace: Let the keys found take the place of stored ones, whichever is newer.
        context: Where output goes, and what is stored.
    """
    from tuyalan.cli.cloud_access import STEPS, open_project, read_access  # noqa: PLC0415 - loads the ciphers
    from tuyalan.credentials.access import forget_project, keep_project  # noqa: PLC0415
    from tuyalan.credentials.cloud.exchange import Exchange  # noqa: PLC0415

    if refresh:
        async with open_project(context, access_id) as project:
            found = await _fetch(project, context, keys_only=keys_only)
        return store_found(found, context, is_dry=dry_run, is_sure=yes, is_replacing=replace, hint=CLOUD_HINT)
    is_asked = access_id is None and project_file is None

    def read() -> ProjectAccess:
        return read_access(context, access_id=access_id, project_file=project_file, secret_stdin=secret_stdin)

    async with Exchange() as exchange:
        if is_asked and sys.stdin.isatty():
            context.output.say(STEPS)
        place = _Place(exchange, region=region, endpoint=endpoint, context=context)
        project = await place.open(read, tries=_TRIES if is_asked else 1)
        found = await _fetch(project, context, keys_only=keys_only)
    access = msgspec.structs.replace(project.access, endpoint=project.endpoint)
    if forget:
        forget_project(context.logins, access)
    elif not dry_run:
        keep_project(context.logins, access)
    return store_found(found, context, is_dry=dry_run, is_sure=yes, is_replacing=replace, hint=CLOUD_HINT)


class _Place:
    """Where a project is: named by the person, or found."""

    def __init__(self, exchange: Exchange, *, region: str | None, endpoint: str | None, context: Context) -> None:
        from tuyalan.credentials.cloud.regions import find_region  # noqa: PLC0415

        self._exchange = exchange
        self._endpoint = endpoint or (find_region(region).endpoint if region else "")
        self._output = context.output

    async def open(self, read: Callable[[], ProjectAccess], *, tries: int) -> Project:
        """Return the project whose access `read` gives; what was mistyped is asked for again."""
        while True:
            access = read()
            tries -= 1
            try:
                return await self._open(access)
            except CloudRefusedError as error:
                if not tries or error.number not in _MISTYPED:
                    raise
                self._output.complain(error)

    async def _open(self, access: ProjectAccess) -> Project:
        from tuyalan.credentials.cloud.finding import find_project  # noqa: PLC0415
        from tuyalan.credentials.cloud.project import Project  # noqa: PLC0415

        endpoint = self._endpoint or access.endpoint
        if endpoint:
            project = Project(self._exchange, access, endpoint=endpoint)
            await project.fetch_token()
            return project
        self._output.say("[dim]Looking for the data centre of the project...[/dim]")
        project, tried = await find_project(lambda region: Project(self._exchange, access, endpoint=region.endpoint))
        for each in tried:
            if each.is_open:
                self._output.say(f"{each.region.name} ({each.region.code}): {_describe(each)}")
        return project


def _describe(tried: Tried) -> str:
    if tried.error is not None:
        return f"[yellow]{escape(tried.error.message)}[/yellow]"
    return f"[green]the project is here[/green], {tried.devices} devices"


async def _fetch(project: Project, context: Context, *, keys_only: bool) -> Found:
    from tuyalan.credentials.cloud.inventory import ProjectSource  # noqa: PLC0415

    with context.output.live("") as show:
        source = ProjectSource(project, with_schemas=not keys_only, tell=lambda text: show(f"Fetching: {text}"))
        return await source.fetch()
