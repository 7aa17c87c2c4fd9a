"""What a file says and a property does not do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.model.tuyalocal.making import dp, part, profile
from tuyalan.model.tuyalocal.pieces import list_pieces
from tuyalan.model.tuyalocal.unsaid import list_unsaid

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json

LIMITS = {"min": 0, "max": 100}
BY = "unit"


def tell(*entities: dict[str, Json], has_pieces: bool = False) -> str:
    uses = [(entity, point) for entity in profile(*entities).entities for point in entity.points if point.id == 1]
    return list_unsaid(uses, list_pieces(uses) if has_pieces else ())


def rule(**rule: Json) -> str:
    point = dp("value", "integer", range=LIMITS, mapping=[rule])
    return tell(part("number", point, dp("other_value", "integer", 2), dp("unit", "string", 3)))


def by(**condition: Json) -> str:
    return rule(constraint=BY, conditions=[{"dps_val": "f", **condition}])


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (rule(scale=10, step=5, invert=True), ""),
        (rule(scale=60), "its numbers are divided by 60"),
        (rule(target_range={"min": 1, "max": 5}), "its numbers are stretched"),
        (rule(dps_val=0, value_redirect="other_value"), "other value in its place"),
        (rule(dps_val=0, value_mirror="other_value"), "other value in its place"),
        (rule(dps_val=0, value_redirect="value"), ""),
        (rule(dps_val=None, value_redirect="other_value"), ""),
        (rule(dps_val=0, value="zero"), ""),
        (rule(dps_val=0, value=0), ""),
        (rule(dps_val=0, value=True), ""),
        (rule(dps_val=1, value=17), "its numbers stand for others"),
        (rule(conditions=[{"dps_val": 3, "scale": 10}]), ""),
        (by(icon="mdi:thing"), ""),
        (by(scale=10, range=LIMITS, step=5, invert=True), ""),
        (by(scale=-1), "numbers by unit"),
        (by(target_range={"min": 1, "max": 5}), "numbers by unit"),
        (rule(dps_val=5, constraint=BY, conditions=[{"dps_val": "f", "scale": 10}]), "numbers by unit"),
        (by(value=5), "meaning by unit"),
        (by(mapping=[{"dps_val": 3, "value": 5}]), "meaning by unit"),
        (by(value_redirect="other_value"), "other value in its place by unit"),
        (by(value_mirror="other_value"), "other value in its place by unit"),
    ],
)
def test_what_is_left_out_is_named(told: str, wanted: str) -> None:
    assert told == (f"of the file not done here: {wanted}" if wanted else "")


def test_a_mode_that_is_off_or_what_another_says_is_done_by_features() -> None:
    rules: Json = [
        {"dps_val": False, "value": "off"},
        {"dps_val": True, "constraint": "preset_mode", "conditions": [{"dps_val": "cold", "value": "cool"}]},
    ]
    modes = part("climate", dp("hvac_mode", "boolean", mapping=rules), dp("preset_mode", id=2))
    assert not tell(modes)
    assert "meaning by preset mode" in tell(
        part("climate", dp("fan_mode", "boolean", mapping=rules), dp("preset_mode", id=2))
    )


def test_kelvin_are_done_by_lights() -> None:
    stretched: Json = [{"target_range": {"min": 2700, "max": 6500}}]
    assert not tell(part("light", dp("color_temp", "integer", range=LIMITS, mapping=stretched)))


def test_another_entity_that_reads_it_in_another_way_is_told() -> None:
    turned = part("sensor", dp("sensor", "integer", range=LIMITS, mapping=[{"invert": True}]))
    wanted = "of the file not done here: another entity reads it in another way"
    assert tell(turned, part("number", dp("value", "integer", range=LIMITS))) == wanted
    assert not tell(turned, turned, part("sensor", dp("extra", "integer")))


def test_attributes_are_not_looked_at() -> None:
    assert not tell(part("sensor", dp("extra", "integer", mapping=[{"scale": 60}])))


def test_pieces_are_done_unless_there_are_none() -> None:
    flag = part("switch", dp("switch", "hex", mask="01"))
    assert not tell(flag, has_pieces=True)
    assert tell(flag) == "of the file not done here: parts under masks"
    assert not tell(
        part("switch", dp("switch", "integer", mask="01")), part("switch", dp("switch", "integer", mask="10"))
    )
    assert tell(part("sensor", dp("sensor", "integer", mask="0F")))


def test_what_is_much_is_cut() -> None:
    rules: Json = [{"dps_val": value, "value_redirect": f"other_{value}"} for value in range(6)]
    others = [dp(f"other_{value}", "integer", 2 + value) for value in range(6)]
    assert tell(part("number", dp("value", "integer", mapping=rules), *others)) == (
        "of the file not done here: other 0 in its place, other 1 in its place, other 2 in its place,"
        " other 3 in its place, 2 more"
    )
