"""Packed forms."""

from __future__ import annotations

import pytest

from tuyalan.errors import BadValueError
from tuyalan.model.form import Form


def test_a_form_is_a_frozen_pair_of_functions() -> None:
    form = Form(name="upper", value_type=str, parse=str.upper, build=lambda value, _: value.lower())
    assert form.build(form.parse("on"), "") == "on"
    with pytest.raises(AttributeError):
        form.name = "other"  # pyright: ignore[reportAttributeAccessIssue]


def test_a_text_that_cannot_be_parsed_does_not_fit() -> None:
    def parse(text: str) -> int:
        if not text.isdecimal():
            raise BadValueError("no number")
        return int(text)

    form = Form(name="number", value_type=int, parse=parse, build=lambda value, _: str(value))
    assert (form.fits("12"), form.fits("twelve")) == (True, False)
