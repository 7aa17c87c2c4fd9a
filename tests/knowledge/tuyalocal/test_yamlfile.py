"""YAML, read with care."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.support import VECTORS
from tuyalan.errors import ConfigError, StorageError
from tuyalan.knowledge.tuyalocal.yamlfile import MAX_DEPTH, MAX_FILE_SIZE, import_yaml, locate, parse_tree, read_text

if TYPE_CHECKING:
    from pathlib import Path

    from tuyalan.vocabulary import Json


def test_a_device_file_is_a_tree() -> None:
    tree = parse_tree(read_text(VECTORS / "tuya-local" / "dooya_curtain.yaml"))
    assert isinstance(tree, dict)
    assert tree["entities"]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", None),
        ("a: [1, 2.5, yes, null, text]", {"a": [1, 2.5, True, None, "text"]}),
        ("a: '*x'", {"a": "*x"}),
        ("a:\n" + " " * (MAX_DEPTH + 10) + "b: 1", {"a": {"b": 1}}),
        ("a: " + "[" * 50 + "]" * 50 + "\nb: " + "[" * 60 + "]" * 60, None),
    ],
)
def test_what_only_looks_dangerous_is_read(text: str, tree: Json) -> None:
    assert parse_tree(text) == tree or tree is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: [1,\nb", "it is no YAML: line 3, column 1: "),
        ("a: 1\nb: 2\na: 3", "it is no YAML: line 3, column 1: a key occurs twice"),
        ("1: a\n01: b", "it is no YAML: line 1, column 1: a key occurs twice"),
        ("? [1]\n: 2", "it is no YAML: line 1, column 3: found unhashable key"),
        ("ä: ä\nb: \x07", "it is no YAML: line 2, column 4: "),
        ("a: 2026-99-99", "it is no YAML: line 1, column 4: this is no timestamp"),
        ("a: !!timestamp x", "it is no YAML: line 1, column 4: this is no timestamp"),
        ("a: !!bool maybe", "it is no YAML: line 1, column 4: this is no bool"),
        ("a: " + "9" * 10_000, "it is no YAML: line 1, column 4: this is no int"),
        ("a: !!python/object/apply:os.system [ls]", "it is no YAML: line 1, column 4: could not determine"),
        ("a: &x 1\nb: *x", "it uses a part of itself again, which no device file does: line 2, column 4"),
        ("a: &a [*a]", "it uses a part of itself again"),
        ("- " * (MAX_DEPTH + 1), f"it nests too deeply: line 1, column {2 * MAX_DEPTH + 1}"),
        ("[" * 100_000, "it (nests too deeply|is no YAML): line 1, column 1?[0-9]01"),
        ("{a: " * 10_000, "it (nests too deeply|is no YAML): line 1, column [0-9]+"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_column(text: str, reason: str) -> None:
    with pytest.raises(StorageError, match=f"^{reason}"):
        parse_tree(text)


def test_a_bomb_of_aliases_is_refused_before_it_is_built() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    with pytest.raises(StorageError, match="line 2, column 10"):
        parse_tree("\n".join(lines))


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"a" * (MAX_FILE_SIZE + 1))
    with pytest.raises(StorageError, match="larger than 256 kB"):
        read_text(path)


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bytes.yaml"
    path.write_bytes(b"a: 1\nb: \xff")
    with pytest.raises(StorageError, match="no UTF-8 text: line 2, column 4"):
        read_text(path)


def test_a_file_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="it cannot be read: No such file"):
        read_text(tmp_path / "missing.yaml")


def test_places_are_found_in_the_text() -> None:
    text = "name: Thing\nentities:\n  - entity: light\n    dps:\n      - id: 1\n        name: switch\n"
    wanted = {
        "name": "line 1, column 1",
        "entities[0].dps[0].name": "line 6, column 9",
        "entities[0].dps[0]": "line 5, column 9",
        "entities[0].dps[0].mask": "line 5, column 9",
        "entities[7].dps": "line 2, column 1",
        "name.inside": "line 1, column 1",
        "": "line 1, column 1",
    }
    assert [str(position) for position in locate(text, list(wanted))] == list(wanted.values())


def test_without_the_extra_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(ConfigError) as caught:
        parse_tree("a: 1")
    assert 'pip install "tuyalan[tuyalocal]"' in str(caught.value.hint)


def test_the_loader_in_python_does_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(import_yaml(), "CSafeLoader")
    assert parse_tree("a: [1]") == {"a": [1]}
    for text, reason in {
        "a: [1,\nb": "line 2, column 2",
        "ä: ä\nb: \x07": "line 2, column 4",
        "[" * 5000: "it nests too deeply: line 1, column 101",
    }.items():
        with pytest.raises(StorageError, match=reason):
            parse_tree(text)
