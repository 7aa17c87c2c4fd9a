"""`tuyalan cloud request`."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.cloud_support import keep_access
from tests.cli.support import call
from tests.credentials.cloud.fake import FakeCloud, open_cloud
from tests.credentials.cloud.fake_home import KEYS, LAMP
from tuyalan.cli.cloud_request import mask

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

DEVICE = f"/v1.0/devices/{LAMP}"


@pytest.fixture
def cloud() -> Generator[FakeCloud]:
    with open_cloud() as opened:
        keep_access(opened)
        yield opened


@pytest.mark.usefixtures("cloud")
def test_the_answer_is_shown_with_keys_masked() -> None:
    done = call("cloud", "request", "GET", DEVICE, "--json")
    assert done.data["result"]["name"] == "Stehlampe"
    assert done.data["result"]["local_key"] == "****"
    assert KEYS[LAMP] not in call("cloud", "request", "GET", DEVICE).out


@pytest.mark.usefixtures("cloud")
def test_keys_are_shown_when_asked_for() -> None:
    done = call("cloud", "request", "GET", DEVICE, "--show-keys", "--json")
    assert done.data["result"]["local_key"] == KEYS[LAMP]


def test_bodies_come_from_the_line_a_file_or_the_input(
    cloud: FakeCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("cloud", "request", "PUT", DEVICE, "--body", '{"name": "Läufer"}')
    assert cloud.devices[LAMP]["name"] == "Läufer"
    file = tmp_path / "body.json"
    file.write_text('{"name": "From a file"}', encoding="utf-8")
    call("cloud", "request", "PUT", DEVICE, "--body-file", file)
    assert cloud.devices[LAMP]["name"] == "From a file"
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"name": "From the input"}'))
    call("cloud", "request", "PUT", DEVICE, "--body", "stdin")
    assert cloud.devices[LAMP]["name"] == "From the input"
    call("cloud", "request", "DELETE", DEVICE)
    assert LAMP not in cloud.devices


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("GET", "devices"), 2, "path begins with"),
        (("PATCH", DEVICE), 2, "PATCH"),
        (("PUT", DEVICE, "--body", "[1]"), 2, "no JSON object"),
        (("PUT", DEVICE, "--body", "{"), 2, "no JSON object"),
        (("PUT", DEVICE, "--body", "{}", "--body-file", "x"), 2, "exclude each other"),
        (("PUT", DEVICE, "--body-file", "missing.json"), 9, "missing.json"),
        (("GET", "/v1.0/nothing"), 8, "code 1108"),
    ],
)
@pytest.mark.usefixtures("cloud")
def test_what_cannot_be_is_told(arguments: tuple[str, ...], code: int, told: str) -> None:
    done = call("cloud", "request", *arguments)
    assert done.code == code, done.all
    assert told in done.all


def test_secret_fields_are_masked_wherever_they_are() -> None:
    value = {"list": [{"localKey": "x", "accessToken": "y", "code": "z"}], "secKey": "", "n": 1}
    assert mask(value) == {"list": [{"localKey": "****", "accessToken": "****", "code": "z"}], "secKey": "", "n": 1}
