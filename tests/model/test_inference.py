"""What a device in no catalogue probably is."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.catalog.making import FAULT, MODE, POWER, SWITCH, opened, schema
from tuyalan.model.inference import MAX_SHAPES, Inference
from tuyalan.model.schema import DpSchema, Kind
from tuyalan.model.similarity import WireType
from tuyalan.model.sources import Source

OTHER = msgspec.structs.replace(MODE, code="gear", choices=("low", "high"))
PRODUCTS = {f"plug{number}": schema(SWITCH, POWER) for number in range(5)} | {
    "aircon": schema(SWITCH, MODE, FAULT),
    "fan": schema(SWITCH, OTHER, FAULT),
    "heater": schema(MODE, DpSchema(id=105, code="eco", kind=Kind.BOOL)),
}
INFERENCE = Inference(opened(PRODUCTS))
JSON = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.lists(st.integers())


def test_data_points_are_named_as_similar_products_have_them() -> None:
    found = INFERENCE.infer({1: True, 19: 500})
    assert found[1].point == SWITCH
    assert found[19].point == POWER
    assert {known.source for known in found.values()} == {Source.INFERENCE}
    assert found[19].evidence == "1 of 1 similar products"


def test_a_word_that_was_seen_decides_between_two_that_are_alike() -> None:
    assert INFERENCE.infer({1: True, 2: "cold", 9: 0})[2].point.code == "mode"
    assert INFERENCE.infer({1: True, 2: "high", 9: 0})[2].point.code == "gear"


def test_without_values_ids_and_types_decide() -> None:
    answers = INFERENCE.answer({1: WireType.BOOL, 19: WireType.INTEGER})
    assert answers[19].point.code == "cur_power"


def test_what_is_left_out_is_not_asked() -> None:
    assert INFERENCE.answer({105: WireType.BOOL}, without=range(4)) == {}


def test_what_no_product_has_is_missing() -> None:
    assert INFERENCE.infer({}) == {}
    assert 77 not in INFERENCE.infer({1: True, 77: "?"})


def test_devices_of_one_shape_are_compared_once_and_each_judged_by_its_own_values() -> None:
    fresh = Inference(opened(PRODUCTS))
    cold, high = fresh.infer({1: True, 2: "cold", 9: 0}), fresh.infer({1: True, 2: "high", 9: 0})
    assert len(fresh._known_shapes) == 1
    assert (cold[2].point.code, high[2].point.code) == ("mode", "gear")
    assert fresh.answer({105: WireType.BOOL}, without=range(4)) == {}
    assert len(fresh._known_shapes) == 1
    assert 105 in fresh.answer({105: WireType.BOOL})


def test_only_the_last_shapes_are_remembered() -> None:
    fresh = Inference(opened(PRODUCTS))
    for dp in range(1, MAX_SHAPES + 20):
        fresh.infer({dp: True})
    assert len(fresh._known_shapes) == MAX_SHAPES


@pytest.mark.parametrize("seen", [{1: True}, {1: True, 2: "cold"}])
def test_probable_data_points_are_those_of_similar_products(seen: dict[int, object]) -> None:
    found = INFERENCE.probable_dp_ids(seen)
    assert set(found) <= {2, 9, 19, 105}
    assert not set(found) & set(seen)
    assert found


def test_the_data_points_of_a_schema_that_has_all_that_was_seen_come_first() -> None:
    assert INFERENCE.probable_dp_ids({1: True, 2: "cold"})[0] == 9


def test_what_is_left_out_says_nothing_on_what_is_probable() -> None:
    assert INFERENCE.probable_dp_ids({105: True}, without=range(4)) == ()


def test_with_nothing_seen_the_most_common_data_points_are_worth_asking_for() -> None:
    assert INFERENCE.probable_dp_ids({})[0] == 1


@given(st.dictionaries(st.integers(-10, 300), JSON, max_size=8))
def test_any_report_is_answered_with_confidences_between_0_and_1(dps: dict[int, object]) -> None:
    found = INFERENCE.infer(dps)
    assert all(0 <= known.confidence <= 1 for known in found.values())
    assert found == INFERENCE.infer(dps)
    assert len(INFERENCE.probable_dp_ids(dps)) <= 100
