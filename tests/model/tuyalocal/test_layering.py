"""Device files beside other sources."""

from __future__ import annotations

from typing import Final

from tests.model.making import known, point
from tests.model.tuyalocal.making import dp, part, profile
from tuyalan.model.schema import Kind
from tuyalan.model.sources import Known, Source
from tuyalan.model.tuyalocal.layering import FoundFile, describe, fill_gaps
from tuyalan.model.tuyalocal.matching import Match

PROFILE: Final = profile(
    part("switch", dp("switch", "boolean"), name="Pump"), part("number", dp("value", "integer", 2))
)


def found(confidence: float = 0.99, *, is_listed: bool = True) -> FoundFile:
    match = Match(file="a", confidence=confidence, is_listed=is_listed, coverage=1.0, evidence="it names the product")
    return FoundFile(match, PROFILE)


def told(confidence: float) -> Known:
    return Known(point=point(Kind.BOOL, "x"), source=Source.INFERENCE, confidence=confidence)


def test_a_file_that_names_the_product_is_trusted_unless_another_does_too() -> None:
    assert found().is_trusted
    assert not found(0.5).is_trusted
    assert not found(is_listed=False).is_trusted


def test_the_makers_codes_stay_whoever_describes_a_data_point() -> None:
    layers = [{1: known(point(Kind.BOOL, "switch_1"))}, {1: known(point(Kind.BOOL, "other"))}]
    rows = describe(found(0.9), {}, layers)
    assert {number: row.point.code for number, row in rows.items()} == {1: "switch_1", 2: "value"}
    assert (rows[1].point.name, rows[1].confidence, rows[1].evidence) == ("Pump", 0.9, "it names the product")
    assert rows[1].source is Source.TUYA_LOCAL


def test_gaps_are_filled_where_the_file_is_surer() -> None:
    rows = {number: told(0.6) for number in (1, 2, 3, 4)}
    layers = [{1: told(1.0)}]
    guesses = {2: told(0.6), 3: told(0.5)}
    assert set(fill_gaps(rows, layers, guesses)) == {3, 4}
