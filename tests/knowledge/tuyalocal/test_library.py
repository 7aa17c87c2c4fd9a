"""All device files of a directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.knowledge.tuyalocal.making import BROKEN, FLAWED, LAMP, PLUG, fill
from tuyalan.knowledge.tuyalocal.compiling import compile_files
from tuyalan.knowledge.tuyalocal.library import Library

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def library(tmp_path: Path) -> Library:
    fill(tmp_path, plug=PLUG, lamp=LAMP, broken=BROKEN, flawed=FLAWED)
    return Library(compile_files(sorted(tmp_path.iterdir())))


def test_it_tells_what_it_holds(library: Library) -> None:
    assert library.files == ("flawed.yaml", "lamp.yaml", "plug.yaml")
    assert library.counts.files == 4
    assert [problem.file for problem in library.problems] == ["broken.yaml"]
    assert [flaw.file for flaw in library.flaws] == ["flawed.yaml"]


def test_profiles_are_found_by_file(library: Library) -> None:
    found = library.profile("plug.yaml")
    assert found is not None
    assert (found.name, len(found.entities)) == ("Plug", 2)
    assert library.profile("broken.yaml") is None


def test_devices_are_matched_by_product_then_by_shape(library: Library) -> None:
    assert [match.file for match in library.match({1: True}, ["plug000000000001"])] == ["plug.yaml"]
    assert library.match({20: True, 21: "white"})[0].file == "lamp.yaml"
    assert library.match({77: 1}) == []


def test_the_best_file_is_found_with_its_profile(library: Library) -> None:
    found = library.find({20: True, 21: "white"})
    assert found is not None
    assert (found.match.file, found.profile.name, found.is_trusted) == ("lamp.yaml", "Lamp", False)
    assert library.find({77: 1}) is None
