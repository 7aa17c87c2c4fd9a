"""Which form a data point has."""

from __future__ import annotations

import json
import random

import pytest

from fuzz.forms import FormsTarget
from fuzz.mutate import Mutator
from tests.model.forms.laws import load_entries
from tests.support import VECTORS
from tuyalan.model.forms.registry import CANDIDATES, FORMS, form_for
from tuyalan.model.schema import Kind


def test_every_form_is_found_by_its_name() -> None:
    assert all(form.name == name for name, form in FORMS.items())


def test_every_candidate_exists_and_every_form_is_a_candidate() -> None:
    assert {name for names in CANDIDATES.values() for name in names} == set(FORMS)


def test_no_beginning_of_codes_hides_a_longer_one() -> None:
    beginnings = list(CANDIDATES)
    hidden = [(a, b) for at, a in enumerate(beginnings) for b in beginnings[at + 1 :] if b.startswith(a)]
    assert hidden == []


def test_every_form_has_vectors() -> None:
    document = json.loads((VECTORS / "forms.json").read_text(encoding="utf-8"))
    assert set(FORMS) <= set(document["forms"])
    assert all(load_entries(name) for name in FORMS)


@pytest.mark.parametrize(
    ("code", "text", "name"),
    [
        ("colour_data_v2", "00f003e803e8", "colour_hsv"),
        ("colour_data_v2", '{"h":240,"s":100,"v":100}', "colour_json"),
        ("colour_data", "00f003e803e8", "colour_hsv"),
        ("colour_data", "ff00000000ffff", "colour_rgb_hsv"),
        ("colour_data", "ff0000", "colour_rgb"),
        ("colour_data", '{"h":240,"s":100,"v":100}', "colour_json_old"),
        ("colour_data", '{"h":240,"s":1000,"v":100}', "colour_json"),
        ("scene_data_v2", "04464602007803e803e800000000", "scene"),
        ("scene_data", "04464602007803e803e800000000", "scene"),
        ("scene_data", "ffff0301ff0000", "scene_old"),
        ("flash_scene_2", "ffff0301ff0000", "scene_old"),
        ("control_data", "100000000000003e803e8", "gradual"),
        ("cycle_time", "AQEAPgOIATIBrA==", "cycle_timers"),
        ("cycleTime", "AQEAPgOIATIBrA==", "cycle_timers"),
        ("random_time", "", "timers"),
        ("cycle_timing", "ABA=", "light_cycles"),
        ("cycle_timing", "AQEAPgOIATIBrA==", "cycle_timers"),
        ("alarm_set_2", "AQEAAAMBABQ=", "alarms"),
        ("meal_plan", "000528110015414100201511", "meals_short"),
        ("doorbell_pic", "eyJidWNrZXQiOiJhIn0=", "message"),
        ("phase_a", "COwABY8AARA=", "phase"),
        ("phase_s", "08ec00058f000110", "phase"),
        ("ir_send", '{"control":"study"}', "ir_command"),
        ("ir_send", '{"control":"rf_study"}', "rf_command"),
        ("ir_study_code", "lSOPEToCtAY6AjoCOgI6AjoCtAY6AjoC", "ir_code"),
        ("ir_study_code", "A1BGlBE=", "ir_code_compressed"),
        ("ir_study_code", "eyJzdHVkeV9mZXEiOiI0MzMiLCJ2ZXIiOiIyIn0=", "rf_code"),
    ],
)
def test_the_first_candidate_that_fits_is_the_form(code: str, text: str, name: str) -> None:
    form = form_for(code, Kind.TEXT, text)
    assert form is FORMS[name]


def test_a_data_point_that_is_only_written_has_its_first_candidate() -> None:
    assert form_for("control_data", Kind.TEXT, "") is FORMS["gradual"]
    assert form_for("colour_data_v2", Kind.COMPOSITE, "") is FORMS["colour_hsv"]


def test_what_fits_no_candidate_has_no_form() -> None:
    assert form_for("colour_data_v2", Kind.TEXT, "junk") is None
    assert form_for("colour_data_raw", Kind.RAW, "AAAAAAAAAAAA") is None
    assert form_for("dp_105", Kind.RAW, "AAAA") is None
    assert form_for("dp_105", Kind.RAW, "") is None


def test_bytes_that_are_only_written_have_no_form_of_letters() -> None:
    assert form_for("music_data_raw", Kind.RAW, "") is None
    assert form_for("music_data_raw", Kind.RAW, "1000003e803e800c80032") is FORMS["gradual"]
    assert form_for("sleep_mode", Kind.RAW, "") is FORMS["fade_plans"]


def test_choices_have_the_forms_of_words_only() -> None:
    assert form_for("countdown_set", Kind.CHOICE, "2h") is FORMS["countdown_word"]
    assert form_for("sleep_mode", Kind.CHOICE, "") is None
    assert form_for("countdown_set", Kind.CHOICE, "fast") is None


@pytest.mark.parametrize("kind", [Kind.NUMBER, Kind.BOOL, Kind.BITMAP])
def test_numbers_and_truth_values_have_no_form(kind: Kind) -> None:
    assert form_for("countdown_1", kind, "60") is None


def test_the_fuzz_target_finds_nothing_in_a_first_thousand_inputs() -> None:
    source = random.Random(20260901)
    target = FormsTarget(source)
    mutator = Mutator(target.load_corpus(), source)
    for _ in range(1000):
        target.run(mutator.draw())
