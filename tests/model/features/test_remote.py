"""Infrared codes as people have them."""

from __future__ import annotations

import pytest

from tuyalan.errors import BadValueError
from tuyalan.model.features.remote import FORMS, format_signal, name_signal, parse_signal
from tuyalan.model.forms.headkey import HeadKey
from tuyalan.model.forms.pulses import Signal

SIGNAL = Signal(pulses=(9000, 4500, 560, 1690, 560, 40000))


@pytest.mark.parametrize("form", ["base64", "pulses"])
def test_what_is_written_is_read_again(form: str) -> None:
    assert parse_signal(format_signal(SIGNAL, form)) == SIGNAL


def test_pronto_keeps_times_to_a_period_of_the_carrier() -> None:
    read = parse_signal(format_signal(SIGNAL, "pronto"))
    assert isinstance(read, Signal)
    assert all(abs(one - two) <= 14 for one, two in zip(read.pulses, SIGNAL.pulses, strict=True))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nec:0x04:0x08", "nec:0x04:0x08"),
        ("NEC 4 8", "nec:0x04:0x08"),
        ("samsung:7,2", "samsung:0x07:0x02"),
        ("nec:0x1234:0x08", "nec:0x1234:0x08"),
    ],
)
def test_keys_of_known_protocols_have_names(text: str, name: str) -> None:
    signal = parse_signal(text)
    assert isinstance(signal, Signal)
    assert name_signal(signal) == name


def test_other_signals_have_no_name() -> None:
    assert name_signal(SIGNAL) == ""


def test_pulses_may_have_signs() -> None:
    assert parse_signal("+9000 -4500 +560") == Signal(pulses=(9000, 4500, 560))


def test_codes_of_the_library_have_a_head() -> None:
    assert parse_signal("01$", head="010e") == HeadKey("010e", "01$")
    with pytest.raises(BadValueError, match="two hex digits"):
        parse_signal("zz", head="010e")


def test_what_is_no_code_is_refused_with_what_would_be() -> None:
    with pytest.raises(BadValueError, match="no infrared code") as caught:
        parse_signal("hello world")
    assert "Pronto" in caught.value.hint
    with pytest.raises(BadValueError, match="no form") as caught:
        format_signal(SIGNAL, "morse")
    assert caught.value.hint == f"Forms are: {', '.join(FORMS)}."
