"""Every fault of a settings file is told with where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tuyalan.config.placing import MAX_SIZE, Source
from tuyalan.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
# a comment
[hub]
show = "events"  # another

state = '''
[not.a.table]
beacons = false
'''
  beacons = true
[other]
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("hub",), "line 2, column 2"),
        (("hub", "show"), "line 3, column 1"),
        (("hub", "state"), "line 5, column 1"),
        (("hub", "beacons"), "line 9, column 3"),
        (("other",), "line 10, column 2"),
    ],
)
def test_the_place_of_a_name_is_where_it_is_given_its_value(path: tuple[str, ...], place: str) -> None:
    assert Source(TEXT).place(path) == f"tuyalan.toml, {place}"


def test_a_name_that_is_not_there_has_the_file_as_its_place() -> None:
    assert Source(TEXT).place(("hub", "missing")) == "tuyalan.toml"
    assert Source("").place(("hub",)) == "tuyalan.toml"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = 1\nb = = 2\n", "tuyalan.toml, line 2, column 5: "),
        ("a = 1\nb = [1,\n", "tuyalan.toml, line 2, column 8: "),
        ("[x\n", "tuyalan.toml, line 1, column 3: "),
        ("a = \x00", "tuyalan.toml, line 1, column 5: "),
        ("a = 1\na = 2\n", "tuyalan.toml, line 2, column 6: "),
        ("=", "tuyalan.toml, line 1, column 1: "),
    ],
)
def test_what_is_no_toml_is_told_with_line_and_column(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Source(text)
    # What is wrong is said in the words of the parser, which differ by version.
    assert str(caught.value).startswith(message)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(ConfigError, match="nested too deeply"):
        Source("a = " + "[" * 50_000)


def test_a_file_is_read_with_its_name_marks_and_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xef\xbb\xbf[hub]\r\nshow = 'values'\r\n")
    source = Source.read(path)
    assert source.tables == {"hub": {"show": "values"}}
    assert source.place(("hub", "show")) == "mine.toml, line 2, column 1"


def test_a_file_that_is_missing_is_empty(tmp_path: Path) -> None:
    assert Source.read(tmp_path / "none.toml").tables == {}
    assert Source.read(None).tables == {}


def test_a_file_that_cannot_be_settings_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "big.toml"
    path.write_bytes(b"#" * (MAX_SIZE + 1))
    with pytest.raises(ConfigError, match="no settings file"):
        Source.read(path)
    path.write_bytes(b"a = 1\nb = '\xff'\n")
    with pytest.raises(ConfigError, match=r"big.toml, line 2: it is not written in UTF-8"):
        Source.read(path)
    with pytest.raises(ConfigError, match="cannot read"):
        Source.read(tmp_path)
