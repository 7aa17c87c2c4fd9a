"""Commands as other bridges take them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.bridge.foreign import Order, build_answer, build_connection, read_order
from tuyalan.errors import MessageError, UnreachableError


@pytest.mark.parametrize(
    ("address", "text", "order"),
    [
        ({"name": "lamp"}, "ON", Order(("lamp",), word="ON")),
        ({"name": "lamp"}, "get-states", Order(("lamp",), is_question=True)),
        ({"name": "lamp", "dp": "1"}, "true", Order(("lamp",), dps={"1": True})),
        ({"id": "bf01", "dp": "21"}, "white", Order(("bf01",), dps={"21": "white"})),
        ({"name": "lamp"}, '{"dps": 1, "set": true}', Order(("lamp",), dps={"1": True})),
        (
            {"name": "lamp"},
            '{"multiple": true, "data": {"1": true, "2": 5}}',
            Order(("lamp",), dps={"1": True, "2": 5}),
        ),
        ({}, '{"action": "set", "id": "bf01", "dps": {"1": false}}', Order(("bf01",), dps={"1": False})),
        ({}, '{"action": "set", "name": ["a", "b"], "dps": {"1": 1}}', Order(("a", "b"), dps={"1": 1})),
        ({}, '{"action": "get", "id": "bf01"}', Order(("bf01",), is_question=True)),
    ],
)
def test_a_command_is_read_in_its_own_way(address: dict[str, str], text: str, order: Order) -> None:
    assert read_order(address, text) == order


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ({}, "ON"),
        ({}, ""),
        ({"name": "lamp"}, ""),
        ({"name": "lamp", "dp": "x"}, "1"),
        ({"name": "lamp", "dp": "0"}, "1"),
        ({"name": "lamp"}, "{"),
        ({"name": "lamp"}, "{}"),
        ({"name": "lamp"}, '{"dps": {}}'),
        ({"name": "lamp"}, '{"dps": {"x": 1}}'),
        ({"name": "lamp"}, '{"dps": [1]}'),
        ({"name": "lamp"}, '{"dps": 1}'),
        ({}, '{"action": "set", "dps": {"1": 1}}'),
        ({}, '{"action": "set", "id": 5, "dps": {"1": 1}}'),
        ({}, '{"action": "add", "id": "bf01", "key": "0123456789abcdef"}'),
    ],
)
def test_what_says_nothing_is_refused(address: dict[str, str], text: str) -> None:
    with pytest.raises(MessageError) as caught:
        read_order(address, text)
    assert "0123456789abcdef" not in caught.value.message


@given(st.sampled_from([{}, {"name": "lamp"}, {"id": "x", "dp": "1"}]), st.text(max_size=60))
def test_no_payload_raises_anything_else(address: dict[str, str], text: str) -> None:
    try:
        order = read_order(address, text)
    except MessageError:
        return
    assert order.dps or order.word or order.is_question


def test_answers_are_those_of_rustuya_with_our_code_and_hint() -> None:
    assert build_answer("set", "bf01") == b'{"status":"ok","action":"set","id":"bf01"}'
    assert build_answer("get", "bf01", error=UnreachableError("it is away", hint="Wait.")) == (
        b'{"status":"error","action":"get","id":"bf01","error":"it is away","code":"net.unreachable","hint":"Wait."}'
    )
    assert read_order({}, '{"action": "get", "id": "bf01"}').action == "get"
    assert read_order({"name": "lamp"}, "ON").action == "set"


@pytest.mark.parametrize(
    ("reason", "number"), [(None, 0), ("key.rejected", 914), ("device.timeout", 902), ("anything", 905)]
)
def test_a_connection_is_told_as_an_error_of_which_0_is_none(reason: str | None, number: int) -> None:
    told = build_connection("bf01", "Lamp", reason=reason)
    assert told.startswith(f'{{"errorCode":{number},'.encode())
    assert told.endswith(b'"id":"bf01","name":"Lamp"}')
