"""TOML text to its single assignments."""

from __future__ import annotations

import tomllib
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.knowledge.statements import MAX_PROBLEMS, MAX_SIZE, Document, find_equals, parse_statements


def parse(text: str) -> Document:
    return parse_statements(text.encode())


def leaves(text: str) -> list[tuple[str, object]]:
    return [(".".join(path), value) for one in parse(text).statements for path, value in one.iter_leaves()]


def problems(text: str) -> list[str]:
    return [str(problem) for problem in parse(text).problems]


GOOD = """\
# A comment, then every way to say it.
bf12.22.scale = 1
"desk lamp".20.name = "Light = bright # not a comment"  # a comment
'quoted'.3.unit = '''W'''
keyabc.2 = { invert = true, name = "x" }
bf13 = { 1.scale = 2, 2 = { scale = 3 } }
long.1.choices = [
  "a",  # first
  "b",
]

[table]
4.invert = false
[table.5]
scale = 3
text = \"\"\"
two
lines\"\"\"
["desk lamp".6]
invert = true
"""


def test_all_forms_of_assignments_are_read() -> None:
    assert problems(GOOD) == []
    assert leaves(GOOD) == [
        ("bf12.22.scale", 1),
        ("desk lamp.20.name", "Light = bright # not a comment"),
        ("quoted.3.unit", "W"),
        ("keyabc.2.invert", True),
        ("keyabc.2.name", "x"),
        ("bf13.1.scale", 2),
        ("bf13.2.scale", 3),
        ("long.1.choices", ["a", "b"]),
        ("table.4.invert", False),
        ("table.5.scale", 3),
        ("table.5.text", "two\nlines"),
        ("desk lamp.6.invert", True),
    ]


def test_the_whole_text_means_the_same() -> None:
    assert _flatten("", tomllib.loads(GOOD)) == sorted(leaves(GOOD), key=str)


def test_places_of_statements_are_known() -> None:
    places = [(one.line, one.last, one.is_head, one.own) for one in parse(GOOD).statements]
    assert places[:4] == [(2, 2, False, 3), (3, 3, False, 3), (4, 4, False, 3), (5, 5, False, 2)]
    assert places[5] == (7, 10, False, 3)
    assert places[6] == (12, 12, True, 1)


BAD_LINES = [
    ("bf1.2.scale =", 1, 14, "the value is none"),
    ("bf1.2.scale 3", 1, 13, "an equals sign is missing"),
    ("bf1.2.scale = yes", 1, 15, "the value is none"),
    ("desk lamp.2.scale = 1", 1, 6, "an equals sign is missing"),
    ("bf1.2.scale = 1 2", 1, 17, "something follows the value"),
    ('bf1.2.name = "Light', 1, 20, "a quote is missing"),
    ('bf1.2.name = """Light', 1, 22, "a quote or a bracket is missing"),
    ("bf1.2.choices = [1,", 1, 20, "a quote or a bracket is missing"),
    ("= 3", 1, 1, "this is no assignment"),
    ("bf1.2 = { scale = 1, scale = 2 }", 1, 31, "duplicate inline table key"),
    ("[bf1", 1, 5, "expected"),
    ("[[bf1]]", 1, 1, "lists of tables"),
    ("bf1.2.scale = " + "9" * 5000, 1, 5015, "missing"),
]


@pytest.mark.parametrize(("line", "row", "column", "words"), BAD_LINES, ids=[line[0][:24] for line in BAD_LINES])
def test_a_broken_line_is_told_with_its_place_and_the_others_count(
    line: str, row: int, column: int, words: str
) -> None:
    document = parse(f"{line}\n\n[ok]\n1.scale = 1\n2.scale = 2\n")
    assert [(problem.line, problem.column) for problem in document.problems] == [(row, column)]
    assert words in document.problems[0].message.lower()
    assert [one.path for one in document.statements if not one.is_head] == [("ok", "1", "scale"), ("ok", "2", "scale")]


def test_an_open_bracket_takes_away_its_own_line_only() -> None:
    text = 'a.1.choices = ["x",\nb.1.scale = 1\nc.1.name = "\nd.1.scale = 2\n'
    assert leaves(text) == [("b.1.scale", 1), ("d.1.scale", 2)]
    assert [problem.line for problem in parse(text).problems] == [1, 3]


def test_what_stands_below_a_broken_head_is_not_given_to_another_table() -> None:
    text = "[a]\n1.scale = 1\n[b\n2.scale = 2\n[c]\n3.scale = 3\n"
    assert leaves(text) == [("a.1.scale", 1), ("c.3.scale", 3)]
    assert [problem.line for problem in parse(text).problems] == [3, 4]


def test_bytes_that_are_no_text_spoil_their_line_only() -> None:
    document = parse_statements(b'a.1.scale = 1\nb.1.name = "\xff"\nc.1.choices = [\n\xfe]\nd.1.scale = 2\n')
    assert [one.path[0] for one in document.statements] == ["a", "d"]
    assert [(problem.line, problem.column) for problem in document.problems] == [(2, 13), (3, 16), (4, 1)]


def test_a_byte_order_mark_and_line_ends_of_windows_are_taken() -> None:
    document = parse_statements(b"\xef\xbb\xbfa.1.scale = 1\r\nb.1.choices = [\r\n1]\r\n")
    assert document.problems == ()
    assert [one.path for one in document.statements] == [("a", "1", "scale"), ("b", "1", "choices")]


def test_deep_nesting_is_told() -> None:
    document = parse("a.1.x = " + "[" * 50_000 + "\nb.1.scale = 1\n")
    assert [(problem.line, problem.message) for problem in document.problems] == [(1, "this is nested too deeply")]
    assert [one.path[0] for one in document.statements] == ["b"]


def test_a_text_that_is_too_large_is_not_read() -> None:
    document = parse_statements(b"a.1.scale = 1\n" * (MAX_SIZE // 10))
    assert document.statements == ()
    assert "larger than" in document.problems[0].message


def test_reading_ends_after_many_faults() -> None:
    document = parse("oops\n" * 1000)
    assert len(document.problems) == MAX_PROBLEMS + 1
    assert (
        str(document.problems[-1])
        == f"line {MAX_PROBLEMS + 1}, column 1: there are too many faults; the rest is not read"
    )


@given(st.text(max_size=200))
def test_any_text_gives_statements_and_problems_and_no_error(text: str) -> None:
    document = parse_statements(text.encode("utf-8", "replace"))
    assert all(problem.line >= 1 and problem.column >= 1 for problem in document.problems)


@given(st.lists(st.sampled_from([*GOOD.splitlines(), *(line[0] for line in BAD_LINES)]), max_size=20))
def test_any_mixture_of_lines_is_read(lines: list[str]) -> None:
    document = parse("\n".join(lines))
    assert len(document.lines) == max(1, len(lines))


@pytest.mark.parametrize(
    ("text", "place"), [("a = 1", 2), ('"a=b" = 1', 6), ("'a\\' = 1", 5), (r'"\"=" = 1', 6), (r'"\\" = "="', 5)]
)
def test_the_equals_sign_is_found_outside_of_quotes(text: str, place: int) -> None:
    assert find_equals(text) == place


def test_a_text_without_an_equals_sign_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="equals sign"):
        find_equals("[head]")


def _flatten(prefix: str, value: object) -> list[tuple[str, object]]:
    if not isinstance(value, dict):
        return [(prefix, value)]
    inner = cast("dict[str, object]", value).items()
    found = [leaf for key, item in inner for leaf in _flatten(f"{prefix}.{key}" if prefix else key, item)]
    return sorted(found, key=str)
