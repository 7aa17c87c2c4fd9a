"""Words and codes of climates."""

from __future__ import annotations

from tuyalan.model.features.climate import ClimateAction, ClimateMode
from tuyalan.model.features.climate_words import ACTIONS, DOING, MODES, NEEDS, ROLES


def test_every_mode_and_action_has_words_and_no_word_means_anything_else() -> None:
    assert all(MODES.spell(mode, MODES.words) for mode in ClimateMode)
    assert all(ACTIONS.spell(action, ACTIONS.words) for action in ClimateAction)
    assert {MODES.read(word) for word in MODES.words} == set(ClimateMode)
    assert {ACTIONS.read(word) for word in ACTIONS.words} == set(ClimateAction)


def test_what_a_device_does_is_neither_off_nor_automatic() -> None:
    assert set(ClimateMode) - {"off", "auto"} == DOING


def test_what_is_needed_is_among_the_roles() -> None:
    assert {word for each in NEEDS for word in each.split()} <= {role.word for role in ROLES}
