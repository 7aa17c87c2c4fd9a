"""Generated pages are current, links lead somewhere, and what the README says of the code is so."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Final

import pytest

from benchmarks import report
from tests.docs.blocks import list_blocks, list_pages
from tests.support import ROOT
from tools import docs
from tuyalan.bridge.faces.faces import FACES
from tuyalan.errors import BadValueError
from tuyalan.model.features import Feature, FeatureKind
from tuyalan.sim.models import MODELS
from tuyalan.vocabulary import Version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEMPLATE: Final = ROOT / "docs" / "adr" / "0000-template.md"
"""Its link is to be filled in."""
PAGES: Final = [
    page for page in (*list_pages(), ROOT / "CONTRIBUTING.md", ROOT / "examples" / "README.md") if page != TEMPLATE
]
NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_LINK: Final = re.compile(r"\[[^\]\n]*\]\((?P<target>[^)\s]+)\)")
_HEADING: Final = re.compile(r"^#+ (?P<text>.+)$", re.MULTILINE)
_CODE: Final = re.compile(r"^```.*?^```$|^    [^\n]*$|`[^`\n]*`", re.DOTALL | re.MULTILINE)


def test_generated_pages_are_current() -> None:
    outdated = [path.relative_to(ROOT).as_posix() for path, _ in docs.list_outdated()]
    assert outdated == [], "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    assert list(find_broken_links(page)) == []


def find_broken_links(page: Path) -> list[str]:
    """Return the relative links of a page that lead nowhere."""
    broken: list[str] = []
    for match in _LINK.finditer(_CODE.sub("", page.read_text(encoding="utf-8"))):
        target = match["target"]
        if target.startswith(("https://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        if not path.exists() or (anchor and anchor not in list_anchors(path)):
            broken.append(target)
    return broken


def list_anchors(page: Path) -> set[str]:
    """Return what links may name behind `#`, as the usual viewers make it from headings."""
    headings = _HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    text = "# A title\n\n    [code](a.md)\n\n[one](page.md#a-title) [two](page.md#none) [three](missing.md) `[four](code.md)`\n"
    page.write_text(text, encoding="utf-8")
    assert find_broken_links(page) == ["page.md#none", "missing.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_page_names_a_folder_of_a_machine(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"(?<![\w.~])/(?:root|home|tmp|work|Users)/\S*", text) == []


def test_every_page_is_linked_from_the_index() -> None:
    index = ROOT / "docs" / "index.md"
    linked = {(index.parent / match["target"]).resolve() for match in _LINK.finditer(index.read_text(encoding="utf-8"))}
    decisions = ROOT / "docs" / "adr"
    pages = {page for page in list_pages() if page.is_relative_to(index.parent) and decisions not in page.parents}
    assert sorted(str(page.relative_to(ROOT)) for page in pages - linked - {index}) == []


def test_the_page_of_the_architecture_names_every_layer() -> None:
    text = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
    source = ROOT / "src" / "tuyalan"
    layers = [path.stem for path in source.iterdir() if path.suffix in {"", ".py"} and not path.name.startswith("_")]
    assert [name for name in sorted(layers) if f"`{name}`" not in text] == []


def test_the_page_of_figures_has_the_marks_between_which_they_are_written() -> None:
    text = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert (text.count(report.BEGIN), text.count(report.END)) == (1, 1)
    assert text.index(report.BEGIN) < text.index(report.END)


def test_the_readme_shows_a_program_of_fifteen_lines_at_most() -> None:
    first = next(block for block in list_blocks("python") if block.page == "README.md")
    assert len(first.code.splitlines()) <= 15


def test_the_readme_names_the_versions_and_counts_the_models_that_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"| Protocol versions | {', '.join(Version)};" in text
    assert f"{NUMBERS[len(MODELS)]} ready-made models" in text


def test_the_state_diagram_shows_every_transition() -> None:
    drawn = docs.build_states().splitlines()
    assert "    negotiating --> open: agreed" in drawn
    assert len([line for line in drawn if "-->" in line]) == len(docs.TRANSITIONS) + 2


def test_a_part_without_marks_is_told() -> None:
    with pytest.raises(ValueError, match="has no marks"):
        docs.replace_part("# Title\n", "table", "content")


def test_only_the_marked_part_is_replaced() -> None:
    text = "before\n<!-- table: written by `make docs` -->\nold\n<!-- end of table -->\nafter\n"
    replaced = docs.replace_part(text, "table", "new")
    assert replaced == "before\n<!-- table: written by `make docs` -->\n\nnew\n\n<!-- end of table -->\nafter\n"


def test_the_fields_that_features_take_are_those_of_the_reference() -> None:
    told = {kind: cells[3] for cells in read_rows("docs/reference/mqtt.md", "kind") for kind in cells[0].split(", ")}
    assert told.keys() == {str(kind) for kind in FACES}
    for kind, face in FACES.items():
        with pytest.raises(BadValueError) as refused:
            face.plan(find_class(kind)(key="a", name="", roles={}, is_hazardous=False, confidence=1.0), {"?": 1}, {})
        # What stands in brackets says which values there are.
        fields = re.findall(r"`([a-z_]+)`", re.sub(r"\([^)]*\)", "", told[str(kind)]))
        assert refused.value.hint == f"There are: {', '.join(['state', *fields])}."


def read_rows(page: str, head: str) -> list[list[str]]:
    """Return the cells of the rows of a table; `head` is what its first column is called."""
    lines = iter((ROOT / page).read_text(encoding="utf-8").splitlines())
    next(line for line in lines if line.startswith(f"| {head} |"))
    next(lines)
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in takewhile(lambda line: line.startswith("|"), lines)
    ]


def find_class(kind: FeatureKind) -> type[Feature]:
    """Return the class of features of a kind."""
    return next(each for each in list_subclasses(Feature) if getattr(each, "kind", None) is kind)


def list_subclasses(base: type[Feature]) -> Iterator[type[Feature]]:
    """Yield all classes below another."""
    for each in base.__subclasses__():
        yield each
        yield from list_subclasses(each)
