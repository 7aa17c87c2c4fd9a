"""Words of single properties."""

from __future__ import annotations

from tuyalan.model.features.single_words import HAPPENINGS, OFF_WORDS, ON_WORDS, QUIET


def test_no_word_says_both_that_something_is_there_and_that_it_is_not() -> None:
    assert ON_WORDS.isdisjoint(OFF_WORDS)


def test_words_are_compared_in_small_letters() -> None:
    assert all(word == word.lower() for word in ON_WORDS | OFF_WORDS)


def test_what_is_quiet_would_be_a_happening_otherwise() -> None:
    assert all(beginning.startswith(HAPPENINGS) for beginning in QUIET)
