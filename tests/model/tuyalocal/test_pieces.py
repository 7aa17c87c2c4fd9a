"""Data points that masks take apart, as one value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.tuyalocal.making import dp, part, profile
from tuyalan.errors import BadValueError
from tuyalan.model.tuyalocal.pieces import MAX_PIECES, is_phase, list_pieces, make_form

if TYPE_CHECKING:
    from tuyalan.model.form import Form
    from tuyalan.model.tuyalocal.pieces import Piece
    from tuyalan.vocabulary import Json

FLAGS = (
    part("switch", dp("switch", "hex", mask="0001"), name="Eco mode"),
    part("switch", dp("switch", "hex", mask="0010"), name="Display"),
    part("sensor", dp("sensor", "hex", mask="FF00", mapping=[{"scale": 10}]), name="Level"),
)
CLOCK = part("time", dp("hour", "base64", mask="FF00"), dp("minute", "base64", mask="00FF"), name="Wake up")


def cut(*entities: dict[str, Json]) -> tuple[Piece, ...]:
    return list_pieces(
        (entity, point) for entity in profile(*entities).entities for point in entity.points if point.id == 1
    )


def form(*entities: dict[str, Json]) -> Form[object]:
    return make_form(cut(*entities))


def test_pieces_are_read_by_name_with_their_rules() -> None:
    assert form(*FLAGS).parse("7b11") == {"eco_mode": True, "display": True, "level": 12.3}


@pytest.mark.parametrize(
    ("entities", "names"),
    [
        (FLAGS, ["eco_mode", "display", "level"]),
        ([CLOCK], ["wake_up_hour", "wake_up_minute"]),
        ([part("sensor", dp("sensor", "hex", mask="FF"), **{"class": "power"})], ["power"]),
        ([part("sensor", dp("extra", "hex", mask="FF"), name="Door")], ["door_extra"]),
        ([part("number", dp("value", "hex", mask="FF"))], ["value"]),
        ([part("sensor", dp("sensor", "hex", mask="F0"), name="A"), part("sensor", dp("sensor", "hex", mask="0F"), name="A")], ["a", "a_2"]),
        # Two entities that look at the same bits in the same way are one piece.
        ([part("sensor", dp("sensor", "hex", mask="F0"), name="A"), part("number", dp("value", "hex", mask="F0"))], ["a"]),
        # A whole value and a number are no pieces.
        ([part("text", dp("value", "hex")), part("sensor", dp("sensor", "integer", mask="0F"))], []),
    ],
)  # fmt: skip
def test_pieces_are_named_by_their_entities(entities: list[dict[str, Json]], names: list[str]) -> None:
    assert [piece.name for piece in cut(*entities)] == names


@pytest.mark.parametrize(
    ("rule", "is_piece"),
    [
        ({"dps_val": None, "value_redirect": "other"}, True),
        ({"value_redirect": "twin"}, True),
        ({"value_redirect": "other"}, False),
        ({"value_mirror": "other"}, False),
        ({"dps_val": 1, "value": 5, "available": "other"}, False),
        ({"constraint": "other", "conditions": [{"dps_val": True, "value": 5}]}, False),
        ({"conditions": [{"dps_val": 3, "value_redirect": "other"}]}, False),
        ({"conditions": [{"dps_val": 3, "mapping": [{"dps_val": 3, "value": 5, "available": "other"}]}]}, False),
    ],
)
def test_a_piece_stands_alone(rule: dict[str, Json], is_piece: bool) -> None:  # noqa: FBT001 - a case
    point = dp("sensor", "hex", mask="0F", mapping=[rule])
    entity = part("sensor", point, dp("twin", "hex", mask="F0"), dp("other", "boolean", 2))
    assert (cut(entity)[0].point.role == "sensor") is is_piece


def test_there_are_not_too_many_pieces() -> None:
    many = [
        part("sensor", dp("sensor", "hex", mask=f"{1 << bit:064x}"), name=f"Bit {bit}") for bit in range(MAX_PIECES + 9)
    ]
    assert len(cut(*many)) == MAX_PIECES


def test_a_piece_that_means_nothing_now_is_nothing() -> None:
    rules: Json = [{"dps_val": 1, "value": True}, {"dps_val": 2, "value": False}, {"dps_val": 0, "value": None}]
    assert form(part("sensor", dp("sensor", "hex", mask="03", mapping=rules))).parse("00") == {"sensor": None}


def test_some_pieces_are_written_and_the_others_stay() -> None:
    flags = form(*FLAGS)
    assert flags.build({"eco_mode": True}, "7b10") == "7b11"
    assert flags.build({"eco_mode": False, "display": False}, "7B11") == "7B00"
    assert flags.build({"display": True}, "") == "0010"
    assert form(CLOCK).build({"wake_up_hour": 7, "wake_up_minute": 30}, "") == "Bx4="


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"eko": True}, "there is no 'eko'; there are eco_mode, display, level"),
        ({"eco_mode": "perhaps"}, "eco_mode: "),
        ({"level": 1.0}, "level: "),
    ],
)
def test_what_cannot_be_written_is_refused_with_the_piece(value: dict[str, Json], reason: str) -> None:
    with pytest.raises(BadValueError, match=reason):
        form(*FLAGS).build(value, "7b11")


@pytest.mark.parametrize(("text", "reason"), [("", "nothing is reported"), ("no digits", "neither base64")])
def test_what_has_no_pieces_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadValueError, match=reason):
        form(*FLAGS).parse(text)


@given(st.binary(min_size=2, max_size=6))
def test_what_was_read_is_written_as_it_was(data: bytes) -> None:
    flags = form(*FLAGS)
    assert flags.build(flags.parse(data.hex()), data.hex()) == data.hex()


def test_the_same_file_read_twice_gives_the_same_form() -> None:
    assert form(*FLAGS) == form(*FLAGS)
    assert form(*FLAGS) != form(CLOCK)


def phase(
    voltage: str, current: str, power: str = "", *, type_: str = "base64", scale: int = 1000
) -> tuple[Piece, ...]:
    rows = {"voltage": (voltage, 10), "current": (current, 1000), "power": (power, scale)}
    return cut(
        *(
            part("sensor", dp("sensor", type_, mask=mask, mapping=[{"scale": divisor}]), **{"class": kind})
            for kind, (mask, divisor) in rows.items()
            if mask
        )
    )


@pytest.mark.parametrize(
    ("pieces", "is_one"),
    [
        (phase("FFFF000000000000", "0000FFFFFF000000", "0000000000FFFFFF"), True),
        (phase("FFFF000000000000", "0000FFFFFF000000", "0000000000FFFFFF", scale=1), True),
        (phase("FFFF000000000000", "0000FFFFFF000000", type_="hex"), True),
        (phase("00" * 13 + "FFFF", "00" * 11 + "FFFF0000"), True),
        (phase("0000" + "FFFF" + "00" * 13, "00000000FFFFFF" + "00" * 10), True),
        (phase("FFFF0000", "0000FFFF"), False),
        (phase("0000FFFF00000000", "FFFF000000000000"), False),
        (phase("FFFF000000000000", ""), False),
        (
            cut(
                part("sensor", dp("sensor", "hex", mask="F000000000000000", mapping=[{"dps_val": 0, "value": "none"}]),
                     **{"class": "voltage"}),
                part("sensor", dp("sensor", "hex", mask="0000FFFFFF000000"), **{"class": "current"}),
            ),
            False,
        ),
    ],
)  # fmt: skip
def test_what_a_meter_says_of_a_phase_is_known_by_its_layout(pieces: tuple[Piece, ...], is_one: bool) -> None:  # noqa: FBT001 - a case
    assert is_phase(pieces) is is_one
