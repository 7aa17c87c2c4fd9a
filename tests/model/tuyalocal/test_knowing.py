"""Profiles as descriptions of data points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.model.tuyalocal.making import FILE, dp, part, profile
from tuyalan.model.device import DeviceModel
from tuyalan.model.forms.phase import Phase
from tuyalan.model.sources import Source
from tuyalan.model.tuyalocal.knowing import entities_of, known

if TYPE_CHECKING:
    from tuyalan.model.schema import DpSchema
    from tuyalan.vocabulary import Dps, Json


def tell(*entities: dict[str, Json], dps: Dps | None = None) -> dict[int, DpSchema]:
    return {dp: row.point for dp, row in known(profile(*entities), dps or {}).items()}


def one(platform: str, point: dict[str, Json], **more: Json) -> DpSchema:
    return tell(part(platform, point, **more))[1]


def test_the_origin_is_told() -> None:
    entity = part("switch", dp("switch", "boolean"))
    row = known(profile(entity), {}, confidence=0.5)[1]
    assert (row.source, row.confidence, row.evidence) == (Source.TUYA_LOCAL, 0.5, f"device file {FILE}")
    assert known(profile(entity), {}, evidence="it is listed")[1].evidence == "it is listed"


def test_the_role_that_says_most_describes_a_data_point() -> None:
    found = tell(
        part("binary_sensor", dp("sensor", "boolean"), name="Running"),
        part("switch", dp("note", "boolean"), dp("switch", "boolean"), name="Pump", **{"class": "outlet"}),
    )
    assert (found[1].name, found[1].device_class) == ("Pump", "outlet")
    assert one("switch", dp("note", "boolean"), **{"class": "outlet"}).device_class == ""


def test_codes_are_unique_and_the_makers_where_they_are_known() -> None:
    entities = [part("sensor", dp("sensor", id=number), name="Level") for number in (1, 2, 3)]
    rows = known(profile(*entities), {}, codes={3: "level"})
    assert {dp: row.point.code for dp, row in rows.items()} == {1: "level_1", 2: "level_2", 3: "level"}


@pytest.mark.parametrize(
    ("entity", "dps", "is_told"),
    [
        (part("switch", dp("switch", "boolean")), {}, True),
        (part("switch", dp("switch", "boolean")), {1: True}, True),
        (part("switch", dp("switch", "boolean")), {1: "word"}, False),
        (part("switch", dp("switch", "boolean")), {1: None}, True),
        (part("switch", dp("switch", "boolean")), {9: 1}, True),
        (part("switch", dp("switch", "boolean", optional=True)), {9: 1}, False),
        (part("switch", dp("switch", "boolean", optional=True)), {1: None}, True),
        (part("button", dp("button", "boolean", optional=True)), {9: 1}, True),
        (part("switch", dp("switch", "hex", mask="80")), {}, True),
        (part("switch", dp("switch", "hex", mask="80")), {1: 5}, False),
    ],
)
def test_what_does_not_hold_for_the_device_is_left_out(entity: dict[str, Json], dps: Dps, is_told: bool) -> None:  # noqa: FBT001 - a case
    assert (1 in tell(entity, dps=dps)) is is_told


def test_a_device_has_the_entities_whose_data_points_it_has() -> None:
    found = profile(
        part("switch", dp("switch", "boolean"), name="here"),
        part("switch", dp("switch", "boolean", 2), dp("extra", "boolean"), name="missing"),
        part("sensor", dp("extra", id=3), name="nothing special"),
        part("remote", dp("send", id=4), name="silent"),
    )
    assert [entity.name for entity in entities_of(found, {1: True})] == ["here", "nothing special", "silent"]
    assert entities_of(found, {}) == found.entities


PHASE = ("FFFF000000000000", "0000FFFFFF000000", "0000000000FFFFFF")


def test_phases_have_the_code_that_meters_are_made_of() -> None:
    entities = [
        part(
            "sensor",
            dp("sensor", "base64", number, mask=mask, mapping=[{"scale": scale}]),
            name=f"{kind} {name}".strip(),
            **{"class": kind},
        )
        for number, name in ((6, "B"), (7, ""), (8, "?"), (9, "5"))
        for kind, mask, scale in zip(("voltage", "current", "power"), PHASE, (10, 1000, 1000), strict=True)
    ]
    codes = {number: row.point.code for number, row in known(profile(*entities), {}).items()}
    assert codes == {6: "phase_b", 7: "phase_a", 8: "phase_c", 9: "dp_9"}
    model = DeviceModel("bf01", [known(profile(*entities[:3]), {})])
    model.apply({6: "CSYAEo4AAQQ="})
    assert model.values == {"phase_b": Phase(voltage_v=234.2, current_a=4.75, power_w=260.0)}


def test_what_masks_take_apart_is_one_property_with_pieces() -> None:
    entities = [
        part("switch", dp("switch", "hex", mask="0001"), name="Eco mode"),
        part("sensor", dp("sensor", "hex", mask="FF00"), name="Level"),
    ]
    model = DeviceModel("bf01", [known(profile(*entities), {})])
    model.apply({1: "7b00"})
    assert model.values == {"dp_1": {"eco_mode": False, "level": 123}}
    assert model.plan({"dp_1": {"eco_mode": True}}) == {1: "7b01"}
    same = known(profile(*entities), {})[1]
    assert same == known(profile(*entities), {})[1]
    # One entity gives its name.
    clock = part("time", dp("hour", "base64", mask="FF00"), dp("minute", "base64", mask="00FF"), name="Wake up")
    assert known(profile(clock), {})[1].point.code == "wake_up"


@pytest.mark.parametrize(
    ("whole", "has_pieces"),
    [
        (dp("value", "hex"), True),
        (dp("note", "hex", mapping=[{"dps_val": "00", "value": "none"}]), True),
        (dp("value", "hex", mapping=[{"dps_val": "00", "value": "none"}]), False),
        (dp("value", "integer"), False),
    ],
)
def test_what_says_more_of_the_whole_counts_before_pieces(whole: dict[str, Json], has_pieces: bool) -> None:  # noqa: FBT001 - a case
    row = known(profile(part("text", whole), part("sensor", dp("sensor", "hex", mask="0F"))), {})[1]
    assert (row.form is not None) is has_pieces
    assert ("not done here" in row.evidence) is not has_pieces


def test_what_a_description_depends_on_is_told() -> None:
    by_unit: Json = {"constraint": "unit", "conditions": [{"dps_val": "f", "range": {"min": 41, "max": 95}}]}
    by_mode: Json = {"constraint": "mode", "conditions": [{"dps_val": "eco", "value": 5}]}
    entity = part(
        "climate",
        dp("temperature", "integer", mapping=[by_unit]),
        dp("humidity", "integer", 2, mapping=[by_mode]),
        dp("current_temperature", "integer", 3),
        dp("unit", id=4),
        dp("mode", id=5),
        dp("temperature_unit", id=6),
    )
    rows = known(profile(entity), {})
    assert {number: row.depends for number, row in rows.items() if row.depends} == {1: {4, 6}, 3: {6}}
    assert DeviceModel("bf01", [rows]).depends == {4, 6}
