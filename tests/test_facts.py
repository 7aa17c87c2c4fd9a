"""Facts, the code that names them and the tests that pin them agree, and the tool that compares them works."""

from __future__ import annotations

from typing import Final

import pytest

from tests.support import ROOT
from tools import facts

KNOWN = """
pending = [
    "FRAME-2",
]

[sources]
captures = "Frames of devices"

[[fact]]
id = "FRAME-1"
statement = "A frame has a beginning."
sources = ["captures"]
certainty = "certain"
tests = ["tests/test_frame.py::test_beginning"]

[[fact]]
id = "FRAME-2"
statement = "A frame has an end."
sources = ["captures"]
certainty = "likely"
tests = []
"""

PENDING_AT_MOST: Final = 0
"""How many facts may wait for a test; the number only goes down."""


def usage(markers: dict[str, tuple[str, ...]] | None = None, **mentions: tuple[str, ...]) -> facts.Usage:
    """Build what code and tests say; by default what fits `KNOWN`."""
    if markers is None:
        markers = {"FRAME-1": ("tests/test_frame.py::test_beginning",)}
    return facts.Usage(markers=markers, mentions={name.replace("_", "-"): paths for name, paths in mentions.items()})


def test_facts_code_and_tests_agree(capsys: pytest.CaptureFixture[str]) -> None:
    known = facts.parse_facts((ROOT / facts.FILE).read_text(encoding="utf-8"))
    found = facts.read_usage(ROOT, known.families)
    assert facts.list_problems(known, found) == []
    assert len(known.pending) <= PENDING_AT_MOST
    if known.pending:
        with capsys.disabled():
            print(f"\nno test pins these facts yet: {', '.join(known.pending)}")  # noqa: T201 - to be seen in every run


def test_a_file_that_agrees_has_no_problems() -> None:
    assert facts.list_problems(facts.parse_facts(KNOWN), usage(FRAME_2=("src/tuyalan/wire/frame.py",))) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"FRAME-1"', '"frame 1"', "frame 1 is no id"),
        ("a beginning.", "a beginning", "the statement is no sentence"),
        ('"certain"', '"sure"', "the certainty is 'sure'"),
        ('sources = ["captures"]\ncertainty = "certain"', 'sources = []\ncertainty = "certain"', "names no source"),
        ('["captures"]', '["hearsay"]', "'hearsay', which [sources] does not explain"),
        ('    "FRAME-2",', '    "FRAME-3",', "pending holds FRAME-3, which is no fact"),
        ('    "FRAME-2",', "", "no test pins FRAME-2"),
        ('    "FRAME-2",', '    "FRAME-2", "FRAME-1"', "FRAME-1 is pending although tests/test_frame.py"),
        ("::test_beginning", "::test_other", "the tests of FRAME-1 have changed"),
    ],
)
def test_what_is_wrong_in_the_file_is_named(old: str, new: str, problem: str) -> None:
    problems = facts.list_problems(facts.parse_facts(KNOWN.replace(old, new)), usage())
    assert problem in "\n".join(problems)


def test_a_marker_for_no_fact_is_named() -> None:
    markers = {"FRAME-1": ("tests/test_frame.py::test_beginning",), "FRAME-9": ("tests/test_frame.py::test_odd",)}
    problems = facts.list_problems(facts.parse_facts(KNOWN), usage(markers))
    assert problems == ["tests/test_frame.py::test_odd pins FRAME-9, which is no fact"]


def test_a_mention_of_no_fact_is_named() -> None:
    problems = facts.list_problems(facts.parse_facts(KNOWN), usage(FRAME_9=("src/tuyalan/wire/frame.py",)))
    assert problems == ["src/tuyalan/wire/frame.py names FRAME-9, which is no fact"]


def test_a_fact_whose_test_went_away_is_named() -> None:
    problems = facts.list_problems(facts.parse_facts(KNOWN), usage({}))
    assert problems[0] == "no test pins FRAME-1"


def test_two_facts_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="two facts have the id FRAME-1"):
        facts.parse_facts(KNOWN.replace('id = "FRAME-2"', 'id = "FRAME-1"'))


def test_a_fact_without_statement_is_refused() -> None:
    with pytest.raises(ValueError, match="FRAME-1 has no 'statement'"):
        facts.parse_facts(KNOWN.replace('statement = "A frame has a beginning."\n', ""))


def test_markers_are_found_in_plain_parametrised_and_async_tests() -> None:
    source = """
@pytest.mark.fact("A-1", "A-2")
@pytest.mark.fact("A-3")
def test_plain(): ...

@pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.fact("A-4"))])
async def test_parameters(x): ...

@pytest.mark.fact(COMPUTED)
def test_computed(): ...

def test_none(): ...
"""
    assert sorted(facts.find_markers(source)) == [
        ("A-1", "test_plain"),
        ("A-2", "test_plain"),
        ("A-3", "test_plain"),
        ("A-4", "test_parameters"),
        ("COMPUTED", "test_computed"),
    ]


def test_mentions_are_found_in_lines_of_facts_and_in_comments() -> None:
    source = '''
"""Do this. Facts: A-1,
    B-2, C-1 to C-3.
"""
# Why: A-3, not UTF-8, XA-4 or 3A-5.
"""Facts: nonsense."""
'''
    assert set(facts.find_mentions(source, frozenset({"A"}))) == {
        "A-1",
        "B-2",
        "C-1",
        "C-2",
        "C-3",
        "A-3",
        "nonsense",
    }


def test_writing_brings_tests_and_pending_up_to_date() -> None:
    markers = {"FRAME-1": ("tests/a.py::test_a", "tests/b.py::test_b"), "FRAME-2": ("tests/a.py::test_c",)}
    text = facts.update_text(KNOWN, markers)
    assert facts.list_problems(facts.parse_facts(text), usage(markers)) == []
    assert facts.update_text(text, markers) == text


def test_writing_adds_a_missing_list_of_tests_and_changes_nothing_else() -> None:
    bare = KNOWN.replace("tests = []\n", "")
    assert facts.update_text(bare, {"FRAME-1": ("tests/test_frame.py::test_beginning",)}) == KNOWN.replace(
        'tests = ["tests/test_frame.py::test_beginning"]', 'tests = [\n    "tests/test_frame.py::test_beginning",\n]'
    )
