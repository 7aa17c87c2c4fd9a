"""Requests to the bridge, and the answers."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.bridge import requests
from tuyalan.bridge.asking import (
    KINDS,
    AddDevice,
    AddGroup,
    AddMember,
    HealthCheck,
    RecallScene,
    RemoveDevice,
    RenameDevice,
    Request,
    Scan,
)
from tuyalan.bridge.requests import build_refusal, build_response
from tuyalan.errors import MessageError, UnreachableError


@pytest.mark.parametrize(
    ("name", "payload", "request_"),
    [
        ("health_check", b"", HealthCheck()),
        ("health_check", b"{}", HealthCheck()),
        ("scan", b'{"time": 3}', Scan(3.0)),
        ("device/remove", b"Desk lamp", RemoveDevice("Desk lamp")),
        ("device/remove", b'"Desk lamp"', RemoveDevice("Desk lamp")),
        ("device/remove", b'{"id": "bf01"}', RemoveDevice("bf01")),
        ("device/rename", b'{"from": "a", "to": "b"}', RenameDevice("a", "b")),
        ("device/add", b'{"id": "bf01", "key": "0123456789abcdef"}', AddDevice("bf01", "0123456789abcdef")),
        ("group/add", b'{"friendly_name": "Ceiling"}', AddGroup("Ceiling")),
        ("group/add", b'{"name": "Ceiling", "members": ["a", "b"]}', AddGroup("Ceiling", ("a", "b"))),
        ("scene/recall", b"Evening", RecallScene("Evening")),
        ("group/members/add", b'{"group": "Ceiling", "device": "a"}', AddMember("Ceiling", "a")),
    ],
)
def test_a_request_is_read_from_its_topic_and_payload(name: str, payload: bytes, request_: Request) -> None:
    asked = requests.parse(name, payload)
    assert asked.request == request_
    assert asked.problem is None


def test_the_transaction_is_kept_for_the_answer() -> None:
    asked = requests.parse("health_check", b'{"transaction": "x7"}')
    assert (asked.request, asked.transaction) == (HealthCheck(), "x7")


@pytest.mark.parametrize(
    ("name", "payload", "message"),
    [
        ("device/fly", b"", "no request 'device/fly'"),
        ("", b"", "no request ''"),
        ("x" * 5000, b"", "no request 'xxx"),
        ("device/rename", b'{"from": "a"}', "missing required field `to`"),
        ("device/rename", b'{"from": "a", "to": 5}', "Expected `str`"),
        ("device/rename", b'{"from": "a", "to": "b", "force": true}', "unknown field `force`"),
        ("device/rename", b"{", "no JSON"),
        ("device/rename", b"word", "no JSON"),
        ("scan", b"[]", "no JSON object"),
        ("health_check", b"\xff", "no text"),
    ],
)
def test_what_is_wrong_is_said(name: str, payload: bytes, message: str) -> None:
    asked = requests.parse(name, payload)
    assert asked.request is None
    assert isinstance(asked.problem, MessageError)
    assert message in asked.problem.message
    assert len(asked.name) <= requests.MAX_NAME


def test_a_wrong_request_is_answered_with_its_transaction_and_its_fields() -> None:
    asked = requests.parse("device/rename", b'{"to": "b", "transaction": 9}')
    assert asked.transaction == 9
    assert asked.problem is not None
    assert "from, to" in asked.problem.hint
    no_fields = requests.parse("restart", b'{"now": true}').problem
    assert no_fields is not None
    assert no_fields.hint.endswith("none.")


def test_a_key_is_not_repeated_whatever_is_wrong_with_the_request() -> None:
    key = "secret-key-16-ch"
    for payload in (
        {"id": 5, "key": key},
        {"id": "bf01", "key": [key]},
        {"key": key},
        {"id": "a", "key": key, "x": key},
    ):
        problem = requests.parse("device/add", msgspec.json.encode(payload)).problem
        assert problem is not None
        assert key not in str(build_refusal(problem))


@given(st.sampled_from([*KINDS]), st.binary(max_size=100))
def test_no_payload_raises(name: str, payload: bytes) -> None:
    asked = requests.parse(name, payload)
    assert (asked.request is None) == (asked.problem is not None)


def test_answers_say_how_it_went() -> None:
    assert build_response({"healthy": True}) == b'{"data":{"healthy":true},"status":"ok"}'
    refusal = msgspec.json.decode(build_refusal(UnreachableError("nobody is there"), transaction=7))
    assert refusal["status"] == "error"
    assert refusal["code"] == "net.unreachable"
    assert refusal["transaction"] == 7


@pytest.mark.parametrize(
    ("name", "word"), [("backup", "Keys never leave"), ("permit_join", "app"), ("fly", "Ask for one of")]
)
def test_what_there_is_not_says_what_to_do_in_its_place(name: str, word: str) -> None:
    problem = requests.parse(name, b"").problem
    assert problem is not None
    assert word in problem.hint
