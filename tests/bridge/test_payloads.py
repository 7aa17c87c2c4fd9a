"""Payloads, both ways; hostile ones are refused with a clear answer."""

from __future__ import annotations

import contextlib
import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.making import Pair
from tuyalan.bridge import payloads
from tuyalan.bridge.message import MAX_PAYLOAD
from tuyalan.bridge.payloads import Wanted
from tuyalan.errors import BadValueError, MessageError


@pytest.mark.parametrize(
    ("payload", "wanted"),
    [
        (b"ON", Wanted({"": "ON"})),
        (b" toggle\n", Wanted({"": "toggle"})),
        (b'"ON"', Wanted({"": "ON"})),
        (b"50", Wanted({"": "50"})),
        (b'{"switch_1": true, "dp_2": 5}', Wanted({"switch_1": True, "dp_2": 5})),
        (b'{"state": "ON", "transaction": "x7"}', Wanted({"state": "ON"}, "x7")),
    ],
)
def test_a_command_is_an_object_or_a_single_word(payload: bytes, wanted: Wanted) -> None:
    assert payloads.parse_command(payload) == wanted


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"  ",
        b"\xff\xfe",
        b"{",
        b"{}",
        b'{"transaction": 1}',
        b'{"a": 1',
        b'"open',
        b"[" * 60_000,
        b"{" + b'"a":{' * 9_000,
        b"x" * (MAX_PAYLOAD + 1),
        msgspec.json.encode({str(number): 0 for number in range(300)}),
    ],
)
def test_a_command_that_cannot_be_understood_is_refused(payload: bytes) -> None:
    with pytest.raises(MessageError):
        payloads.parse_command(payload)


def test_a_megabyte_is_refused_by_its_size_and_not_repeated() -> None:
    with pytest.raises(MessageError, match="1048576 bytes") as caught:
        payloads.parse_command(b"x" * 1_048_576)
    assert len(payloads.build_error(caught.value, topic="t" * 5000)) < 2000


def test_an_object_is_wanted_where_a_list_comes() -> None:
    with pytest.raises(MessageError, match="no JSON object"):
        payloads.parse_object("[1]")


@pytest.mark.parametrize(
    ("payload", "value"), [(b"22.5", "22.5"), (b'"22"', "22"), (b'{"h": 1}', {"h": 1}), (b"[1]", [1]), (b"", "")]
)
def test_a_single_value_is_text_unless_it_is_an_object_or_quoted(payload: bytes, value: object) -> None:
    assert payloads.parse_value(payload) == value


@pytest.mark.parametrize(
    ("payload", "value"),
    [(b"true", True), (b"22", 22), (b'"22"', "22"), (b"hello", "hello"), (b"", ""), (b"[" * 60_000, None)],
)
def test_a_raw_value_is_json_if_it_is_and_else_text(payload: bytes, value: object) -> None:
    assert payloads.parse_raw(payload) == (payload.decode() if value is None else value)


@given(st.binary(max_size=200))
def test_no_payload_raises_anything_else(payload: bytes) -> None:
    for parse in (payloads.parse_command, payloads.parse_value, payloads.parse_raw):
        with contextlib.suppress(MessageError):
            parse(payload)


def test_a_state_holds_packed_values_by_the_names_of_their_parts() -> None:
    assert payloads.encode({"on": True, "pair": Pair(1, 2), "bad": math.nan}) == (
        b'{"on":true,"pair":{"left":1,"right":2},"bad":null}'
    )


def test_a_device_that_is_away_says_why() -> None:
    assert payloads.build_availability(is_online=True, reason="x") == b'{"state":"online"}'
    assert payloads.build_availability(is_online=False) == b'{"state":"offline"}'
    assert payloads.build_availability(is_online=False, reason="net.busy") == b'{"state":"offline","reason":"net.busy"}'


def test_an_event_has_the_field_that_home_assistant_reads() -> None:
    assert payloads.build_event("single_click", time=5) == b'{"event_type":"single_click","time":5}'
    assert (
        payloads.build_bridge_event("device_joined", {"id": "bf01"}) == b'{"type":"device_joined","data":{"id":"bf01"}}'
    )


def test_an_error_says_what_why_and_what_to_do() -> None:
    error = BadValueError("switch_1: 7 is neither on nor off", hint="switch_1 takes on or off.")
    assert msgspec.json.decode(payloads.build_error(error, topic="tuyalan/Lamp/set", transaction=7)) == {
        "status": "error",
        "error": "switch_1: 7 is neither on nor off",
        "code": "schema.bad_value",
        "hint": "switch_1 takes on or off.",
        "topic": "tuyalan/Lamp/set",
        "transaction": 7,
    }
    assert b"transaction" not in payloads.build_error(error, topic="t")
