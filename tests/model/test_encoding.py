"""From values to what is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.making import PAIR, Pair, prop
from tests.model.test_decoding import JUNK
from tuyalan.errors import BadValueError, ReadOnlyError
from tuyalan.model.decoding import MAX_TEXT
from tuyalan.model.encoding import MAX_SHOWN_CHOICES
from tuyalan.model.form import Form
from tuyalan.model.forms.registry import FORMS
from tuyalan.model.grid import MAX_RAW
from tuyalan.model.schema import Access, Kind

if TYPE_CHECKING:
    from tuyalan.model.property import Property

RAW_FORMS = st.sampled_from(["int", "float", "text"])


def as_sent(raw: int, form: str) -> object:
    """Put a whole number into a form that firmware uses."""
    return {"int": raw, "float": float(raw), "text": str(raw)}[form]


def assert_returns(subject: Property, raw: object) -> None:
    """Check that what is read is written as it came, unless something is wrong with it."""
    reading = subject.decode(raw)
    if reading.problem is None:
        back = subject.encode(reading.value, like=raw)
        assert back == raw
        assert type(back) is type(raw)
        assert subject.encode(reading.json, like=raw) == raw


@given(JUNK, st.sampled_from(Kind), st.booleans())
def test_whatever_is_read_without_a_problem_is_written_as_it_came(raw: object, kind: Kind, is_inverted: bool) -> None:  # noqa: FBT001
    assert_returns(prop(kind, minimum=-9, maximum=9, labels=("a", "b", "a"), is_inverted=is_inverted), raw)


def test_an_empty_text_is_no_word_unless_it_is_a_declared_one() -> None:
    free, declared = prop(Kind.CHOICE), prop(Kind.CHOICE, choices=("", "a"))
    assert free.decode("").problem == "the text is empty"
    with pytest.raises(BadValueError, match="'' is not a word"):
        free.encode("")
    assert_returns(declared, "")
    assert declared.decode("").problem is None


@given(st.integers(-100, 5000), RAW_FORMS, st.integers(0, 4), st.sampled_from([None, 1, 5, 7]), st.booleans())
def test_numbers_return(raw: int, form: str, scale: int, step: int | None, is_inverted: bool) -> None:  # noqa: FBT001
    subject = prop(Kind.NUMBER, scale=scale, step=step, minimum=10, maximum=4000, is_inverted=is_inverted)
    assert_returns(subject, as_sent(raw, form))


@given(st.integers(-MAX_RAW, MAX_RAW), st.integers(0, 9))
def test_numbers_without_limits_return(raw: int, scale: int) -> None:
    assert_returns(prop(Kind.NUMBER, scale=scale), raw)


@given(st.sampled_from([True, False, "true", "False", "ON", "0", 1, 0, 1.0]), st.booleans())
def test_bools_return(raw: object, is_inverted: bool) -> None:  # noqa: FBT001
    assert_returns(prop(Kind.BOOL, is_inverted=is_inverted), raw)


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=5, unique=True), st.data())
def test_choices_return(words: list[str], data: st.DataObject) -> None:
    assert_returns(prop(Kind.CHOICE, choices=tuple(words)), data.draw(st.sampled_from(words)))


@pytest.mark.parametrize("raw", [1, True, False, "1", "true"])
def test_choices_that_firmware_sends_as_numbers_return(raw: object) -> None:
    assert_returns(prop(Kind.CHOICE, choices=("1", "true", "false")), raw)


@given(st.text(max_size=40))
def test_texts_return(raw: str) -> None:
    assert_returns(prop(Kind.TEXT, max_length=30), raw)


@given(st.binary(max_size=40))
def test_bytes_return(raw: bytes) -> None:
    subject = prop(Kind.RAW)
    text = subject.encode(raw)
    assert_returns(subject, text)
    assert_returns(subject, raw.hex())


@given(st.integers(0, 2**64 - 1), RAW_FORMS, st.lists(st.sampled_from(["a", "b", "bit 3", ""]), max_size=8))
def test_bitmaps_return(raw: int, form: str, labels: list[str]) -> None:
    subject = prop(Kind.BITMAP, labels=tuple(labels))
    assert_returns(subject, as_sent(raw, form) if raw < MAX_RAW else raw)


@given(st.integers(0, 9999))
def test_packed_texts_return(number: int) -> None:
    assert_returns(prop(Kind.TEXT, form=PAIR), f"{number:04}")


def test_what_can_only_be_read_is_not_written() -> None:
    with pytest.raises(ReadOnlyError, match="thing can only be read"):
        prop(Kind.BOOL, access=Access.READ).encode(True)


def test_what_can_only_be_written_is_written() -> None:
    assert prop(Kind.BOOL, access=Access.WRITE).encode(True) is True


@pytest.mark.parametrize("value", [1, "true", None])
def test_a_bool_takes_bools_only(value: object) -> None:
    with pytest.raises(BadValueError, match="neither true nor false") as caught:
        prop(Kind.BOOL).encode(value)
    assert caught.value.hint == "thing takes on or off."


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (True, "True is not a number"),
        ("22", "'22' is not a number"),
        (float("nan"), "nan is not a number"),
        (float("inf"), "inf is not a number"),
        (36, "36 is outside of 5.0 to 35.0 °C"),
        (4.5, "4.5 is outside of 5.0 to 35.0 °C"),
        (1e300, "1e\\+300 is outside"),
        (22.3, "22.3 is between two steps, the nearest allowed are 22.0 and 22.5"),
    ],
)
def test_a_number_that_cannot_be_written_is_refused_with_the_reason(value: object, reason: str) -> None:
    subject = prop(Kind.NUMBER, "temp_set", scale=1, step=5, minimum=50, maximum=350, unit="°C")
    with pytest.raises(BadValueError, match=reason) as caught:
        subject.encode(value)
    assert caught.value.hint == "temp_set takes 5.0 to 35.0 °C in steps of 0.5."


def test_a_number_without_limits_has_some_all_the_same() -> None:
    with pytest.raises(BadValueError, match="too large to be meant"):
        prop(Kind.NUMBER).encode(10**9999)


def test_dust_does_not_make_a_number_wrong() -> None:
    assert prop(Kind.NUMBER, scale=1).encode(0.1 + 0.2) == 3


def test_a_number_between_steps_that_the_device_reported_is_taken() -> None:
    subject = prop(Kind.NUMBER, step=5, minimum=0, maximum=100)
    assert subject.encode(23, like=23) == 23
    with pytest.raises(BadValueError):
        subject.encode(23, like=24)


@pytest.mark.parametrize("like", [None, "junk", [1]])
def test_nothing_is_imitated_that_makes_no_sense(like: object) -> None:
    assert prop(Kind.BOOL).encode(True, like=like) is True
    assert prop(Kind.CHOICE).encode("7", like=like) == "7"


def test_odd_forms_are_imitated() -> None:
    assert prop(Kind.BOOL).encode(True, like="FALSE") == "TRUE"
    assert prop(Kind.BOOL).encode(True, like=0) == 1
    assert prop(Kind.NUMBER).encode(5, like="7") == "5"
    assert prop(Kind.CHOICE, choices=("1", "2", "x")).encode("2", like=1) == 2
    assert prop(Kind.CHOICE, choices=("1", "2", "x")).encode("x", like=1) == "x"
    assert prop(Kind.CHOICE, choices=("true", "false", "x")).encode("false", like=True) is False
    assert prop(Kind.CHOICE, choices=("true", "false", "x")).encode("x", like=True) == "x"


def test_an_undeclared_word_is_refused_with_the_words_and_the_closest() -> None:
    with pytest.raises(BadValueError, match="'colur' is not one of white, Colour; did you mean Colour"):
        prop(Kind.CHOICE, choices=("white", "Colour")).encode("colur")
    with pytest.raises(BadValueError, match=r"'zzz' is not one of white$"):
        prop(Kind.CHOICE, choices=("white",)).encode("zzz")


@pytest.mark.parametrize("value", [1, "", None])
def test_a_choice_takes_words_only(value: object) -> None:
    with pytest.raises(BadValueError, match="is not a word") as caught:
        prop(Kind.CHOICE).encode(value)
    assert "which ones is not known" in caught.value.hint


def test_a_long_list_of_words_is_cut() -> None:
    words = tuple(f"w{at}" for at in range(MAX_SHOWN_CHOICES + 3))
    assert prop(Kind.CHOICE, choices=words).describe().endswith("w19 and 3 more")


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(BadValueError, match="4 characters are more than the 3") as caught:
        prop(Kind.TEXT, max_length=3).encode("abcd")
    assert caught.value.hint == "thing takes a text of up to 3 characters."
    with pytest.raises(BadValueError, match="5 is not a text"):
        prop(Kind.TEXT).encode(5)
    with pytest.raises(BadValueError, match="more than the"):
        prop(Kind.TEXT).encode("x" * 10**6)


@pytest.mark.parametrize("value", [5, "no!", "A" * (MAX_TEXT + 4)])
def test_what_is_no_base64_is_refused(value: object) -> None:
    with pytest.raises(BadValueError) as caught:
        prop(Kind.RAW).encode(value)
    assert caught.value.hint == "thing takes bytes in base64."


def test_a_bitmap_is_written_from_labels_or_a_number() -> None:
    subject = prop(Kind.BITMAP, labels=("a", "b"))
    assert subject.encode(["b", "bit 7"]) == 130
    assert subject.encode({"a"}) == 1
    assert subject.encode(3) == 3
    assert subject.encode(()) == 0
    assert subject.describe() == "any of a, b"


@pytest.mark.parametrize("value", ["a", None, True, [1], ["c"], -1, 1 << 64])
def test_what_is_no_bitmap_is_refused(value: object) -> None:
    with pytest.raises(BadValueError):
        prop(Kind.BITMAP, labels=("a", "b")).encode(value)
    assert "bit 0" in prop(Kind.BITMAP).describe()


def test_a_label_like_another_is_suggested() -> None:
    with pytest.raises(BadValueError, match="did you mean ov_vol"):
        prop(Kind.BITMAP, labels=("ov_vol",)).encode(["ov_volt"])


def test_a_packed_value_is_taken_in_each_of_its_forms() -> None:
    subject = prop(Kind.TEXT, form=PAIR)
    assert subject.encode(Pair(1, 2)) == "0102"
    assert subject.encode({"left": 1, "right": 2}, like="0000") == "0102"
    assert subject.encode({"left": 1}, like=5) == "0100"
    assert subject.encode("0304") == "0304"
    assert subject.describe() == "a value of the form pair"


def test_a_data_point_of_two_layouts_takes_both() -> None:
    subject = prop(Kind.TEXT, "ir_send", form=FORMS["ir_command"])
    assert subject.encode('{"control":"rf_study"}') == '{"control":"rf_study"}'
    with pytest.raises(BadValueError, match="not of the form ir_command"):
        subject.encode('{"control":"dance"}')


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("junk", "the text is not of the form pair: a pair has four digits"),
        ({"left": "x"}, "the value does not fit"),
        (7, "the value does not fit"),
        (None, "the value does not fit"),
        (Pair(100), "a pair is of two digits each"),
    ],
)
def test_a_packed_value_that_does_not_fit_is_refused(value: object, reason: str) -> None:
    with pytest.raises(BadValueError, match=f"thing: {reason}"):
        prop(Kind.TEXT, form=PAIR).encode(value)


def test_a_form_of_text_packs_text() -> None:
    upper: Form[object] = Form(name="upper", value_type=str, parse=str.lower, build=lambda value, _: str(value).upper())
    assert prop(Kind.TEXT, form=upper).encode("abc") == "ABC"


def test_a_composite_without_a_form_is_text() -> None:
    assert prop(Kind.COMPOSITE).encode("abc") == "abc"
    assert prop(Kind.COMPOSITE).describe() == "a text"


def test_numbers_are_described_by_what_is_known_of_them() -> None:
    assert prop(Kind.NUMBER).describe() == "a number"
    assert prop(Kind.NUMBER, unit="W").describe() == "a number in W"
    assert prop(Kind.NUMBER, maximum=9).describe() == "at most 9"


@given(JUNK, st.sampled_from(Kind), JUNK)
def test_only_fitting_errors_come_of_junk(value: object, kind: Kind, like: object) -> None:
    for form in (None, PAIR):
        message = ""
        try:
            prop(kind, form=form, minimum=0, maximum=9, choices=("a",), labels=("x",)).encode(value, like=like)
        except BadValueError as error:
            message = error.message
        assert not message or message.startswith("thing: ")
        assert len(message) < 400


def test_words_are_taken_as_the_source_calls_them_and_as_the_device_does() -> None:
    subject = prop(Kind.CHOICE, choices=("0", "1"), words=(("0", "low"),))
    assert [subject.encode(word) for word in ("low", "0", "1")] == ["0", "0", "1"]


def test_a_choice_of_numbers_is_written_as_one() -> None:
    subject = prop(Kind.CHOICE, choices=("6", "13"), words=(("6", "6A"), ("13", "13A")), wire=Kind.NUMBER)
    assert [subject.encode("13A"), subject.encode("6"), subject.encode("13A", like=6)] == [13, 6, 13]
    # As the device has it, if it is odd.
    assert subject.encode("13A", like="6") == "13"
    assert (subject.decode(13).value, subject.decode(13).problem) == ("13A", None)
    with pytest.raises(BadValueError, match="is not one of 6A, 13A"):
        subject.encode("20A")


def test_a_choice_of_two_truth_values_is_written_as_one() -> None:
    subject = prop(Kind.CHOICE, choices=("true", "false"), words=(("true", "F"), ("false", "C")), wire=Kind.BOOL)
    assert [subject.encode("F"), subject.encode("C", like=True), subject.encode("F", like="false")] == [
        True,
        False,
        "true",
    ]
    assert [subject.decode(raw).value for raw in (True, False)] == ["F", "C"]
