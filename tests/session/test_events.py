"""Events are values: frozen, comparable, and complete."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest

from tuyalan.session import events
from tuyalan.session.dialect import Dialect
from tuyalan.wire.frame import BadFrame, Fault

SAMPLES = [
    events.Opened(),
    events.DpUpdate({1: True}, None, events.Cause.PUSH, 1.0),
    events.Acknowledged(1),
    events.Answered(1),
    events.Confirmed(1),
    events.Failed(1, events.TuyalanError("no")),
    events.ChildrenSeen(frozenset("a"), frozenset("b"), frozenset("c")),
    events.Dropped(BadFrame(Fault.CRC, b"", 0)),
    events.Learned(Dialect()),
    events.Closed(None),
    events.Asked(9, 1, b"", b""),
]


def test_the_samples_are_all_the_events() -> None:
    known = set(get_args(events.Event)) | set(get_args(events.DeviceEvent))
    assert {type(sample) for sample in SAMPLES} == known


@pytest.mark.parametrize("event", SAMPLES, ids=lambda event: type(event).__name__)
def test_events_are_frozen(event: events.Event) -> None:
    assert event == msgspec.structs.replace(event)
    for field in event.__struct_fields__:
        with pytest.raises(AttributeError):
            setattr(event, field, None)


def test_a_failed_request_was_sent_unless_it_says_otherwise() -> None:
    assert events.Failed(1, events.TuyalanError("no")).sent
