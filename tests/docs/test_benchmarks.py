"""The table of docs/benchmarks.md: which goals count as met, and where the figures go."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import msgspec
import pytest

from benchmarks import calibrating, foreign, inference, measured, plotting, report, stages, weighing
from benchmarks.accuracy import Trial
from benchmarks.calibrating import Sample
from benchmarks.report import Row
from tests.model.catalog.making import opened, schema
from tests.model.signs import STRONG, WEAK
from tuyalan.knowledge.catalogue import open_catalogue
from tuyalan.model.confidence import SURE
from tuyalan.model.fitting import Match, Sort
from tuyalan.model.schema import DpSchema, Kind

ROOT: Final = Path(__file__).parent.parent.parent
DEVICE_FILE: Final = """
name: Plug
products:
  - id: {key}
entities:
  - entity: switch
    dps:
      - {{id: 1, type: boolean, name: switch}}
  - entity: sensor
    class: power
    dps:
      - id: 19
        type: integer
        name: sensor
        unit: W
        mapping: [{{scale: 10}}]
"""


@pytest.mark.parametrize(("ours", "is_met"), [(1.9, True), (2.0, True), (2.1, False)])
def test_a_figure_meets_its_goal_from_below(ours: float, is_met: bool) -> None:  # noqa: FBT001 - a parameter
    assert Row(group="write", name="set", ours=ours, unit="ms", goal=2).is_met is is_met


@pytest.mark.parametrize(("found", "is_met"), [(499, False), (500, True)])
def test_where_more_is_better_the_goal_is_met_from_above(found: int, is_met: bool) -> None:  # noqa: FBT001 - a parameter
    assert Row(group="scan", name="found", ours=found, unit="", goal=500, more_is_better=True).is_met is is_met


def test_a_ratio_says_how_many_times_as_long_we_take() -> None:
    row = Row(group="query", name="trip", ours=130, unit="µs", peer=100, goal=1.25, goal_is_ratio=True)
    assert (row.ratio, row.is_met) == (1.3, False)


def test_where_more_is_better_a_ratio_says_how_many_times_as_fast_we_are() -> None:
    row = Row(
        group="codec", name="decode", ours=2, unit="µs", peer=8, goal=3.5, goal_is_ratio=True, more_is_better=True
    )
    assert (row.ratio, row.is_met) == (4.0, True)


def test_without_the_other_a_ratio_is_neither_met_nor_missed() -> None:
    assert Row(group="codec", name="decode", ours=2, unit="µs", goal=3.5, goal_is_ratio=True).is_met is None


def test_losing_nothing_meets_the_goal_of_losing_nothing() -> None:
    row = Row(group="fleet", name="lost", ours=0, unit="", peer=0, goal=0)
    assert (row.ratio, row.is_met) == (None, True)


def test_figures_go_between_the_marks_and_replace_older_ones(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n\n{report.BEGIN}\nold\n{report.END}\n\nafter\n", encoding="utf-8")
    report.write([Row(group="start", name="import", ours=3, unit="ms", goal=2)], page)
    text = page.read_text(encoding="utf-8")
    assert "| start: import | 3 ms | - | - | - | at most 2 ms | **no** |" in text
    assert text.startswith("before\n\n")
    assert text.endswith(f"{report.END}\n\nafter\n")
    assert "old" not in text


def test_a_page_without_marks_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no marks"):
        report.write([Row(group="start", name="import", ours=3, unit="ms")], page)
    assert page.read_text(encoding="utf-8") == "nothing\n"


def test_the_page_has_the_marks() -> None:
    text = report.DOCS.read_text(encoding="utf-8")
    assert 0 < text.find(report.BEGIN) < text.find(report.END)


def test_figures_of_knowledge_have_a_table_of_their_own_and_leave_the_other_as_it_is(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(report.DOCS.read_text(encoding="utf-8"), encoding="utf-8")
    before = page.read_text(encoding="utf-8")
    report.write([Row(group="knowledge", name="look up", ours=3, unit="µs")], page)
    text = page.read_text(encoding="utf-8")
    assert text.split("<!-- knowledge:")[0] == before.split("<!-- knowledge:")[0]
    assert "| knowledge: look up | 3 µs |" in text


def test_the_page_of_inference_says_from_where_on_an_answer_is_sure() -> None:
    assert f"from a confidence of {SURE * 100:.1f} % on" in inference.PAGE.read_text(encoding="utf-8")


def test_the_page_of_inference_has_places_for_its_figures(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(inference.PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    for part in ("inference", "asking", "device files"):
        report.put(page, part, f"the figures of {part}")
    text = page.read_text(encoding="utf-8")
    assert "the figures of inference" in text
    assert "the figures of device files" in text


def test_the_picture_of_calibration_is_drawn_from_answers() -> None:
    (only,) = plotting.gather([Sample(STRONG, True, 3, 1), Sample(STRONG, False, 1, 2)])
    assert only.right == 0.75
    assert plotting.error([only]) == pytest.approx(abs(only.confidence - 0.75))
    picture = ET.fromstring(plotting.draw([("its schema", [only]), ("its family", [])]))  # noqa: S314 - our own
    assert len(picture.findall("{*}circle")) == 2


def test_numbers_fitted_to_answers_follow_them(tmp_path: Path) -> None:
    outcomes = [(STRONG, True)] * 990 + [(STRONG, False)] * 2 + [(WEAK, False)] * 90 + [(WEAK, True)] * 10
    samples = [Sample(signs, is_right, 1, family) for family, (signs, is_right) in enumerate(outcomes)]
    found = calibrating.fit([samples])
    assert found.confidences == (0.1, 0.998)
    assert found.sure == 0.998
    module = tmp_path / "confidence.py"
    module.write_text(calibrating.MODULE.read_text(encoding="utf-8"), encoding="utf-8")
    calibrating.write(found, module)
    assert "CONFIDENCES: Final = (\n    0.1,\n    0.998,\n)\n# End" in module.read_text(encoding="utf-8")


def test_one_family_that_is_wrong_in_all_its_products_makes_fewer_answers_sure() -> None:
    better = msgspec.structs.replace(STRONG, share=0.99)
    best = [Sample(better, True, 1, family) for family in range(900)]
    good = [Sample(STRONG, family >= 6, 1, family) for family in range(900)]
    alike = [Sample(STRONG, family > 0, 6, family) for family in range(150)]
    assert calibrating.fit([best + good]).sure < 0.999
    assert calibrating.fit([best + alike]).sure == 0.999


def test_what_values_are_worth_goes_between_the_marks(tmp_path: Path) -> None:
    trial = Trial(open_catalogue())
    fitted, _ = trial.halves()
    found = weighing.measure(trial, fitted[:70], stages.WEIGHED[-1:])
    assert found[Sort.WORD].factors[Match.LISTED] == 1.0
    assert found[Sort.WORD].factors[Match.UNLISTED] < found[Sort.WORD].silence < 1.0
    module = tmp_path / "fitting.py"
    module.write_text(weighing.MODULE.read_text(encoding="utf-8"), encoding="utf-8")
    weighing.write(found, module)
    weighing.write_power(0.75, module)
    text = module.read_text(encoding="utf-8")
    assert f"Match.UNLISTED: {found[Sort.WORD].factors[Match.UNLISTED]}," in text
    assert f"Sort.WORD: {found[Sort.WORD].silence}," in text
    assert "\nFIT_POWER: Final = 0.75\n" in text


def test_measured_numbers_are_not_written_into_a_module_without_a_place_for_them(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text("BIAS = 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no marks"):
        measured.put(module, "measured numbers", ["BIAS = 2"])
    assert module.read_text(encoding="utf-8") == "BIAS = 1\n"


def test_all_measured_numbers_are_fitted_one_after_the_other_and_measured_with(tmp_path: Path) -> None:
    skip = shutil.ignore_patterns("__pycache__")
    for folder in ("src", "benchmarks", "docs"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=skip)
    fitted = [tmp_path / module.relative_to(ROOT) for module in (weighing.MODULE, calibrating.MODULE)]
    before = [module.read_text(encoding="utf-8") for module in fitted]
    done = _run(tmp_path, "--fit", "--part", "200")
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if line.startswith("fitting")] == [
        f"fitting {stage}" for stage in stages.STAGES
    ]
    assert all(module.read_text(encoding="utf-8") != text for module, text in zip(fitted, before, strict=True))
    done = _run(tmp_path, "--part", "200", "--write")
    # Whether the goals are met with so few is chance.
    assert done.returncode in {0, 1}, done.stderr
    page = tmp_path / inference.PAGE.relative_to(ROOT)
    assert page.read_text(encoding="utf-8") != inference.PAGE.read_text(encoding="utf-8")


def test_device_files_are_asked_about_unless_the_catalogue_has_them(tmp_path: Path) -> None:
    plug = DpSchema(id=1, code="switch_1", kind=Kind.BOOL)
    power = DpSchema(id=19, code="cur_power", kind=Kind.NUMBER, unit="W", scale=1)
    trial = Trial(opened({"known": schema(plug, power)}))
    for name in ("known", "other"):
        (tmp_path / f"{name}.yaml").write_text(DEVICE_FILE.format(key=name), encoding="utf-8")
    found = foreign.judge(trial, tmp_path)
    assert (found.files, found.listed, found.devices, found.points) == (2, 1, 1, 2)
    assert found.inference.asked[foreign.ALL] == found.catalogue.asked[foreign.ALL] == 4
    assert found.inference.right == found.catalogue.right == found.majority.right == found.inference.asked


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the benchmark of inference in a copy of the project."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(folder / "src"), str(folder)))}
    return subprocess.run(  # noqa: S603 - the interpreter of this test with files of this project
        [sys.executable, "-m", "benchmarks.inference", *arguments],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
