"""Settings as words."""

from __future__ import annotations

import pytest

from tests.model.features.building import device
from tuyalan.model.features.wording import list_words, read_word, show_word


@pytest.mark.parametrize(
    ("row", "words", "values"),
    [
        ("1 fan c low,high", ("low", "high"), ("low", "high")),
        ("1 swing b", ("off", "on"), (False, True)),
        ("1 fan n 1..3", ("1", "2", "3"), (1, 2, 3)),
        ("1 fan n", ("1", "2", "3"), (1, 2, 3)),
        ("1 fan n 0..100", (), ()),
    ],
)
def test_each_word_is_a_value_and_back(row: str, words: tuple[str, ...], values: tuple[object, ...]) -> None:
    (subject,) = device(row).properties.values()
    assert list_words(subject) == words
    assert tuple(read_word(subject, word) for word in words) == values
    assert tuple(show_word(value) for value in values) == words


def test_what_was_never_reported_has_no_word() -> None:
    assert show_word(None) is None
