"""Words and what they mean."""

from __future__ import annotations

from tuyalan.model.features.vocabulary import Vocabulary, fold

MODES = Vocabulary({"heat": "heat hot", "fan_only": "fan fan_only"})


def test_words_are_compared_without_capitals_blanks_and_hyphens() -> None:
    assert [fold(word) for word in ("Fan only", "fan-only", "FAN_ONLY")] == ["fan_only"] * 3
    assert MODES.read("Fan Only") == "fan_only"


def test_a_word_nobody_knows_means_nothing() -> None:
    assert (MODES.read("eco"), MODES.read(None)) == (None, None)


def test_a_meaning_is_spelt_as_the_device_spells_it() -> None:
    assert MODES.spell("heat", ("Cool", "Hot")) == "Hot"
    assert MODES.spell("heat", ("Hot", "Heat")) == "Heat"
    assert MODES.spell("heat", ("Cool",)) is None
    assert MODES.spell("cool", ("Cool",)) is None


def test_meanings_are_listed_in_the_order_of_the_table() -> None:
    assert MODES.list_meanings(("Fan", "eco", "heat")) == ("heat", "fan_only")
    assert MODES.words == {"heat", "hot", "fan", "fan_only"}
