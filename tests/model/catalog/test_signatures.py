"""What a catalogue knows of its schemas as plain columns."""

from __future__ import annotations

import msgspec

from tests.model.catalog.making import POWER, SWITCH, opened, schema
from tuyalan.model.catalog.format import KINDS
from tuyalan.model.schema import Kind


def test_columns_tell_the_points_of_every_schema() -> None:
    catalogue = opened({"key1": schema(SWITCH, POWER)})
    signatures = catalogue.signatures()
    members = signatures.members[signatures.bounds[0] : signatures.bounds[1]]
    told = [(signatures.ids[p], KINDS[signatures.kinds[p]], catalogue.text(signatures.codes[p])) for p in members]
    assert told == [(1, Kind.BOOL, "switch_1"), (19, Kind.NUMBER, "cur_power")]
    assert signatures.products == (1,)


def test_schemas_that_differ_in_limits_only_are_one_family() -> None:
    other = msgspec.structs.replace(POWER, maximum=99)
    signatures = opened({"key1": schema(POWER), "key2": schema(other), "key3": schema(SWITCH)}).signatures()
    assert sorted(list(signatures.families).count(family) for family in set(signatures.families)) == [1, 2]
