"""What is wanted, to what is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.model.tuyalocal.making import dp, entity, part, profile
from tuyalan.errors import BadValueError, ReadOnlyError
from tuyalan.model.tuyalocal.encoding import MAX_ALLOWED_SHOWN, encode

if TYPE_CHECKING:
    from tuyalan.vocabulary import Dps, Json

POWER: Final = dp("power", "boolean", 2)
LIMITS: Final = {"min": 0, "max": 100}


def want(value: Json, first: dict[str, Json], *others: dict[str, Json], dps: Dps | None = None) -> dict[int, Json]:
    found = entity("select", first, *others)
    return dict(encode(found, found.points[0], value, dps=dps or {}))


@pytest.mark.parametrize(
    ("point", "value", "raw"),
    [
        (dp("option"), "word", "word"),
        (dp("option", "boolean"), True, True),
        (dp("option", "integer", range=LIMITS), 100, 100),
        (dp("option", mapping=[{"dps_val": "a", "value": "A"}]), "A", "a"),
        (dp("option", "integer", mapping=[{"scale": 10, "step": 5}]), 21.3, 215),
        (dp("option", "integer", range=LIMITS, mapping=[{"step": 30}]), 100, 90),
        (dp("option", "integer", range={"min": 5, "max": 9}, mapping=[{"step": 10}]), 8, 9),
        (dp("option", "integer", range=LIMITS, mapping=[{"invert": True}]), 30, 70),
        (dp("option", "float", range=LIMITS), 1.25, 1.25),
        (dp("option", "integer", mapping=[{"dps_val": 1, "value": 20}, {"dps_val": 2, "value": 40}]), 35, 2),
        (dp("option", "integer", mapping=[{"dps_val": 1, "value": True}, {"dps_val": 2, "value": 1}]), 1, 2),
        (dp("option", "hex", mask="f0", mapping=[{"dps_val": 1, "value": "one"}]), "one", "10"),
    ],
)
def test_a_value_becomes_the_raw_value_that_means_it(point: dict[str, Json], value: Json, raw: Json) -> None:
    assert want(value, point) == {1: raw}


@pytest.mark.parametrize(
    ("point", "value", "reason"),
    [
        (dp("option", mapping=[{"dps_val": "a", "value": "A"}]), "B", "option cannot be 'B'; it takes 'A'"),
        (dp("option", mapping=[{"dps_val": "a", "value": None}]), "B", "option cannot be 'B'$"),
        (dp("option", "integer", range=LIMITS), 101, "option cannot be 101; it takes 0 to 100"),
        (
            dp("option", "integer", range=LIMITS, mapping=[{"scale": 10, "invert": True}]),
            11,
            "option cannot be 11; it takes 0.0 to 10.0",
        ),
        (dp("option", "integer", range=LIMITS), float("nan"), "option takes a number"),
        (dp("option", "integer", range=LIMITS), float("inf"), "option takes a number"),
        (dp("option", "integer", range=LIMITS), "5", "option takes a number"),
        (dp("option", "integer", range=LIMITS), True, "option takes a number"),
        (dp("option", range={"min": 2, "max": 3}), "abcd", "option has 4 characters, but takes 2 to 3"),
        (dp("option", "integer", mapping=[{"dps_val": 1, "value": 20}]), 30, "option cannot be 30; it takes 20"),
        (dp("option", "integer", mapping=[{"dps_val": 1, "value": 20}]), True, "option cannot be True; it takes 20"),
        (dp("option", mapping=[{"dps_val": "a", "invalid": True}]), "a", "cannot be set in the current state"),
    ],
)
def test_what_cannot_be_reached_is_refused_with_what_can(point: dict[str, Json], value: Json, reason: str) -> None:
    with pytest.raises(BadValueError, match=reason):
        want(value, point)


def test_a_refusal_names_only_so_many_values() -> None:
    rules: Json = [{"dps_val": str(number)} for number in range(MAX_ALLOWED_SHOWN + 1)]
    with pytest.raises(BadValueError, match=r"'11', \.\.\.$"):
        want("x", dp("option", mapping=rules))


def test_what_is_read_only_is_never_written() -> None:
    with pytest.raises(ReadOnlyError, match="option of select can only be read"):
        want("x", dp("option", readonly=True))
    with pytest.raises(ReadOnlyError, match="other can only be read"):
        want("x", dp("option", mapping=[{"value_redirect": "other"}]), dp("other", id=2, readonly=True))
    found = profile(part("sensor", dp("sensor"))).entities[0]
    with pytest.raises(ReadOnlyError):
        encode(found, found.points[0], "x", dps={})


def test_the_role_of_a_condition_is_set_along() -> None:
    rule: Json = {
        "dps_val": "a",
        "constraint": "power",
        "conditions": [{"dps_val": True, "value": "on"}, {"dps_val": False, "value": "off"}],
    }
    point = dp("option", mapping=[rule])
    assert want("on", point, POWER, dps={2: False}) == {2: True, 1: "a"}
    # It is said again where it alone gives the meaning, so that it holds even if a report was lost.
    assert want("off", point, POWER, dps={2: False}) == {2: False, 1: "a"}
    assert want("off", point, POWER | {"readonly": True}, dps={2: False}) == {1: "a"}
    silent: Json = {"dps_val": "a", "constraint": "power", "conditions": [{"dps_val": False, "scale": 2}]}
    assert want("a", dp("option", mapping=[silent]), POWER, dps={2: False}) == {1: "a"}


def test_another_role_is_written_instead() -> None:
    other = dp("other", id=2, mapping=[{"dps_val": "x", "value": "X"}])
    assert want("X", dp("option", mapping=[{"value_redirect": "other"}]), other) == {2: "x"}
    rules: Json = [{"constraint": "power", "conditions": [{"dps_val": True, "value": "X", "value_redirect": "other"}]}]
    power = dp("power", "boolean", 3)
    assert want("X", dp("option", mapping=rules), other, power, dps={3: True}) == {3: True, 2: "x"}
    assert want("X", dp("option", mapping=rules), other, power, dps={3: False}) == {3: True, 2: "x"}


def test_a_condition_may_be_all_there_is_to_write() -> None:
    rules: Json = [{"constraint": "power", "conditions": [{"dps_val": True, "value": "on"}]}]
    assert want("on", dp("option", mapping=rules), POWER, dps={2: False}) == {2: True}


def test_a_circle_is_refused() -> None:
    first = dp("option", mapping=[{"value_redirect": "other"}])
    with pytest.raises(BadValueError, match="lead in a circle"):
        want("x", first, dp("other", id=2, mapping=[{"value_redirect": "option"}]))
