"""One request, one JSON object, whatever answers."""

from __future__ import annotations

import logging
import socket
from typing import TYPE_CHECKING

import pytest

from tests.credentials.cloud import faults
from tests.credentials.cloud.certificates import make_tls
from tests.credentials.cloud.fake import open_cloud
from tests.credentials.cloud.support import open_exchange
from tests.support import run
from tuyalan.credentials.cloud import exchange as module
from tuyalan.credentials.cloud.exchange import Call, Exchange
from tuyalan.errors import (
    CloudAnswerError,
    CloudBusyError,
    CloudUnreachableError,
    ConfigError,
    TuyalanError,
    UseError,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.credentials.cloud.fake import FakeCloud
    from tests.credentials.cloud.faults import Fault
    from tuyalan.vocabulary import Json

TOKEN = "token-in-the-address"


def fetch(cloud: FakeCloud, fault: Fault, *, timeout: float = 5.0) -> dict[str, Json]:
    cloud.faults.append(fault)
    call = Call("GET", f"{cloud.base}/v1.0/token/{TOKEN}", "GET the token", {"access_token": TOKEN})

    async def ask() -> dict[str, Json]:
        async with open_exchange(timeout=timeout) as exchange:
            return await exchange.fetch(call)

    return run(ask())


def test_an_object_comes_back(cloud: FakeCloud) -> None:
    assert fetch(cloud, faults.answer({"success": True, "result": 7})) == {"success": True, "result": 7}


@pytest.mark.parametrize(
    ("fault", "kind", "told"),
    [
        (faults.reply(200, faults.PAGE), CloudAnswerError, "a web page"),
        (faults.reply(403, faults.PAGE), CloudAnswerError, "a web page"),
        (faults.reply(302), CloudAnswerError, "sends to another address"),
        (faults.reply(200, b'{"success": true, "result": {"de'), CloudAnswerError, "cut off or no JSON"),
        (faults.reply(200, b""), CloudAnswerError, "cut off or no JSON"),
        (faults.reply(200, b"[1]"), CloudAnswerError, "no JSON"),
        (faults.reply(200, b"[" * 100_000), CloudAnswerError, "no JSON"),
        (faults.reply(200, b"\xff\xfe\x00"), CloudAnswerError, "no JSON"),
        (faults.reply(404, b"nothing"), CloudAnswerError, "HTTP 404"),
        (faults.reply(429), CloudBusyError, "too often"),
        (faults.reply(503), CloudUnreachableError, "HTTP 503"),
        (faults.break_off(), CloudUnreachableError, "broke"),
        (faults.break_off(b'{"succ'), CloudUnreachableError, "middle of its answer"),
        (faults.flood(100 * 1024**2), CloudAnswerError, "larger than 16 MiB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_whatever_answers_in_its_place_is_a_clear_sentence(
    cloud: FakeCloud, fault: Fault, kind: type[TuyalanError], told: str
) -> None:
    with pytest.raises(kind, match=told) as caught:
        fetch(cloud, fault)
    assert TOKEN not in f"{caught.value!r} {caught.value} {caught.value.hint}"


def test_an_error_code_counts_whatever_the_status(cloud: FakeCloud) -> None:
    fields = fetch(cloud, faults.reply(500, b'{"success": false, "code": 1110}'))
    assert fields == {"success": False, "code": 1110}


def test_silence_is_bounded(cloud: FakeCloud) -> None:
    with pytest.raises(CloudUnreachableError, match=r"did not answer within 0\.2 seconds"):
        fetch(cloud, faults.stall(), timeout=0.2)


def test_a_cloud_that_is_not_there_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

    async def ask() -> None:
        async with open_exchange() as exchange:
            await exchange.fetch(Call("GET", f"http://127.0.0.1:{port}/", "GET", {}))

    with pytest.raises(CloudUnreachableError, match="cannot be reached"):
        run(ask())


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    context, _ = make_tls(tmp_path)

    async def ask(base: str) -> None:
        async with open_exchange() as exchange:
            await exchange.fetch(Call("GET", f"{base}/v1.0/token", "GET", {"secret": TOKEN}))

    with open_cloud(tls=context) as cloud:
        with pytest.raises(CloudUnreachableError, match="certificate") as caught:
            run(ask(cloud.base))
        assert cloud.seen == []
    assert "date and time" in caught.value.hint


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", dict[str, object]().get)

    async def open_it() -> None:
        async with Exchange():
            pass

    with pytest.raises(ConfigError, match="not installed") as caught:
        run(open_it())
    assert "tuyalan[keys]" in caught.value.hint


def test_a_closed_exchange_sends_nothing(cloud: FakeCloud) -> None:
    with pytest.raises(UseError, match="while it is open"):
        run(Exchange().fetch(Call("GET", cloud.base, "GET", {})))


def test_logs_hold_the_label_only(cloud: FakeCloud, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        fetch(cloud, faults.answer({"success": True, "result": TOKEN}))
    assert "GET the token: 200" in caplog.text
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(Call("GET", TOKEN, "label", {"x": TOKEN}, TOKEN.encode()))


def test_a_request_is_repeated_while_that_may_help() -> None:
    tries: list[int] = []

    async def attempt() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise CloudUnreachableError("broke")
        return "done"

    async def ask() -> str:
        async with open_exchange() as exchange:
            return await exchange.repeat(attempt)

    assert run(ask()) == "done"
    assert len(tries) == 3


@pytest.mark.parametrize(
    ("error", "is_harmless", "count"),
    [
        (CloudUnreachableError("broke"), True, 4),
        # Whether a command was carried out is not known then.
        (CloudUnreachableError("broke"), False, 1),
        (CloudBusyError("slowly"), False, 4),
        (CloudAnswerError("page"), True, 1),
    ],
)
def test_a_request_is_repeated_no_longer_than_that(error: TuyalanError, *, is_harmless: bool, count: int) -> None:
    tries: list[int] = []

    async def attempt() -> None:
        tries.append(1)
        raise error

    async def ask() -> None:
        async with open_exchange() as exchange:
            await exchange.repeat(attempt, is_harmless=is_harmless)

    with pytest.raises(type(error)):
        run(ask())
    assert len(tries) == count
