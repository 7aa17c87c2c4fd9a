"""The owner's own word on data points."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.making import PAIR
from tuyalan.model.override import FIELDS, Override, apply, combine
from tuyalan.model.part import Part
from tuyalan.model.schema import Access, DpSchema, Kind
from tuyalan.model.sources import Known, Source

LIGHT = Known(
    point=DpSchema(id=22, code="bright_value", kind=Kind.NUMBER, minimum=10, maximum=1000, step=1, unit="%"),
    source=Source.INFERENCE,
    confidence=0.7,
    evidence="14 of 15 similar products",
)


def correct(**fields: object) -> Known:
    return apply({22: LIGHT}, {22: Override(**fields)})[22]  # pyright: ignore[reportArgumentType]


def test_one_field_is_corrected_and_the_rest_stays() -> None:
    known = correct(scale=1)
    assert (known.point.scale, known.point.code, known.point.maximum) == (1, "bright_value", 1000)
    assert known.source is Source.OVERRIDE
    assert known.evidence == "scale set by the owner; the rest: 14 of 15 similar products"


def test_a_source_without_evidence_is_named() -> None:
    known = Known(point=LIGHT.point, source=Source.CATALOGUE)
    evidence = apply({22: known}, {22: Override(name="Light", is_inverted=True)})[22].evidence
    assert evidence == "name, inverted set by the owner; the rest: from catalogue"


@pytest.mark.parametrize(
    ("fields", "confidence"),
    [
        ({"name": "Light"}, 0.7),
        ({"scale": 1}, 0.7),
        ({"code": "dim"}, 1.0),
        ({"kind": Kind.CHOICE}, 1.0),
        ({"access": Access.READ}, 1.0),
    ],
)
def test_only_who_says_what_a_data_point_is_makes_it_certain(fields: dict[str, object], confidence: float) -> None:
    assert correct(**fields).confidence == confidence


def test_a_correction_leaves_the_part_that_a_data_point_plays_unless_it_is_something_else() -> None:
    lamp = msgspec.structs.replace(LIGHT, form=PAIR, part=Part(kind="light", role="brightness", group=0))
    corrected = apply({22: lamp}, {22: Override(scale=1)})[22]
    assert (corrected.form, corrected.part) == (lamp.form, lamp.part)
    assert apply({22: lamp}, {22: Override(access=Access.READ)})[22].part == lamp.part
    for override in (Override(code="dim"), Override(kind=Kind.TEXT)):
        other = apply({22: lamp}, {22: override})[22]
        assert (other.form, other.part) == (None, None)


def test_every_field_reaches_the_description() -> None:
    override = Override(
        code="c",
        name="n",
        kind=Kind.BITMAP,
        access=Access.READ,
        unit="W",
        scale=2,
        factor=1,
        minimum=1,
        maximum=2,
        step=0.5,
        choices=("a",),
        labels=("b",),
        device_class="power",
        is_inverted=True,
        is_increment=False,
        kelvin=(2200, 6500),
    )
    assert apply({22: LIGHT}, {22: override})[22].point == DpSchema(
        id=22,
        code="c",
        name="n",
        kind=Kind.BITMAP,
        access=Access.READ,
        unit="W",
        scale=2,
        minimum=100,
        maximum=200,
        step=50,
        choices=("a",),
        labels=("b",),
        device_class="power",
        is_inverted=True,
        is_increment=False,
        kelvin=(2200, 6500),
    )


@pytest.mark.parametrize(
    ("fields", "raw"),
    [
        ({"scale": 1, "minimum": 5, "maximum": 35.5, "step": 0.5}, (50, 355, 5)),
        ({"scale": 1, "factor": 5, "minimum": 5, "maximum": 35, "step": 0.5}, (10, 70, 1)),
        ({"minimum": 0.1, "maximum": 9.9, "step": 0.1}, (1, 9, 1)),
        ({"scale": 1, "minimum": 0.1, "maximum": 0.3, "step": 0.1}, (1, 3, 1)),
        ({"minimum": -20}, (-20, 1000, 1)),
    ],
)
def test_limits_are_given_in_the_unit_and_kept_as_on_the_wire(
    fields: dict[str, object], raw: tuple[int, int, int]
) -> None:
    point = correct(**fields).point
    assert (point.minimum, point.maximum, point.step) == raw


def test_an_empty_correction_changes_nothing() -> None:
    assert apply({22: LIGHT}, {22: Override()}) == {22: LIGHT}


@pytest.mark.parametrize(
    ("override", "kind"),
    [
        (Override(kind=Kind.BOOL), Kind.BOOL),
        (Override(choices=("a", "b")), Kind.CHOICE),
        (Override(labels=("a",)), Kind.BITMAP),
        (Override(scale=1), Kind.NUMBER),
        (Override(factor=5), Kind.NUMBER),
        (Override(step=1), Kind.NUMBER),
        (Override(maximum=10), Kind.NUMBER),
        (Override(minimum=1), Kind.NUMBER),
    ],
)
def test_a_data_point_that_nobody_described_is_added_if_its_kind_is_told(override: Override, kind: Kind) -> None:
    known = apply({}, {105: override})[105]
    assert (known.point.id, known.point.code, known.point.kind) == (105, "dp_105", kind)
    assert (known.source, known.confidence) == (Source.OVERRIDE, 1.0)
    assert known.evidence.endswith("set by the owner; the rest: not described")


def test_a_data_point_of_an_unknown_kind_waits_until_it_is_seen() -> None:
    assert apply({}, {105: Override(name="Odd")}) == {}


def test_the_result_is_in_the_order_of_numbers() -> None:
    assert list(apply({22: LIGHT}, {1: Override(kind=Kind.BOOL)})) == [1, 22]


def test_of_two_corrections_the_first_counts_and_the_second_fills_in() -> None:
    first, second = Override(scale=1, is_inverted=False), Override(scale=2, name="Light", is_inverted=True)
    assert combine(first, second) == Override(scale=1, is_inverted=False, name="Light")


VALUES = {
    "minimum": st.floats(-1e9, 1e9),
    "maximum": st.floats(-1e9, 1e9),
    "step": st.floats(min_value=1e-9, max_value=1e9),
    "scale": st.integers(0, 9),
    "factor": st.integers(1, 10**6),
}


@given(st.fixed_dictionaries({}, optional=VALUES))
def test_limits_of_any_size_are_whole_numbers(fields: dict[str, object]) -> None:
    point = correct(**fields).point
    assert all(isinstance(value, int) for value in (point.minimum, point.maximum, point.step))
    assert point.step is not None
    assert point.step >= 1


def test_every_field_can_be_left_out() -> None:
    assert all(getattr(Override(), name) is None for name in FIELDS)
