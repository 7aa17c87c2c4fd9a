"""Options are values with defaults that suit a home."""

from __future__ import annotations

import dataclasses

import pytest

from tuyalan.client.options import DEFAULT_OPTIONS, Options


def test_the_defaults_suit_a_home() -> None:
    assert Options() == DEFAULT_OPTIONS
    assert DEFAULT_OPTIONS.reconnect_cap == 60.0
    assert DEFAULT_OPTIONS.write_interval >= 0.02


def test_options_are_named_and_never_change() -> None:
    options = Options(reconnect_cap=5.0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        options.reconnect_cap = 6.0  # pyright: ignore[reportAttributeAccessIssue] - that is the point
