"""Numbers that were measured, in the modules that use them: between two marks, so that they can be written anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def put(module: Path, name: str, lines: Iterable[str]) -> None:
    """Put lines of code between the marks of this name in place of what is there.

    Raises:
        ValueError: the module has no such marks.
    """
    first, last = f"# Begin of the {name}.\n", f"# End of the {name}.\n"
    before, begin, rest = module.read_text(encoding="utf-8").partition(first)
    _, end, after = rest.partition(last)
    if not begin or not end:
        raise ValueError(f"{module.name} has no marks of the {name}")
    text = "".join(f"{line}\n" for line in lines)
    module.write_text(f"{before}{first}{text}{last}{after}", encoding="utf-8")
