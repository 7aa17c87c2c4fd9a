"""Error codes in plain words."""

from __future__ import annotations

import pytest

from tuyalan.credentials.cloud.codes import explain, list_codes, make_error
from tuyalan.errors import CloudBusyError, CloudRefusedError

ASKED_FOR = ("1004", "1010", "1106", "2009", "28841002", "28841105")


@pytest.mark.parametrize("number", list_codes())
def test_every_code_has_a_cause_and_a_remedy(number: str) -> None:
    known = explain(number)
    assert known.cause
    assert not known.cause.endswith(".")
    assert known.remedy.endswith(".")
    assert known.remedy[0].isupper() or known.remedy.startswith("`")


def test_the_codes_that_people_meet_are_known() -> None:
    assert set(ASKED_FOR) <= set(list_codes())
    causes = [explain(number).cause for number in ASKED_FOR]
    assert len(set(causes)) == len(causes)


def test_an_error_tells_cause_code_and_the_words_of_the_cloud() -> None:
    error = make_error("1106", "permission deny", device_id="bf01")
    assert isinstance(error, CloudRefusedError)
    assert error.number == "1106"
    assert "linked" in error.message
    assert error.message.endswith("(code 1106: permission deny)")
    assert "Link App Account" in error.hint
    assert error.device_id == "bf01"


def test_an_unknown_code_is_told_as_it_is() -> None:
    error = make_error("E0020018", "\x1b[31mstrange\n" + "x" * 500)
    assert "E0020018" in error.message
    assert "\x1b" not in error.message
    assert "\n" not in error.message
    assert len(error.message) < 250


def test_too_often_is_an_error_of_its_own() -> None:
    assert isinstance(make_error("1199"), CloudBusyError)
