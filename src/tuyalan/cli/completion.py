"""`tuyalan completion`: the script that makes a shell complete commands, printed or installed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tuyalan.cli.context import Given  # noqa: TC001 - the parser of arguments reads it
from tuyalan.cli.results import Result
from tuyalan.errors import ConfigError, UseError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType

SHELLS = ("bash", "zsh", "fish")


class CompletionResult(Result, frozen=True, kw_only=True):
    """The script, or where it was installed."""

    shell: str
    path: str | None
    script: str | None

    def view(self) -> RenderableType:
        """Return the script, or what to do next."""
        from rich.text import Text  # noqa: PLC0415

        if self.script is not None:
            return Text(self.script, overflow="ignore", no_wrap=True)
        return f"Installed for {self.shell} in {self.path}. Open a new shell to use it."


def completion(
    *, shell: Literal["bash", "zsh", "fish"] | None = None, install: bool = False, context: Given
) -> CompletionResult:
    """Make the shell complete commands and options.

    Args:
        shell: For which shell; found from the environment if left out.
        install: Put the script where the shell finds it; otherwise it is printed.
        context: Where output goes, and what is stored.
    """
    from tuyalan.cli.tree import build_app  # noqa: PLC0415 - it knows this module

    del context
    chosen = shell or find_shell(os.environ)
    app = build_app()
    if not install:
        return CompletionResult(shell=chosen, path=None, script=app.generate_completion(shell=chosen))
    try:
        path = app.install_completion(shell=chosen)
    except OSError as error:
        raise ConfigError(
            f"the script cannot be installed: {error.strerror}",
            hint=f"Print it with `tuyalan completion --shell {chosen}` and put it where your shell looks.",
        ) from error
    return CompletionResult(shell=chosen, path=str(path), script=None)


def find_shell(environ: Mapping[str, str]) -> Literal["bash", "zsh", "fish"]:
    """Return the user's shell.

    Raises:
        UseError: it is none that can be completed for.
    """
    match Path(environ.get("SHELL", "")).name:
        case "bash":
            return "bash"
        case "zsh":
            return "zsh"
        case "fish":
            return "fish"
        case other:
            raise UseError(
                f"the shell {other!r} is not known" if other else "the shell is not known",
                hint=f"Name it with --shell: {', '.join(SHELLS)}.",
            )
