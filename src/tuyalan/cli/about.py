"""What is installed, as a value that is made quickly: `tuyalan version` answers before arguments are parsed."""

from __future__ import annotations

import platform
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from tuyalan import __version__
from tuyalan.cli.results import Result
from tuyalan.vocabulary import Version

if TYPE_CHECKING:
    from rich.console import RenderableType


class VersionResult(Result, frozen=True, kw_only=True):
    """What runs."""

    tuyalan: str
    python: str
    platform: str
    uvloop: bool
    protocols: tuple[str, ...]

    def view(self) -> RenderableType:
        """Return one line."""
        return self.line

    @property
    def line(self) -> str:
        """All of it in one line of text."""
        loop = "uvloop" if self.uvloop else "asyncio"
        return (
            f"tuyalan {self.tuyalan} (Python {self.python} on {self.platform}, {loop},"
            f" protocols {self.protocols[0]} to {self.protocols[-1]})"
        )


def describe() -> VersionResult:
    """Return what runs; quick, since nothing of it has to be loaded."""
    return VersionResult(
        tuyalan=__version__,
        python=platform.python_version(),
        platform=sys.platform,
        uvloop=find_spec("uvloop") is not None,
        protocols=tuple(each.value for each in Version),
    )
