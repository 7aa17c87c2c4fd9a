"""What the demonstration shows: steps with ticks, a table of devices, the last lines of what happened."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.cli.results import Result
from tuyalan.vocabulary import DpId, Json

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import RenderableType
    from rich.text import Text


_LINES: Final = 6
"""Lines of what happened that stay visible; the whole fits into a terminal of 24 lines."""


class StepEvent(Result, frozen=True, kw_only=True, tag_field="event", tag="step"):
    """One step that happened."""

    number: int
    title: str
    detail: str
    seconds: float

    def view(self) -> RenderableType:
        """Return one line."""
        from rich.text import Text  # noqa: PLC0415

        return Text.assemble(("✓ ", "bold green"), (f"{self.title}: ", "bold"), self.detail)


class HappenedEvent(Result, frozen=True, kw_only=True, tag_field="event", tag="happened"):
    """Something that happened within a step."""

    time: float
    name: str
    what: str
    dps: dict[DpId, Json] = msgspec.field(default_factory=dict[DpId, Json])

    def view(self) -> RenderableType:
        """Return one line."""
        from rich.text import Text  # noqa: PLC0415

        from tuyalan.cli.views import make_line, show_dps, show_time  # noqa: PLC0415

        rest = Text.assemble(self.what, "  " if self.dps else "", show_dps(self.dps))
        return make_line(((show_time(self.time), 12), (Text(self.name, "bold"), 15)), rest)


class ShownDevice(msgspec.Struct, kw_only=True):
    """One line of the table."""

    id: str
    name: str
    product: str
    version: str = ""
    address: str = ""
    state: str = "not found yet"
    values: str = ""


class DemoResult(Result, frozen=True, kw_only=True, tag_field="event", tag="end"):
    """The whole demonstration."""

    steps: tuple[StepEvent, ...]
    devices: tuple[ShownDevice, ...]
    seconds: float
    is_kept: bool
    lines: tuple[HappenedEvent, ...] = ()

    def view(self) -> RenderableType:
        """Return the board as it was at the end."""
        from rich.console import Group  # noqa: PLC0415

        steps = [step.view() for step in self.steps]
        return Group(_title(), *steps, _make_table(self.devices), *(line.view() for line in self.lines), "", self.end)

    @property
    def end(self) -> str:
        """The last line."""
        return f"[bold green]All {len(self.steps)} steps happened[/bold green] in {self.seconds:.0f} s."


class ToldResult(DemoResult, frozen=True, kw_only=True, tag_field="event", tag="end"):
    """The whole demonstration, where its steps were printed one by one."""

    def view(self) -> RenderableType:
        """Return the table and the end."""
        from rich.console import Group  # noqa: PLC0415

        return Group(_make_table(self.devices), self.end)


class Board:
    """The state of the demonstration; Rich draws it several times a second."""

    def __init__(self, *, tell: Callable[[Result], None] | None) -> None:
        """Take what prints each event where nothing can be drawn."""
        self.devices: dict[str, ShownDevice] = {}
        self._tell = tell
        self._steps: list[StepEvent] = []
        self._current = ""
        self._lines: deque[HappenedEvent] = deque(maxlen=_LINES)
        self._begun = time.monotonic()
        self._step_begun = self._begun

    def begin(self, title: str) -> None:
        """Tell that a step is under way."""
        self._current = title
        self._step_begun = time.monotonic()

    def end(self, detail: str) -> None:
        """Tell that the step happened."""
        seconds = time.monotonic() - self._step_begun
        step = StepEvent(number=len(self._steps) + 1, title=self._current, detail=detail, seconds=seconds)
        self._steps.append(step)
        self._current = ""
        if self._tell is not None:
            self._tell(step)

    def happened(self, name: str, what: str, dps: dict[DpId, Json] | None = None) -> None:
        """Add a line."""
        event = HappenedEvent(time=time.time(), name=name, what=what, dps=dps or {})
        self._lines.append(event)
        if self._tell is not None:
            self._tell(event)

    def result(self, *, is_kept: bool) -> DemoResult:
        """Return all of it as a value."""
        kind = DemoResult if self._tell is None else ToldResult
        return kind(
            steps=tuple(self._steps),
            devices=tuple(self.devices.values()),
            seconds=time.monotonic() - self._begun,
            is_kept=is_kept,
            lines=tuple(self._lines) if self._tell is None else (),
        )

    def __rich__(self) -> RenderableType:
        """Return what is on the screen now."""
        from rich.console import Group  # noqa: PLC0415
        from rich.spinner import Spinner  # noqa: PLC0415

        parts: list[RenderableType] = [_title(), *(step.view() for step in tuple(self._steps))]
        if self._current:
            parts.append(Spinner("dots", text=f"[cyan]{self._current}...[/cyan]"))
        parts.append(_make_table(tuple(self.devices.values())))
        return Group(*parts, *(line.view() for line in tuple(self._lines)))


def _title() -> Text:
    from rich.text import Text  # noqa: PLC0415

    return Text.assemble(("Tuyalan", "bold cyan"), ("  a home of virtual devices, on this machine alone\n", "dim"))


def _make_table(devices: tuple[ShownDevice, ...]) -> RenderableType:
    from tuyalan.cli.views import make_table  # noqa: PLC0415

    table = make_table("device", "ver", "address", "state", "values")
    for device in devices:
        style = {"connected": "green", "away": "bold red", "found": "cyan"}.get(device.state, "dim")
        table.add_row(
            f"[bold]{device.name}[/bold]",
            device.version,
            device.address,
            f"[{style}]{device.state}[/{style}]",
            device.values,
        )
    return table
