"""What `tuyalan ha` shows: devices as they would be announced, and what is different at the broker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tuyalan.cli.results import Result
from tuyalan.vocabulary import Json

if TYPE_CHECKING:
    from rich.console import RenderableType


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """One entity as it is announced."""

    key: str
    platform: str
    name: str
    unique_id: str
    can_write: bool
    is_enabled: bool


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """One device as it is announced."""

    id: str
    name: str
    topic: str
    entities: tuple[Entity, ...]
    payload: dict[str, Json]
    """The whole message."""


class PreviewResult(Result, frozen=True, kw_only=True):
    """What Home Assistant would be told."""

    devices: tuple[Preview, ...]

    def view(self) -> RenderableType:
        """Return a table for each device."""
        from rich.console import Group  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        from tuyalan.cli.views import make_table  # noqa: PLC0415

        parts: list[RenderableType] = []
        for device in self.devices:
            parts.append(Text.assemble((device.name, "bold"), (f"  {device.topic}", "dim")))
            if not device.entities:
                parts.append(
                    Text(
                        "Nothing is known of its values yet; name the device, or let a hub run, which stores them every minute.",
                        style="yellow",
                    )
                )
                continue
            table = make_table("entity", "name", "id", "")
            for entity in device.entities:
                marks = [] if entity.can_write else ["read only"]
                marks += [] if entity.is_enabled else ["off until enabled"]
                name = entity.name or device.name
                table.add_row(entity.platform, name, Text(entity.unique_id, style="dim"), Text(", ".join(marks), "dim"))
            parts.append(table)
        return Group(*parts) if parts else Text("No devices are stored.", style="dim")


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What publishing changes, or would change, for one device."""

    topic: str
    name: str
    what: str
    """`new`, `changed`, `removed`, `moved` or `restored`."""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


class ChangesResult(Result, frozen=True, kw_only=True):
    """What is different, and whether it was done."""

    action: str
    broker: str
    is_done: bool
    changes: tuple[Change, ...]

    def view(self) -> RenderableType:
        """Return a line for each device."""
        from rich.console import Group  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        if not self.changes:
            return Text(f"Nothing to change at {self.broker}.", style="dim")
        styles = {"new": "green", "removed": "red", "restored": "cyan"}
        lines: list[RenderableType] = []
        for change in self.changes:
            line = Text.assemble((f"{change.what:9}", styles.get(change.what, "yellow")), (change.name, "bold"))
            for sign, keys in (("+", change.added), ("-", change.removed), ("~", change.changed)):
                line.append("".join(f"  {sign}{key}" for key in keys), "dim")
            lines.append(line)
        done = "Done; `tuyalan ha undo` takes it back." if self.is_done else "Nothing was changed yet."
        return Group(*lines, Text(f"{done} Broker: {self.broker}", style="dim"))
