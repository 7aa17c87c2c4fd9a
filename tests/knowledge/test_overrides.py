"""The owner's override file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.docs.blocks import list_blocks
from tests.support import ROOT
from tuyalan.errors import BadValueError, ConfigError
from tuyalan.knowledge.overrides import FIELD_NAMES, Overrides, parse_field, parse_overrides, read_overrides
from tuyalan.knowledge.statements import MAX_SIZE
from tuyalan.model.override import FIELDS, Override
from tuyalan.model.schema import Access, Kind

if TYPE_CHECKING:
    from pathlib import Path

LAMP = "bf2c04a61d9be35f78lamp"

FILE = """\
# My corrections.
bf2c04a61d9be35f78lamp.22.scale = 1
"Desk Lamp".20.name = "Light"
keyabc.2.invert = true
keyabc.2 = { unit = "V", scale = 1 }
keyabc.20.name = "All of them"

[bf2c04a61d9be35f78lamp]
21 = { kind = "choice", choices = ["white", "colour"], access = "read" }
"""


def parse(text: str) -> Overrides:
    return parse_overrides(text.encode())


def problems(text: str) -> list[str]:
    return [str(problem) for problem in parse(text).problems]


def test_devices_are_corrected_by_id_by_name_and_by_product() -> None:
    overrides = parse(FILE)
    assert overrides.problems == ()
    assert overrides.for_device(LAMP, "desk lamp", "keyabc") == {
        22: Override(scale=1),
        20: Override(name="Light"),
        21: Override(kind=Kind.CHOICE, choices=("white", "colour"), access=Access.READ),
        2: Override(is_inverted=True, unit="V", scale=1),
    }
    assert overrides.for_device("other", product_key="keyabc").keys() == {2, 20}
    assert overrides.for_device("other") == {}
    assert Overrides().for_device(LAMP, "", None) == {}


def test_the_word_on_a_device_counts_before_that_on_its_name_and_its_product() -> None:
    text = 'id.1 = { name = "Id" }\nlamp.1 = { name = "Name", scale = 2 }\nproduct.1 = { name = "P", scale = 3, unit = "V" }'
    assert parse(text).for_device("id", "LAMP", "product") == {1: Override(name="Id", scale=2, unit="V")}


VALUES = [
    ("name", '"Küche"', Override(name="Küche")),
    ("code", '"switch_led"', Override(code="switch_led")),
    ("kind", '"bitmap"', Override(kind=Kind.BITMAP)),
    ("access", '"read"', Override(access=Access.READ)),
    ("access", '"write"', Override(access=Access.WRITE)),
    ("access", '"both"', Override(access=Access.BOTH)),
    ("access", '"ro"', Override(access=Access.READ)),
    ("unit", '""', Override(unit="")),
    ("unit", '"W"', Override(unit="W")),
    ("scale", "0", Override(scale=0)),
    ("factor", "5", Override(factor=5)),
    ("minimum", "-2.5", Override(minimum=-2.5)),
    ("maximum", "35", Override(maximum=35)),
    ("step", "0.5", Override(step=0.5)),
    ("choices", '["low", "high"]', Override(choices=("low", "high"))),
    ("labels", '["E1"]', Override(labels=("E1",))),
    ("device_class", '"power"', Override(device_class="power")),
    ("invert", "false", Override(is_inverted=False)),
    ("increment", "true", Override(is_increment=True)),
    ("kelvin", "[2200, 6500]", Override(kelvin=(2200, 6500))),
    ("kelvin", "[6500, 2700]", Override(kelvin=(6500, 2700))),
]


@pytest.mark.parametrize(("field", "value", "wanted"), VALUES)
def test_every_field_is_read(field: str, value: str, wanted: Override) -> None:
    overrides = parse(f"d.1.{field} = {value}")
    assert overrides.problems == ()
    assert overrides.targets == {"d": {1: wanted}}


def test_every_field_of_a_correction_has_a_name_in_the_file() -> None:
    assert {name for name, _, _ in VALUES} == set(FIELD_NAMES)
    assert {name.removeprefix("is_").removesuffix("ed") for name in FIELDS} == set(FIELD_NAMES)


BAD = [
    ("name", "7", "name is a text in quotes"),
    ("name", '"' + "x" * 201 + '"', "name is a text in quotes"),
    ("name", r'"\u001b[31m"', "name is a text in quotes"),
    ("code", '"two words"', "code is a word"),
    ("code", '""', "code is a word"),
    ("kind", '"light"', "kind is one of bool, number"),
    ("kind", "1", "kind is one of bool"),
    ("access", '"none"', "access is one of"),
    ("access", "true", "access is one of"),
    ("unit", "1", "unit is a text"),
    ("scale", "10", "0 to 9"),
    ("scale", "-1", "0 to 9"),
    ("scale", "1.5", "0 to 9"),
    ("scale", "true", "0 to 9"),
    ("factor", "0", "factor is a whole number"),
    ("minimum", '"5"', "minimum is a number"),
    ("minimum", "nan", "minimum is a number"),
    ("maximum", "inf", "maximum is a number"),
    ("maximum", "true", "maximum is a number"),
    ("step", "0", "step is a number above 0"),
    ("step", '"a"', "step is a number above 0"),
    ("choices", '"a"', "choices is a list of texts"),
    ("choices", "[]", "choices is a list of texts"),
    ("choices", '["a", 1]', "choices is a list of texts"),
    ("labels", '["a", ""]', "labels is a list of texts"),
    ("device_class", "1", "device_class is a word"),
    ("invert", '"yes"', "invert is true or false"),
    ("increment", "1", "increment is true or false"),
    ("kelvin", "2700", "kelvin is two different whole numbers of 1000 to 20000"),
    ("kelvin", "[2700]", "kelvin is two different"),
    ("kelvin", "[2700, 2700]", "kelvin is two different"),
    ("kelvin", "[0, 6500]", "kelvin is two different"),
    ("kelvin", "[2700, 65000]", "kelvin is two different"),
    ("kelvin", "[2700.0, 6500]", "kelvin is two different"),
    ("scal", "1", "there is no 'scal'; did you mean scale?"),
    ("zzz", "1", "there is no 'zzz'; there are name, code"),
    ("x" * 500, "1", "there is no 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'"),
]


@pytest.mark.parametrize(("field", "value", "words"), BAD)
def test_what_cannot_be_is_told_with_its_place_and_the_rest_counts(field: str, value: str, words: str) -> None:
    overrides = parse(f'\nd.1.{field} = {value}\nd.2.name = "Good"')
    assert len(overrides.problems) == 1
    assert str(overrides.problems[0]).startswith("line 2, column 5: ")
    assert words in overrides.problems[0].message
    assert overrides.targets["d"][2] == Override(name="Good")


@pytest.mark.parametrize(
    ("line", "place", "words"),
    [
        ("d.1 = 2", "line 1, column 3", "a correction names a device"),
        ("  d = 2", "line 1, column 3", "a correction names a device"),
        ("d.1.name.more = 2", "line 1, column 10", "a correction names a device"),
        ("d.light.name = 'x'", "line 1, column 9", "'light' is no number of a data point"),
        ("d.0.name = 'x'", "line 1, column 5", "'0' is no number"),
        ("d.65536.name = 'x'", "line 1, column 9", "'65536' is no number"),
        ("d.-1.name = 'x'", "line 1, column 6", "'-1' is no number"),
        ('d."²".name = "x"', "line 1, column 7", "is no number"),
        ("d.1.name =", "line 1, column 11", "the value is none"),
        ("d.1 = { name = 'a',\nscal = 1 }", "line 1, column 20", "key"),
    ],
)
def test_a_line_of_another_shape_is_told(line: str, place: str, words: str) -> None:
    assert len(problems(line)) >= 1
    assert problems(line)[0].startswith(place)
    assert words in problems(line)[0]


def test_a_field_that_is_set_twice_keeps_its_first_value() -> None:
    overrides = parse("d.1.scale = 1\nd.1.scale = 2\n")
    assert overrides.for_device("d") == {1: Override(scale=1)}
    assert problems("d.1.scale = 1\nd.1.scale = 2\n") == ["line 2, column 5: scale is set twice; the first one counts"]


def test_a_wrong_value_does_not_block_a_right_one() -> None:
    assert parse("d.1.scale = 'a'\nd.1.scale = 2\n").for_device("d") == {1: Override(scale=2)}


def test_a_key_that_is_only_in_a_later_line_is_told_at_the_begin_of_its_statement() -> None:
    text = "d.1.choices = [\n1]\nd.2 = { choices = [\n'a'], scal = 1 }"
    assert [problem.split(": ")[0] for problem in problems(text)] == ["line 1, column 5", "line 3, column 1"]


def test_problems_are_in_the_order_of_the_file() -> None:
    assert [problem.line for problem in parse("d.1.scal = 1\noops\nd.2.scal = 1").problems] == [1, 2, 3]


def test_a_file_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert read_overrides(tmp_path / "overrides.toml") == Overrides()


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "overrides.toml"
    path.write_text(FILE, encoding="utf-8")
    assert read_overrides(path) == parse(FILE)


def test_a_file_that_cannot_be_read_is_an_error_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read"):
        read_overrides(tmp_path)


def test_a_huge_file_is_told_and_not_read(tmp_path: Path) -> None:
    path = tmp_path / "overrides.toml"
    path.write_bytes(b"d.1.scale = 1\n" * (MAX_SIZE // 10))
    overrides = read_overrides(path)
    assert overrides.targets == {}
    assert "larger than" in overrides.problems[0].message


@given(
    st.dictionaries(st.sampled_from(FIELD_NAMES), st.none() | st.booleans() | st.integers() | st.floats() | st.text())
)
def test_any_value_is_taken_or_refused(fields: dict[str, object]) -> None:
    for name, value in fields.items():
        try:
            change = parse_field(name, value)
        except BadValueError:
            continue
        assert None not in change.values()


@given(st.text(alphabet="ab1.\"= []{}#\n,'truescale", max_size=100))
def test_any_text_is_read_without_an_error(text: str) -> None:
    parse(text)


def test_the_file_in_the_documentation_is_right() -> None:
    blocks = [block.code for block in list_blocks("toml") if block.page == "docs/how-to/correct-a-property.md"]
    overrides = parse("\n".join(blocks))
    assert overrides.problems == ()
    assert set(overrides.targets) == {
        "bf2c04a61d9be35f78plug",
        "desk lamp",
        "37mnhia3pojleqfh",
        "bf2c04a61d9be35f78heat",
        "hall thermostat",
    }


def test_the_documentation_names_every_field() -> None:
    page = (ROOT / "docs" / "how-to" / "correct-a-property.md").read_text(encoding="utf-8")
    table = page[page.index("| Field |") : page.index("What you leave out")]
    assert [name for name in FIELD_NAMES if f"`{name}`" not in table] == []
    assert "line 3, column 27: there is no 'unti'; did you mean unit?" in page
    text = "\nx = 1\nbf2c04a61d9be35f78plug.19.unti = 1"
    assert problems(text)[-1] == "line 3, column 27: there is no 'unti'; did you mean unit?"
