"""`tuyalan cloud devices`, `spec`, `model`, `status` and `command`: the cloud as a tool; nothing else needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from tuyalan.cli.cloud_access import open_project
from tuyalan.cli.cloud_results import (
    CloudCommanded,
    CloudDevices,
    CloudPoints,
    CloudStatus,
    read_device,
    read_points,
    read_value,
)
from tuyalan.cli.context import Given  # noqa: TC001 - the parser of arguments reads it
from tuyalan.cli.values import parse_value
from tuyalan.credentials.cloud.inventory import ASSOCIATED_PATH
from tuyalan.credentials.cloud.paging import iter_pages
from tuyalan.credentials.cloud.project import Target
from tuyalan.errors import CloudRefusedError, UseError
from tuyalan.model.imports.plain import as_list, as_object

if TYPE_CHECKING:
    from tuyalan.credentials.cloud.project import Project
    from tuyalan.vocabulary import Json

_PROJECT_HELP: Final = "The access id of the project, where several are stored."

ProjectOption = Annotated[str | None, Parameter(name="--project", help=_PROJECT_HELP)]


async def devices(*, project: ProjectOption = None, context: Given) -> CloudDevices:
    """List the devices that a project of the developer platform knows; keys are not shown.

    Args:
        project: The access id of the project, where several are stored.
        context: Where output goes, and what is stored.
    """
    async with open_project(context, project) as opened:
        pages = iter_pages(opened, ASSOCIATED_PATH, {"size": "50"}, field="devices")
        return CloudDevices(devices=tuple([read_device(fields) async for page in pages for fields in page]))


async def spec(device: str, /, *, project: ProjectOption = None, context: Given) -> CloudPoints:
    """Show the data points of a device as the platform specifies them.

    Args:
        device: Name of a stored device, or the id of any.
        project: The access id of the project, where several are stored.
        context: Where output goes, and what is stored.
    """
    device_id = context.find_id(device)
    async with open_project(context, project) as opened:
        answer = await opened.get(f"/v1.1/devices/{device_id}/specifications")
    return read_points(device_id, specification=answer)


async def model(device: str, /, *, project: ProjectOption = None, context: Given) -> CloudPoints:
    """Show the things data model of a device: it also knows data points of no standard.

    Args:
        device: Name of a stored device, or the id of any.
        project: The access id of the project, where several are stored.
        context: Where output goes, and what is stored.
    """
    device_id = context.find_id(device)
    async with open_project(context, project) as opened:
        answer = await opened.get(f"/v2.0/cloud/thing/{device_id}/model")
    return read_points(device_id, model=answer)


async def status(device: str, /, *, project: ProjectOption = None, context: Given) -> CloudStatus:
    """Show the values of a device as the cloud knows them; works for devices that have no local interface.

    Args:
        device: Name of a stored device, or the id of any.
        project: The access id of the project, where several are stored.
        context: Where output goes, and what is stored.
    """
    device_id = context.find_id(device)
    async with open_project(context, project) as opened:
        entries = await _fetch_values(opened, device_id)
    return CloudStatus(id=device_id, values=tuple(map(read_value, map(as_object, entries))))


async def command(
    device: str, /, *values: str, through: str = "iot-03/devices", project: ProjectOption = None, context: Given
) -> CloudCommanded:
    """Write values to a device through the cloud; works for devices that have no local interface.

    Args:
        device: Name of a stored device, or the id of any.
        values: Assignments by code, such as `switch_led=true`: JSON where it is JSON, else text.
        through: The path in front of the id; some infrared devices take commands under `devices` only.
        project: The access id of the project, where several are stored.
        context: Where output goes, and what is stored.
    """
    device_id = context.find_id(device)
    commands = _parse_commands(values)
    body = {"commands": [{"code": code, "value": value} for code, value in commands.items()]}
    target = Target.parse(f"/v1.0/{through.strip('/')}/{device_id}/commands")
    async with open_project(context, project) as opened:
        await opened.request("POST", target, body=body)
    return CloudCommanded(id=device_id, commands=commands)


async def _fetch_values(project: Project, device_id: str) -> list[Json]:
    try:
        answer = await project.get(f"/v2.0/cloud/thing/{device_id}/shadow/properties")
    except CloudRefusedError:
        # Not every project may ask for shadows, and not every device has one.
        return as_list(await project.get(f"/v1.0/iot-03/devices/{device_id}/status"))
    return as_list(as_object(answer).get("properties"))


def _parse_commands(words: tuple[str, ...]) -> dict[str, Json]:
    commands: dict[str, Json] = {}
    for word in words:
        code, equals, text = word.partition("=")
        if not equals or not code:
            raise UseError(f"{word[:80]!r} is no assignment of a value to a code", hint=_ASSIGN)
        commands[code] = _parse_value(text)
    if not commands:
        raise UseError("say what to write", hint=_ASSIGN)
    return commands


def _parse_value(text: str) -> Json:
    # The cloud takes objects too: colours, for example.
    nested = as_object(text) if text.startswith("{") else {}
    return nested or parse_value(text)


_ASSIGN: Final = "Write for example `switch_led=true work_mode=white`; `tuyalan cloud spec` lists the codes."
