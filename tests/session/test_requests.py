"""Who answers what: turns, matching, confirmation, fallbacks, and what is learnt on the way."""

from __future__ import annotations

from typing import Final

import pytest

from tests.session.playbook import (
    WALL,
    Book,
    acknowledged,
    answered,
    book,
    closed,
    confirmed,
    failed,
    learned,
    replied,
    update,
)
from tests.wire.support import ALL_VERSIONS, DEVICE_ID
from tuyalan.errors import ConnectionLostError, DeviceRefusedError, ResponseTimeoutError
from tuyalan.session.dialect import Dialect
from tuyalan.session.events import Answered, Cause, ChildrenSeen, Failed
from tuyalan.session.reading import KNOWN_TIMEOUT, STEP_TIMEOUT
from tuyalan.session.requests import (
    CHILD_REPLY_TIMEOUT,
    CHILDREN_QUIET,
    CONFIRM_TIMEOUT,
    MAX_OUTSTANDING,
    REFRESH_TIMEOUT,
    REPLY_TIMEOUT,
    TURN_TIMEOUT,
)
from tuyalan.vocabulary import Version
from tuyalan.wire.commands import Command
from tuyalan.wire.versions import VERSIONS

LOST: Final = closed(ConnectionLostError)
PLAIN: Final = Dialect(null_query=False)
UNVALID: Final = b"json obj data unvalid"
NEW: Final = (Version.V34, Version.V35)
each_version = pytest.mark.parametrize("version", ALL_VERSIONS)
each_new = pytest.mark.parametrize("version", NEW)
each_old = pytest.mark.parametrize("version", [Version.V31, Version.V32, Version.V33])


def plain(version: Version) -> tuple[Book, Command, Command]:
    """Open a conversation with a device that is read plainly; returns its query and control commands too."""
    spec = VERSIONS[version]
    return book(version, dialect=PLAIN if version is Version.V32 else None), spec.query, spec.control


# Reads


@pytest.mark.fact("CMD-1", "QUERY-1", "QUERY-2", "QUERY-5")
@each_version
def test_a_query_is_answered_with_values(version: Version) -> None:
    play, query, _ = plain(version)
    play.query().sends(query).hears(query, {"dps": {"1": True}}).tells(replied({1: True}), answered(1)).done()


@pytest.mark.fact("SEQ-5", "CMD-3")
@each_version
def test_a_push_is_never_the_answer_to_a_query(version: Version) -> None:
    play, query, _ = plain(version)
    play.query().sends(query)
    play.pushed({"dps": {"1": False}}).pushed({"dps": {"2": 5}}).tells(update({1: False}), update({2: 5}))
    play.hears(query, {"dps": {"1": True, "2": 5}}).tells(replied({1: True, 2: 5}), answered(1)).done()


@pytest.mark.fact("SEQ-3", "SEQ-5")
@each_version
def test_two_callers_each_get_their_own_answer(version: Version) -> None:
    play, query, control = plain(version)
    play.query().query().write({1: True}).sends(query, control)
    play.hears(control).tells(acknowledged(3))
    play.hears(query, {"dps": {"1": False}}).tells(replied({1: False}), answered(1)).sends(query)
    play.pushed({"dps": {"1": True}}).tells(update({1: True}), confirmed(3))
    play.hears(query, {"dps": {"1": True}}).tells(replied({1: True}), answered(2)).done()


@pytest.mark.fact("QUERY-6")
@each_version
def test_an_empty_answer_is_not_the_answer(version: Version) -> None:
    play, query, _ = plain(version)
    play.query().sends(query).hears(query).hears(query, b"{}").tells()
    play.hears(query, {"dps": {"1": True}}).tells(replied({1: True}), answered(1)).done()


@pytest.mark.fact("QUERY-3")
def test_a_state_split_over_frames_is_told_in_pieces() -> None:
    play = book(Version.V33).query().sends(Command.QUERY)
    play.hears(Command.QUERY, {"dps": {"1": True}}).hears(Command.QUERY, {"dps": {"2": 5}})
    play.tells(replied({1: True}), answered(1), replied({2: 5})).done()


def test_an_answer_without_any_point_is_an_answer() -> None:
    book(Version.V33).query().sends(Command.QUERY).hears(Command.QUERY, {"dps": {}}).tells(answered(1)).done()


@pytest.mark.fact("SEQ-3")
@each_old
def test_a_late_answer_is_not_taken_for_the_next_one(version: Version) -> None:
    play, query, _ = plain(version)
    play.query().sends(query).waits(REPLY_TIMEOUT).tells(failed(1, ResponseTimeoutError))
    play.query().sends(query)
    play.hears(query, {"dps": {"1": 1}}, to=0).tells(replied({1: 1}))
    play.hears(query, {"dps": {"1": 2}}, to=1).tells(replied({1: 2}), answered(2)).done()


@pytest.mark.fact("SEQ-3")
@each_old
def test_an_answer_with_number_0_is_taken_in_the_order_of_asking(version: Version) -> None:
    play, query, control = plain(version)
    play.query().write({1: True}).sends(query, control)
    play.hears(control, sequence=0).tells(acknowledged(2))
    play.hears(query, {"dps": {"1": True}}, sequence=0).tells(replied({1: True}), confirmed(2), answered(1)).done()


@pytest.mark.fact("ERR-1", "ERR-3")
@each_version
@pytest.mark.parametrize("text", ["data format error", "parse data error", "devid not found"])
def test_a_text_is_a_refusal_and_is_passed_on(version: Version, text: str) -> None:
    play, query, _ = plain(version)
    play.query().sends(query).hears(query, text.encode(), code=1)
    assert text in play.why()
    play.tells(failed(1, DeviceRefusedError)).done()


# The other query command


@pytest.mark.fact("QUERY-4")
@each_new
def test_a_device_that_answers_only_the_old_query_is_learnt(version: Version) -> None:
    play = book(version).query().sends((Command.QUERY_NEW, b"{}"))
    play.waits(REPLY_TIMEOUT / 2 - 0.1).sends().waits(0.2).sends(Command.QUERY)
    asked = play.messages[-1].body
    assert asked.startswith(b'{"gwId":"%b","devId"' % DEVICE_ID.encode())
    assert asked.endswith(b'"t":"%d"}' % (WALL + REPLY_TIMEOUT / 2))
    play.hears(Command.QUERY, {"dps": {"1": 1}}).tells(replied({1: 1}), learned(query_command=0x0A), answered(1))
    play.query().sends(Command.QUERY).hears(Command.QUERY, {"dps": {"1": 1}}).tells(replied({1: 1}), answered(2)).done()


@pytest.mark.fact("QUERY-4")
@each_new
def test_a_slow_answer_to_the_new_query_teaches_nothing(version: Version) -> None:
    play = book(version).query().waits(REPLY_TIMEOUT / 2).sends(Command.QUERY_NEW, Command.QUERY)
    play.hears(Command.QUERY_NEW, {"dps": {"1": 1}}).tells(replied({1: 1}), answered(1))
    play.hears(Command.QUERY, {"dps": {"1": 1}}).tells(replied({1: 1})).done()
    assert play.session.dialect == Dialect()


@each_new
def test_a_device_that_answers_neither_query_times_out(version: Version) -> None:
    play = book(version).query().waits(REPLY_TIMEOUT).sends(Command.QUERY_NEW, Command.QUERY)
    play.tells(failed(1, ResponseTimeoutError)).done()


@each_old
def test_old_versions_have_no_other_query(version: Version) -> None:
    play, query, _ = plain(version)
    play.query().waits(REPLY_TIMEOUT).sends(query).tells(failed(1, ResponseTimeoutError)).done()


# Reading by nulls


@pytest.mark.fact("D22-1", "D22-2", "D22-5")
@pytest.mark.parametrize("version", [Version.V33, Version.V34])
def test_two_refusals_switch_to_null_reads(version: Version) -> None:
    play, query, _ = plain(version)
    play.query().sends(query).hears(query, UNVALID, code=1).sends(query).tells()
    play.hears(query, UNVALID, code=1).sends(Command.CONTROL_NEW).tells()
    body = play.messages[-1].body
    assert body.startswith(b'{"devId":"%b","uid":"%b","t":"' % (DEVICE_ID.encode(), DEVICE_ID.encode()))
    assert b'"dps":{"1":null,"2":null,' in body
    assert play.messages[-1].header == VERSIONS[version].header
    play.hears(Command.CONTROL_NEW, {"dps": {"1": True, "2": 5}}).sends(Command.CONTROL_NEW)
    for _ in range(7):
        play.hears(Command.CONTROL_NEW, {"dps": {"1": True}}).sends(Command.CONTROL_NEW)
    play.tells(replied({1: True, 2: 5}), *[replied({1: True})] * 7)
    play.hears(Command.CONTROL_NEW, {"dps": {"1": True, "131": 7}})
    play.tells(replied({1: True, 131: 7}), learned(null_query=True, dp_ids=[1, 2, 131]), answered(1)).sends()
    play.query().sends(Command.CONTROL_NEW)
    assert b'"dps":{"1":null,"2":null,"131":null}' in play.messages[-1].body
    play.hears(Command.CONTROL_NEW, {"dps": {"1": True, "2": 5, "131": 7}})
    play.tells(replied({1: True, 2: 5, 131: 7}), answered(2)).done()


@pytest.mark.fact("D22-5")
def test_one_refusal_is_a_mood_however_often_it_comes() -> None:
    play = book(Version.V33)
    for number in range(1, 6):
        play.query().sends(Command.QUERY).hears(Command.QUERY, UNVALID, code=1).sends(Command.QUERY)
        play.hears(Command.QUERY, {"dps": {"1": 1}}).tells(replied({1: 1}), answered(number))
    play.done()
    assert play.session.dialect == Dialect()


@pytest.mark.fact("D22-5")
@pytest.mark.parametrize("version", [Version.V31, Version.V35])
def test_versions_without_null_reads_are_refused_at_once(version: Version) -> None:
    play, query, _ = plain(version)
    play.query().sends(query).hears(query, UNVALID, code=1).tells(failed(1, DeviceRefusedError)).done()


@pytest.mark.fact("D22-5", "GW-4")
def test_the_refusal_of_a_gateway_or_of_a_child_teaches_nothing() -> None:
    play = book(Version.V33)
    play.session.has_children = True
    for number in (1, 2, 3):
        play.query().sends(Command.QUERY).hears(Command.QUERY, UNVALID, code=1).tells(
            failed(number, DeviceRefusedError)
        )
    child = book(Version.V33)
    for number in (1, 2, 3):
        child.query("c").sends(Command.QUERY)
        child.hears(Command.QUERY, UNVALID, code=1).tells(failed(number, DeviceRefusedError))
    child.done()


@pytest.mark.fact("D22-6")
def test_a_device_that_is_searched_in_vain_has_no_state_until_it_reports_something() -> None:
    play = book(Version.V33).query().sends(Command.QUERY).hears(Command.QUERY, UNVALID, code=1).sends(Command.QUERY)
    play.hears(Command.QUERY, UNVALID, code=1).sends(Command.CONTROL_NEW).waits(8 * STEP_TIMEOUT).tells()
    play.waits(STEP_TIMEOUT).tells(learned(has_no_state=True), failed(1, DeviceRefusedError))
    play.sends(*[Command.CONTROL_NEW] * 8)
    # From now on it is asked plainly, and a refusal is its answer.
    play.query().sends(Command.QUERY).hears(Command.QUERY, UNVALID, code=1).tells(failed(2, DeviceRefusedError)).done()
    # What it reports later may be the beginning of more.
    play.pushed({"dps": {"202": "code"}}).tells(update({202: "code"}), learned()).done()
    play.query().sends(Command.QUERY).hears(Command.QUERY, UNVALID, code=1).sends(Command.QUERY).done()


def searching() -> Book:
    """Ask a device that refuses plain queries twice; the second question is refused while it is searched for the first."""
    play = book(Version.V33).query().sends(Command.QUERY).hears(Command.QUERY, UNVALID, code=1).sends(Command.QUERY)
    play.hears(Command.QUERY, UNVALID, code=1).sends(Command.CONTROL_NEW)
    return play.query().sends(Command.QUERY).hears(Command.QUERY, UNVALID, code=1).tells().sends()


def test_a_read_that_is_refused_during_a_search_ends_with_it() -> None:
    play = searching().hears(Command.CONTROL_NEW, {"dps": {"1": True, "2": 5}}).waits(8 * STEP_TIMEOUT)
    known = learned(null_query=True, dp_ids=[1, 2])
    play.tells(replied({1: True, 2: 5}), known, answered(1), answered(2))
    play.sends(*[Command.CONTROL_NEW] * 8).done()
    vain = searching().waits(9 * STEP_TIMEOUT)
    vain.tells(learned(has_no_state=True), failed(1, DeviceRefusedError), failed(2, DeviceRefusedError))
    vain.sends(*[Command.CONTROL_NEW] * 8).done()


def test_a_lost_connection_ends_a_search_and_all_that_wait_for_it() -> None:
    searching().ends().tells(failed(1, ConnectionLostError), failed(2, ConnectionLostError), LOST)


def test_a_search_that_nobody_waits_for_goes_on_for_those_who_will() -> None:
    play = searching().write({5: True}).hears(Command.CONTROL_NEW, {"dps": {"1": True, "2": 5}}).sends(Command.CONTROL)
    # The search waits for its turn behind the write.
    assert not play.session.withdraw(1)
    play.hears(Command.CONTROL).pushed({"dps": {"5": True}}).tells(
        replied({1: True, 2: 5}), acknowledged(3), update({5: True}), confirmed(3)
    )
    play.waits(8 * STEP_TIMEOUT).tells(learned(null_query=True, dp_ids=[1, 2]), answered(1), answered(2))


@pytest.mark.fact("D22-5")
def test_a_device_known_to_be_plain_never_switches() -> None:
    play = book(Version.V33, dialect=PLAIN)
    for number in (1, 2, 3):
        play.query().sends(Command.QUERY).hears(Command.QUERY, UNVALID, code=1).tells(
            failed(number, DeviceRefusedError)
        )
    play.done()


@pytest.mark.fact("D22-1")
def test_3_2_reads_by_nulls_from_the_start_and_writes_as_3_3_does() -> None:
    play = book(Version.V32, dialect=Dialect(dp_ids=(1, 2))).query().sends(Command.CONTROL_NEW)
    play.hears(Command.CONTROL_NEW, {"dps": {"1": True}}).tells(replied({1: True})).sends(Command.CONTROL_NEW)
    play.hears(Command.CONTROL_NEW, {"dps": {}}).tells(answered(1)).write({1: False}).sends(Command.CONTROL)


@pytest.mark.fact("D22-1")
def test_3_3_may_read_by_nulls_and_write_plainly() -> None:
    play = book(Version.V33, dialect=Dialect(null_query=True, dp_ids=(1, 2))).query().sends(Command.CONTROL_NEW)
    play.hears(Command.CONTROL_NEW, {"dps": {"1": True, "2": 1}}).tells(replied({1: True, 2: 1}), answered(1))
    play.write({1: False}).sends(Command.CONTROL).done()


@pytest.mark.fact("D22-4")
def test_a_device_that_answers_one_null_at_a_time_is_learnt() -> None:
    play = book(Version.V33, dialect=Dialect(null_query=True, dp_ids=(1, 2, 3)))
    play.query().sends(Command.CONTROL_NEW).hears(Command.CONTROL_NEW, {"dps": {"1": True}})
    play.sends(Command.CONTROL_NEW).hears(Command.CONTROL_NEW, {"dps": {"2": 5}})
    play.sends(Command.CONTROL_NEW).hears(Command.CONTROL_NEW, {"dps": {"3": 6}})
    known = learned(null_query=True, dp_ids=[1, 2, 3], one_null_per_query=True)
    play.tells(replied({1: True}), replied({2: 5}), replied({3: 6}), known, answered(1)).done()


def test_ranges_without_an_answer_are_passed_over() -> None:
    play = book(Version.V32).query()
    for _ in range(3):
        play.waits(STEP_TIMEOUT)
    play.hears(Command.CONTROL_NEW, {"dps": {"50": 1}}).tells(replied({50: 1}))
    play.waits(5 * STEP_TIMEOUT).tells(learned(null_query=True, dp_ids=[50]), answered(1))
    play.sends(*[Command.CONTROL_NEW] * 9).done()


def test_a_device_that_answers_no_null_read_times_out() -> None:
    play = book(Version.V32).query().waits(8 * STEP_TIMEOUT).tells().waits(STEP_TIMEOUT)
    play.tells(failed(1, ResponseTimeoutError))
    known = book(Version.V32, dialect=Dialect(dp_ids=(1,))).query().waits(KNOWN_TIMEOUT - 0.1).tells()
    known.waits(0.1).tells(failed(1, ResponseTimeoutError))


def test_a_write_need_not_wait_for_a_long_search() -> None:
    play = book(Version.V32).query().write({1: True}).sends(Command.CONTROL_NEW)
    play.hears(Command.CONTROL_NEW, {"dps": {"1": False, "2": 5}}).tells(replied({1: False, 2: 5}))
    play.sends(Command.CONTROL).hears(Command.CONTROL).tells(acknowledged(2)).sends(Command.CONTROL_NEW)
    play.pushed({"dps": {"1": True}}).tells(update({1: True}), confirmed(2)).done()


def test_a_search_that_waits_for_its_next_step_was_sent() -> None:
    play = book(Version.V32).query().write({1: True}).hears(Command.CONTROL_NEW, {"dps": {"1": False, "2": 5}})
    play.ends().tells(replied({1: False, 2: 5}), failed(2, ConnectionLostError), failed(1, ConnectionLostError), LOST)


def test_a_null_read_that_is_refused_fails() -> None:
    play = book(Version.V32).query().sends(Command.CONTROL_NEW)
    play.hears(Command.CONTROL_NEW, b"parse data error", code=1).tells(failed(1, DeviceRefusedError)).done()


def test_a_child_of_a_device22_is_read_plainly() -> None:
    book(Version.V32).query("c").sends(Command.QUERY).done()


# Writes


@pytest.mark.fact("WRITE-3", "CMD-1")
@each_version
def test_a_write_is_acknowledged_and_then_confirmed_by_the_push(version: Version) -> None:
    play, _, control = plain(version)
    play.write({1: True, 2: 5}).sends(control).hears(control).tells(acknowledged(1))
    play.pushed({"dps": {"1": True}}).tells(update({1: True}))
    play.pushed({"dps": {"2": 5, "9": 0}}).tells(update({2: 5, 9: 0}), confirmed(1)).done()
    assert play.session.is_idle


@pytest.mark.fact("WRITE-3")
@each_version
def test_the_push_may_come_before_the_acknowledgement(version: Version) -> None:
    play, _, control = plain(version)
    play.write({1: True}).sends(control).pushed({"dps": {"1": True}}).tells(update({1: True}), confirmed(1))
    play.hears(control).tells().done()
    assert play.session.is_idle


@pytest.mark.fact("SEQ-5", "WRITE-3")
@each_version
def test_an_acknowledgement_behind_its_push_is_not_taken_for_the_next_writes(version: Version) -> None:
    play, _, control = plain(version)
    play.write({1: True}).write({1: False}, confirms=False).sends(control)
    play.pushed({"dps": {"1": True}}).tells(update({1: True}), confirmed(1)).sends(control)
    play.hears(control, to=0).tells()
    play.hears(control, to=1).tells(acknowledged(2)).done()


@pytest.mark.fact("SEQ-5")
@each_version
def test_the_error_text_for_a_write_reaches_that_write(version: Version) -> None:
    play, _, control = plain(version)
    play.write({1: True}).write({1: False}).sends(control)
    play.pushed({"dps": {"1": True}}).tells(update({1: True}), confirmed(1)).sends(control)
    play.hears(control, to=0).hears(control, b"data format error", to=1, code=1).tells(
        failed(2, DeviceRefusedError)
    ).done()


@each_version
def test_values_in_the_acknowledgement_confirm_the_write_and_no_other(version: Version) -> None:
    play, _, control = plain(version)
    play.write({1: True}).write({2: 5}).sends(control)
    play.hears(control, {"dps": {"1": True}}).tells(replied({1: True}), confirmed(1)).sends(control)
    play.hears(control, {"dps": {"2": 5}}).tells(replied({2: 5}), confirmed(2)).done()


@each_version
def test_a_device_that_only_pushes_is_waited_for_no_longer_than_for_others(version: Version) -> None:
    play, _, control = plain(version)
    for number in range(1, 40):
        play.write({1: number}).sends(control).pushed({"dps": {"1": number}})
        play.tells(update({1: number}), confirmed(number))
    assert len(play.session._desk.under_way) <= 20
    play.waits(TURN_TIMEOUT).tells().done()
    assert play.session.is_idle


@pytest.mark.fact("WRITE-3")
@each_version
def test_a_write_without_push_is_confirmed_by_reading_back(version: Version) -> None:
    play, query, control = plain(version)
    play.write({1: True}).sends(control).hears(control).tells(acknowledged(1))
    play.waits(CONFIRM_TIMEOUT - 0.1).sends().waits(0.1).sends(query)
    play.hears(query, {"dps": {"1": True, "2": 5}}).tells(replied({1: True, 2: 5}), confirmed(1)).done()
    assert play.session.is_idle


@pytest.mark.fact("WRITE-4", "WRITE-5")
@each_version
def test_a_write_that_was_not_applied_is_refused_with_what_is_there_instead(version: Version) -> None:
    play, query, control = plain(version)
    play.write({1: True, 2: 5}).sends(control).hears(control).pushed({"dps": {"2": 5}})
    play.tells(acknowledged(1), update({2: 5})).waits(CONFIRM_TIMEOUT).sends(query)
    play.hears(query, {"dps": {"1": False, "2": 6}})
    assert "1 is False, not True" in play.why()
    assert "2 is" not in play.why()
    (end,) = [event for event in play._told if isinstance(event, Failed)]
    assert isinstance(end.error, DeviceRefusedError)
    assert end.error.dps == {1}
    play.tells(replied({1: False, 2: 6}), failed(1, DeviceRefusedError)).done()


@each_version
def test_a_point_that_is_never_reported_is_answered_not_confirmed(version: Version) -> None:
    play, query, control = plain(version)
    play.write({201: "send"}).sends(control).hears(control).tells(acknowledged(1)).waits(CONFIRM_TIMEOUT).sends(query)
    play.hears(query, {"dps": {"1": False}}).tells(replied({1: False}), answered(1)).done()


@each_version
def test_a_write_that_nothing_answers_is_read_back_before_it_fails(version: Version) -> None:
    play, query, control = plain(version)
    play.write({1: True}).waits(REPLY_TIMEOUT).sends(control, query)
    play.hears(query, {"dps": {"2": 1}}).tells(replied({2: 1}), failed(1, ResponseTimeoutError)).done()
    again, query, control = plain(version)
    again.write({1: True}).waits(REPLY_TIMEOUT).sends(control, query).waits(REPLY_TIMEOUT)
    again.tells(failed(1, ResponseTimeoutError))
    assert again.session.is_idle


@each_version
def test_a_refused_reading_back_leaves_an_acknowledged_write_answered(version: Version) -> None:
    play, query, control = plain(version)
    play.write({1: True}).hears(control).waits(CONFIRM_TIMEOUT).sends(control, query)
    play.hears(query, b"parse data error", code=1).tells(acknowledged(1), answered(1)).done()


def test_a_push_during_the_reading_back_confirms_all_the_same() -> None:
    play = book(Version.V33).write({1: True}).waits(REPLY_TIMEOUT).sends(Command.CONTROL, Command.QUERY)
    play.pushed({"dps": {"1": True}}).tells(update({1: True}), confirmed(1))
    play.hears(Command.QUERY, {"dps": {"1": True}}).tells(replied({1: True})).waits(REPLY_TIMEOUT).tells().done()
    silent = book(Version.V33).write({1: True}).waits(REPLY_TIMEOUT).sends(Command.CONTROL, Command.QUERY)
    silent.pushed({"dps": {"1": True}}).tells(update({1: True}), confirmed(1)).waits(REPLY_TIMEOUT).tells()


def test_a_write_is_read_back_by_nulls_where_that_is_the_way() -> None:
    play = book(Version.V32, dialect=Dialect(dp_ids=(1, 2))).write({1: True}).hears(Command.CONTROL)
    play.waits(CONFIRM_TIMEOUT).sends(Command.CONTROL, Command.CONTROL_NEW)
    play.hears(Command.CONTROL_NEW, {"dps": {"1": True, "2": 1}})
    play.tells(acknowledged(1), replied({1: True, 2: 1}), confirmed(1)).done()


@pytest.mark.fact("RET-2")
@each_version
def test_return_code_1_without_text_means_accepted(version: Version) -> None:
    play, _, control = plain(version)
    play.write({1: True}).sends(control).hears(control, code=1).tells(acknowledged(1))
    play.pushed({"dps": {"1": True}}).tells(update({1: True}), confirmed(1)).done()


@pytest.mark.fact("ERR-1", "RET-2")
@each_version
@pytest.mark.parametrize("code", [0, 1])
def test_a_text_refuses_a_write_whatever_the_code(version: Version, code: int) -> None:
    play, _, control = plain(version)
    play.write({1: True}).sends(control).hears(control, b"parse data error", code=code)
    play.tells(failed(1, DeviceRefusedError)).done()


@each_version
def test_a_write_may_be_content_with_the_acknowledgement(version: Version) -> None:
    play, _, control = plain(version)
    play.write({1: True}, confirms=False).sends(control).hears(control).tells(acknowledged(1)).done()
    assert play.session.is_idle
    silent, _, control = plain(version)
    silent.write({1: True}, confirms=False).sends(control).waits(REPLY_TIMEOUT)
    silent.tells(failed(1, ResponseTimeoutError))


@each_version
def test_another_value_on_the_way_does_not_fail_a_write(version: Version) -> None:
    play, _, control = plain(version)
    play.write({2: 5}).sends(control).pushed({"dps": {"2": 4}}).hears(control).pushed({"dps": {"2": 5}})
    play.tells(update({2: 4}), acknowledged(1), update({2: 5}), confirmed(1)).done()


@pytest.mark.fact("WRITE-6")
@each_version
def test_writing_what_is_there_already_is_confirmed_by_its_push(version: Version) -> None:
    play, _, control = plain(version)
    play.pushed({"dps": {"1": True}}).write({1: True}).sends(control).hears(control).tells(
        update({1: True}), acknowledged(1)
    )
    play.pushed({"dps": {"1": True}}).tells(update({1: True}), confirmed(1)).done()


@pytest.mark.fact("GW-3")
def test_a_childs_write_is_confirmed_by_reading_back_though_the_answer_names_no_child() -> None:
    play = book(Version.V34).write({1: True}, "a").hears(Command.CONTROL_NEW).waits(CONFIRM_TIMEOUT)
    play.sends(Command.CONTROL_NEW, Command.QUERY_NEW)
    play.hears(Command.QUERY_NEW, {"dps": {"1": True}}).tells(
        acknowledged(1), replied({1: True}, "a"), confirmed(1)
    ).done()


def test_owed_acknowledgements_are_forgotten_when_there_are_too_many() -> None:
    play = book(Version.V33)
    for number in range(1, 17):
        play.write({1: number}).pushed({"dps": {"1": number}})
    assert len(play.session._desk.under_way) == 16
    play.write({1: "last"})
    play.hears(Command.CONTROL, {"dps": {"1": "last"}}, sequence=0)
    assert play._told[-1].__class__.__name__ == "Confirmed"
    assert len(play.session._desk.under_way) == 16


def test_a_refused_reading_back_of_a_write_confirmed_meanwhile_tells_nothing() -> None:
    play = book(Version.V33).write({1: True}).hears(Command.CONTROL).waits(CONFIRM_TIMEOUT)
    play.sends(Command.CONTROL, Command.QUERY).tells(acknowledged(1))
    play.pushed({"dps": {"1": True}}).tells(update({1: True}), confirmed(1))
    play.hears(Command.QUERY, b"parse data error", code=1).tells().done()
    assert play.session.is_idle


# Turns


@each_version
def test_one_write_waits_for_the_other(version: Version) -> None:
    play, _, control = plain(version)
    play.write({1: True}).write({1: False}).sends(control).hears(control).sends(control).tells(acknowledged(1))


@each_version
def test_a_write_that_is_not_acknowledged_keeps_the_next_waiting_for_a_while_only(version: Version) -> None:
    play, _, control = plain(version)
    play.write({1: True}).write({2: 5}).sends(control).waits(TURN_TIMEOUT - 0.1).sends().waits(0.1).sends(control)
    play.hears(control, to=0).tells(acknowledged(1)).hears(control, to=1).tells(acknowledged(2))


def test_more_requests_than_anyone_waits_for_are_refused() -> None:
    play = book(Version.V33)
    for _ in range(MAX_OUTSTANDING):
        play.query()
    with pytest.raises(OverflowError, match="too many requests"):
        play.query()


def test_the_end_fails_what_is_under_way_and_what_waits_but_not_what_is_confirmed() -> None:
    play = book(Version.V33).write({1: True}).pushed({"dps": {"1": True}}).write({1: False}).write({2: 1})
    play.tells(update({1: True}), confirmed(1)).close()
    play.tells(failed(2, ConnectionLostError), failed(3, ConnectionLostError, sent=False), closed(None))
    with pytest.raises(ConnectionLostError):
        play.query()
    reading = book(Version.V33).write({1: True}).waits(REPLY_TIMEOUT).write({1: False}).close()
    reading.tells(failed(1, ConnectionLostError), failed(3, ConnectionLostError), closed(None))


# Refresh


@pytest.mark.fact("REFRESH-1", "REFRESH-2")
@each_version
def test_a_refresh_is_answered(version: Version) -> None:
    play = book(version).refresh(18, 19).sends((Command.REFRESH, b'{"dpId":[18,19]}'))
    play.hears(Command.REFRESH).tells(learned(answers_refresh=True), answered(1))
    play.pushed({"dps": {"18": 5}}).tells(update({18: 5})).done()


@pytest.mark.fact("REFRESH-1")
def test_a_push_is_answer_enough_for_a_refresh() -> None:
    play = book(Version.V33).refresh(18).sends(Command.REFRESH)
    play.pushed({"dps": {"18": 5}, "type": "query"}).tells(update({18: 5}, cause=Cause.REPLY), answered(1)).done()


@pytest.mark.fact("REFRESH-1", "REFRESH-2", "CMD-2")
@each_version
def test_a_refresh_that_is_ignored_costs_little_and_is_remembered(version: Version) -> None:
    play = book(version).refresh(18).sends(Command.REFRESH).waits(REFRESH_TIMEOUT)
    play.tells(learned(answers_refresh=False), answered(1)).done()
    play.refresh(18).sends(Command.REFRESH).waits(REFRESH_TIMEOUT).tells(answered(2)).done()


@pytest.mark.fact("GW-2")
def test_a_child_is_refreshed_by_its_cid() -> None:
    play = book(Version.V34).refresh(4, cid="c").sends((Command.REFRESH, b'{"dpId":[4],"cid":"c"}'))
    play.pushed({"dps": {"4": 1}}).tells(update({4: 1}))
    play.pushed({"data": {"dps": {"4": 1}, "cid": "c"}}).tells(update({4: 1}, "c"), answered(1)).done()


def test_a_refused_refresh_is_an_error() -> None:
    play = book(Version.V33).refresh(18).sends(Command.REFRESH)
    play.hears(Command.REFRESH, UNVALID, code=1).tells(failed(1, DeviceRefusedError)).done()


# Children


@pytest.mark.fact("GW-1", "GW-2", "GW-3", "GW-4")
@each_version
def test_each_child_gets_its_own_answer(version: Version) -> None:
    play, query, control = plain(version)
    play.query("a").query("b").query().sends(query, query, query)
    play.hears(query, {"dps": {"1": "b"}, "cid": "b"}, to=1).tells(replied({1: "b"}, "b"), answered(2))
    play.hears(query, {"data": {"dps": {"1": "a"}, "cid": "a"}}, to=0).tells(replied({1: "a"}, "a"), answered(1))
    play.hears(query, {"dps": {"1": "own"}}).tells(replied({1: "own"}), answered(3))
    play.write({1: True}, "a").sends(control).hears(control).tells(acknowledged(4))
    play.pushed({"dps": {"1": True}}).tells(update({1: True}))
    play.pushed({"dps": {"1": True}, "cid": "a"}).tells(update({1: True}, "a"), confirmed(4)).done()


@pytest.mark.fact("GW-3")
@each_new
def test_an_answer_without_cid_belongs_to_a_child_only_if_nobody_else_waits(version: Version) -> None:
    play = book(version).query("a").sends(Command.QUERY_NEW)
    play.hears(Command.QUERY_NEW, {"dps": {"1": 1}}).tells(replied({1: 1}, "a"), answered(1))
    both = book(version).query("a").query("b").sends(Command.QUERY_NEW, Command.QUERY_NEW)
    # It is the value of one of two, so it is nobody's, and least of all the gateway's own.
    both.hears(Command.QUERY_NEW, {"dps": {"1": 1}}).tells()
    both.waits(CHILD_REPLY_TIMEOUT).tells(failed(1, ResponseTimeoutError), failed(2, ResponseTimeoutError))


def test_an_answer_for_a_child_that_was_not_asked_is_told_only() -> None:
    play = book(Version.V34).query("a").sends(Command.QUERY_NEW)
    play.hears(Command.QUERY_NEW, {"dps": {"1": 1}, "cid": "b"}).tells(replied({1: 1}, "b")).done()


@each_version
def test_children_have_more_time(version: Version) -> None:
    play, query, _ = plain(version)
    play.query("a").waits(CHILD_REPLY_TIMEOUT - 0.1).tells().waits(0.1).tells(failed(1, ResponseTimeoutError))
    assert play.messages[-1].command in (query, Command.QUERY, Command.HEARTBEAT)


# Presence


def seen(online: str = "", offline: str = "", nearby: str = "", request: int | None = None) -> ChildrenSeen:
    """Children by letters."""
    return ChildrenSeen(frozenset(online), frozenset(offline), frozenset(nearby), request)


def report(**lists: str) -> dict[str, object]:
    """A presence report, children by letters."""
    return {"reqType": "subdev_online_stat_report", "data": {name: list(cids) for name, cids in lists.items()}}


@pytest.mark.fact("GW-5")
@pytest.mark.parametrize("version", [Version.V33, *NEW])
def test_a_presence_report_over_several_frames_is_put_together(version: Version) -> None:
    play = book(version).presence("a").sends(Command.EXTENSION_STREAM).hears(Command.EXTENSION_STREAM).tells()
    play.hears(Command.EXTENSION_STREAM, report(online="ab", offline="c")).waits(CHILDREN_QUIET - 0.1)
    play.hears(Command.EXTENSION_STREAM, report(online="c", offline="b", nearby="d")).waits(
        CHILDREN_QUIET - 0.1
    ).tells()
    play.waits(0.1).tells(learned(answers_children=True), seen("ac", "b", "d", request=1), answered(1)).done()


@pytest.mark.fact("GW-5")
def test_a_presence_report_unasked_is_told_at_once() -> None:
    book(Version.V34).hears(Command.EXTENSION_STREAM, report(online="a")).tells(seen("a")).done()


@pytest.mark.fact("GW-5", "CMD-2")
def test_no_presence_report_is_remembered() -> None:
    play = book(Version.V35).presence().sends(Command.EXTENSION_STREAM).waits(REPLY_TIMEOUT)
    play.tells(learned(answers_children=False), failed(1, ResponseTimeoutError)).done()


def test_a_report_that_never_ends_is_cut_off() -> None:
    play = book(Version.V35).presence().sends(Command.EXTENSION_STREAM)
    for number in range(20):
        play.hears(Command.EXTENSION_STREAM, report(online=chr(97 + number))).waits(0.5)
    told = [event for event in play._told if isinstance(event, Answered)]
    assert len(told) == 1
    assert play.session.is_idle


def test_a_refused_presence_query_fails() -> None:
    play = book(Version.V33).presence().sends(Command.EXTENSION_STREAM)
    play.hears(Command.EXTENSION_STREAM, UNVALID).tells(failed(1, DeviceRefusedError)).done()


# Raw


@each_version
def test_a_raw_command_gets_the_answer_itself(version: Version) -> None:
    play = book(version).raw(Command.WIFI_INFO, b'{"a":1}').sends((Command.WIFI_INFO, b'{"a":1}'))
    play.hears(Command.WIFI_INFO, b"any text", code=5)
    (event,) = play._told
    assert isinstance(event, Answered)
    assert event.message is not None
    assert (event.message.body, event.message.return_code) == (b"any text", 5)
    play.tells(answered(1)).done()


@pytest.mark.fact("CMD-2")
@each_version
def test_a_raw_command_that_is_ignored_times_out(version: Version) -> None:
    play = book(version).raw(Command.UPLOAD_LOG, b"").waits(REPLY_TIMEOUT).tells(failed(1, ResponseTimeoutError))
    play.sends(Command.UPLOAD_LOG).done()


@each_version
def test_a_question_that_nobody_waits_for_any_more_is_never_asked(version: Version) -> None:
    play = plain(version)[0]
    first = play.session.query(now=play.now, wall=play.wall)
    second, third = (play.session.query(now=play.now, wall=play.wall) for _ in range(2))
    assert play.session.withdraw(third)
    assert play.session.withdraw(second)
    assert not play.session.withdraw(second)
    assert not play.session.withdraw(first)
    play.session.outgoing()
    ended = play.session.tick(now=play.now + REPLY_TIMEOUT)
    assert [event.request for event in ended if isinstance(event, Failed)] == [first]
    play.session.outgoing()
    assert play.session.is_idle
