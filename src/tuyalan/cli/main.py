"""The program `tuyalan`: from the arguments to the exit code.

Loads as little as it can: `--version` answers before the parser of arguments is there.
"""

from __future__ import annotations

import inspect
import sys
from typing import TYPE_CHECKING, Any, Final, TextIO

from tuyalan import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from cyclopts import App

    from tuyalan.cli.context import Context
    from tuyalan.cli.output import Output

_VERSION_FLAGS: Final = (["--version"], ["-V"])


def main() -> None:
    """Run the program with the arguments of the process and end it."""
    arguments = sys.argv[1:]
    if arguments in _VERSION_FLAGS:
        from tuyalan.cli.output import print_plain  # noqa: PLC0415 - every millisecond counts here

        print_plain(__version__)
        sys.exit(0)
    if arguments == ["version"]:
        from tuyalan.cli.about import describe  # noqa: PLC0415
        from tuyalan.cli.output import print_plain  # noqa: PLC0415

        print_plain(describe().line)
        sys.exit(0)
    sys.exit(run(arguments))


def run(arguments: Sequence[str], *, stdout: TextIO | None = None, stderr: TextIO | None = None) -> int:
    """Run one command and return its exit code.

    Args:
        arguments: What was typed behind the name of the program.
        stdout: Where data goes.
        stderr: Where talk goes.
    """
    from tuyalan.cli.exitcodes import ExitCode  # noqa: PLC0415
    from tuyalan.cli.output import Output, drop_output  # noqa: PLC0415

    is_json = "--json" in arguments
    output = Output(is_json=is_json, is_debug="--debug" in arguments, stdout=stdout, stderr=stderr)
    with output.logs():
        try:
            return _run(_spell_input(arguments), output)
        except KeyboardInterrupt:
            output.say("[dim]Stopped.[/dim]")
            return ExitCode.INTERRUPTED
        except BrokenPipeError:
            # The reader has seen enough, as `head` does.
            drop_output()
            return ExitCode.OK
        except Exception as error:  # noqa: BLE001 - the outermost edge: whatever it is, people get a sentence
            return output.fail(error)


def _run(arguments: list[str], output: Output) -> int:
    from tuyalan.cli.context import Context  # noqa: PLC0415
    from tuyalan.cli.exitcodes import ExitCode  # noqa: PLC0415
    from tuyalan.cli.tree import build_app, find_command, launch  # noqa: PLC0415

    app = build_app(output)
    command, bound, _ = _parse(app.meta, arguments, output)
    if command is not launch:
        command(*bound.args, **bound.kwargs)
        return ExitCode.OK
    tokens: tuple[str, ...] = bound.arguments.get("tokens", ())
    devices: Path | None = bound.arguments.get("devices")
    command, bound, handed = _parse(app, list(tokens), output)
    output.command = find_command(tokens) or next((token for token in tokens if not token.startswith("-")), "")
    if not handed:
        # Help, and what the parser of arguments does by itself.
        command(*bound.args, **bound.kwargs)
        return ExitCode.OK
    return _call(command, bound, Context(output, devices=devices))


def _spell_input(arguments: Sequence[str]) -> list[str]:
    """Put the word for the input in place of a lone hyphen, which the parser of arguments takes for an option."""
    if "decode" not in arguments:
        return list(arguments)
    return ["stdin" if argument == "-" else argument for argument in arguments]


def _call(command: Callable[..., Any], bound: inspect.BoundArguments, context: Context) -> int:
    result = command(*bound.args, **bound.kwargs, context=context)
    if inspect.iscoroutine(result):
        from tuyalan.app import run as run_async  # noqa: PLC0415 - most errors of use come before

        result = run_async(result)
    return context.output.finish(result)


def _parse(
    app: App, tokens: list[str], output: Output
) -> tuple[Callable[..., Any], inspect.BoundArguments, dict[str, Any]]:
    """Read arguments; what is wrong with them becomes an error of ours."""
    from cyclopts import CycloptsError  # noqa: PLC0415

    from tuyalan.cli.tree import find_command  # noqa: PLC0415
    from tuyalan.errors import UseError  # noqa: PLC0415

    try:
        return app.parse_args(tokens, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        known = find_command(tokens)
        output.command = known or next((token for token in tokens if not token.startswith("-")), "")
        hint = f"See `tuyalan {known} --help`." if known else "See `tuyalan --help`."
        message = str(error).partition(" Available commands:")[0].strip().removesuffix(".")
        raise UseError(message, hint=hint) from None
