"""Commands as other bridges take them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.bridge.foreign import Mistake, Order, read_orders
from tuyalan.bridge.payloads import MAX_VALUES


@pytest.mark.parametrize(
    ("address", "text", "order"),
    [
        ({"name": "lamp"}, "ON", Order(("lamp",), word="ON")),
        ({"name": "lamp"}, "get-states", Order(("lamp",), "get")),
        ({"name": "lamp", "dp": "1"}, "true", Order(("lamp",), dps={"1": True})),
        ({"name": "lamp", "dp": "1"}, "[1]", Order(("lamp",), dps={"1": [1]})),
        ({"id": "bf01", "dp": "21"}, "white", Order(("bf01",), dps={"21": "white"})),
        ({"id": "bf01", "cid": "c7", "dp": "1"}, "1", Order(("bf01",), dps={"1": 1}, cid="c7")),
        ({"id": "bf01", "cid": "c7"}, "ON", Order(("bf01",), word="ON", cid="c7")),
        ({"name": "lamp"}, '{"dps": 1, "set": true}', Order(("lamp",), dps={"1": True})),
        ({"name": "lamp"}, '{"action": "status"}', Order(("lamp",), "get")),
        (
            {"name": "lamp"},
            '{"multiple": true, "data": {"1": true, "2": 5}}',
            Order(("lamp",), dps={"1": True, "2": 5}),
        ),
        ({}, '{"action": "set", "id": "bf01", "dps": {"1": false}}', Order(("bf01",), dps={"1": False})),
        ({}, '{"action": "set", "id": "bf01", "data": {"1": false}}', Order(("bf01",), dps={"1": False})),
        ({}, '{"action": "set", "id": "bf01", "1": false, "x": 5}', Order(("bf01",), dps={"1": False})),
        ({}, '{"action": "set", "name": ["a", "b"], "dps": {"1": 1}}', Order(("a", "b"), dps={"1": 1})),
        ({}, '{"action": "set", "id": "a", "name": "b", "dps": {"1": 1}}', Order(("a",), dps={"1": 1})),
        ({}, '{"action": "get", "id": "bf01"}', Order(("bf01",), "get")),
        ({}, '{"action": "get", "id": "bf01", "cid": "c7"}', Order(("bf01",), "get", cid="c7")),
        ({}, '{"action": "status"}', Order((), "status")),
        ({}, '{"action": "query", "limit": 5, "offset": 10}', Order((), "status", offset=10, limit=5)),
    ],
)
def test_a_command_is_read_in_its_own_way(address: dict[str, str], text: str, order: Order) -> None:
    assert read_orders(address, text) == (order,)


@pytest.mark.parametrize(
    ("address", "text", "action"),
    [
        ({}, "ON", ""),
        ({}, "", ""),
        ({"name": "lamp"}, "", ""),
        ({"name": "lamp", "dp": "x"}, "1", ""),
        ({"name": "lamp", "dp": "0"}, "1", ""),
        ({"name": "lamp"}, "{", ""),
        ({"name": "lamp"}, "{}", ""),
        ({"name": "lamp"}, '{"dps": {}}', ""),
        ({"name": "lamp"}, '{"dps": {"x": 1}}', ""),
        ({"name": "lamp"}, '{"dps": [1]}', ""),
        ({"name": "lamp"}, '{"dps": 1}', ""),
        ({"name": "lamp"}, '{"1": true}', ""),
        ({"name": "lamp"}, '{"action": 5, "1": true}', ""),
        ({}, '{"action": "set", "dps": {"1": 1}}', "set"),
        ({}, '{"action": "set", "id": 5, "dps": {"1": 1}}', "set"),
        ({}, '{"action": "set", "id": "a", "x": 5}', "set"),
        ({}, '{"action": "set", "id": "a", "cid": 5, "dps": {"1": 1}}', "set"),
        ({}, '{"action": "status", "limit": -1}', "status"),
        ({}, '{"action": "status", "offset": true}', "status"),
        ({}, '{"action": "add", "id": "bf01", "key": "0123456789abcdef"}', "add"),
        ({}, '{"action": "remove", "id": "bf01", "dps": {"1": true}}', "remove"),
    ],
)
def test_what_says_nothing_is_refused(address: dict[str, str], text: str, action: str) -> None:
    (mistake,) = read_orders(address, text)
    assert isinstance(mistake, Mistake)
    assert mistake.action == action
    assert "0123456789abcdef" not in mistake.error.message


def test_each_command_of_an_array_is_read() -> None:
    one, two, three = read_orders(
        {}, '[{"action": "get", "id": "a"}, 5, {"action": "set", "id": "b", "dps": {"1": 1}}]'
    )
    assert (one, three) == (Order(("a",), "get"), Order(("b",), dps={"1": 1}))
    assert isinstance(two, Mistake)
    assert read_orders({}, "[]") == ()
    (mistake,) = read_orders({}, f"[{','.join(['{}'] * (MAX_VALUES + 1))}]")
    assert isinstance(mistake, Mistake)


def test_devices_are_added_and_removed_elsewhere() -> None:
    (mistake,) = read_orders({}, '{"action": "add", "id": "bf01", "key": "0123456789abcdef"}')
    assert isinstance(mistake, Mistake)
    assert "requests" in (mistake.error.hint or "")


@given(st.sampled_from([{}, {"name": "lamp"}, {"id": "x", "dp": "1"}]), st.text(max_size=60))
def test_any_payload_is_a_command_or_a_mistake(address: dict[str, str], text: str) -> None:
    for order in read_orders(address, text):
        assert isinstance(order, Mistake) or order.dps or order.word or order.action != "set"
