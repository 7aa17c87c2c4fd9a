"""What has a switch that does nothing else."""

from __future__ import annotations

import pytest

from tests.model.making import prop
from tuyalan.errors import BadValueError
from tuyalan.model.features.humidity import Humidifier
from tuyalan.model.features.switch import Switch
from tuyalan.model.features.water_heater import WaterHeater
from tuyalan.model.schema import Access, Kind


@pytest.mark.parametrize("make", [Switch, Humidifier, WaterHeater])
def test_it_is_switched_by_its_switch_alone(make: type[Switch | Humidifier | WaterHeater]) -> None:
    thing = make(key="power", name="", roles={"switch": prop(Kind.BOOL, "power")})
    assert (thing.plan_on(), thing.plan_off()) == ({"power": True}, {"power": False})


def test_what_cannot_be_switched_says_so() -> None:
    bare = Switch(key="power", name="", roles={"switch": prop(Kind.BOOL, "power", access=Access.READ)})
    for plan in (bare.plan_on, bare.plan_off):
        with pytest.raises(BadValueError, match="the switch has no switch that can be set"):
            plan()
