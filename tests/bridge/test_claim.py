"""One bridge for each base topic."""

from __future__ import annotations

import msgspec
import pytest

from tuyalan.bridge.claim import Contest, Verdict
from tuyalan.bridge.message import Incoming

ONLINE = Incoming("", b'{"state":"online"}')
OFFLINE = Incoming("", b'{"state":"offline"}')
CLEARED = Incoming("", b"")


def info(instance: str, started: float, host: str = "attic") -> Incoming:
    return Incoming("", msgspec.json.encode({"instance": instance, "started": started, "host": host, "more": 1}))


def bridge(instance: str = "me", started: float = 100.0, *, is_up: bool = False) -> Contest:
    contest = Contest(instance, started=started, host="cellar")
    contest.ask()
    contest.is_up = is_up
    return contest


def test_nobody_holds_a_new_base_topic() -> None:
    contest = bridge()
    assert contest.hear("claim", Incoming("", contest.ask())) is Verdict.ECHO
    assert not contest.is_taken


def test_a_bridge_that_is_stored_as_online_may_be_there() -> None:
    contest = bridge()
    assert contest.hear("state", ONLINE) is Verdict.NOTHING
    assert contest.hear("info", info("other", 50.0)) is Verdict.NOTHING
    assert contest.is_taken


@pytest.mark.parametrize("stored", [[OFFLINE], [ONLINE], []])
def test_who_is_offline_or_says_no_name_does_not_hold_it(stored: list[Incoming]) -> None:
    contest = bridge()
    for message in stored:
        contest.hear("state", message)
    assert not contest.is_taken


def test_what_is_stored_of_ourselves_is_no_other() -> None:
    contest = bridge()
    contest.hear("state", ONLINE)
    contest.hear("info", info("me", 100.0))
    assert not contest.is_taken


def test_asking_again_forgets_what_was_heard_before() -> None:
    contest = bridge()
    contest.hear("state", ONLINE)
    contest.hear("info", info("other", 50.0))
    contest.ask()
    assert not contest.is_taken


def test_a_living_bridge_answers_and_the_one_who_asks_gives_way() -> None:
    first, second = bridge("first", is_up=True), bridge("second")
    assert first.hear("claim", Incoming("", second.ask())) is Verdict.ANSWER
    assert second.hear("claim", Incoming("", first.answer())) is Verdict.RIVAL
    assert second.rival == "cellar"


def test_a_bridge_that_is_not_up_answers_nobody() -> None:
    assert bridge("first").hear("claim", Incoming("", bridge("second").ask())) is Verdict.NOTHING


def test_our_own_answer_and_those_to_others_mean_nothing() -> None:
    contest = bridge(is_up=True)
    assert contest.hear("claim", Incoming("", contest.answer())) is Verdict.NOTHING
    assert contest.hear("claim", Incoming("", bridge("other").answer())) is Verdict.NOTHING


def test_of_two_that_start_together_the_later_one_gives_way() -> None:
    first, second = bridge("a", 100.0, is_up=True), bridge("b", 100.5, is_up=True)
    assert second.hear("info", info("a", 100.0)) is Verdict.RIVAL
    assert second.rival == "attic"
    assert first.hear("info", info("b", 100.5)) is Verdict.ASSERT


def test_started_in_the_same_instant_the_name_decides() -> None:
    first, second = bridge("a", 100.0, is_up=True), bridge("b", 100.0, is_up=True)
    assert first.hear("info", info("b", 100.0)) is Verdict.ASSERT
    assert second.hear("info", info("a", 100.0)) is Verdict.RIVAL


def test_the_late_will_of_a_bridge_before_us_is_corrected() -> None:
    assert bridge(is_up=True).hear("state", OFFLINE) is Verdict.ASSERT
    assert bridge(is_up=True).hear("state", ONLINE) is Verdict.NOTHING


def test_what_was_cleared_at_the_broker_is_published_again() -> None:
    assert bridge(is_up=True).hear("info", CLEARED) is Verdict.ASSERT
    assert bridge().hear("info", CLEARED) is Verdict.NOTHING


@pytest.mark.parametrize("payload", [b"{", b"[]", b'{"instance": 5}', b"\xff", b"[" * 50_000, b"online"])
def test_what_cannot_be_read_means_nothing(payload: bytes) -> None:
    for what in ("state", "info", "claim"):
        assert bridge(is_up=True).hear(what, Incoming("", payload)) is Verdict.NOTHING
