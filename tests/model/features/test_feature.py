"""What all kinds of features have."""

from __future__ import annotations

import pytest

from tests.model.making import prop
from tuyalan.errors import BadValueError
from tuyalan.model.features.feature import Feature, State
from tuyalan.model.features.humidity import Humidifier
from tuyalan.model.features.single import Number
from tuyalan.model.schema import Access, Kind

THING = Number(
    key="target",
    name="Target",
    roles={
        "value": prop(Kind.NUMBER, "target"),
        "seen": prop(Kind.NUMBER, "seen", access=Access.READ),
        "fan_speed": prop(Kind.CHOICE, "wind"),
    },
)


def test_the_first_role_is_the_main_one() -> None:
    assert THING.main.code == "target"
    assert THING.codes == ("target", "seen", "wind")


def test_a_value_of_another_type_than_expected_is_unknown() -> None:
    values = {"target": "hot", "wind": 3, "seen": True}
    assert THING.get("value", values) == "hot"
    assert (THING.get_number("value", values), THING.get_number("seen", values)) == (None, None)
    assert THING.get_word("fan_speed", values) is None
    assert THING.get_flag("value", values) is None
    assert THING.get_flag("seen", values) is True
    assert THING.get("elsewhere", values) is None


def test_what_is_to_be_written_must_be_there_and_writable() -> None:
    assert THING.need("value", "target").code == "target"
    assert (THING.has("seen"), THING.can_write("seen")) == (True, False)
    with pytest.raises(BadValueError, match="the number has no colour that can be set") as caught:
        THING.need("colour", "colour")
    assert caught.value.hint == "What can be set is: value, fan speed."
    with pytest.raises(BadValueError, match="no measurement"):
        THING.need("seen", "measurement")


def test_words_are_listed_where_they_can_be_set() -> None:
    for access, words in ((Access.BOTH, ("auto", "sleep")), (Access.READ, ())):
        mode = prop(Kind.CHOICE, "mode", choices=("auto", "sleep"), access=access)
        assert Humidifier(key="mode", name="", roles={"mode": mode}).modes == words


def test_a_feature_that_cannot_be_written_says_so() -> None:
    seen = Number(key="seen", name="Seen", roles={"value": prop(Kind.NUMBER, "seen", access=Access.READ)})
    with pytest.raises(BadValueError) as caught:
        seen.need("value", "value")
    assert caught.value.hint == "This number can only be read."


def test_a_feature_of_no_kind_reads_nothing() -> None:
    bare = Feature(key="target", name="", roles=THING.roles)
    assert bare.read({"target": 1}) == State()
    assert (bare.category, bare.certainty) == (None, 1.0)
