"""Codes to be scanned with a phone: drawn on the screen with half-block characters, or written as a picture."""

from __future__ import annotations

import io
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, Literal

from tuyalan.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    import segno
    from rich.text import Text

BORDER: Final = 2
"""Light modules around the code. The standard asks for four; phones read two, and the code fits on 24 lines."""

_SCALE: Final = 10
_BLOCKS: Final = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
"""Two modules, one above the other, to one character: light is drawn, dark is left out."""

_STYLE: Final = "#ffffff on #000000"


def make_code(text: str) -> segno.QRCode:
    """Return the code for a text.

    Raises:
        ConfigError: the library that draws codes is not installed.
    """
    if find_spec("segno") is None:
        raise ConfigError("what draws codes is not installed", hint='Install it: pip install "tuyalan[keys]".')
    import segno  # noqa: PLC0415 - comes with an extra

    return segno.make_qr(text, error="l")


def draw_code(code: segno.QRCode) -> Text:
    """Return the code for the screen: light on dark whatever the colours of the terminal, right without colours too."""
    from rich.text import Text  # noqa: PLC0415

    rows = [tuple(row) for row in code.matrix_iter(border=BORDER)]
    if len(rows) % 2:
        rows.append((0,) * len(rows[0]))
    lines = [
        "".join(_BLOCKS[bool(above), bool(below)] for above, below in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]
    text = Text(no_wrap=True, overflow="ignore")
    for line in lines:
        text.append(line, style=_STYLE)
        text.append("\n")
    return text


def write_code(code: segno.QRCode, path: Path, kind: Literal["png", "svg"]) -> None:
    """Write the code as a picture that only its owner can read: whoever sees it can be asked to confirm it.

    Raises:
        StorageError: the file cannot be written.
    """
    from tuyalan.storage.atomic import write_atomic  # noqa: PLC0415

    picture = io.BytesIO()
    code.save(picture, kind=kind, scale=_SCALE)
    write_atomic(path, picture.getvalue())
