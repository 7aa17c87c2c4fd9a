"""The device files of tuya-local as virtual devices: a selection always, all of them where the environment names them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import msgspec
import pytest

from tests.e2e.tuyalocal_devices import Report, check_directory, check_profile
from tests.e2e.tuyalocal_trees import build_tree, list_leaves
from tests.support import VECTORS, run
from tools.devicefiles_run import run_files
from tuyalan.knowledge.tuyalocal.loading import find_files, load_directory
from tuyalan.knowledge.tuyalocal.yamlfile import parse_tree, read_text
from tuyalan.model.tuyalocal.profile import Entity, Point, PointType, Profile, Rule
from tuyalan.model.tuyalocal.reading import read_profile

SELECTION: Final = VECTORS / "tuya-local"
DIRECTORY: Final = os.environ.get("TUYALAN_TEST_TUYA_LOCAL", "")

needs_directory: Final = pytest.mark.skipif(not DIRECTORY, reason="TUYALAN_TEST_TUYA_LOCAL names no directory")


def compare(file: Path) -> bool:
    """Hold a file against its profile written back; tells whether it was read without loss."""
    tree = parse_tree(read_text(file))
    parsed = read_profile(tree, file.name)
    if parsed.losses:
        return False
    assert set(list_leaves(tree)) == set(list_leaves(build_tree(parsed.profile))), file.name
    return True


@pytest.fixture(scope="module")
def selection() -> Report:
    return check_directory(SELECTION)


def test_every_selected_device_reads_back_what_was_written_and_refuses_the_rest(selection: Report) -> None:
    assert selection.faults == []
    # The files list 1,158 data points; three of them stand twice in their entity, where only the first counts.
    assert (selection.profiles, selection.points) == (59, 1155)
    assert selection.writes > 1000
    assert selection.refused > 1000
    assert selection.read_only > 300
    assert selection.pieces > 50
    assert selection.numbers > 400


def test_what_the_selected_files_themselves_make_impossible_stays_rare(selection: Report) -> None:
    assert selection.one_way <= 10
    assert selection.contradicted <= 15
    assert selection.locked <= 5


def test_the_check_notices_a_device_that_answers_something_else() -> None:
    point = Point(
        id=1, type=PointType.STRING, role="option", rules=(Rule(raw="a", value="x"), Rule(raw="b", hidden=True))
    )
    profile = Profile(file="wrong.yaml", name="Wrong", entities=(Entity(platform="select", points=(point,)),))
    report = Report()
    check_profile(profile, report)
    assert report.faults == []
    report.fail("kind", "detail")
    assert report.faults == ["kind: detail"]


def test_nothing_is_missing_of_files_that_load_without_loss() -> None:
    files = find_files(SELECTION)
    assert sum(compare(file) for file in files) == 51


def test_the_comparison_notices_what_is_missing() -> None:
    text = (SELECTION / "dooya_curtain.yaml").read_text(encoding="utf-8")
    tree = parse_tree(text)
    profile = read_profile(tree, "curtain.yaml").profile
    entity = msgspec.structs.replace(profile.entities[0], points=profile.entities[0].points[1:])
    assert set(list_leaves(tree)) != set(list_leaves(build_tree(msgspec.structs.replace(profile, entities=(entity,)))))


def test_the_client_reads_and_writes_them_as_it_would_real_ones() -> None:
    report = run(run_files(load_directory(SELECTION), seed=1), timeout=60.0)
    assert report.problems == []
    assert report.counts["products"] == 59
    assert report.counts["properties written"] > 400
    assert report.counts["values refused"] > 4000


@needs_directory
def test_nothing_is_missing_of_any_file_of_a_whole_directory_that_loads_without_loss() -> None:
    files = find_files(Path(DIRECTORY))
    assert sum(compare(file) for file in files) >= 0.95 * len(files)


@needs_directory
def test_nearly_all_files_of_a_whole_directory_load_without_loss(tmp_path: Path) -> None:
    counts = load_directory(DIRECTORY, tmp_path).counts
    assert counts.lossless >= 0.95 * counts.files
    assert counts.lossless_entries >= 0.98 * counts.entries


@needs_directory
def test_every_device_of_a_whole_directory_reads_back_what_was_written(tmp_path: Path) -> None:
    assert Path(DIRECTORY).is_dir()
    report = check_directory(DIRECTORY, tmp_path)
    assert report.faults == []
