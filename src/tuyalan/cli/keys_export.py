"""`tuyalan keys export`: devices and keys for other programs, into a private file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from tuyalan.cli.context import Given  # noqa: TC001
from tuyalan.cli.results import Problem, Result
from tuyalan.errors import UseError

if TYPE_CHECKING:
    from rich.console import RenderableType


class Exported(Result, frozen=True, kw_only=True):
    """What was written."""

    to: str
    output: str
    """The file, or `-`."""
    devices: int
    incomplete: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Which devices the file is incomplete for."""
        return self.incomplete

    @property
    def is_silent(self) -> bool:
        """Whether the file itself went to stdout, where nothing else may stand."""
        return self.output == "-"

    def view(self) -> RenderableType:
        """Return one line."""
        return f"{self.devices} devices for {self.to} written to {self.output}; keys stand in it in clear text."


def export(
    *,
    to: Literal["tinytuya", "json", "localtuya", "rustuya"],
    output: Annotated[str, Parameter(name=("--output", "-o"), allow_leading_hyphen=True)],
    force: bool = False,
    context: Given,
) -> Exported:
    """Write devices and keys as another program reads them; keys stand in it in clear text.

    Args:
        to: For whom: `tinytuya` (devices.json), `rustuya` (state of rustuya-bridge), `localtuya` (a configuration entry
            of Home Assistant), or `json` (a plain list).
        output: The file, for you alone to read; `-` for stdout.
        force: Replace the file if it is there.
        context: Where output goes, and what is stored.
    """
    from tuyalan.credentials.exporting import build_export  # noqa: PLC0415
    from tuyalan.storage.atomic import write_atomic  # noqa: PLC0415

    records = context.store.records
    built = build_export(records, to)
    if output == "-":
        context.output.write_data(built.data)
    else:
        path = Path(output)
        if path.exists() and not force:
            raise UseError(f"{path} is there already", hint="Choose another name, or say --force to replace it.")
        write_atomic(path, built.data)
    incomplete = tuple(
        Problem("export.incomplete", problem, "Get its key, then export again.") for problem in built.problems
    )
    return Exported(to=to, output=output, devices=len(records), incomplete=incomplete)
