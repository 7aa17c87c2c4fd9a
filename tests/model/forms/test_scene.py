"""Scenes of lamps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.forms.laws import JUNK, SHADES, check_refused, check_text, check_value, check_vectors
from tuyalan.errors import BadValueError
from tuyalan.model.forms.scene import MAX_UNITS, SCENE, SCENE_OLD, OldScene, Scene, SceneMode, SceneUnit
from tuyalan.model.forms.shade import Shade

if TYPE_CHECKING:
    from tuyalan.model.form import Form

PACE = st.integers(0, 100)
UNITS = st.builds(SceneUnit, interval=PACE, change=PACE, mode=st.sampled_from(SceneMode), shade=SHADES)
LIGHTS = st.integers(0, 255).map(lambda number: round(number * 1000 / 255) / 10)
UNIT = SceneUnit(interval=0, change=0, mode=SceneMode.STATIC, shade=Shade())


@pytest.mark.fact("FORM-2")
@pytest.mark.parametrize("form", [SCENE, SCENE_OLD], ids=lambda form: form.name)
def test_vectors_are_read_and_built(form: Form[object]) -> None:
    check_vectors(form)


@given(st.builds(Scene, number=st.integers(0, 255), units=st.lists(UNITS, min_size=1, max_size=8).map(tuple)))
def test_scenes_survive(scene: Scene) -> None:
    check_value(SCENE, scene, like="0A")


@given(
    st.builds(
        OldScene,
        brightness=LIGHTS,
        temperature=LIGHTS,
        speed=st.integers(0, 255),
        colours=st.lists(st.binary(min_size=3, max_size=3).map(bytes.hex), min_size=1, max_size=16).map(tuple),
    )
)
def test_old_scenes_survive(scene: OldScene) -> None:
    check_value(SCENE_OLD, scene)


@pytest.mark.parametrize("form", [SCENE, SCENE_OLD], ids=lambda form: form.name)
@given(JUNK)
def test_junk_is_refused_or_comes_back(form: Form[object], text: str) -> None:
    check_text(form, text)


@pytest.mark.parametrize(
    "text",
    [
        "04",
        "0446460200780",
        "0446460300780000000000000000",
        "0465460200780000000000000000",
        "0446460201690000000000000000",
        "04" + "46460200780000000000000000" * (MAX_UNITS + 1),
    ],
)
def test_scenes_of_another_layout_are_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        SCENE.parse(text)


@pytest.mark.parametrize(
    "text", ["ffff03", "ffff0300", "ffff0301ff0000ff", "ffff0302ff0000", "ffff0311" + "ff0000" * 17]
)
def test_old_scenes_of_another_layout_are_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        SCENE_OLD.parse(text)


@pytest.mark.parametrize(
    "scene",
    [
        Scene(number=256, units=(UNIT,)),
        Scene(number=1, units=()),
        Scene(number=1, units=(UNIT,) * (MAX_UNITS + 1)),
        Scene(number=1, units=(SceneUnit(interval=101, change=0, mode=SceneMode.JUMP, shade=Shade()),)),
    ],
)
def test_impossible_scenes_are_refused(scene: Scene) -> None:
    check_refused(SCENE, scene)


@pytest.mark.parametrize("colours", [(), ("ff0000",) * 17, ("red",), ("ff00",), ("ff000000",)])
def test_impossible_old_scenes_are_refused(colours: tuple[str, ...]) -> None:
    check_refused(SCENE_OLD, OldScene(brightness=1.0, temperature=0.0, speed=1, colours=colours))
