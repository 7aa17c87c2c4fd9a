"""What commands return: frozen values that become one line of JSON or something for people to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuyalan.errors import TuyalanError

ENVELOPE_VERSION: Final = 1
"""Grows when a field of the envelope changes its meaning; new fields may come without."""


class Problem(msgspec.Struct, frozen=True):
    """Something that went wrong, for machines and people."""

    code: str
    message: str
    hint: str

    @classmethod
    def of(cls, error: TuyalanError) -> Problem:
        """Describe an error of ours."""
        return cls(error.code, str(error), error.hint)


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a command, or one event of a command that goes on."""

    def view(self) -> RenderableType:
        """Return what people see."""
        raise NotImplementedError

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What did not work although the command as a whole did; makes the outcome partial."""
        return ()

    @property
    def is_silent(self) -> bool:
        """Whether all there is to print was printed already."""
        return False


class Envelope(msgspec.Struct, frozen=True):
    """One line of `--json`."""

    version: int
    command: str
    status: str
    """`ok`, `partial` or `error`."""
    data: object
    errors: tuple[Problem, ...]


def build_envelope(command: str, result: Result) -> bytes:
    """Return the line of JSON for a result."""
    data = msgspec.to_builtins(result, str_keys=True)
    status = "partial" if result.problems else "ok"
    return msgspec.json.encode(Envelope(ENVELOPE_VERSION, command, status, data, result.problems))


def build_error(command: str, problem: Problem) -> bytes:
    """Return the line of JSON for a failure."""
    return msgspec.json.encode(Envelope(ENVELOPE_VERSION, command, "error", None, (problem,)))
