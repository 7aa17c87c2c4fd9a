"""Words to schemas."""

from __future__ import annotations

import pytest

from tests.model.catalog.making import PRODUCTS, opened


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("switch", ["aircon0000000003", "plug000000000001", "plug000000000002"]),
        ("CUR_POWER", ["plug000000000001", "plug000000000002"]),
        ("W", ["aircon0000000003", "plug000000000001", "plug000000000002"]),
        ("cold", ["aircon0000000003"]),
        ("ov_vol", ["aircon0000000003"]),
        ("switch aircon", ["aircon0000000003"]),
        ("remote", ["remote4"]),
        ("ir_send", ["remote4"]),
        ("switch nothing", []),
        ("", []),
        ("\udc80", []),
    ],
)
def test_products_are_found_by_words(words: str, keys: list[str]) -> None:
    assert list(opened(PRODUCTS).search(words)) == keys


def test_a_word_across_two_texts_is_not_found() -> None:
    assert list(opened().search("autocold")) == []
