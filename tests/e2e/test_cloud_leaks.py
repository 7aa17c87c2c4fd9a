"""No secret leaves by any door while the cloud is spoken to: logs of everybody at debug level, output, errors, addresses."""

from __future__ import annotations

import base64
import logging
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec
import pytest

from tests.cli.cloud_support import write_project
from tests.cli.support import call
from tests.credentials.cloud import faults
from tests.credentials.cloud.fake import FakeCloud, open_cloud
from tests.credentials.cloud.fake_app import USER_CODE
from tests.credentials.cloud.fake_home import LAMP, USER, WAN

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

FAULTS = [
    faults.code(1004),
    faults.code(1106, "permission deny"),
    faults.reply(200, faults.PAGE),
    faults.break_off(b'{"success": true, "result": "'),
    faults.code(1010),
]


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[FakeCloud]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("TUYALAN_DEVICES", str(tmp_path / "home.json"))
    monkeypatch.setattr("tuyalan.credentials.cloud.exchange.RETRY_DELAYS", ())
    with open_cloud() as opened:
        monkeypatch.setenv("TUYALAN_LOGIN_SERVICE", opened.base)
        monkeypatch.setenv("TUYALAN_CLOUD_ENDPOINT", f"{opened.base}/eu")
        opened.app.polls_until_yes = 1
        yield opened


def commands(folder: Path) -> list[tuple[object, ...]]:
    return [
        ("login", "--user-code", USER_CODE, "--yes", "--png", folder / "code.png"),
        ("login", "--refresh", "--yes"),
        ("keys", "cloud", "--project-file", write_project(folder), "--yes"),
        ("keys", "cloud", "--refresh", "--yes"),
        ("keys", "list"),
        ("devices",),
        ("cloud", "devices"),
        ("cloud", "spec", LAMP),
        ("cloud", "status", LAMP),
        ("cloud", "command", LAMP, "switch_led=true"),
        ("cloud", "logs", LAMP),
        ("cloud", "request", "GET", f"/v1.0/devices/{LAMP}"),
        ("login", "--forget"),
    ]


def forms(secret: str) -> set[str]:
    """Return every form in which a secret might be written."""
    plain = secret.encode()
    return {
        secret,
        repr(secret)[1:-1],
        msgspec.json.encode(secret).decode()[1:-1],
        quote(secret, safe=""),
        plain.hex(),
        base64.b64encode(plain).decode().rstrip("="),
    }


def test_no_secret_in_anything_that_is_printed(
    cloud: FakeCloud, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []
    with caplog.at_level(logging.DEBUG):
        for more in ((), ("--json",)):
            for command in commands(tmp_path):
                done = call(*command, *more, "--debug")
                heard += [done.out, done.err]
        for fault in FAULTS:
            for command in commands(tmp_path):
                # A login that is there, and then everything goes wrong.
                cloud.faults.clear()
                call("login", "--user-code", USER_CODE, "--yes")
                cloud.faults.append(fault)
                done = (
                    call(*command, "--debug", "--timeout", "1")
                    if "--user-code" in command
                    else call(*command, "--debug")
                )
                heard += [done.out, done.err]
    text = "\n".join([*heard, caplog.text, *(repr(vars(record)) for record in caplog.records)])
    assert "Stehlampe" in text
    assert "tuyalan.credentials" in text
    for secret in cloud.secrets():
        for form in forms(secret):
            assert form not in text, "a secret was printed"
    # Neither who the person is nor where they live.
    shown_on_request = "\n".join(line for line in text.splitlines() if '"uid"' not in line and '"ip"' not in line)
    assert USER not in shown_on_request
    assert WAN not in shown_on_request


def test_no_secret_in_addresses_but_where_the_interface_asks_for_it(cloud: FakeCloud, tmp_path: Path) -> None:
    for command in commands(tmp_path):
        call(*command)
    addresses = [path for path in cloud.seen if not path.startswith("/v1.0/m/token/")]
    assert len(addresses) > 30
    for secret in cloud.secrets():
        assert not any(secret in path or quote(secret, safe="") in path for path in addresses)
