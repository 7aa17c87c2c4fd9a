"""What `tuyalan cloud` shows: answers of the developer platform to results; keys are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.cli.points import Point, describe_points, show_points
from tuyalan.cli.results import Result
from tuyalan.credentials.base import Credential
from tuyalan.credentials.cloud.describing import describe_by_specification
from tuyalan.errors import SchemaError
from tuyalan.model.imports.plain import as_integer, as_object, as_text
from tuyalan.vocabulary import DpId, Json

if TYPE_CHECKING:
    from rich.console import RenderableType

_LENGTH: Final = 200


class CloudDevice(msgspec.Struct, frozen=True, kw_only=True):
    """One device as the cloud sees it; its key is not among it."""

    id: str
    name: str
    category: str
    product_key: str
    product_name: str
    is_online: bool
    is_child: bool


class CloudDevices(Result, frozen=True, kw_only=True):
    """The devices of a project."""

    devices: tuple[CloudDevice, ...]

    def view(self) -> RenderableType:
        """Return a table."""
        from rich.text import Text  # noqa: PLC0415

        from tuyalan.cli.views import make_table  # noqa: PLC0415

        table = make_table("name", "id", "category", "product", "")
        for device in self.devices:
            state = Text("online", style="green") if device.is_online else Text("offline", style="dim")
            table.add_row(Text(device.name), device.id, device.category, Text(device.product_name), state)
        return table


class CloudPoints(Result, frozen=True, kw_only=True):
    """The data points of a device."""

    id: str
    category: str
    points: tuple[Point, ...]

    def view(self) -> RenderableType:
        """Return a table."""
        return show_points(self.points, title=self.id)


class CloudValue(msgspec.Struct, frozen=True, kw_only=True):
    """One value as the cloud knows it."""

    code: str
    dp: DpId | None
    value: Json
    time: float | None
    """When the cloud heard it, in seconds since 1970."""


class CloudStatus(Result, frozen=True, kw_only=True):
    """The values of a device."""

    id: str
    values: tuple[CloudValue, ...]

    def view(self) -> RenderableType:
        """Return a table."""
        from tuyalan.cli.views import make_table, show_value  # noqa: PLC0415

        table = make_table(">DP", "code", "value", title=self.id)
        for each in self.values:
            table.add_row("" if each.dp is None else str(each.dp), each.code, show_value(each.value))
        return table


class CloudCommanded(Result, frozen=True, kw_only=True):
    """What was sent through the cloud."""

    id: str
    commands: dict[str, Json]

    def view(self) -> RenderableType:
        """Return one line."""
        from rich.text import Text  # noqa: PLC0415

        sent = msgspec.json.encode(self.commands).decode()
        return Text.assemble(("✓ ", "green"), "The cloud passed on ", (sent, "bold"), (f"  {self.id}", "dim"))


def read_device(fields: dict[str, Json]) -> CloudDevice:
    """Return one device of a list."""
    return CloudDevice(
        id=as_text(fields.get("id"), limit=_LENGTH),
        name=as_text(fields.get("name"), limit=_LENGTH),
        category=as_text(fields.get("category"), limit=_LENGTH),
        product_key=as_text(fields.get("product_id"), limit=_LENGTH),
        product_name=as_text(fields.get("product_name"), limit=_LENGTH),
        is_online=fields.get("online") is True,
        is_child=fields.get("sub") is True,
    )


def read_points(device_id: str, *, specification: Json = None, model: Json = None) -> CloudPoints:
    """Return the data points in a specification or a model.

    Raises:
        SchemaError: there are none.
    """
    from tuyalan.model.sources import Source  # noqa: PLC0415

    schema = describe_by_specification(Credential(id=device_id), specification=specification, model=model)
    if schema is None:
        raise SchemaError(
            "the cloud describes no data points of this device",
            device_id=device_id,
            hint="Try `tuyalan cloud model` or `tuyalan cloud spec`; `tuyalan explain` tells them from what is reported.",
        )
    points = sorted(schema.points.values(), key=lambda point: point.id)
    return CloudPoints(
        id=device_id,
        category=as_text(as_object(specification).get("category"), limit=32),
        points=describe_points(points, Source.IMPORT),
    )


def read_value(fields: dict[str, Json]) -> CloudValue:
    """Return one value of a state."""
    time_ms = as_integer(fields.get("time"))
    return CloudValue(
        code=as_text(fields.get("code"), limit=_LENGTH),
        dp=as_integer(fields.get("dp_id")),
        value=fields.get("value"),
        time=None if time_ms is None else time_ms / 1000,
    )
