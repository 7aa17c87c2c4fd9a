"""Compare docs/protocol/facts.toml with the code that names facts and the tests that pin them.

`python tools/facts.py` prints what does not agree; `--write` first writes the names of the tests into the file.
It reads source text only and imports neither the package nor the tests.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT: Final = Path(__file__).resolve().parent.parent
FILE: Final = Path("docs", "protocol", "facts.toml")
CERTAINTIES: Final = ("certain", "likely", "unsure")

_ID: Final = re.compile(r"[A-Z][A-Z0-9]*-[1-9][0-9]*")
_FACTS_LINE: Final = re.compile(r"\bFacts?:([^.]*)\.")
_RANGE: Final = re.compile(r"(?P<family>[A-Z][A-Z0-9]*)-(?P<first>\d+)\s+to\s+(?P=family)-(?P<last>\d+)")
_HEADING: Final = "[[fact]]\n"
_TESTS: Final = re.compile(r"^tests = \[[^\]]*\]\n", re.MULTILINE)
_PENDING: Final = re.compile(r"^pending = \[[^\]]*\]\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of the file."""

    id: str
    statement: str
    sources: tuple[str, ...]
    certainty: str
    tests: tuple[str, ...]
    """Names as pytest takes them: `tests/wire/test_frame.py::test_...`."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The whole file."""

    facts: Mapping[str, Fact]
    pending: tuple[str, ...]
    """Ids that no test pins yet."""
    sources: frozenset[str]
    """What a fact may name as its source."""

    @property
    def families(self) -> frozenset[str]:
        """The letters before the numbers of the ids."""
        return frozenset(fact_id.rpartition("-")[0] for fact_id in self.facts)


@dataclass(frozen=True, slots=True)
class Usage:
    """What code and tests say about facts."""

    markers: Mapping[str, tuple[str, ...]]
    """Tests by the id in their marker, sorted."""
    mentions: Mapping[str, tuple[str, ...]]
    """Modules by the id that they name, sorted."""


def parse_facts(text: str) -> Facts:
    """Read the file.

    Raises:
        ValueError: it is not TOML, an entry lacks a field, or two have the same id.
    """
    document = tomllib.loads(text)
    facts: dict[str, Fact] = {}
    for entry in cast("list[dict[str, object]]", document.get("fact", [])):
        try:
            fact = Fact(
                id=str(entry["id"]),
                statement=str(entry["statement"]),
                sources=_texts(entry["sources"]),
                certainty=str(entry["certainty"]),
                tests=_texts(entry.get("tests", [])),
            )
        except KeyError as exc:
            raise ValueError(f"the fact {entry.get('id', '?')} has no {exc}") from exc
        if fact.id in facts:
            raise ValueError(f"two facts have the id {fact.id}")
        facts[fact.id] = fact
    return Facts(
        facts=facts,
        pending=_texts(document.get("pending", [])),
        sources=frozenset(document.get("sources", {})),
    )


def find_markers(source: str) -> Iterator[tuple[str, str]]:
    """Yield (id, name of the test) for each `@pytest.mark.fact("ID")` in a test module, those of parameters too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                for fact_id in _find_ids(decorator):
                    yield fact_id, node.name


def find_mentions(source: str, families: frozenset[str]) -> Iterator[str]:
    """Yield the ids that a module names: in `Facts: ID, ID.` lines, and elsewhere if their family is known."""
    for line in _FACTS_LINE.finditer(source):
        for part in line.group(1).split(","):
            yield from _expand(part.strip())
    if families:
        for mention in re.finditer(rf"(?<![\w-])(?:{'|'.join(sorted(families))})-[0-9]+\b", source):
            yield mention.group()


def _expand(text: str) -> Iterator[str]:
    """Yield one id, or all of a range such as `NEG-1 to NEG-6`; anything else comes back as it is and gets reported."""
    bounds = _RANGE.fullmatch(text)
    if bounds is None:
        yield text
        return
    for number in range(int(bounds["first"]), int(bounds["last"]) + 1):
        yield f"{bounds['family']}-{number}"


def read_usage(root: Path, families: frozenset[str]) -> Usage:
    """Read all tests and modules below `root`."""
    markers: dict[str, set[str]] = {}
    for path in (root / "tests").rglob("test_*.py"):
        for fact_id, name in find_markers(path.read_text(encoding="utf-8")):
            markers.setdefault(fact_id, set()).add(f"{path.relative_to(root).as_posix()}::{name}")
    mentions: dict[str, set[str]] = {}
    for path in (root / "src").rglob("*.py"):
        for fact_id in find_mentions(path.read_text(encoding="utf-8"), families):
            mentions.setdefault(fact_id, set()).add(path.relative_to(root).as_posix())
    return Usage(
        markers={fact_id: tuple(sorted(names)) for fact_id, names in markers.items()},
        mentions={fact_id: tuple(sorted(names)) for fact_id, names in mentions.items()},
    )


def list_problems(known: Facts, usage: Usage) -> list[str]:
    """Return what does not agree, one sentence each."""
    return [*_list_form(known), *_list_strangers(known, usage), *_list_unpinned(known, usage)]


def _list_form(known: Facts) -> Iterator[str]:
    """Check what each entry says by itself."""
    for fact in known.facts.values():
        if not _ID.fullmatch(fact.id):
            yield f"{fact.id} is no id: capital letters, a hyphen, a number"
        if not fact.statement.endswith("."):
            yield f"{fact.id}: the statement is no sentence"
        if fact.certainty not in CERTAINTIES:
            yield f"{fact.id}: the certainty is {fact.certainty!r}, not one of {', '.join(CERTAINTIES)}"
        if not fact.sources:
            yield f"{fact.id} names no source"
        for source in set(fact.sources) - known.sources:
            yield f"{fact.id} names the source {source!r}, which [sources] does not explain"


def _list_strangers(known: Facts, usage: Usage) -> Iterator[str]:
    """Check that tests, code and the list of pending facts name facts that exist."""
    for fact_id in sorted(usage.markers.keys() - known.facts.keys()):
        yield f"{usage.markers[fact_id][0]} pins {fact_id}, which is no fact"
    for fact_id in sorted(usage.mentions.keys() - known.facts.keys()):
        yield f"{usage.mentions[fact_id][0]} names {fact_id}, which is no fact"
    for fact_id in sorted(set(known.pending) - known.facts.keys()):
        yield f"pending holds {fact_id}, which is no fact"


def _list_unpinned(known: Facts, usage: Usage) -> Iterator[str]:
    """Check that each fact is pinned or pending, not both, and that its list of tests is the truth."""
    for fact in known.facts.values():
        found = usage.markers.get(fact.id, ())
        if found and fact.id in known.pending:
            yield f"{fact.id} is pending although {found[0]} pins it: run python tools/facts.py --write"
        if not found and fact.id not in known.pending:
            yield f"no test pins {fact.id}"
        if fact.tests != found:
            yield f"the tests of {fact.id} have changed: run python tools/facts.py --write"


def update_text(text: str, markers: Mapping[str, tuple[str, ...]]) -> str:
    """Return the file with the tests as the markers say, and without pinned facts in `pending`."""
    head, *entries = text.split(_HEADING)
    pending = [fact_id for fact_id in parse_facts(text).pending if fact_id not in markers]
    head = _PENDING.sub(lambda _: _build_list("pending", pending), head)
    return head + "".join(_HEADING + _update_entry(entry, markers) for entry in entries)


def _update_entry(entry: str, markers: Mapping[str, tuple[str, ...]]) -> str:
    """Return the text of one fact with its tests written anew."""
    fact_id = str(tomllib.loads(entry)["id"])
    line = _build_list("tests", markers.get(fact_id, ()))
    if _TESTS.search(entry):
        return _TESTS.sub(lambda _: line, entry)
    body, gap = entry.rstrip("\n"), entry[len(entry.rstrip("\n")) + 1 :]
    return f"{body}\n{line}{gap}"


def _build_list(name: str, items: tuple[str, ...] | list[str]) -> str:
    """Build one line for an empty list, one line an item for any other."""
    if not items:
        return f"{name} = []\n"
    return f"{name} = [\n" + "".join(f'    "{item}",\n' for item in items) + "]\n"


def _find_ids(decorator: ast.expr) -> Iterator[str]:
    """Yield the ids in calls of `pytest.mark.fact` within one decorator."""
    for node in ast.walk(decorator):
        match node:
            case ast.Call(func=ast.Attribute(attr="fact", value=ast.Attribute(attr="mark")), args=arguments):
                for argument in arguments:
                    match argument:
                        case ast.Constant(value=str(text)):
                            yield text
                        case _:
                            # A computed id cannot be read here; its source text is no fact and gets reported.
                            yield ast.unparse(argument)
            case _:
                pass


def _texts(value: object) -> tuple[str, ...]:
    """Return a TOML list as texts."""
    return tuple(str(item) for item in cast("list[object]", value))


def main() -> int:
    """Print what does not agree; the exit code is 1 if there is anything."""
    parser = argparse.ArgumentParser(description="Compare the facts of the wire with code and tests.")
    parser.add_argument("--write", action="store_true", help="write the names of the tests into the file first")
    write: bool = parser.parse_args().write
    path = ROOT / FILE
    text = path.read_text(encoding="utf-8")
    usage = read_usage(ROOT, parse_facts(text).families)
    if write:
        text = update_text(text, usage.markers)
        path.write_text(text, encoding="utf-8")
    known = parse_facts(text)
    problems = list_problems(known, usage)
    print(*problems, sep="\n", end="\n" if problems else "")
    print(f"{len(known.facts)} facts, {len(known.pending)} pending, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
