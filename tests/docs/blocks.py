"""Find the code blocks of Markdown pages, and run those in Python."""

from __future__ import annotations

import ast
import asyncio
import inspect
import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.support import ROOT, RUN_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENDLESS: Final = "<!-- runs until stopped -->"
"""Stands before a block that goes on for ever: it is stopped when it has printed a few lines."""
ENOUGH: Final = 3
"""How many lines such a block prints."""
_FENCE: Final = re.compile(r"^```(?P<language>\w*)\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)


class EnoughError(BaseException):
    """Stops an endless block, as Ctrl-C would."""


@dataclass(frozen=True, slots=True)
class Block:
    """One code block."""

    page: str
    line: int
    language: str
    code: str
    is_endless: bool

    def __str__(self) -> str:
        """Return where it stands, as editors understand it."""
        return f"{self.page}:{self.line}"


def list_pages() -> list[Path]:
    """Return the README and every page of docs/, examples of records left out."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def find_blocks(text: str, page: str) -> Iterator[Block]:
    """Yield the code blocks of a page."""
    for match in _FENCE.finditer(text):
        before = text[: match.start()]
        is_endless = before.rstrip("\n").endswith(ENDLESS)
        yield Block(page, before.count("\n") + 2, match["language"], match["code"], is_endless)


def list_blocks(*languages: str) -> list[Block]:
    """Return the blocks of all pages that are in one of some languages."""
    return [
        block
        for path in list_pages()
        for block in find_blocks(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
        if block.language in languages
    ]


def run_block(block: Block, code: str) -> list[str]:
    """Run `code`, which may await at its top level, in a thread with a bound; returns the lines that it printed."""
    printed: list[str] = []
    problems: list[BaseException] = []

    def say(*parts: object, **_: object) -> None:
        printed.append(" ".join(map(str, parts)))
        if block.is_endless and len(printed) >= ENOUGH:
            raise EnoughError

    def work() -> None:
        try:
            _execute(block, code, {"__name__": "__main__", "print": say})
        except EnoughError:
            pass
        except BaseException as error:  # noqa: BLE001 - told to the test, which waits in another thread
            problems.append(error)

    thread = threading.Thread(target=work, name=str(block), daemon=True)
    thread.start()
    thread.join(RUN_TIMEOUT)
    if thread.is_alive():
        raise TimeoutError(f"{block} goes on after {RUN_TIMEOUT:g} s; it printed {printed}")
    if problems:
        raise problems[0]
    return printed


def _execute(block: Block, code: str, namespace: dict[str, object]) -> None:
    # Lines before the code make tracebacks name the line of the page.
    source = "\n" * (block.line - 1) + code
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    compiled = compile(source, block.page, "exec", flags=flags, dont_inherit=True)
    result: object = eval(compiled, namespace)  # noqa: S307 - the documentation's own code
    if inspect.iscoroutine(result):
        asyncio.run(_await(result))


async def _await(coroutine: object) -> None:
    assert inspect.iscoroutine(coroutine)
    await coroutine
