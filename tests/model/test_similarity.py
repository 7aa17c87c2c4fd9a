"""Which known schemas resemble a device."""

from __future__ import annotations

import pytest

from tests.model.catalog.making import FAULT, MODE, POWER, SWITCH, opened, schema
from tuyalan.model.schema import Kind
from tuyalan.model.similarity import ShapeIndex, WireType, ids_of, mask_of, shape_of, type_of_kind, type_of_value

PLUG = {1: WireType.BOOL, 19: WireType.INTEGER}


@pytest.fixture
def index() -> ShapeIndex:
    products = {"plug1": schema(SWITCH, POWER), "aircon1": schema(SWITCH, MODE, FAULT), "meter1": schema(POWER)}
    return ShapeIndex(opened(products).signatures())


def test_a_device_is_likest_to_its_own_product(index: ShapeIndex) -> None:
    likenesses = index.compare(PLUG)
    assert max(likenesses.values) == 1.0
    assert sorted(likenesses.values)[1] < 0.8


def test_points_that_are_not_reported_count_less_than_those_too_many(index: ShapeIndex) -> None:
    fewer = max(index.compare({1: WireType.BOOL}).values)
    more = max(index.compare(PLUG | {20: WireType.INTEGER}).values)
    assert 0 < fewer < 1
    assert 0 < more < 1


def test_candidates_are_the_schemas_that_have_the_data_point_and_come_the_likest_first(index: ShapeIndex) -> None:
    likenesses = index.compare(PLUG)
    found = likenesses.find_candidates(PLUG | {99: WireType.TEXT}, 5)
    assert [len(schemas) for schemas, _ in found.values()] == [2, 2, 0]
    values = [likenesses.values[schema] for schema in found[1][0]]
    assert values == sorted(values, reverse=True)
    assert max(likenesses.values) == values[0]


def test_a_candidate_for_one_data_point_is_one_for_all_that_it_has(index: ShapeIndex) -> None:
    found = index.compare(PLUG).find_candidates(PLUG, 1)
    assert len(found[1][0]) == 1
    assert found[1][0] == found[19][0]


def test_neighbours_come_the_likest_first_and_how_values_fit_changes_who_is(index: ShapeIndex) -> None:
    likenesses = index.compare(PLUG)
    candidates = likenesses.find_candidates(PLUG, 5)[1]
    first, second = likenesses.nearest(1, 5, candidates=candidates, fits={})
    assert first.likeness > second.likeness
    assert 0 < second.vicinity < first.vicinity <= 1
    assert (first.cover, second.cover) == (1.0, 0.5)
    fits = {first.schema: -50.0}
    assert likenesses.nearest(1, 1, candidates=candidates, fits=fits)[0].schema == second.schema


def test_what_is_left_out_is_no_candidate(index: ShapeIndex) -> None:
    likenesses = index.compare(PLUG)
    likenesses.leave_out(range(3))
    assert [list(schemas) for schemas, _ in likenesses.find_candidates(PLUG, 5).values()] == [[], []]


def test_a_schema_covers_a_device_as_far_as_it_has_its_data_points(index: ShapeIndex) -> None:
    assert sorted(index.cover(PLUG)) == [0.5, 0.5, 1.0]
    assert list(index.cover({})) == [1.0, 1.0, 1.0]


def test_values_tell_types_and_what_is_no_value_is_left_out() -> None:
    assert shape_of({1: True, 2: 5, 3: "a", 4: None, 5: 1.5, 0: 1, 256: 1, -3: True}) == {
        1: WireType.BOOL,
        2: WireType.INTEGER,
        3: WireType.TEXT,
    }
    assert type_of_value([1]) is None


def test_every_kind_has_a_type() -> None:
    assert {type_of_kind(kind) for kind in Kind} == set(WireType)


def test_a_mask_gives_its_ids_back() -> None:
    assert list(ids_of(mask_of({7: WireType.TEXT, 3: WireType.BOOL}))) == [3, 7]
    with pytest.raises(ValueError, match="negative"):
        mask_of({-1: WireType.BOOL})
