"""What of a profile belongs together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.model.tuyalocal.making import dp, part, profile
from tuyalan.model.device import DeviceModel
from tuyalan.model.features import FeatureKind, Light, compose
from tuyalan.model.part import Part
from tuyalan.model.tuyalocal.composing import list_parts
from tuyalan.model.tuyalocal.knowing import known

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json


def roles(*entities: dict[str, Json]) -> dict[int, str]:
    """Return kind and role of each data point that is a part."""
    return {number: f"{each.kind} {each.role}" for number, each in list_parts(profile(*entities).entities).items()}


def test_the_roles_of_an_entity_are_parts_of_one_thing() -> None:
    parts = list_parts(
        profile(
            part("sensor", dp("sensor", id=9)),
            part("light", dp("switch", "boolean"), dp("brightness", "integer", 2), dp("odd", id=3), name="Desk"),
        ).entities
    )
    assert parts == {
        1: Part(kind="light", role="switch", group=1, name="Desk"),
        2: Part(kind="light", role="brightness", group=1, name="Desk"),
    }


@pytest.mark.parametrize(
    ("entity", "wanted"),
    [
        (
            part("climate", dp("hvac_mode", "boolean"), dp("temperature", "integer", 2)),
            {1: "climate switch", 2: "climate target"},
        ),
        (part("climate", dp("hvac_mode")), {1: "climate mode"}),
        (part("valve", dp("valve", "boolean")), {1: "valve switch"}),
        (part("valve", dp("switch", "boolean"), dp("valve", "boolean", 2)), {1: "valve switch"}),
        (part("valve", dp("valve", "integer")), {1: "valve position"}),
        (part("light", dp("effect"), dp("color_mode", id=2)), {2: "light mode"}),
        (part("light", dp("brightness", "hex", mask="ff"), dp("effect", id=2)), {2: "light mode"}),
        (part("humidifier", dp("switch", "boolean"), **{"class": "dehumidifier"}), {1: "dehumidifier switch"}),
        (part("humidifier", dp("switch", "boolean"), **{"class": "humidifier"}), {1: "humidifier switch"}),
        (part("lock", dp("lock", "boolean")), {1: "lock lock"}),
        (part("lock", dp("lock", "boolean"), translation_key="child_lock"), {}),
    ],
)
def test_roles_are_told_in_the_words_of_features(entity: dict[str, Json], wanted: dict[int, str]) -> None:
    assert roles(entity) == wanted


@pytest.mark.parametrize(
    ("type_", "raw", "wanted"),
    [
        ("string", "a", {1: "climate switch", 2: "climate mode"}),
        ("integer", 1, {1: "climate switch"}),
    ],
)
def test_the_mode_behind_a_switch_is_found_by_its_rules(type_: str, raw: Json, wanted: dict[int, str]) -> None:
    rules: Json = [
        {"dps_val": False, "value": "off"},
        {"dps_val": True, "constraint": "program", "conditions": [{"dps_val": raw, "value": "heat"}]},
    ]
    power = dp("hvac_mode", "boolean", mapping=rules)
    assert roles(part("climate", power, dp("program", type_, 2))) == wanted


@pytest.mark.parametrize(
    ("rule", "mode"),
    [
        ({"value": "heat"}, "heat"),
        ({"value": "fan_only"}, "fan_only"),
        ({"value": "auto"}, ""),
        ({"value": "heat", "value_redirect": "program"}, ""),
        ({"value_mirror": "program"}, ""),
        ({"constraint": "program", "conditions": [{"dps_val": 1, "value": "heat"}, {"dps_val": 2, "value": "auto"}]}, "heat"),
        ({"constraint": "program", "conditions": [{"dps_val": 1, "value": "heat"}, {"dps_val": 2, "value": "cool"}]}, ""),
        (None, ""),
    ],
)  # fmt: skip
def test_what_a_climate_does_while_it_is_on_is_told(rule: dict[str, Json] | None, mode: str) -> None:
    rules: list[Json] = [{"dps_val": False, "value": "off"}]
    rules += [] if rule is None else [{"dps_val": True} | rule]
    power = dp("hvac_mode", "boolean", mapping=rules)
    found = profile(part("climate", power, dp("temperature", "integer", 3), dp("program", "integer", 2)))
    parts = list_parts(found.entities)
    assert (parts[1].role, parts[1].mode, parts[3].mode) == ("switch", mode, "")


def test_a_data_point_in_two_entities_counts_in_the_first() -> None:
    lamp, fan = part("light", dp("switch", "boolean")), part("fan", dp("switch", "boolean"), dp("speed", "integer", 2))
    assert roles(lamp, fan) == {1: "light switch", 2: "fan speed"}


def test_a_device_is_composed_as_its_file_says() -> None:
    rules: Json = [{"dps_val": "white", "value": "color_temp"}, {"dps_val": "colour", "value": "hs"}]
    found = profile(
        part("switch", dp("switch", "boolean", 110), name="Fan"),
        part(
            "light",
            dp("switch", "boolean", 101),
            dp("brightness", "integer", 102),
            dp("color_mode", id=103, mapping=rules),
        ),
    )
    dps: dict[int, Json] = {101: True, 102: 500, 103: "white", 110: False}
    model = DeviceModel("bf01", [known(found, dps, codes={101: "alpha", 102: "beta", 103: "gamma"})])
    model.apply(dps)
    lamp, fan = compose(model)
    assert isinstance(lamp, Light)
    assert [subject.dp for subject in lamp.roles.values()] == [101, 102, 103]
    assert lamp.read(model.values).is_on
    assert (fan.kind, fan.name) == (FeatureKind.SWITCH, "Fan")
