"""`tuyalan decode`: explains recorded frames and announcements."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - the parser of arguments reads the types of parameters
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.cli.add import read_key
from tuyalan.cli.bytetext import MAX_INPUT, read_input
from tuyalan.cli.context import Given  # noqa: TC001
from tuyalan.cli.decoding import decode_all
from tuyalan.cli.results import Problem, Result

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuyalan.cli.decoded import Decoded
    from tuyalan.cli.layout import Field

STDIN: Final = "stdin"
"""The word for the input; a lone hyphen means the same."""
_HINTS: Final = {
    "key": "Store the device with `tuyalan add`, or give its key with --key-file.",
    "tag": "Give the key with --key-file, and the whole conversation from its first frame on.",
    "hmac": "Give the key with --key-file, and the whole conversation from its first frame on.",
}


class DecodeResult(Result, frozen=True, kw_only=True):
    """Everything that was given, explained."""

    frames: tuple[Decoded, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is damaged; what is only sealed is none."""
        return tuple(
            Problem(
                f"wire.{each.fault}",
                f"part {number} is bad: {each.explanation}",
                "Record it again, from its beginning.",
            )
            for number, each in enumerate(self.frames, start=1)
            if each.integrity == "bad"
        )

    def view(self) -> RenderableType:
        """Return a headline, a table and the body of each."""
        from rich.console import Group  # noqa: PLC0415

        return Group(*(_view_one(number, each) for number, each in enumerate(self.frames, start=1)))


def decode(*data: str, key_file: Path | None = None, context: Given) -> DecodeResult:
    """Explain recorded frames and announcements, field by field.

    Args:
        data: Bytes as hex or base64, one or more frames or datagrams; - reads them from the input.
        key_file: Try also the local key in this file, besides those that are stored.
        context: Where output goes, and what is stored.
    """
    texts: list[str] = []
    for text in data or (STDIN,):
        texts += sys.stdin.read(4 * MAX_INPUT).splitlines() if text == STDIN else (text,)
    chunks = read_input(texts)
    keys = [(each.name or each.id, each.key) for each in context.store.records if each.key is not None]
    if key_file is not None:
        key = read_key(key_file, context, is_stdin=False)
        context.output.redactor.add((key,))
        keys.insert(0, (key_file.name, key))
    return DecodeResult(frames=decode_all(chunks, keys))


def _view_one(number: int, decoded: Decoded) -> RenderableType:
    from rich.console import Group  # noqa: PLC0415
    from rich.json import JSON  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    parts: list[RenderableType] = [_headline(number, decoded), _make_table(decoded.fields)]
    if decoded.explanation:
        style = "red" if decoded.integrity == "bad" else "yellow"
        hint = f" {_HINTS[decoded.fault]}" if decoded.fault in _HINTS else ""
        parts.append(Text(f"{decoded.explanation[:1].upper()}{decoded.explanation[1:]}.{hint}", style))
    if isinstance(decoded.body, str):
        parts.append(Text(decoded.body))
    elif decoded.body is not None:
        parts.append(JSON(msgspec.json.encode(decoded.body).decode()))
    return Group(*parts, "")


def _headline(number: int, decoded: Decoded) -> RenderableType:
    from rich.text import Text  # noqa: PLC0415

    arrow = {"client": "client → device", "device": "device → client"}.get(decoded.sender or "")
    if decoded.kind == "datagram":
        arrow = None
    mark = {"ok": ("✓ ", "bold green"), "bad": ("✗ ", "bold red")}.get(decoded.integrity, ("? ", "bold yellow"))
    facts = [
        arrow,
        f"version {decoded.version}" if decoded.version else None,
        f"opened with {_whose(decoded)}" if decoded.key else None,
        f"{decoded.size} bytes",
    ]
    rest = ", ".join(fact for fact in facts if fact)
    return Text.assemble(mark, (f"{number}. {decoded.what}", "bold"), (f"  {rest}", "dim"))


def _whose(decoded: Decoded) -> str:
    return decoded.key or "" if decoded.kind == "datagram" else f"the key of {decoded.key}"


def _make_table(fields: tuple[Field, ...]) -> RenderableType:
    from rich.text import Text  # noqa: PLC0415

    from tuyalan.cli.views import make_table  # noqa: PLC0415

    table = make_table(">at", "field", "bytes", "meaning")
    for each in fields:
        style = "red" if each.meaning.startswith("wrong") else "green" if each.meaning == "right" else ""
        at = "inside" if each.offset is None else str(each.offset)
        table.add_row(f"[dim]{at}[/dim]", each.name, Text(each.bytes, "cyan"), Text(each.meaning, style))
    return table
