"""Write the generated pages of docs/ and the generated parts of the others, from the code and its tables.

`python tools/docs.py` writes; `--check` writes nothing and tells what is not current, with exit code 1.
"""

# ruff: noqa: E402 - started as a script, the path has to be set before our own modules are imported

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

ROOT: Final = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    # Started as a script, only its own folder is on the path.
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import msgspec

import tuyalan
from tools import cli_reference, facts, feature_reference, reference
from tuyalan import errors
from tuyalan.config.reading import describe_setting, meta_of
from tuyalan.config.settings import SECTIONS
from tuyalan.session.states import TRANSITIONS
from tuyalan.wire.versions import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SOURCE: Final = ROOT / "src" / "tuyalan"
HEAD: Final = "<!-- Written by `make docs`; changes made here are lost. -->\n\n"
BEGIN: Final = "<!-- {name}: written by `make docs` -->"
END: Final = "<!-- end of {name} -->"


def build_api() -> str:
    """Build the page of the public names."""
    parts = [
        HEAD + "# The library\n",
        (
            "Everything that `import tuyalan` promises. Names that are not here may change with any release. "
            "`Json` is any JSON value, `DpId` a number, `Cid` the text by which a gateway knows a child.\n"
        ),
    ]
    homes: Mapping[str, str] = tuyalan._HOMES  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - one project
    for name in tuyalan.__all__:
        home = homes.get(name)
        if home is None:
            continue
        member = _find(home, name)
        if member is not None:
            parts.append(reference.build_member(member, level=2))
    parts.append(
        "## tuyalan.sync\n\nThe same names with the same signatures for programs without asyncio: methods block and are "
        "not awaited, `with` takes the place of `async with`, `for` of `async for`. See "
        "[Control from Python](../how-to/control-from-python.md).\n"
    )
    return _link_facts("\n".join(parts), "../protocol/facts.md")


def build_sim() -> str:
    """Build the page of the simulator's public names."""
    package = SOURCE / "sim"
    module = reference.read_module(package / "__init__.py")
    parts = [
        HEAD + "# The simulator\n",
        "Everything that `tuyalan.sim` offers. How to use it: [Simulator](../how-to/simulator.md).\n",
    ]
    for name in reference.list_all(module):
        home = reference.find_import(module, name)
        member = _find(home, name) if home is not None else None
        if member is not None:
            parts.append(reference.build_member(member, level=2, internal=SIM_INTERNAL))
    models = reference.read_module(package / "models.py")
    parts.append("## Ready-made models\n\nFunctions of `tuyalan.sim.models`.\n")
    for name in reference.list_all(models):
        member = reference.find_member(models, name)
        if member is not None and name.islower() and name != "read_version":
            parts.append(reference.build_member(member, level=3))
    return _link_facts("\n".join(parts), "../protocol/facts.md")


SIM_INTERNAL: Final = frozenset(
    {
        "make_session",
        "admit",
        "greet",
        "forget",
        "mind_port",
        "note_write",
        "close_connection",
        "part",
        "reported",
        "take",
    }
)
"""Methods that parts of the simulator call in each other."""


def list_errors() -> list[type[errors.TuyalanError]]:
    """Return the error tree in the order of its module."""
    found = [value for value in vars(errors).values() if isinstance(value, type)]
    return [value for value in found if issubclass(value, errors.TuyalanError)]


def build_errors() -> str:
    """Build the page of the error tree."""
    parts = [
        HEAD + "# Errors\n",
        (
            "All errors raised on purpose are a `TuyalanError`. `code` is stable, for programs; `hint` says what to do next; "
            "`message` is the fact; `device_id` the device, where there is one. None of them holds a secret. "
            "For people: [When it fails](../how-to/when-it-fails.md).\n"
        ),
        "| class | kind of | code | meaning |",
        "| --- | --- | --- | --- |",
    ]
    for error in list_errors():
        bases = ", ".join(f"`{base.__name__}`" for base in error.__bases__)
        parts.append(f"| `{error.__name__}` | {bases} | `{error.code}` | {_first_line(error)} |")
    parts += [
        (
            "\nAn error that is also a `TimeoutError` or a `ValueError` is caught by code that knows nothing of Tuyalan. "
            "All of them are in `tuyalan.errors`; the frequent ones are also in `tuyalan`.\n"
        )
    ]
    return "\n".join(parts)


def build_error_help() -> str:
    """Build the table of what to do about each error, those that only group others left out."""
    rows = ["| code | meaning | what to do |", "| --- | --- | --- |"]
    rows += [
        f"| `{error.code}` | {_first_line(error)} | {error.hint} |"
        for error in list_errors()
        if error is not errors.TuyalanError
    ]
    return "\n".join(rows)


def build_configuration() -> str:
    """Build the page of the hub's settings."""
    lines = [
        HEAD + "# Settings of the hub\n",
        (
            "What `tuyalan.toml` may hold, one section a heading. A flag (`tuyalan serve --set hub.state_interval=300`) counts "
            "more than the environment (`TUYALAN_HUB_STATE_INTERVAL=300`), that more than the file, that more than the default. "
            "`tuyalan config show` tells which of them holds. How to: [Run the hub](../how-to/run-the-hub.md).\n"
        ),
    ]
    for section, kind in SECTIONS.items():
        lines += [
            f"## [{section}]\n",
            f"{_first_line(kind)}\n",
            "| setting | default | takes | meaning |",
            "| --- | --- | --- | --- |",
        ]
        defaults = kind()
        for field in kind.__struct_fields__:
            name = f"{section}.{field}"
            default = msgspec.json.encode(getattr(defaults, field)).decode()
            meaning = (meta_of(name).description or "").replace("|", "\\|")
            lines.append(f"| `{field}` | `{default}` | {describe_setting(name)} | {meaning} |")
        lines.append("")
    return "\n".join(lines)


def build_versions() -> str:
    """Build the page of what differs between protocol versions."""
    specs = list(VERSIONS.values())
    rows: dict[str, Callable[[int], str]] = {
        "frame": lambda i: specs[i].kind.name[1:],
        "integrity": lambda i: specs[i].integrity.value,
        "body": lambda i: specs[i].sealing.value,
        "JSON of requests": lambda i: specs[i].body.value,
        "session key": lambda i: _yes(specs[i].negotiates),
        "replies repeat the sequence number": lambda i: _yes(specs[i].echoes_sequence),
        "query command": lambda i: f"{int(specs[i].query):02x}",
        "control command": lambda i: f"{int(specs[i].control):02x}",
        "state is read by writing nulls": lambda i: _yes(specs[i].null_query),
        "a refused query means that nulls are wanted": lambda i: _yes(specs[i].learns_null_query),
        "source header": lambda i: f"{len(specs[i].header)} bytes" if specs[i].header else "none",
    }
    lines = [
        HEAD + "# Protocol versions\n",
        (
            "The table that the code reads, `tuyalan.wire.versions`; nothing else in it compares versions. Command numbers are "
            "hexadecimal. What the words mean: [The protocol](../explanation/protocol.md).\n"
        ),
        "| | " + " | ".join(spec.version.value for spec in specs) + " |",
        "| --- |" + " --- |" * len(specs),
    ]
    lines += [f"| {title} | " + " | ".join(cell(i) for i in range(len(specs))) + " |" for title, cell in rows.items()]
    return "\n".join(lines) + "\n"


def build_options() -> str:
    """Build the page of settings."""
    options = _find("tuyalan.client.options", "Options")
    assert options is not None  # noqa: S101 - a class of this project
    lines = [
        HEAD + "# Options\n",
        (
            "`tuyalan.Options(...)` is given to devices as `options=`; all fields are keyword arguments. Durations are "
            "seconds.\n"
        ),
        "| field | default | meaning |",
        "| --- | --- | --- |",
    ]
    lines += [f"| `{item.name}` | {item.default} | {' '.join(item.doc.split())} |" for item in options.attributes]
    return "\n".join(lines) + "\n"


def build_facts() -> str:
    """Build the page of what is known of the wire."""
    text = (ROOT / facts.FILE).read_text(encoding="utf-8")
    known = facts.parse_facts(text)
    parts = [
        HEAD + "# Facts of the wire\n",
        (
            "What is known, one fact each. *certain*: seen on the wire or in running device code. *likely*: one good source, or "
            "several that only repeat each other. *unsure*: sources disagree or nobody has seen it. The same list, with the "
            "tests that pin each fact, is in [facts.toml](facts.toml), where the sources are explained too.\n"
        ),
    ]
    family = ""
    for fact in known.facts.values():
        if fact.id.rpartition("-")[0] != family:
            family = fact.id.rpartition("-")[0]
            parts.append(f"## {FAMILIES.get(family, family)}\n")
        statement = " ".join(fact.statement.split())
        parts.append(f"### {fact.id}\n\n{statement} *({fact.certainty}: {', '.join(fact.sources)})*\n")
    return "\n".join(parts)


FAMILIES: Final[Mapping[str, str]] = {
    "FRAME": "Frames",
    "CRC": "Check values",
    "GCM": "Authenticated encryption",
    "RET": "Return codes",
    "BODY": "Bodies",
    "HDR": "The source header",
    "NEG": "Session keys",
    "SEQ": "Sequence numbers",
    "CMD": "Commands",
    "QUERY": "Reading",
    "WRITE": "Writing",
    "REFRESH": "Measuring anew",
    "BEAT": "Heartbeats",
    "D22": "Devices that are read by writing nulls",
    "ERR": "Refusals",
    "GW": "Gateways",
    "STREAM": "The stream",
    "CONN": "Connections",
    "VER": "Finding the version",
    "UDP": "Announcements",
    "ASK": "Questions",
    "TIME": "Time",
}


def build_states() -> str:
    """Draw the life of a session as Mermaid text."""
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> new"]
    lines += [f"    {start.value} --> {end.value}: {cue.value}" for (start, cue), end in TRANSITIONS.items()]
    return "\n".join([*lines, "    closed --> [*]", "```"])


PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "docs/reference/api.md": build_api,
    "docs/reference/sim.md": build_sim,
    "docs/reference/cli.md": cli_reference.build_page,
    "docs/reference/errors.md": build_errors,
    "docs/reference/versions.md": build_versions,
    "docs/reference/options.md": build_options,
    "docs/reference/configuration.md": build_configuration,
    "docs/protocol/facts.md": build_facts,
}
"""Pages that are generated as a whole."""

PARTS: Final[Mapping[tuple[str, str], Callable[[], str]]] = {
    ("docs/how-to/when-it-fails.md", "table of errors"): build_error_help,
    ("docs/explanation/protocol.md", "diagram of states"): build_states,
    ("docs/explanation/features.md", "kinds"): feature_reference.build_table,
    ("docs/explanation/features.md", "hazards"): feature_reference.build_hazards,
}
"""Generated parts of pages, by page and name of the part."""


def replace_part(text: str, name: str, content: str) -> str:
    """Return `text` with the part called `name` written anew.

    Raises:
        ValueError: the marks of the part are missing.
    """
    begin, end = BEGIN.format(name=name), END.format(name=name)
    before, first, rest = text.partition(begin)
    _, second, after = rest.partition(end)
    if not (first and second):
        raise ValueError(f"the part {name!r} has no marks")
    return f"{before}{begin}\n\n{content}\n\n{end}{after}"


def list_outdated() -> Iterator[tuple[Path, str]]:
    """Yield each page that is not current, with the text that it should have."""
    for name, build in PAGES.items():
        yield from _compare(ROOT / name, build())
    for (name, part), build in PARTS.items():
        path = ROOT / name
        yield from _compare(path, replace_part(path.read_text(encoding="utf-8"), part, build()))


def _compare(path: Path, wanted: str) -> Iterator[tuple[Path, str]]:
    found = path.read_text(encoding="utf-8") if path.is_file() else None
    if found != wanted:
        yield path, wanted


def _find(home: str, name: str) -> reference.Member | None:
    """Find a class or function; names that a package only passes on are looked up where they come from.

    A class comes with what it has from bases that are not public, so that nobody has to look for it.
    """
    if not home.startswith("tuyalan"):
        return None
    place = ROOT / "src" / Path(*home.split("."))
    path = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    module = reference.read_module(path)
    member = reference.find_member(module, name)
    if member is None:
        origin = reference.find_import(module, name)
        # A constant has no section; a submodule is imported from the package itself.
        return _find(origin, name) if origin is not None and origin != home else None
    for base in reference.list_bases(member.node):
        parent = None if base in tuyalan.__all__ else _find(home, base)
        if parent is not None:
            member = reference.inherit(member, parent)
    return member


def _first_line(thing: type) -> str:
    return (thing.__doc__ or "").partition("\n")[0]


def _yes(value: object) -> str:
    return "yes" if value else "no"


def _link_facts(text: str, page: str) -> str:
    """Make links of the ids of facts."""
    known = facts.parse_facts((ROOT / facts.FILE).read_text(encoding="utf-8")).facts
    return re.sub(
        r"\b[A-Z][A-Z0-9]*-[0-9]+\b",
        lambda match: f"[{match[0]}]({page}#{match[0].lower()})" if match[0] in known else match[0],
        text,
    )


def main() -> int:
    """Write the pages, or tell which are not current."""
    parser = argparse.ArgumentParser(description="Write the generated pages of docs/.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if something is not current")
    check: bool = parser.parse_args().check
    is_current = True
    # One by one: a page with two parts is read again before the second.
    for path, text in list_outdated():
        is_current = False
        print(path.relative_to(ROOT).as_posix(), "is not current" if check else "written")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return 1 if check and not is_current else 0


if __name__ == "__main__":
    sys.exit(main())
