"""Profiles as values."""

from __future__ import annotations

import msgspec
import pytest

from tests.model.tuyalocal.making import dp, entity, part, point, profile
from tuyalan.model.tuyalocal.profile import Field, PointType, Profile


def test_a_profile_survives_being_packed() -> None:
    before = profile(
        part(
            "light",
            dp("switch", "boolean", mapping=[{"dps_val": None, "value": False}]),
            dp("brightness", "integer", 2, range={"min": 10, "max": 1000}, mapping=[{"scale": 2.5, "invert": False}]),
            dp("rgbhsv", "hex", 3, format=[{"name": "h", "bytes": 2, "range": {"min": 0, "max": 360}}]),
            name="Desk",
            translation_placeholders={"x": "1"},
        ),
        products=[{"id": "abc", "manufacturer": "Maker"}],
    )
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(before), type=Profile) == before


def test_a_role_has_one_point() -> None:
    lamp = entity("light", dp("switch", "boolean"), dp("brightness", "integer", 2))
    found = lamp.point("brightness")
    assert found is not None
    assert found.id == 2
    assert lamp.point("effect") is None


@pytest.mark.parametrize(
    ("more", "bits", "is_flag"), [({}, 0, False), ({"mask": "04"}, 4, True), ({"mask": "0F"}, 15, False)]
)
def test_a_mask_of_one_bit_is_a_flag(more: dict[str, str], bits: int, is_flag: bool) -> None:  # noqa: FBT001 - a case
    found = point("hex", **more)
    assert (found.bits, found.is_flag, found.is_numeric) == (bits, is_flag, bool(more))


def test_numbers_are_what_rules_see_of_numeric_points() -> None:
    assert point("integer").is_numeric
    assert not point("boolean").is_numeric
    assert [kind.value for kind in PointType if kind.is_numeric] == ["integer", "bitfield", "unixtime", "float"]


def test_a_field_knows_the_largest_number_of_its_bytes() -> None:
    assert (Field("h", 1).highest, Field("h", 2).highest) == (255, 65535)
