"""`tuyalan cloud logs`: what the cloud wrote down of a device; at most the last seven days."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.cli.cloud import ProjectOption  # noqa: TC001 - the parser of arguments reads it
from tuyalan.cli.cloud_access import open_project
from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.results import Result
from tuyalan.credentials.cloud.paging import iter_pages
from tuyalan.errors import UseError
from tuyalan.model.imports.plain import as_integer, as_text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuyalan.vocabulary import Json

_EVENTS: Final[dict[int, str]] = {
    1: "online",
    2: "offline",
    3: "activated",
    4: "reset",
    5: "command",
    6: "firmware",
    7: "report",
    8: "signal",
    9: "restart",
    10: "timer",
}
_KEPT_HOURS: Final = 7 * 24
_PAGE: Final = 100
_HOUR_MS: Final = 3_600_000
_LENGTH: Final = 4096


class LogEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the log."""

    time: float
    """In seconds since 1970."""
    event: str
    code: str
    value: str


class CloudLogs(Result, frozen=True, kw_only=True):
    """The log of a device, the newest first."""

    id: str
    entries: tuple[LogEntry, ...]
    has_more: bool
    """Whether there are more than were asked for."""

    def view(self) -> RenderableType:
        """Return a table."""
        from rich.console import Group  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        from tuyalan.cli.views import make_table  # noqa: PLC0415

        if not self.entries:
            return Text("The cloud wrote nothing down in this time.")
        table = make_table("time", "event", "code", "value", title=self.id)
        for entry in self.entries:
            at = dt.datetime.fromtimestamp(entry.time, dt.UTC).astimezone()
            table.add_row(f"{at:%Y-%m-%d %H:%M:%S}", entry.event, entry.code, Text(entry.value))
        more = "There are more; ask for them with --limit." if self.has_more else ""
        return Group(table, Text(more, style="dim"))


async def logs(
    device: str,
    /,
    *,
    hours: float = 24.0,
    code: str | None = None,
    limit: int = 100,
    project: ProjectOption = None,
    context: Given,
) -> CloudLogs:
    """Show what the cloud wrote down of a device, the newest first; it keeps seven days.

    Args:
        device: Name of a stored device, or the id of any.
        hours: How far back, at most 168; 24 by default.
        code: Only reports of these codes, separated by commas.
        limit: The most entries to fetch; 100 by default.
        project: The access id of the project, where several are stored.
        context: Where output goes, and what is stored.
    """
    check_positive(hours, "--hours")
    check_positive(limit, "--limit")
    if hours > _KEPT_HOURS:
        raise UseError(f"the cloud keeps {_KEPT_HOURS} hours, not {hours:g}")
    device_id = context.find_id(device)
    end = int(time.time() * 1000)
    query = {
        "type": "7" if code else ",".join(map(str, _EVENTS)),
        "start_time": str(end - int(hours * _HOUR_MS)),
        "end_time": str(end),
        "size": str(min(limit, _PAGE)),
    }
    if code:
        query["codes"] = code
    entries: list[LogEntry] = []
    async with open_project(context, project) as opened:
        path = f"/v1.0/devices/{device_id}/logs"
        pages = iter_pages(opened, path, query, field="logs", key="start_row_key", answer_key="next_row_key")
        async for page in pages:
            entries += map(_read, page)
            if len(entries) > limit:
                break
    return CloudLogs(id=device_id, entries=tuple(entries[:limit]), has_more=len(entries) > limit)


def _read(fields: dict[str, Json]) -> LogEntry:
    event = as_integer(fields.get("event_id"))
    value = fields.get("value")
    return LogEntry(
        time=(as_integer(fields.get("event_time")) or 0) / 1000,
        event=_EVENTS.get(event or 0, str(event)),
        code=as_text(fields.get("code"), limit=_LENGTH),
        value=as_text(value if isinstance(value, str) else msgspec.json.encode(value).decode(), limit=_LENGTH),
    )
