"""From raw values to readings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.making import PAIR, Pair, point, prop
from tuyalan.model.decoding import MAX_TEXT, SWITCH_WORDS, choice_word, is_packed, make_decoder, show, show_range
from tuyalan.model.grid import MAX_RAW
from tuyalan.model.reading import Reading
from tuyalan.model.schema import Kind

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
"""Anything that JSON holds, and what only Python does."""


@given(JUNK, st.sampled_from(Kind), st.booleans())
def test_decoding_never_fails_and_keeps_what_came(raw: object, kind: Kind, is_inverted: bool) -> None:  # noqa: FBT001
    subject = prop(kind, minimum=0, maximum=9, choices=("a",), labels=("x",), max_length=5, is_inverted=is_inverted)
    reading = subject.decode(raw)
    assert reading.raw is raw
    assert reading.problem is None or 0 < len(reading.problem) < 200


@pytest.mark.parametrize(
    ("raw", "value"),
    [(True, True), (False, False), ("true", True), ("OFF", False), ("1", True), (0, False), (1.0, True)],
)
def test_a_bool_is_read_in_the_forms_of_odd_firmware(raw: object, value: object) -> None:
    assert prop(Kind.BOOL).decode(raw) == Reading(value, raw)
    assert prop(Kind.BOOL, is_inverted=True).decode(raw) == Reading(not value, raw)


@pytest.mark.parametrize("raw", ["maybe", 2, None, [True], ""])
def test_what_is_no_bool_stays_as_it_came(raw: object) -> None:
    reading = prop(Kind.BOOL).decode(raw)
    assert reading.value is raw
    assert "neither true nor false" in (reading.problem or "")


@pytest.mark.parametrize("word", SWITCH_WORDS)
def test_the_words_of_a_bool_are_true_and_false(word: str) -> None:
    meant, pair = SWITCH_WORDS[word]
    assert pair[meant] == word


def test_a_number_is_in_its_unit() -> None:
    assert prop(Kind.NUMBER).decode(7) == Reading(7, 7)
    assert prop(Kind.NUMBER, scale=1).decode(225) == Reading(22.5, 225)
    assert prop(Kind.NUMBER, factor=5).decode(3) == Reading(15, 3)
    assert prop(Kind.NUMBER, factor=5, scale=1).decode(43) == Reading(21.5, 43)
    assert prop(Kind.NUMBER, minimum=0, maximum=100, is_inverted=True).decode(30) == Reading(70, 30)


def test_a_number_out_of_range_is_kept_and_flagged() -> None:
    reading = prop(Kind.NUMBER, scale=1, minimum=0, maximum=2500, unit="W").decode(3000)
    assert reading == Reading(300.0, 3000, "300.0 is outside of 0.0 to 250.0 W")
    assert prop(Kind.NUMBER, minimum=0, maximum=9).decode(10) == Reading(10, 10, "10 is outside of 0 to 9")
    assert prop(Kind.NUMBER, minimum=1).decode(0) == Reading(0, 0, "0 is outside of at least 1")
    assert prop(Kind.NUMBER, maximum=1).decode(2) == Reading(2, 2, "2 is outside of at most 1")


def test_a_number_as_text_or_float_is_read() -> None:
    assert prop(Kind.NUMBER, scale=1).decode("225") == Reading(22.5, "225")
    assert prop(Kind.NUMBER).decode(7.0) == Reading(7, 7.0)


def test_what_is_no_number_stays_as_it_came() -> None:
    assert prop(Kind.NUMBER).decode(True) == Reading(True, True, "True is not a whole number")
    assert prop(Kind.NUMBER).decode(22.5) == Reading(22.5, 22.5, "22.5 is not a whole number")
    assert prop(Kind.NUMBER).decode(MAX_RAW + 1).problem == "the number is too large to be true"
    assert prop(Kind.NUMBER, scale=9).decode(10**500).value == 10**500


def test_a_choice_is_one_of_its_words() -> None:
    subject = prop(Kind.CHOICE, choices=("white", "1", "true"))
    assert subject.decode("white") == Reading("white", "white")
    assert subject.decode(1) == Reading("1", 1)
    assert subject.decode(True) == Reading("true", True)


def test_an_undeclared_word_is_kept_and_flagged() -> None:
    subject = prop(Kind.CHOICE, choices=("white",))
    assert subject.decode("disco") == Reading("disco", "disco", "'disco' is not among the declared choices")
    assert subject.decode(7) == Reading("7", 7, "7 is not among the declared choices")


def test_a_choice_whose_words_nobody_knows_takes_any() -> None:
    assert prop(Kind.CHOICE).decode("disco") == Reading("disco", "disco")


def test_what_is_no_word_stays_as_it_came() -> None:
    assert prop(Kind.CHOICE, choices=("a",)).decode(1.5) == Reading(1.5, 1.5, "1.5 is not a word")
    assert prop(Kind.CHOICE, choices=("a",)).decode(10**99).value == 10**99
    assert choice_word(False) == "false"


def test_a_text_longer_than_declared_is_flagged() -> None:
    subject = prop(Kind.TEXT, max_length=3)
    assert subject.decode("abc") == Reading("abc", "abc")
    assert subject.decode("abcd") == Reading("abcd", "abcd", "4 characters, declared are at most 3")
    assert subject.decode(5) == Reading(5, 5, "5 is not a text")


def test_bytes_stay_text_in_base64_or_hex() -> None:
    subject = prop(Kind.RAW)
    assert subject.decode("AAEC") == Reading("AAEC", "AAEC")
    assert subject.decode("0a0b0c").problem is None
    assert subject.decode("no!").problem == "neither base64 nor hex"
    assert subject.decode(1).problem == "1 is not a text"
    assert subject.decode("A" * (MAX_TEXT + 4)).problem == "65540 characters are too many to look into"


@pytest.mark.parametrize(("text", "is_so"), [("", True), ("AA==", True), ("abc", False), ("0a", True), ("0g", False)])
def test_packed_text_is_base64_or_hex(text: str, is_so: bool) -> None:  # noqa: FBT001
    assert is_packed(text) is is_so


def test_a_bitmap_is_the_labels_of_its_bits() -> None:
    subject = prop(Kind.BITMAP, labels=("ov_cr", "ov_vol"))
    assert subject.decode(0) == Reading((), 0)
    assert subject.decode(3) == Reading(("ov_cr", "ov_vol"), 3)
    assert subject.decode(129) == Reading(("ov_cr", "bit 7"), 129)
    assert subject.decode("2") == Reading(("ov_vol",), "2")


@pytest.mark.parametrize("raw", [-1, 1 << 64, "x", None, True])
def test_what_is_no_bitmap_stays_as_it_came(raw: object) -> None:
    reading = prop(Kind.BITMAP, labels=("a",)).decode(raw)
    assert reading.value is raw
    assert reading.problem


def test_a_packed_text_is_read_by_its_form() -> None:
    subject = prop(Kind.RAW, form=PAIR)
    assert subject.decode("0102") == Reading(Pair(1, 2), "0102")
    assert subject.decode("abc") == Reading("abc", "abc", "a pair has four digits")
    assert subject.decode(7).problem == "7 is not a text"
    assert subject.decode("1" * (MAX_TEXT + 1)).problem == "65537 characters are too many to look into"


def test_a_composite_without_a_form_is_text() -> None:
    assert make_decoder(prop(Kind.COMPOSITE))("abc") == Reading("abc", "abc")


def test_values_in_problems_are_short_and_on_one_line() -> None:
    assert show("a\nb") == repr("a\nb")
    assert len(show("x" * 10**6)) < 100
    assert len(show("\u200b" * 100)) < 100
    assert show({"a": 1}) == "a dict"
    assert show(-(10**9999)) == "a huge number"
    assert show(None) == "None"


def test_limits_are_a_phrase() -> None:
    assert show_range(1, 2, "W") == "1 to 2 W"
    assert show_range(None, 2, "") == "at most 2"
    assert show_range(1, None, "") == "at least 1"


def test_a_description_is_not_touched_by_decoding() -> None:
    described = point(Kind.CHOICE, choices=("a",))
    before = repr(described)
    prop(Kind.CHOICE, choices=("a",)).decode("b")
    assert repr(described) == before


def test_words_are_called_as_the_source_calls_them() -> None:
    decode = make_decoder(prop(Kind.CHOICE, choices=("0", "1"), words=(("0", "low"),)))
    assert (decode("0").value, decode("0").raw, decode(0).value, decode("1").value) == ("low", "0", "low", "1")
