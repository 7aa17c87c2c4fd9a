"""`tuyalan catalogue`."""

from __future__ import annotations

import pytest

from tests.cli.support import call


def test_products_are_found_by_words() -> None:
    done = call("catalogue", "search", "cur_power", "child_lock", "--limit", "3", "--json")
    assert len(done.data["products"]) == 3
    assert done.data["found"] > 3
    assert all("cur_power" in product["codes"] for product in done.data["products"])


def test_one_product_is_shown_with_what_it_takes() -> None:
    done = call("catalogue", "show", "37mnhia3pojleqfh", "--json")
    assert len(done.data["points"]) == 7
    assert "37mnhia3pojleqfh" in call("catalogue", "show", "37mnhia3pojleqfh").all


def test_it_tells_its_size_and_origin() -> None:
    assert call("catalogue", "stats", "--json").data["products"] == 9976
    assert "9,976 products" in call("catalogue", "stats").all


def test_a_search_without_result_says_where_it_looked() -> None:
    done = call("catalogue", "search", "zzzzzz")
    assert done.code == 0
    assert "No product has" in done.all


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(("search",), "Say what to search for"), (("show",), "Say a product key"), (("show", "nosuchkey"), "no product")],
)
def test_what_cannot_be_looked_up_is_told(arguments: tuple[str, ...], told: str) -> None:
    done = call("catalogue", *arguments)
    assert done.code == 2
    assert told in done.all
