"""What came back over HTTP."""

from __future__ import annotations

import pytest

from tuyalan.credentials.cloud.answers import parse_answer
from tuyalan.errors import CloudAnswerError, CloudBusyError, CloudError, CloudUnreachableError


def test_an_object_is_an_answer() -> None:
    assert parse_answer(200, b'{"result": 1}', host="x") == {"result": 1}


@pytest.mark.parametrize("status", [404, 429, 500])
def test_an_object_that_says_whether_it_succeeded_is_one_whatever_the_status(status: int) -> None:
    assert parse_answer(status, b'{"success": false, "code": 1108}', host="x")["code"] == 1108


@pytest.mark.parametrize(
    ("status", "data", "kind", "told"),
    [
        (429, b"{}", CloudBusyError, "asked too often"),
        (503, b"", CloudUnreachableError, "fault of its own"),
        (302, b"", CloudAnswerError, "another address"),
        (200, b" <html>", CloudAnswerError, "web page"),
        (404, b"nothing", CloudAnswerError, "HTTP 404"),
        (200, b"[1]", CloudAnswerError, "no JSON"),
        (200, b"[" * 100_000, CloudAnswerError, "no JSON"),
        (200, b"\xff\xfe", CloudAnswerError, "no JSON"),
    ],
)
def test_what_is_none_is_told_with_the_host(status: int, data: bytes, kind: type[CloudError], told: str) -> None:
    with pytest.raises(kind, match=told) as caught:
        parse_answer(status, data, host="cloud.example")
    assert "cloud.example" in caught.value.message
