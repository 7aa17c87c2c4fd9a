"""One correction into the override file or out of it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.errors import BadValueError, ConfigError, UseError
from tuyalan.knowledge.editing import remove_override, set_override
from tuyalan.knowledge.overrides import parse_overrides, read_overrides
from tuyalan.model.override import Override


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "overrides.toml"


def change(path: Path, before: str) -> str:
    """Set the scale of data point 22 of `bf12` to 3 and return the text."""
    path.write_text(before, encoding="utf-8")
    set_override(path, "bf12", dp=22, field="scale", value=3)
    assert read_overrides(path).for_device("bf12")[22].scale == 3
    return path.read_text(encoding="utf-8")


def test_a_file_is_made(path: Path) -> None:
    set_override(path, "desk lamp", dp=20, field="name", value='My "light" \\')
    assert path.read_text(encoding="utf-8") == '"desk lamp".20.name = "My \\"light\\" \\\\"\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "bf12.22.scale = 3\n"),
        ("# Mine.\n\n", "# Mine.\nbf12.22.scale = 3\n"),
        ("bf12.22.scale = 1\n", "bf12.22.scale = 3\n"),
        ("  bf12 . 22 . scale=1   # was wrong\n", "  bf12 . 22 . scale = 3  # was wrong\n"),
        ("bf12.22.name = 'a'\n", "bf12.22.name = 'a'\nbf12.22.scale = 3\n"),
        ("bf12.22 = { name = 'a#', scale = 1 } # x\n", 'bf12.22 = { name = "a#", scale = 3 }  # x\n'),
        ("bf12.22 = { name = 'a' }\n", 'bf12.22 = { name = "a", scale = 3 }\n'),
        ("bf12 = { 21.invert = true }\n", "bf12 = { 21 = { invert = true }, 22 = { scale = 3 } }\n"),
        ("[bf12.22]\nscale = 1 # c\n", "[bf12.22]\nscale = 3  # c\n"),
        ("[bf12.22]\nname = 'a'\n", "[bf12.22]\nscale = 3\nname = 'a'\n"),
        ("[bf12]\n21.scale = 1\n", "[bf12]\n22.scale = 3\n21.scale = 1\n"),
        ("a.1.scale = 1\n\n[other]\n1.scale = 1\n", "a.1.scale = 1\n\nbf12.22.scale = 3\n[other]\n1.scale = 1\n"),
        ("oops\n", "oops\nbf12.22.scale = 3\n"),
        ("bf12.22.scale = [1,\n2]\n# end\n", "bf12.22.scale = 3\n# end\n"),
        ("bf12.22.scale = [1, # c\n2]\n", "bf12.22.scale = 3\n"),
    ],
)
def test_the_line_goes_where_it_belongs_and_all_others_stay(path: Path, before: str, after: str) -> None:
    assert change(path, before) == after


@pytest.mark.parametrize(
    ("value", "text"),
    [(["a", "b"], '["a", "b"]'), (["ü\u007f"[:1]], '["ü"]')],
)
def test_lists_are_written(path: Path, value: list[str], text: str) -> None:
    set_override(path, "d", dp=1, field="choices", value=value)
    assert path.read_text(encoding="utf-8") == f"d.1.choices = {text}\n"


def test_other_values_in_the_same_table_survive(path: Path) -> None:
    path.write_text("bf12.22 = { choices = ['a', 'b'], minimum = 1.5, x = 2020-01-01 }\n", encoding="utf-8")
    set_override(path, "bf12", dp=22, field="invert", value=True)
    text = 'bf12.22 = { choices = ["a", "b"], minimum = 1.5, x = 2020-01-01, invert = true }\n'
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("before", "count", "after"),
    [
        ("", 0, None),
        ("other.1.scale = 1\n", 0, None),
        ("# a\nbf12.22.scale = 1\nbf12.22.name = 'a'\nbf12.21.scale = 1\n", 2, "# a\nbf12.21.scale = 1\n"),
        ("bf12 = { 22.scale = 1, 21.scale = 2 }  # c\n", 1, "bf12 = { 21 = { scale = 2 } }  # c\n"),
        ("[bf12.22]\nscale = 1\nchoices = [\n'a']\n[c]\n1.scale = 1\n", 2, "[bf12.22]\n[c]\n1.scale = 1\n"),
    ],
)
def test_all_corrections_of_a_data_point_are_removed(path: Path, before: str, count: int, after: str | None) -> None:
    path.write_text(before, encoding="utf-8")
    assert remove_override(path, "bf12", dp=22) == count
    assert path.read_text(encoding="utf-8") == (before if after is None else after)


def test_one_correction_is_removed(path: Path) -> None:
    path.write_text("bf12.22 = { scale = 1, name = 'a' }\nbf12.22.invert = true\n", encoding="utf-8")
    assert remove_override(path, "bf12", dp=22, field="scale") == 1
    assert path.read_text(encoding="utf-8") == 'bf12.22 = { name = "a" }\nbf12.22.invert = true\n'


def test_nothing_is_written_when_there_is_nothing_to_remove(path: Path) -> None:
    assert remove_override(path, "bf12", dp=22, field="scale") == 0
    assert not path.exists()


@pytest.mark.parametrize(("target", "dp"), [("", 1), ("a\nb", 1), ("a", 0), ("a", 65536)])
def test_a_wrong_call_is_refused(path: Path, target: str, dp: int) -> None:
    with pytest.raises(UseError):
        set_override(path, target, dp=dp, field="scale", value=1)
    with pytest.raises(UseError):
        remove_override(path, target, dp=dp)
    assert not path.exists()


def test_a_wrong_value_is_refused_before_anything_is_written(path: Path) -> None:
    with pytest.raises(BadValueError, match="this cannot be corrected: scale is a whole number"):
        set_override(path, "d", dp=1, field="scale", value="one")
    with pytest.raises(BadValueError, match="did you mean scale"):
        set_override(path, "d", dp=1, field="scal", value=1)
    assert not path.exists()


@pytest.mark.parametrize("data", [b"d.1.name = '\xff'\n", b"#" * (1024 * 1024 + 1)])
def test_a_file_that_would_be_damaged_is_left_alone(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(ConfigError, match="cannot change"):
        set_override(path, "d", dp=1, field="scale", value=1)
    assert path.read_bytes() == data


PIECES: Final = (
    "# comment",
    "",
    'bf12.22.name = "a"  # c',
    "bf12.21.scale = 1",
    "bf14 = { 22 = { scale = 1 }, 3 = { invert = true } }",
    "bf15.22 = { scale = 1 }",
    "bf16.22.choices = [\n 'a',\n 'b' ]",
    "[bf13.22]",
    "[bf17]",
    "[other]",
)


@given(
    st.lists(st.sampled_from(PIECES), unique=True),
    st.lists(
        st.tuples(
            st.sampled_from(["bf12", "bf13", "bf14", "bf15", "bf16", "bf17", "a b"]),
            st.sampled_from([3, 21, 22]),
            st.sampled_from(["scale", "factor"]),
            st.integers(1, 9),
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_valid_text_stays_valid_and_says_what_was_set(
    pieces: list[str], changes: list[tuple[str, int, str, int]]
) -> None:
    text = "\n".join(pieces)
    before = parse_overrides(text.encode())
    with TemporaryDirectory() as folder:
        path = Path(folder) / "overrides.toml"
        path.write_text(text, encoding="utf-8")
        for target, dp, field, value in changes:
            set_override(path, target, dp=dp, field=field, value=value)
            assert getattr(read_overrides(path).for_device(target)[dp], field) == value
        after = path.read_text(encoding="utf-8")
        tomllib.loads(after)
        for target, dp, _, _ in changes:
            remove_override(path, target, dp=dp)
            assert read_overrides(path).for_device(target).get(dp) in {None, Override()}
    touched = {(target, dp) for target, dp, _, _ in changes}
    kept = parse_overrides(after.encode())
    for target, points in before.targets.items():
        assert all(kept.targets[target][dp] == points[dp] for dp in points if (target, dp) not in touched)
    assert all(piece in after for piece in pieces if piece.startswith("#"))
