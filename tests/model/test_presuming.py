"""What is presumed of a device that tells nothing of itself."""

from __future__ import annotations

import pytest

from tuyalan.model.device import DeviceModel
from tuyalan.model.features import Infrared, compose
from tuyalan.model.presuming import BLASTERS, presume


@pytest.mark.parametrize("category", sorted(BLASTERS))
def test_a_blaster_can_be_told_something_before_it_said_anything(category: str) -> None:
    (feature,) = compose(DeviceModel("bf01", presume(category, ())), category=category)
    assert isinstance(feature, Infrared)
    assert feature.plan_learn().keys() == {"ir_send"}
    assert presume(category, {202}) == presume(category, ())


def test_nothing_is_presumed_of_what_reports_something_else_or_is_of_another_kind() -> None:
    assert presume("wnykq", {1, 202}) == []
    assert presume("dj", ()) == presume("", ()) == []
