"""Writes docs/reference/cli.md from the code: what each command takes, exit codes, the lines of `--json`.

`--write` writes the page; without it, the program fails if the page is out of date.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import Final

from rich.console import Console

from tuyalan.cli.exitcodes import MEANINGS, exit_code
from tuyalan.cli.results import ENVELOPE_VERSION
from tuyalan.cli.tree import COMMANDS, build_app
from tuyalan.errors import TuyalanError

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "reference" / "cli.md"
_WIDTH: Final = 96

_HEAD: Final = """# Command line

<!-- Written by tools/cli_reference.py from the code; do not edit. -->

`tuyalan COMMAND --help` shows the same. Devices are named by name, id, the beginning of an id (four characters or more)
or address. Data goes to stdout, talk and errors to stderr. Colours are left out where the output is no terminal or
`NO_COLOR` is set. Local keys and passphrases are never given as arguments: where keys are sealed and there is nobody to ask,
`TUYALAN_PASSPHRASE_FILE` names a file with the passphrase, or `TUYALAN_PASSPHRASE_FD` the number of an open descriptor.
"""

_JSON: Final = f"""## Lines of JSON

With `--json` every command prints lines of JSON to stdout and nothing for people. A command that ends prints one line;
`scan`, `watch`, `sim` and `demo` print one for each event as it happens, `data.event` says which, and one with the event
`end`. A line is an object with these fields:

| field | meaning |
| --- | --- |
| `version` | {ENVELOPE_VERSION}; grows when a field changes its meaning |
| `command` | the command |
| `status` | `ok`, `partial` (a part was done, `errors` says what was not) or `error` |
| `data` | what the command found out; `null` after an error |
| `errors` | a list of objects with `code` (stable, for programs), `message` and `hint` (for people) |
"""


def build_page() -> str:
    """Return the whole page."""
    parts = [_HEAD, "## Commands\n"]
    for name, entry in COMMANDS.items():
        parts.append(f"### {name}\n\n{entry.help}\n\n```text\n{build_help(name)}\n```\n")
    parts += [_JSON, "## Exit codes\n", "| code | meaning | errors |", "| --- | --- | --- |"]
    parts += [f"| {code.value} | {meaning} | {list_codes(code)} |" for code, meaning in MEANINGS.items()]
    return "\n".join(parts) + "\n"


def build_help(name: str) -> str:
    """Return the help page of a command as text."""
    text = io.StringIO()
    console = Console(file=text, width=_WIDTH, color_system=None, force_terminal=False)
    build_app().help_print(name.split(), console=console)
    return re.sub(r"[ \t]+$", "", text.getvalue(), flags=re.MULTILINE).strip()


def list_codes(code: int) -> str:
    """Return the codes of errors that end with an exit code."""
    found = {f"`{kind.code}`" for kind in iter_errors(TuyalanError) if exit_code(kind("x")) == code}
    return ", ".join(sorted(found))


def iter_errors(root: type[TuyalanError]) -> list[type[TuyalanError]]:
    """Return an error class and all below it."""
    return [root, *(each for kind in root.__subclasses__() for each in iter_errors(kind))]


def main() -> int:
    """Write the page, or check it."""
    page = build_page()
    if "--write" in sys.argv[1:]:
        PAGE.write_text(page, encoding="utf-8")
        return 0
    if not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page:
        print("docs/reference/cli.md is out of date: run tools/cli_reference.py --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
