"""All properties of one device."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.making import PAIR, Pair, known, point
from tests.model.test_decoding import JUNK
from tuyalan.errors import BadValueError, ReadOnlyError, UnknownDpError
from tuyalan.model.device import MAX_LEARNT, MAX_POINTS, DeviceModel, Memory
from tuyalan.model.schema import Access, Kind
from tuyalan.model.sources import Known, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.device import Layer
    from tuyalan.model.form import Form

PLUG: Layer = {
    1: known(point(Kind.BOOL, "switch_1")),
    18: known(point(Kind.NUMBER, "cur_current", id=18, unit="mA", access=Access.READ)),
    19: known(point(Kind.NUMBER, "cur_power", id=19, unit="W", scale=1, minimum=0, maximum=50000)),
    38: known(point(Kind.CHOICE, "relay_status", id=38, choices=("off", "on", "memory"))),
}


def plug(**details: object) -> DeviceModel:
    return DeviceModel("bf01", [PLUG], **details)  # pyright: ignore[reportArgumentType]


def same_form(code: str, kind: Kind, text: str) -> Form[object] | None:
    """Find `PAIR` for the code `pair`."""
    del kind
    return PAIR if code == "pair" and (not text or len(text) == 4) else None


def test_a_report_becomes_named_values_in_units() -> None:
    model = plug()
    changes = model.apply({1: True, 18: 430, 19: 985, 38: "memory"})
    assert [change.property.code for change in changes] == ["switch_1", "cur_current", "cur_power", "relay_status"]
    assert model.values == {"switch_1": True, "cur_current": 430, "cur_power": 98.5, "relay_status": "memory"}
    assert model.readings["cur_power"].raw == 985


def test_a_model_knows_its_properties_before_any_report() -> None:
    model = plug()
    assert list(model.properties) == ["switch_1", "cur_current", "cur_power", "relay_status"]
    assert model.values == {}
    assert model.by_dp[19].unit == "W"


def test_a_change_says_what_was_before() -> None:
    model = plug()
    assert model.apply({19: 985})[0].previous is None
    change = model.apply({19: 990})[0]
    assert change.previous is not None
    assert (change.previous.value, change.reading.value, change.is_new) == (98.5, 99.0, True)


def test_a_value_heard_again_is_told_and_not_new() -> None:
    model = plug()
    model.apply({38: "on"})
    change = model.apply({38: "on"})[0]
    assert (change.reading.value, change.is_new, change.previous) == ("on", False, change.reading)


def test_true_and_one_are_two_values() -> None:
    model = plug()
    model.apply({1: True})
    change = model.apply({1: 1})[0]
    assert (change.reading.raw, change.is_new) == (1, True)
    assert model.plan({"switch_1": False}) == {1: 0}
    assert not isinstance(model.plan({"switch_1": False})[1], bool)


def test_a_report_of_nothing_changes_nothing() -> None:
    assert plug().apply({}) == []


def test_a_data_point_that_nobody_describes_is_typed_by_what_it_holds() -> None:
    model = plug()
    model.apply({105: 7, 106: "x", 107: False, 108: None, 109: {"a": 1}, 110: 1.5})
    kinds = {code: subject.kind for code, subject in model.properties.items() if code.startswith("dp_")}
    assert kinds == {
        "dp_105": Kind.NUMBER,
        "dp_106": Kind.TEXT,
        "dp_107": Kind.BOOL,
        "dp_108": Kind.TEXT,
        "dp_109": Kind.TEXT,
        "dp_110": Kind.NUMBER,
    }
    assert model.values["dp_109"] == {"a": 1}
    assert model.properties["dp_105"].source is Source.OBSERVED


def test_the_type_of_an_anonymous_data_point_grows() -> None:
    model = plug()
    model.apply({105: None})
    model.apply({105: True})
    assert model.find(105).kind is Kind.BOOL
    model.apply({105: 7})
    assert model.find(105).kind is Kind.NUMBER
    model.apply({105: "seven"})
    assert model.find(105).kind is Kind.TEXT
    assert model.apply({105: 8})[0].reading.problem == "8 is not a text"


def test_an_unknown_value_of_a_known_data_point_decides_nothing() -> None:
    model = plug()
    assert model.apply({1: None})[0].reading.problem == "None is neither true nor false"
    model.apply({1: True})
    assert model.apply({1: None})[0].previous is not None
    assert model.find(1).source is Source.CATALOGUE


def test_a_description_that_the_first_value_contradicts_loses() -> None:
    guess = {1: known(point(Kind.NUMBER, "level"), Source.INFERENCE)}
    model = DeviceModel("bf01", [guess, PLUG])
    assert model.find(1).code == "switch_1"
    model.apply({1: 55})
    assert (model.find(1).code, model.values["level"]) == ("level", 55)
    assert "catalogue says switch_1, a bool" in model.find(1).evidence


def test_a_description_that_has_proved_itself_stays() -> None:
    model = plug()
    model.apply({1: True})
    change = model.apply({1: 55})[0]
    assert (change.property.code, change.reading.problem) == ("switch_1", "55 is neither true nor false")


def test_a_value_out_of_range_is_kept_and_flagged() -> None:
    model = plug()
    model.apply({19: 5})
    assert model.apply({19: 60000})[0].reading.problem == "6000.0 is outside of 0.0 to 5000.0 W"
    assert model.values["cur_power"] == 6000.0


def test_a_word_that_nobody_declared_is_learnt() -> None:
    model = plug()
    model.apply({38: "on"})
    change = model.apply({38: "blink"})[0]
    assert (change.reading.value, change.reading.problem, change.property.choices[-1]) == ("blink", None, "blink")
    assert model.plan({"relay_status": "blink"}) == {38: "blink"}
    assert plug(memory=model.memory).plan({"relay_status": "blink"}) == {38: "blink"}


def test_a_choice_learns_from_its_first_value() -> None:
    model = plug()
    model.apply({38: "blink"})
    model.apply({38: "wink"})
    assert model.find(38).choices == ("off", "on", "memory", "blink", "wink")


def test_a_choice_whose_words_nobody_knows_learns_none_and_takes_any() -> None:
    model = DeviceModel("bf01", [{38: known(point(Kind.CHOICE, "mode", id=38))}])
    model.apply({38: "on"})
    assert model.plan({"mode": "off"}) == {38: "off"}


def test_a_choice_learns_a_bounded_number_of_words() -> None:
    model = plug()
    for at in range(MAX_LEARNT + 5):
        model.apply({38: f"w{at}"})
    assert len(model.find(38).choices) == 3 + MAX_LEARNT
    assert model.readings["relay_status"].problem == f"'w{MAX_LEARNT + 4}' is not among the declared choices"
    model.apply({38: "x" * 1000})
    assert len(model.memory.learnt[38]) == MAX_LEARNT


@pytest.mark.parametrize("word", ["x" * 65, "", 7])
def test_a_strange_word_is_flagged_and_not_learnt(word: object) -> None:
    model = plug()
    model.apply({38: "on"})
    assert model.apply({38: word})[0].reading.problem
    assert model.memory.learnt == {}


def test_words_learnt_for_what_is_no_choice_any_more_do_no_harm() -> None:
    model = plug(memory=Memory(learnt={1: ("a",)}))
    assert model.find(1).choices == ()


def test_writes_are_planned_by_name_number_and_old_name() -> None:
    model = plug()
    model.apply({105: "x"})
    assert model.plan({"switch_1": True, "19": 12.5, "dp_38": "on", "dp105": "y"}) == {
        1: True,
        19: 125,
        38: "on",
        105: "y",
    }
    assert model.plan({1: False}) == {1: False}


def test_all_writes_are_checked_before_any_is_planned() -> None:
    with pytest.raises(ReadOnlyError):
        plug().plan({"switch_1": True, "cur_current": 1})


@pytest.mark.parametrize("name", ["swich_1", "dp_99", 99, "9" * 5000, "", "dp_", "٣", -1])
def test_an_unknown_name_is_refused(name: str | int) -> None:
    with pytest.raises(UnknownDpError):
        plug().plan({name: True})  # pyright: ignore[reportArgumentType]


def test_a_name_like_another_is_suggested() -> None:
    with pytest.raises(UnknownDpError, match="bf01: no property 'swich_1'; did you mean switch_1"):
        plug().find("swich_1")


def test_a_property_named_twice_is_refused() -> None:
    with pytest.raises(BadValueError, match="switch_1 is named twice"):
        plug().plan({"switch_1": True, "1": False})


def test_unique_ids_are_of_the_makers_code() -> None:
    model = plug()
    model.apply({105: 1})
    assert (model.unique_id("switch_1"), model.unique_id("dp_105"), model.unique_id(19)) == (
        "bf01-switch_1",
        "bf01-dp105",
        "bf01-cur_power",
    )


def test_unique_ids_stay_when_knowledge_gets_better() -> None:
    model = DeviceModel("bf01")
    model.apply({1: True})
    assert model.unique_id(1) == "bf01-dp1"
    model.know([PLUG])
    assert (model.find(1).code, model.unique_id("switch_1")) == ("switch_1", "bf01-dp1")


def test_unique_ids_stay_over_a_restart() -> None:
    first = DeviceModel("bf01")
    first.apply({1: True})
    kept = msgspec.json.decode(msgspec.json.encode(first.memory), type=Memory)
    assert plug(memory=kept).unique_id(1) == "bf01-dp1"


def test_unique_ids_of_guesses_are_numbers() -> None:
    model = DeviceModel("bf01", [{5: known(point(Kind.BOOL, "guess", id=5), Source.INFERENCE)}])
    assert model.unique_id("guess") == "bf01-dp5"


def test_readings_are_read_anew_when_knowledge_gets_better() -> None:
    model = DeviceModel("bf01")
    model.apply({19: 985, 105: 1})
    model.know([PLUG])
    assert model.values == {"cur_power": 98.5, "dp_105": 1}


def test_two_data_points_of_one_code_have_two_names() -> None:
    same = {dp: known(point(Kind.BOOL, code, id=dp)) for dp, code in ((1, "a"), (2, "a"), (3, "a_4"), (4, "a"))}
    assert list(DeviceModel("bf01", [same]).properties) == ["a", "a_2", "a_4", "a_4_3"]


def test_the_owner_has_the_last_word() -> None:
    def amend(found: Mapping[int, Known]) -> dict[int, Known]:
        lamp = msgspec.structs.replace(found[1].point, code="lamp")
        return {
            1: Known(point=lamp, source=Source.OVERRIDE),
            9: known(point(Kind.BOOL, "extra", id=9), Source.OVERRIDE),
        }

    model = plug(amend=amend)
    model.apply({1: True, 9: False})
    assert model.values == {"lamp": True, "extra": False}
    assert "cur_power" in model.properties
    assert model.unique_id("lamp") == "bf01-switch_1"


def test_a_packed_text_is_read_by_the_form_of_its_code() -> None:
    layer = {5: known(point(Kind.TEXT, "pair", id=5))}
    model = DeviceModel("bf01", [layer], find_form=same_form)
    assert model.find("pair").form is PAIR
    model.apply({5: "0102"})
    model.apply({5: "0103"})
    assert model.values == {"pair": Pair(1, 3)}
    assert model.plan({"pair": {"left": 9}}) == {5: "0900"}


def test_a_packed_text_that_does_not_fit_stays_text_with_the_reason() -> None:
    layer = {5: known(point(Kind.TEXT, "pair", id=5))}
    model = DeviceModel("bf01", [layer], find_form=same_form)
    model.apply({5: "0102"})
    change = model.apply({5: "long text"})[0]
    assert (change.reading.value, change.reading.problem) == ("long text", "a pair has four digits")
    assert model.apply({5: "0304"})[0].reading.value == Pair(3, 4)
    assert model.apply({5: 7})[0].reading.problem == "7 is not a text"


def test_a_form_is_found_late() -> None:
    layer = {5: known(point(Kind.TEXT, "pair", id=5))}
    model = DeviceModel("bf01", [layer], find_form=lambda c, k, t: same_form(c, k, t) if t else None)
    assert model.find(5).form is None
    model.apply({5: "too long"})
    assert model.find(5).form is None
    model.know([layer])
    model.apply({5: 7})
    model.apply({5: "0102"})
    assert model.values["pair"] in {Pair(1, 2), "0102"}


def test_a_source_may_tell_the_form_and_that_of_the_code_comes_first() -> None:
    told = msgspec.structs.replace(known(point(Kind.TEXT, "thing", id=5)), form=PAIR)
    model = DeviceModel("bf01", [{5: told}], find_form=same_form)
    assert model.find(5).form is PAIR
    model.apply({5: "0102"})
    assert model.values == {"thing": Pair(1, 2)}
    model.apply({5: "no pair"})
    assert (model.find(5).form, model.values) == (PAIR, {"thing": "no pair"})
    # Whoever told it tells it no more.
    model.know([{5: known(point(Kind.TEXT, "thing", id=5))}])
    assert model.find(5).form is None
    other = msgspec.structs.replace(PAIR, name="other")
    coded = msgspec.structs.replace(known(point(Kind.TEXT, "pair", id=5)), form=other)
    assert DeviceModel("bf01", [{5: coded}], find_form=same_form).find(5).form is PAIR


def test_the_form_that_a_source_tells_takes_over_where_that_of_the_code_fails() -> None:
    def longer(text: str) -> object:
        if len(text) != 6:
            raise BadValueError("not six")
        return text

    other = msgspec.structs.replace(PAIR, name="other", parse=longer)
    coded = msgspec.structs.replace(known(point(Kind.TEXT, "pair", id=5)), form=other)
    model = DeviceModel("bf01", [{5: coded}], find_form=same_form)
    model.apply({5: "0102"})
    assert model.find(5).form is PAIR
    model.apply({5: "010203"})
    assert model.find(5).form is other
    model.apply({5: "01020304"})
    assert model.find(5).form is other


def test_without_forms_packed_texts_stay_text() -> None:
    layer = {5: known(point(Kind.TEXT, "colour_data_v2", id=5))}
    model = DeviceModel("bf01", [layer], find_form=None)
    model.apply({5: "00f003e803e8"})
    assert model.values == {"colour_data_v2": "00f003e803e8"}


def test_the_forms_of_the_registry_are_found_by_default() -> None:
    layer = {24: known(point(Kind.TEXT, "colour_data_v2", id=24))}
    model = DeviceModel("bf01", [layer])
    model.apply({24: "00f003e803e8"})
    assert model.readings["colour_data_v2"].json == {"hue": 240, "saturation": 100.0, "value": 100.0}


def test_a_scale_is_settled_by_a_later_value_and_other_readings_follow() -> None:
    layer = {
        19: known(point(Kind.NUMBER, "cur_power", id=19, unit="W")),
        20: known(point(Kind.NUMBER, "cur_voltage", id=20, unit="V")),
    }
    model = DeviceModel("bf01", [layer])
    model.apply({19: 985, 20: 0})
    assert model.values == {"cur_power": 985, "cur_voltage": 0}
    changes = model.apply({20: 2301})
    assert {change.property.code: change.reading.value for change in changes} == {
        "cur_power": 98.5,
        "cur_voltage": 230.1,
    }
    assert model.apply({20: 230})[0].reading.value == 23.0
    assert "cannot be" in model.find(20).evidence


def test_values_that_say_nothing_new_leave_the_scale_alone() -> None:
    layer = {2: known(point(Kind.NUMBER, "temp_current", id=2, unit="°C", minimum=-20, maximum=60))}
    model = DeviceModel("bf01", [layer])
    model.apply({2: 22})
    before = model.find(2)
    model.apply({2: 21})
    assert model.find(2) is before
    assert model.apply({2: "?"})[0].reading.problem == "'?' is not a whole number"


def test_the_idle_twin_of_a_temperature_is_named() -> None:
    layer = {
        1: known(point(Kind.NUMBER, "temp_set", id=1)),
        2: known(point(Kind.NUMBER, "temp_set_f", id=2)),
        3: known(point(Kind.CHOICE, "temp_unit_convert", id=3, choices=("c", "f"))),
    }
    model = DeviceModel("bf01", [layer])
    assert model.idle == {"temp_set_f"}
    model.apply({3: "c"})
    model.apply({3: "f"})
    assert model.idle == {"temp_set"}


def test_more_data_points_than_any_device_has_are_not_kept() -> None:
    model = DeviceModel("bf01")
    model.apply(dict.fromkeys(range(MAX_POINTS + 10), 1))
    assert len(model.properties) == MAX_POINTS
    assert model.apply({MAX_POINTS + 1: 1, 5: 2})[0].property.dp == 5


def test_a_restored_model_keeps_no_more_words_than_a_running_one() -> None:
    words = tuple(map(str, range(MAX_LEARNT * 2)))
    assert len(plug(memory=Memory(learnt={38: words})).memory.learnt[38]) == MAX_LEARNT


@given(st.lists(st.dictionaries(st.integers(-1, 50), JUNK, max_size=6), max_size=6))
def test_whatever_a_device_reports_is_kept(reports: list[dict[int, object]]) -> None:
    model = plug()
    last: dict[int, object] = {}
    for report in reports:
        changes = model.apply(report)
        assert {change.property.dp for change in changes} >= set(report)
        last |= report
    for dp, raw in last.items():
        reading = model.readings[model.by_dp[dp].code]
        assert reading.raw is raw or reading.raw == raw
    assert len(model.properties) == len(model.by_dp)


def test_the_revision_grows_when_properties_change_and_not_with_values() -> None:
    model = DeviceModel("d")
    first = model.revision
    model.apply({1: True})
    second = model.revision
    assert second > first
    model.apply({1: False})
    assert model.revision == second
    model.know([{1: known(point(Kind.BOOL, "switch_1"))}])
    assert model.revision > second
