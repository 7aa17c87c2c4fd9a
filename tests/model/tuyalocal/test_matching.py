"""Which profile is a device's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
import pytest

from tests.model.tuyalocal.making import dp, part, tree
from tuyalan.model.tuyalocal.matching import LISTED_CONFIDENCE, SHAPE_CONFIDENCE, Match, Shape, match, shape_of
from tuyalan.model.tuyalocal.reading import read_profile

if TYPE_CHECKING:
    from tuyalan.vocabulary import Dps, Json


def shape(file: str, *dps: dict[str, Json], products: tuple[str, ...] = ()) -> Shape:
    entity = part("select", *(point | {"name": f"role_{at}"} for at, point in enumerate(dps)))
    listed: Json = [{"id": product} for product in products]
    return shape_of(read_profile(tree(entity, products=listed), file).profile)


PLUG: Final = shape("plug", dp("", "boolean"), dp("", "integer", 9, optional=True), products=("p1", "p2"))
METER: Final = shape("meter", dp("", "boolean"), dp("", "integer", 9), dp("", "integer", 19))
LAMP: Final = shape("lamp", dp("", "boolean"), dp("", id=9, mapping=[{"dps_val": "white"}, {"dps_val": "colour"}]))


def files(dps: Dps, *shapes: Shape, product: str = "") -> list[str]:
    return [found.file for found in match(shapes, dps, (product,))]


def test_the_product_settles_it() -> None:
    assert match([METER, PLUG], {1: True, 9: 0, 19: 5}, ("p2",)) == [
        Match(
            file="plug",
            confidence=LISTED_CONFIDENCE,
            is_listed=True,
            coverage=2 / 3,
            evidence="device file plug names the product",
        )
    ]
    assert files({1: True}, PLUG, METER, product="p1") == ["plug"]


def test_a_listed_file_holds_even_without_values() -> None:
    assert match([PLUG], {}, ("p1",))[0].confidence == LISTED_CONFIDENCE
    assert match([PLUG], {77: 1}, ("p1",))[0].coverage == 0


def test_two_files_that_list_a_product_share_the_confidence() -> None:
    twin = msgspec.structs.replace(PLUG, file="twin")
    found = match([PLUG, twin], {}, ("p1",))
    assert [one.confidence for one in found] == [pytest.approx(LISTED_CONFIDENCE / 2)] * 2
    assert found[0].evidence == "device file plug names the product; another file fits too"


def test_a_wrong_type_rules_a_file_out_even_a_listed_one() -> None:
    assert files({1: "on"}, PLUG, product="p1") == []
    assert files({1: {"odd": 1}}, PLUG) == []


def test_a_required_data_point_that_is_missing_rules_a_file_out() -> None:
    assert files({1: True, 9: 0}, METER, PLUG) == ["plug"]


def test_the_best_fit_comes_first() -> None:
    found = match([PLUG, METER], {1: True, 9: 0, 19: 5})
    assert [one.file for one in found] == ["meter", "plug"]
    assert found[0].confidence > 0.7
    assert found[1].confidence < 0.1
    assert sum(one.confidence for one in found) <= SHAPE_CONFIDENCE
    assert found[0].evidence == "device file meter describes 3 of 3 data points; another file fits too"


def test_nothing_in_common_is_no_match() -> None:
    assert files({5: 1}, shape("odd", dp("", "integer", 7, optional=True))) == []


def test_a_data_point_without_a_value_may_be_of_any_type() -> None:
    assert files({1: None, 9: None}, LAMP, PLUG) == ["lamp", "plug"]


def test_digits_may_be_a_text_or_a_number() -> None:
    assert files({1: True, 9: "12"}, PLUG) == ["plug"]
    assert match([LAMP], {1: True, 9: "12"})[0].confidence < match([LAMP], {1: True, 9: "white"})[0].confidence


def test_a_word_that_a_file_does_not_know_speaks_against_it() -> None:
    other = shape("other", dp("", "boolean"), dp("", id=9, mapping=[{"dps_val": "low"}]))
    assert files({1: True, 9: "low"}, LAMP, other)[0] == "other"
    assert files({1: True, 9: "colour"}, LAMP, other)[0] == "lamp"


def test_hopeless_matches_are_left_out() -> None:
    many = [msgspec.structs.replace(PLUG, file=f"plug{number}") for number in range(2000)]
    assert match(many, {1: True, 9: 1}) == []
    few = match(many[:20], {1: True, 9: 1})
    assert few[0].evidence == "device file plug0 describes 2 of 2 data points; 19 other files fit too"


@pytest.mark.parametrize(
    "rules",
    [
        [],
        [{"dps_val": "a"}, {"scale": 1}],
        [{"dps_val": "a", "conditions": [{"dps_val": "a"}]}],
    ],
)
def test_a_text_that_may_be_anything_has_no_words(rules: Json) -> None:
    assert shape("x", dp("", mapping=rules)).points[0].words == frozenset()


def test_roles_of_one_data_point_are_taken_together() -> None:
    found = shape("x", dp("", mapping=[{"dps_val": "a"}]), dp("", "boolean", optional=True), dp("", "hex", 2)).points
    assert [(point.id, point.forms, point.is_required, point.words) for point in found] == [
        (1, "bs", True, frozenset()),
        (2, "s", True, frozenset()),
    ]
