"""The control byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.errors import BadValueError
from tuyalan.model.forms.switches import CONTROL, MAX_CHANNELS, build_control, parse_control


def test_the_lowest_bit_enables_and_the_others_count_channels() -> None:
    assert parse_control(0x07) == (4, True)
    assert parse_control(0x02) == (2, False)


@given(st.integers(0, CONTROL.maximum))
def test_control_bytes_survive(control: int) -> None:
    channel, enabled = parse_control(control)
    assert build_control(channel, enabled=enabled) == control


@pytest.mark.parametrize("channel", [0, MAX_CHANNELS + 1])
def test_there_are_eight_channels(channel: int) -> None:
    with pytest.raises(BadValueError, match="the channel is 1 to 8"):
        build_control(channel, enabled=True)
