"""What rustuya-bridge says."""

from __future__ import annotations

import json

import pytest

from tuyalan.bridge.foreign import Order
from tuyalan.bridge.replies import Listed, build_answer, build_connection, build_list, tell_kind, tell_number
from tuyalan.errors import UnreachableError
from tuyalan.session.events import Cause
from tuyalan.vocabulary import Version


def test_answers_are_those_of_rustuya_with_our_code_and_hint() -> None:
    assert build_answer("set", "bf01") == b'{"status":"ok","action":"set","id":"bf01"}'
    assert build_answer("get", "bridge", name="bridge", error=UnreachableError("it is away", hint="Wait.")) == (
        b'{"status":"error","action":"get","id":"bridge","name":"bridge",'
        b'"error":"it is away","code":"net.unreachable","hint":"Wait."}'
    )


@pytest.mark.parametrize(
    ("reason", "number"),
    [(None, 0), ("key.rejected", 914), ("device.timeout", 902), ("net.refused", 905), ("anything", 905)],
)
def test_a_connection_is_told_as_an_error_of_which_0_is_none(reason: str | None, number: int) -> None:
    assert tell_number(reason) == number
    told = build_connection("bf01", "Lamp", reason=reason)
    assert told.startswith(f'{{"errorCode":{number},'.encode())
    assert told.endswith(b'"id":"bf01","name":"Lamp"}')


@pytest.mark.parametrize(
    ("cause", "version", "kind"),
    [
        (Cause.PUSH, Version.V33, "passive"),
        (Cause.PUSH, Version.V34, "active"),
        (Cause.PUSH, Version.V35, "active"),
        (Cause.PUSH, None, "passive"),
        (Cause.REPLY, Version.V35, "passive"),
        (Cause.ASSUMED, Version.V35, "passive"),
    ],
)
def test_only_bodies_since_3_4_say_that_a_device_spoke_by_itself(
    cause: Cause, version: Version | None, kind: str
) -> None:
    assert tell_kind(cause, version) == kind


def test_devices_are_listed_by_pages_in_the_order_of_their_ids() -> None:
    lamp = Listed(id="b", name="Lamp", status="0", ip="10.0.0.5", version="3.3")
    plug = Listed(id="c", name="Plug", status="subdevice", cid="c7", parent_id="a")
    gateway = Listed(id="a", name="Gateway", status="905")
    told = json.loads(build_list(Order((), "status", limit=2), [plug, lamp, gateway]))
    assert told == {
        "status": "ok",
        "action": "status",
        "id": "bridge",
        "name": "bridge",
        "device_count": 3,
        "devices": {
            "a": {"id": "a", "name": "Gateway", "status": "905"},
            "b": {"id": "b", "name": "Lamp", "status": "0", "ip": "10.0.0.5", "version": "3.3"},
        },
        "offset": 0,
        "limit": 2,
        "returned": 2,
        "has_more": True,
    }
    told = json.loads(build_list(Order((), "status", offset=2), [plug, lamp, gateway]))
    assert told["devices"] == {"c": {"id": "c", "name": "Plug", "status": "subdevice", "cid": "c7", "parent_id": "a"}}
    assert (told["returned"], told["has_more"]) == (1, False)
