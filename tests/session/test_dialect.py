"""What was learnt about a device survives storing, and nonsense is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.session.dialect import Dialect

DIALECTS = st.builds(
    Dialect,
    null_query=st.none() | st.booleans(),
    dp_ids=st.lists(st.integers(1, 255)).map(tuple),
    one_null_per_query=st.booleans(),
    query_command=st.none() | st.sampled_from([10, 16]),
    one_dp_per_write=st.booleans(),
    answers_refresh=st.none() | st.booleans(),
    answers_children=st.none() | st.booleans(),
)


@given(DIALECTS)
def test_a_dialect_survives_json(dialect: Dialect) -> None:
    assert Dialect.from_json(json.loads(json.dumps(dialect.to_json()))) == dialect


def test_nothing_learnt_is_stored_as_nothing() -> None:
    assert Dialect().to_json() == {}
    assert Dialect.from_json({}) == Dialect.from_json(None) == Dialect()


def test_fields_of_later_versions_are_ignored() -> None:
    assert Dialect.from_json({"null_query": True, "speaks_latin": True}) == Dialect(null_query=True)


@pytest.mark.parametrize("stored", [{"null_query": "yes"}, {"dp_ids": ["1"]}, {"dp_ids": 1}, {"query_command": 1.5}])
def test_nonsense_is_refused(stored: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="stored dialect"):
        Dialect.from_json(stored)
