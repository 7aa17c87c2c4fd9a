"""What lamps show when power comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.forms.laws import JUNK, SHADES, check_refused, check_text, check_value, check_vectors
from tuyalan.errors import BadValueError
from tuyalan.model.forms.power_memory import POWER_MEMORY, MemoryMode, PowerMemory
from tuyalan.model.forms.shade import Shade

MEMORIES = st.builds(PowerMemory, mode=st.sampled_from(MemoryMode), shade=SHADES, version=st.integers(0, 15))


@pytest.mark.fact("FORM-4")
def test_vectors_are_read_and_built() -> None:
    check_vectors(POWER_MEMORY)


@given(MEMORIES, st.sampled_from(["", "AAIA8APoAfQD6AAA", "000200f003e801f403e80000"]))
def test_memories_survive(memory: PowerMemory, like: str) -> None:
    check_value(POWER_MEMORY, memory, like)


@given(JUNK)
def test_junk_is_refused_or_comes_back(text: str) -> None:
    check_text(POWER_MEMORY, text)


@pytest.mark.parametrize(
    "data", ["00", "000300f003e801f403e80000", "100200f003e801f403e80000", "0002016903e801f403e80000"]
)
def test_other_layouts_are_refused(data: str) -> None:
    with pytest.raises(BadValueError):
        POWER_MEMORY.parse(data)


def test_impossible_memories_are_refused() -> None:
    check_refused(POWER_MEMORY, PowerMemory(mode=MemoryMode.CUSTOM, shade=Shade(brightness=-1.0)))
    check_refused(POWER_MEMORY, PowerMemory(mode=MemoryMode.LAST, version=16))
