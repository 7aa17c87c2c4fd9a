"""Words and codes of lights."""

from __future__ import annotations

from tuyalan.model.features.light_words import COLOUR_WORDS, DIMMER_ROLES, ROLES, WHITE_WORDS


def test_a_mode_is_white_or_coloured_but_not_both() -> None:
    assert set(WHITE_WORDS).isdisjoint(COLOUR_WORDS)


def test_a_dimmer_has_the_roles_of_a_light() -> None:
    assert [role.word for role in DIMMER_ROLES] == [role.word for role in ROLES]
