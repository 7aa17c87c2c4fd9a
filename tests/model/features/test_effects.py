"""Named scenes."""

from __future__ import annotations

from tuyalan.model.features.effects import EFFECTS
from tuyalan.model.forms.scene import SCENE


def test_every_effect_can_be_packed_and_read_again() -> None:
    for scene in EFFECTS.values():
        assert SCENE.parse(SCENE.build(scene, "")) == scene


def test_effects_have_places_of_their_own_and_no_more_units_than_the_app_makes() -> None:
    assert [scene.number for scene in EFFECTS.values()] == list(range(8))
    assert max(len(scene.units) for scene in EFFECTS.values()) <= 8
