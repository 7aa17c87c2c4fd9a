"""Device files, compiled."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.knowledge.tuyalocal.making import BROKEN, FLAWED, LAMP, PLUG, fill
from tuyalan.errors import ConfigError
from tuyalan.knowledge.tuyalocal.compiling import compile_files
from tuyalan.knowledge.tuyalocal.library import Counts, Flaw, Problem

if TYPE_CHECKING:
    from tuyalan.knowledge.tuyalocal.library import Content


def compile_folder(folder: Path) -> Content:
    return compile_files(sorted(folder.iterdir()), "state")


def test_files_become_profiles_and_shapes(tmp_path: Path) -> None:
    content = compile_folder(fill(tmp_path, plug=PLUG, lamp=LAMP))
    assert content.counts == Counts(files=2, loaded=2, lossless=2, entries=4, lossless_entries=4)
    assert list(content.profiles) == ["lamp.yaml", "plug.yaml"]
    assert [(shape.file, shape.products) for shape in content.shapes] == [
        ("lamp.yaml", ()),
        ("plug.yaml", ("plug000000000001",)),
    ]
    assert (content.key, content.problems, content.flaws) == ("state", (), ())


def test_one_broken_file_does_not_spoil_the_rest(tmp_path: Path) -> None:
    fill(tmp_path, broken=BROKEN, list="- 1", huge="a" * 1_000_000, flawed=FLAWED, plug=PLUG)
    content = compile_folder(tmp_path)
    assert content.counts == Counts(files=5, loaded=2, lossless=1, entries=3, lossless_entries=2)
    assert [str(problem).partition(": did")[0] for problem in content.problems] == [
        "broken.yaml: it is no YAML: line 2, column 1",
        "huge.yaml: it is larger than 256 kB",
        "list.yaml: it is no device file: it holds a list instead of a mapping",
    ]


def test_what_is_left_out_is_told_with_its_place(tmp_path: Path) -> None:
    content = compile_folder(fill(tmp_path, flawed=FLAWED))
    assert content.flaws == (
        Flaw(file="flawed.yaml", line=9, column=9, place="entities[0].dps[0].colour", reason="unknown key"),
    )
    assert str(content.flaws[0]) == "flawed.yaml: line 9, column 9 (entities[0].dps[0].colour): unknown key"


def test_a_file_whose_name_is_no_text_is_a_problem() -> None:
    name = os.fsdecode(b"\xff.yaml") if sys.platform != "win32" else "\udcff.yaml"
    assert compile_files([Path(name)]).problems == (Problem("'\\udcff.yaml'", "its name is no UTF-8 text"),)


def test_without_the_extra_nothing_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(ConfigError):
        compile_files([])
