"""Features that a source has put together."""

from __future__ import annotations

from typing import Final

import msgspec
import pytest

from tests.model.features.building import read
from tuyalan.model.device import DeviceModel
from tuyalan.model.features import Climate, ClimateMode, FeatureKind, Light, compose
from tuyalan.model.part import Part
from tuyalan.model.sources import Known, Source

KINDS: Final = ("light", "lightDesk", "lightFloor", "cover", "spaceship")
"""Things, the most important first."""


def device(rows: str, **parts: str) -> DeviceModel:
    """Make a device whose data points, `dp20="light:switch:Desk"`, are parts of things."""
    layer: dict[int, Known] = {}
    for row in rows.strip().splitlines():
        point = read(row)
        kind, role, name = parts.get(f"dp{point.id}", "::").split(":")
        part = Part(kind=kind, role=role, group=KINDS.index(f"{kind}{name}"), name=name) if kind else None
        layer[point.id] = Known(point=point, source=Source.TUYA_LOCAL, part=part)
    return DeviceModel("bf01", [layer])


ODD: Final = "101 alpha b\n102 beta n 0..255\n103 gamma c white,colour"


def test_what_no_code_tells_is_put_together_as_it_is_given() -> None:
    parts = {"dp101": "light:switch:Desk", "dp102": "light:brightness:Desk", "dp103": "light:mode:Desk"}
    model = device(ODD, **parts)
    lamp, *rest = compose(model)
    assert isinstance(lamp, Light)
    assert {role: subject.dp for role, subject in lamp.roles.items()} == {"switch": 101, "brightness": 102, "mode": 103}
    assert rest == []
    assert {each.kind for each in compose(device(ODD))} == {FeatureKind.SWITCH, FeatureKind.NUMBER, FeatureKind.SELECT}


def test_two_things_of_a_kind_have_the_names_that_are_given() -> None:
    parts = {"dp101": "light:switch:Desk", "dp102": "light:brightness:Desk"}
    rows = "101 alpha b\n102 beta n 0..255\n104 delta b\n105 epsilon n 0..255"
    model = device(rows, **parts, dp104="light:switch:Floor", dp105="light:brightness:Floor")
    assert [(each.name, each.key) for each in compose(model)] == [("Desk", "dp101"), ("Floor", "dp104")]


def test_what_the_source_leaves_out_is_found_by_its_code() -> None:
    rows = "101 alpha b\n102 beta n 0..255\n26 countdown n 0..86400\n23 temp_value n 0..1000"
    parts = {"dp101": "light:switch:", "dp102": "light:brightness:", "dp23": "cover:position:"}
    lamp, cover, *_ = compose(device(rows, **parts))
    assert lamp.roles["countdown"].dp == 26
    assert "temperature" not in lamp.roles
    # What counts first is not what has the least data point.
    assert [subject.dp for subject in cover.roles.values()] == [23]


def test_parts_that_are_not_enough_leave_their_properties_to_others() -> None:
    kinds = [each.kind for each in compose(device(ODD, dp103="light:scene:"))]
    assert kinds == [FeatureKind.SWITCH, FeatureKind.NUMBER, FeatureKind.SELECT]


def test_a_property_of_another_type_plays_no_part() -> None:
    lamp = compose(device(ODD, dp101="light:switch:", dp102="light:brightness:", dp103="light:colour:"))[0]
    assert set(lamp.roles) == {"switch", "brightness"}


def test_a_kind_that_nobody_knows_is_left_to_codes() -> None:
    assert [each.kind for each in compose(device("20 switch_led b", dp20="spaceship:switch:"))] == [FeatureKind.LIGHT]


def test_the_first_of_two_properties_in_one_part_counts() -> None:
    model = device(ODD, dp101="light:switch:", dp102="light:brightness:")
    layer = {dp: Known(point=each.point, source=each.source, part=each.part) for dp, each in model.by_dp.items()}
    twin = msgspec.structs.replace(layer[101].point, id=99, code="zeta")
    model = DeviceModel("bf01", [layer | {99: msgspec.structs.replace(layer[101], point=twin)}])
    assert compose(model)[0].roles["switch"].dp == 99


@pytest.mark.parametrize(
    ("mode", "wanted"),
    [
        ("heat", ClimateMode.HEAT),
        ("fan_only", ClimateMode.FAN_ONLY),
        ("", ClimateMode.COOL),
        ("dance", ClimateMode.COOL),
    ],
)
def test_a_climate_does_what_the_source_says_while_it_is_on(mode: str, wanted: ClimateMode) -> None:
    switch = Part(kind="climate", role="switch", group=0, mode=mode)
    target = Part(kind="climate", role="target", group=0)
    layer = {
        1: Known(point=read("1 alpha b"), source=Source.TUYA_LOCAL, part=switch),
        2: Known(point=read("2 beta n 5..35"), source=Source.TUYA_LOCAL, part=target),
    }
    model = DeviceModel("bf01", [layer])
    model.apply({1: True, 2: 21})
    climate = next(each for each in compose(model) if isinstance(each, Climate))
    assert climate.read(model.values).mode is wanted
    assert climate.modes == (ClimateMode.OFF, wanted)


def test_the_mode_of_a_climate_changes_no_other_kind() -> None:
    layer = {
        101: Known(
            point=read("101 alpha b"),
            source=Source.TUYA_LOCAL,
            part=Part(kind="light", role="switch", group=0, mode="heat"),
        )
    }
    layer[102] = Known(
        point=read("102 beta n 0..255"), source=Source.TUYA_LOCAL, part=Part(kind="light", role="brightness", group=0)
    )
    assert isinstance(compose(DeviceModel("bf01", [layer]))[0], Light)
