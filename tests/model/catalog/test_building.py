"""Schemas to the bytes of a catalogue."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.catalog.making import FAULT, MODE, POWER, PRODUCTS, SWITCH, make, opened, schema
from tuyalan.errors import UseError
from tuyalan.model.schema import Access, DpSchema, Kind, Schema


def test_the_same_schemas_give_the_same_bytes_in_any_order() -> None:
    assert make() == make(dict(reversed(PRODUCTS.items())))


def test_what_products_share_is_held_once() -> None:
    head = opened().head
    assert (head.products, head.schemas, head.points, head.distinct_points) == (4, 3, 9, 6)


def test_no_products_make_a_catalogue_too() -> None:
    assert len(opened({})) == 0


@pytest.mark.parametrize("key", ["", "with space", "käse", "a\0b"])
def test_keys_that_are_no_words_are_refused(key: str) -> None:
    with pytest.raises(UseError, match="product key"):
        make({key: schema(SWITCH)})


@pytest.mark.parametrize(
    "point",
    [
        msgspec.structs.replace(SWITCH, unit="W"),
        msgspec.structs.replace(POWER, choices=("a",)),
        msgspec.structs.replace(MODE, is_inverted=True),
    ],
)
def test_what_the_format_does_not_hold_is_refused_and_never_dropped(point: DpSchema) -> None:
    with pytest.raises(UseError, match="does not hold"):
        make({"key1": schema(point)})


@pytest.mark.parametrize(
    "point", [msgspec.structs.replace(SWITCH, id=300), msgspec.structs.replace(POWER, minimum=-(2**70))]
)
def test_numbers_too_great_for_their_column_are_refused(point: DpSchema) -> None:
    with pytest.raises(UseError, match="greater numbers"):
        make({"key1": schema(point)})


LIMITS = st.none() | st.integers(-(2**62), 2**62)
ID = st.integers(1, 255)
WORDS = st.lists(st.text(max_size=8), max_size=5).map(tuple)
POINTS = st.one_of(
    st.builds(DpSchema, id=ID, code=st.text(max_size=12), kind=st.just(Kind.BOOL), access=st.sampled_from(Access)),
    st.builds(
        DpSchema,
        id=ID,
        code=st.text(max_size=12),
        kind=st.just(Kind.NUMBER),
        unit=st.sampled_from(["", "W", "°C"]),
        scale=st.integers(0, 9),
        minimum=LIMITS,
        maximum=LIMITS,
        step=LIMITS,
    ),
    st.builds(DpSchema, id=ID, code=st.text(max_size=12), kind=st.just(Kind.CHOICE), choices=WORDS),
    st.builds(DpSchema, id=ID, code=st.text(max_size=12), kind=st.just(Kind.BITMAP), labels=WORDS),
    st.builds(
        DpSchema,
        id=ID,
        code=st.text(max_size=12),
        kind=st.sampled_from([Kind.TEXT, Kind.RAW, Kind.COMPOSITE]),
        max_length=st.none() | st.integers(0, 65000),
        name=st.text(max_size=8),
    ),
)
KEYS = st.from_regex(r"[A-Za-z0-9]{1,20}", fullmatch=True)
SCHEMAS = st.lists(POINTS, max_size=8).map(lambda points: schema(*points))


@given(st.dictionaries(KEYS, SCHEMAS, max_size=8))
def test_every_product_is_found_again_as_it_was(products: dict[str, Schema]) -> None:
    catalogue = opened(products)
    for key, wanted in products.items():
        found = catalogue.find(key)
        assert found is not None
        assert found.points == wanted.points
    assert list(catalogue.iter_keys()) == sorted(products)


def test_the_labels_of_a_bitmap_and_the_words_of_a_choice_stay_apart() -> None:
    found = opened({"key1": schema(MODE, FAULT)}).find("key1")
    assert found is not None
    assert (found.points[2].choices, found.points[2].labels) == (MODE.choices, ())
    assert (found.points[9].choices, found.points[9].labels) == ((), FAULT.labels)
