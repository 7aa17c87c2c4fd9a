"""Packed forms."""

from __future__ import annotations

import pytest

from tuyalan.model.form import Form


def test_a_form_is_a_frozen_pair_of_functions() -> None:
    form = Form(name="upper", value_type=str, parse=str.upper, build=lambda value, _: value.lower())
    assert form.build(form.parse("on"), "") == "on"
    with pytest.raises(AttributeError):
        form.name = "other"  # pyright: ignore[reportAttributeAccessIssue]
