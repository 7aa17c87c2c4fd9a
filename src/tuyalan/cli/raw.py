"""`tuyalan raw`: any command, for what has no command of its own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.results import Result
from tuyalan.errors import UseError
from tuyalan.vocabulary import DeviceId
from tuyalan.wire.commands import QUERIES, Command, command_name
from tuyalan.wire.messages import Bodies
from tuyalan.wire.versions import VERSIONS

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuyalan.client.device import Device
    from tuyalan.vocabulary import Json


class RawResult(Result, frozen=True, kw_only=True):
    """The answer."""

    id: str
    name: str
    command: int
    command_name: str
    return_code: int | None
    body: Json
    """JSON where the body is JSON, else its text."""

    def view(self) -> RenderableType:
        """Return what came back."""
        from rich.console import Group  # noqa: PLC0415
        from rich.json import JSON  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        code = "" if self.return_code is None else f", return code {self.return_code}"
        head = Text.assemble((self.name, "bold"), (f"  {self.command_name} ({self.command:#04x}){code}", "dim"))
        if isinstance(self.body, str):
            return Group(head, Text(self.body or "no body"))
        return Group(head, JSON(msgspec.json.encode(self.body).decode()))


async def raw(
    name: str, command: str, body: str | None = None, /, *, timeout: float | None = None, context: Given
) -> RawResult:
    """Send any command to a device and show the answer.

    Args:
        name: Name, id (or its beginning) or address of the device.
        command: The number of the command, such as 10 or 0x0a, or its name, such as query.
        body: What to send, JSON as a rule; left out, queries ask for everything and other commands send nothing.
            Values in it are sent unchecked, and what may do harm is not held back.
        timeout: How long to wait, in seconds; 15 by default.
        context: Where output goes, and what is stored.
    """
    check_positive(timeout, "--timeout")
    number = parse_command(command)
    async with context.open(name, timeout=timeout) as device:
        data = _default_body(number, device) if body is None else body.encode()
        message = await device.raw(number, data, timeout=timeout)
        return RawResult(
            id=device.id,
            name=device.name,
            command=message.command,
            command_name=command_name(message.command),
            return_code=message.return_code,
            body=read_body(message.body),
        )


def parse_command(text: str) -> int:
    """Return the number of a command.

    Raises:
        UseError: there is no such command.
    """
    try:
        number = int(text, 0)
    except ValueError:
        name = text.strip().upper().replace("-", "_").replace(" ", "_")
        if name not in Command.__members__:
            raise UseError(
                f"{text!r} is no command", hint="Give its number, such as 10 or 0x0a, or its name, such as query."
            ) from None
        return Command[name].value
    if not 0 <= number <= 0xFF:  # noqa: PLR2004 - one byte is what sessions take
        raise UseError(f"{text} is no command: they go from 0 to 255")
    return number


def _default_body(number: int, device: Device) -> bytes:
    """Return what to send where nothing was given: devices refuse a query that names nothing. Facts: QUERY-1."""
    from tuyalan.app import find_owner  # noqa: PLC0415 - loads everything that speaks to devices
    from tuyalan.client.child import Child  # noqa: PLC0415

    if number not in QUERIES or device.version is None:
        return b""
    bodies = Bodies(VERSIONS[device.version], DeviceId(find_owner(device).id))
    cid = device.cid if isinstance(device, Child) else None
    return bodies.query(wall=int(time.time()), cid=cid, full=number == Command.QUERY)


def read_body(body: bytes) -> Json:
    """Return JSON as JSON, text as text."""
    try:
        return msgspec.json.decode(body)
    except ValueError:
        text = body.decode("utf-8", "replace")
        return "".join(char if char.isprintable() else "?" for char in text)
