"""`tuyalan version`: what is installed."""

from __future__ import annotations

from tuyalan.cli.about import VersionResult, describe
from tuyalan.cli.context import Given  # noqa: TC001 - the parser of arguments reads it


def version(*, context: Given) -> VersionResult:
    """Show the version and what it runs on."""
    del context
    return describe()
