"""An answer goes to whoever asked, by command group, child, number and order; else to nobody."""

from __future__ import annotations

from tuyalan.session.matching import find_asked
from tuyalan.session.request import Kind, Request
from tuyalan.vocabulary import Cid
from tuyalan.wire.codec import Message
from tuyalan.wire.commands import Command
from tuyalan.wire.messages import Report

QUERY = Command.QUERY
CONTROL = Command.CONTROL
VALUES = Report(dps={1: True})


def read(number: int, cid: str | None = None) -> Request:
    request = Request(number, Kind.READ, command=QUERY, cid=None if cid is None else Cid(cid))
    request.sequences = (number,)
    return request


def write(number: int) -> Request:
    request = Request(number, Kind.WRITE, command=CONTROL)
    request.sequences = (number,)
    return request


def message(command: int = QUERY, *, sequence: int = 0) -> Message:
    return Message(command, sequence, 0, b"", b"")


def test_the_group_of_commands_decides_not_the_command() -> None:
    asked, wrote = read(1), write(2)
    both = [asked, wrote]
    assert find_asked(both, message(Command.QUERY_NEW), VALUES, echoes=False) is asked
    assert find_asked(both, message(Command.CONTROL_NEW), None, echoes=False) is wrote
    assert find_asked(both, message(Command.REFRESH), None, echoes=False) is None


def test_without_numbers_the_first_that_was_asked_is_answered() -> None:
    first, second = read(1), read(2)
    assert find_asked([first, second], message(sequence=2), VALUES, echoes=False) is first


def test_an_echoed_number_goes_before_the_order_and_number_0_says_nothing() -> None:
    first, second = read(1), read(2)
    both = [first, second]
    assert find_asked(both, message(sequence=2), VALUES, echoes=True) is second
    assert find_asked(both, message(sequence=7), VALUES, echoes=True) is None
    assert find_asked(both, message(sequence=0), VALUES, echoes=True) is first


def test_a_write_is_acknowledged_once() -> None:
    first, second = write(1), write(2)
    first.acknowledged = True
    assert find_asked([first, second], message(CONTROL), None, echoes=False) is second


def test_values_are_no_belated_acknowledgement_of_a_confirmed_write() -> None:
    done = write(1)
    done.is_done = True
    assert find_asked([done], message(CONTROL), VALUES, echoes=False) is None
    assert find_asked([done], message(CONTROL), None, echoes=False) is done
    # A number says more than a guess.
    assert find_asked([done], message(CONTROL, sequence=1), VALUES, echoes=True) is done


def test_a_named_child_gets_its_answer_and_an_unnamed_one_only_alone() -> None:
    one, other, own = read(1, "0011"), read(2, "0022"), read(3)
    named = Report(dps={1: True}, cid="0022")
    assert find_asked([one, other, own], message(), named, echoes=False) is other
    assert find_asked([one, own], message(), named, echoes=False) is None
    assert find_asked([one, other, own], message(), VALUES, echoes=False) is own
    assert find_asked([one], message(), VALUES, echoes=False) is one
    assert find_asked([one, other], message(), VALUES, echoes=False) is None
