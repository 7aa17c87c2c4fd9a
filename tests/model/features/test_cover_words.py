"""Words and codes of covers."""

from __future__ import annotations

from tuyalan.model.features.cover import Motion
from tuyalan.model.features.cover_words import COMMANDS, MOTIONS, PLACES, PLAIN


def test_vocabularies_with_a_stop_come_before_those_without() -> None:
    stops = [each.stop != "" for each in COMMANDS]
    assert stops == sorted(stops, reverse=True)


def test_no_vocabulary_is_listed_twice() -> None:
    assert len({(each.open, each.close, each.stop) for each in COMMANDS}) == len(COMMANDS)


def test_plain_words_are_those_of_a_vocabulary() -> None:
    assert {word for each in COMMANDS for word in (each.open, each.close)} >= PLAIN


def test_states_say_how_it_moves_or_where_it_is() -> None:
    assert {MOTIONS.read(word) for word in MOTIONS.words} == set(Motion)
    assert {PLACES.read(word) for word in PLACES.words} == {"open", "closed"}
