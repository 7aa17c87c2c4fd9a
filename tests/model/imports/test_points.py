"""What a file says of one data point."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.errors import BadValueError
from tuyalan.model.imports.points import RawPoint, build_point, merge_point, merge_points, parse_dp
from tuyalan.model.schema import Access, DpSchema, Kind

SIZE = {"min": 0, "max": 5000, "scale": 1, "step": 1, "unit": "W"}


def build(dp: object = 1, code: object = "code", kind: object = "value", **fields: object) -> DpSchema:
    return build_point(RawPoint(id=dp, code=code, type=kind, **fields))


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Boolean", Kind.BOOL),
        ("bool", Kind.BOOL),
        ("Integer", Kind.NUMBER),
        ("value", Kind.NUMBER),
        ("float", Kind.NUMBER),
        ("Enum", Kind.CHOICE),
        ("enum", Kind.CHOICE),
        ("String", Kind.TEXT),
        ("Json", Kind.TEXT),
        ("struct", Kind.TEXT),
        ("Bitmap", Kind.BITMAP),
        ("fault", Kind.BITMAP),
        ("Raw", Kind.RAW),
        (" raw ", Kind.RAW),
    ],
)
def test_the_words_of_all_vocabularies_give_a_kind(word: str, kind: Kind) -> None:
    assert build(kind=word).kind is kind


def test_the_details_know_the_kind_better_than_the_word_beside_them() -> None:
    assert build(kind="Json", details={"type": "raw"}).kind is Kind.RAW
    assert build(kind="obj", details={"type": "enum"}).kind is Kind.CHOICE
    assert build(kind="enum", details={"type": "odd"}).kind is Kind.CHOICE


@pytest.mark.parametrize("word", [None, "", "odd", 7, {"a": 1}, "x" * 1_000_000])
def test_a_kind_that_is_not_known_is_an_error(word: object) -> None:
    with pytest.raises(BadValueError, match=r"its type '.{0,20}' is not known"):
        build(kind=word)


@pytest.mark.parametrize(
    ("value", "dp"), [(1, 1), ("20", 20), (65535, 65535), (0, None), (65536, None), ("x", None), (None, None)]
)
def test_data_points_have_a_number(value: object, dp: int | None) -> None:
    assert parse_dp(value) == dp
    if dp is None:
        with pytest.raises(BadValueError, match="it has no number"):
            build(dp=value)


def test_details_may_be_an_object_or_its_text() -> None:
    wanted = DpSchema(id=1, code="code", kind=Kind.NUMBER, minimum=0, maximum=5000, scale=1, step=1, unit="W")
    assert build(details=SIZE) == build(details=json.dumps(SIZE)) == wanted


@pytest.mark.parametrize(
    ("details", "wanted"),
    [
        ({"min": "0", "max": "10", "step": "2", "scale": "1"}, (0, 10, 2, 1)),
        ({"min": 0.0, "max": 10.0, "step": 0.5}, (0, 10, None, 0)),
        ({"min": 10, "max": 0}, (None, None, None, 0)),
        ({"min": 10}, (None, None, None, 0)),
        ({"max": 10}, (None, None, None, 0)),
        ({"scale": 10, "step": 0}, (None, None, None, 0)),
        ({"scale": -1, "step": -5}, (None, None, None, 0)),
        ({"min": [], "max": {}, "scale": None, "step": True, "unit": 7}, (None, None, None, 0)),
        ("{true,false}", (None, None, None, 0)),
    ],
)
def test_limits_that_make_no_sense_are_left_out(details: object, wanted: tuple[int | None, ...]) -> None:
    point = build(details=details)
    assert (point.minimum, point.maximum, point.step, point.scale) == wanted


@pytest.mark.parametrize(("scale", "wanted"), [(None, 2), (0, 2), (1, 1)])
def test_a_unit_that_is_a_part_of_another_gives_the_scale_where_there_is_none(scale: int | None, wanted: int) -> None:
    found = build(details=SIZE | {"unit": "0.01v", "scale": scale})
    assert (found.unit, found.scale) == ("V", wanted)


def test_a_unit_of_two_meanings_is_settled_by_the_code() -> None:
    found = {code: build(code=code, details=SIZE | {"unit": "m"}).unit for code in ("countdown_left", "liquid_depth")}
    assert found == {"countdown_left": "min", "liquid_depth": "m"}


def test_each_kind_takes_its_own_details_only() -> None:
    details = SIZE | {"range": ["a"], "label": ["b"], "maxlen": 255}
    everything = {
        kind: build(kind=kind, details=details) for kind in ("bool", "value", "enum", "string", "bitmap", "raw")
    }
    assert everything["bool"] == DpSchema(id=1, code="code", kind=Kind.BOOL)
    assert everything["enum"] == DpSchema(id=1, code="code", kind=Kind.CHOICE, choices=("a",))
    assert everything["string"] == DpSchema(id=1, code="code", kind=Kind.TEXT, max_length=255)
    assert everything["raw"] == DpSchema(id=1, code="code", kind=Kind.RAW, max_length=255)
    assert everything["bitmap"] == DpSchema(id=1, code="code", kind=Kind.BITMAP, access=Access.READ, labels=("b",))


def test_words_of_a_choice_are_kept_once_each_in_their_order() -> None:
    assert build(kind="enum", details={"range": ["b", 1, "a", "", "b"]}).choices == ("b", "1", "a")
    assert build(kind="enum", details={"range": "odd"}).choices == ()


def test_labels_keep_their_bits() -> None:
    assert build(kind="bitmap", details={"label": ["a", "", "a"]}).labels == ("a", "", "a")


def test_words_of_a_megabyte_are_no_words() -> None:
    assert build(kind="enum", details={"range": ["x" * 1_000_000]}).choices == ()
    assert len(build(kind="enum", details={"range": [str(n) for n in range(1000)]}).choices) == 256
    assert build(kind="bitmap", details={"label": ["x" * 1_000_000]}).labels == ("x" * 128,)


@pytest.mark.parametrize("length", [0, -1, "x", None])
def test_a_length_that_makes_no_sense_is_left_out(length: object) -> None:
    assert build(kind="string", details={"maxlen": length}).max_length is None


@pytest.mark.parametrize("code", [None, "", 7, "two words", "x" * 65, "\x1b[31m", "ключ", "x" * 1_000_000])
def test_a_code_that_is_no_word_is_replaced_by_the_number(code: object) -> None:
    assert build(dp=105, code=code).code == "dp_105"


@pytest.mark.parametrize(
    ("word", "access"),
    [
        ("ro", Access.READ),
        ("rw", Access.BOTH),
        ("wr", Access.WRITE),
        ("WR", Access.WRITE),
        ("wo", Access.WRITE),
        (Access.READ, Access.READ),
        (None, Access.BOTH),
        ("odd", Access.BOTH),
        (7, Access.BOTH),
    ],
)
def test_access_is_read_in_every_spelling(word: object, access: Access) -> None:
    assert build(access=word).access is access


@pytest.mark.parametrize(
    "code",
    ["cur_power", "add_ele", "temp_current", "va_humidity", "battery_percentage", "phase_a", "doorcontact_state"],
)
def test_what_is_only_measured_is_not_written_unless_the_file_says_so(code: str) -> None:
    assert build(code=code).access is Access.READ
    assert build(code=code, access="rw").access is Access.BOTH


@pytest.mark.parametrize("code", ["temp_value", "temp_set", "switch", "humidity_set", "countdown_1", "state"])
def test_what_is_set_is_not_taken_for_measured(code: str) -> None:
    assert build(code=code).access is Access.BOTH


def test_bitmaps_are_only_reported_unless_the_file_says_so() -> None:
    assert build(kind="bitmap").access is Access.READ
    assert build(kind="bitmap", access="rw").access is Access.BOTH


@pytest.mark.parametrize(("code", "name"), [("Light", "Light"), ("Küche\x00", "Küche"), ("开关", ""), (None, "")])
def test_names_that_the_cloud_gives_in_chinese_are_left_to_the_code(code: object, name: str) -> None:
    assert build(name=code).name == name


@pytest.mark.parametrize(
    ("word", "is_increment"), [("sum", True), ("minux", False), ("SUM", True), ("x", None), (7, None)]
)
def test_reports_of_what_was_added_are_told_from_totals(word: object, is_increment: bool | None) -> None:  # noqa: FBT001
    assert build(report_type=word).is_increment is is_increment


@given(
    st.dictionaries(
        st.sampled_from(["min", "max", "scale", "step", "unit", "range", "label", "maxlen", "type"]),
        st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=5),
    ),
    st.sampled_from(["bool", "value", "enum", "string", "bitmap", "raw"]),
)
def test_any_details_give_a_description(details: dict[str, object], kind: str) -> None:
    assert build(kind=kind, details=details).id == 1


NUMBER = DpSchema(id=1, code="temp", kind=Kind.NUMBER, minimum=0, maximum=10, scale=1, step=5, unit="°C", name="T")
BARE = DpSchema(id=1, code="dp_1", kind=Kind.NUMBER)


def test_what_one_description_leaves_open_comes_from_the_other() -> None:
    assert merge_point(BARE, NUMBER) == NUMBER
    assert merge_point(NUMBER, BARE) == NUMBER


def test_where_both_speak_the_first_counts() -> None:
    other = DpSchema(id=1, code="x", kind=Kind.NUMBER, minimum=1, maximum=2, scale=2, step=1, unit="V", name="U")
    assert merge_point(NUMBER, other) == NUMBER


def test_descriptions_of_different_kinds_are_not_mixed_but_for_the_code() -> None:
    choice = DpSchema(id=1, code="mode", kind=Kind.CHOICE, choices=("a",))
    assert merge_point(choice, NUMBER) == choice
    assert merge_point(BARE, choice) == DpSchema(id=1, code="mode", kind=Kind.NUMBER)


def test_who_knows_what_can_be_written_is_believed() -> None:
    read = DpSchema(id=1, code="temp", kind=Kind.NUMBER, access=Access.READ)
    assert merge_point(read, NUMBER).access is Access.READ
    assert merge_point(NUMBER, read).access is Access.READ


def test_all_data_points_of_both_are_kept_in_order() -> None:
    second, third = DpSchema(id=2, code="b", kind=Kind.BOOL), DpSchema(id=3, code="c", kind=Kind.BOOL)
    assert merge_points({3: third, 1: BARE}, {2: second, 1: NUMBER}) == {1: NUMBER, 2: second, 3: third}
    assert list(merge_points({3: third}, {2: second})) == [2, 3]
