"""The time of the cloud."""

from __future__ import annotations

import pytest

from tests.support import run
from tuyalan.credentials.cloud.clock import CloudClock, ask_on_time, describe_time
from tuyalan.credentials.cloud.codes import CLOCK_CODE, SIGN_CODE
from tuyalan.errors import CloudRefusedError

NOW = 1_700_000_000.0


def test_this_machine_is_believed_until_the_cloud_says_otherwise() -> None:
    clock = CloudClock(lambda: NOW)
    assert clock.now_ms() == "1700000000000"
    assert clock.describe() == ""


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (86400, "the clock of this machine is 1 day behind; set it right"),
        (-90000, "the clock of this machine is 1 day 1 hour ahead; set it right"),
        (600, "the clock of this machine is 10 minutes behind; set it right"),
    ],
)
def test_a_wrong_clock_is_made_up_for_and_told(seconds: float, told: str) -> None:
    clock = CloudClock(lambda: NOW)
    clock.learn((NOW + seconds) * 1000)
    assert clock.now() == NOW + seconds
    assert clock.offset == seconds
    assert clock.describe() == told


def test_a_wrong_clock_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    clock = CloudClock(lambda: NOW)
    for _ in range(3):
        clock.learn((NOW + 86400) * 1000)
    assert caplog.text.count("1 day behind") == 1


def test_small_differences_are_the_way_of_the_answer() -> None:
    clock = CloudClock(lambda: NOW)
    clock.learn((NOW + 3600) * 1000)
    clock.learn((NOW + 30) * 1000)
    assert clock.offset == 0


@pytest.mark.parametrize("value", [None, "1700000000000", True, -1, 0, 1e300, float("nan")])
def test_what_is_no_time_is_passed_over(value: object) -> None:
    clock = CloudClock(lambda: NOW)
    clock.learn(value)
    assert clock.offset == 0


def test_lengths_of_time_are_told_in_two_units() -> None:
    assert describe_time(2 * 86400 + 3 * 3600 + 59) == "2 days 3 hours"
    assert describe_time(86399.5) == "1 day"
    assert describe_time(29) == "less than a minute"


@pytest.mark.parametrize(("number", "tries"), [(CLOCK_CODE, 2), (SIGN_CODE, 1)])
def test_a_request_that_comes_at_the_wrong_time_is_asked_once_more(number: str, tries: int) -> None:
    asked: list[str] = []

    async def ask() -> None:
        asked.append(number)
        raise CloudRefusedError("no", number=number)

    with pytest.raises(CloudRefusedError):
        run(ask_on_time(ask))
    assert len(asked) == tries
