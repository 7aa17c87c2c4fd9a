"""Parts of things."""

from __future__ import annotations

from tests.model.making import point
from tuyalan.model.part import Part
from tuyalan.model.property import make_property
from tuyalan.model.schema import Kind
from tuyalan.model.sources import Known, Source


def test_a_property_knows_which_part_its_source_says_it_plays() -> None:
    part = Part(kind="light", role="switch", group=0)
    known = Known(point=point(Kind.BOOL, "x"), source=Source.TUYA_LOCAL, part=part)
    assert make_property(known).part is part
    assert part.name == ""
