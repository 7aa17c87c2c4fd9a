"""No key out of any file leaves by any door: all sources that read files, at debug level, in both forms of output."""

from __future__ import annotations

import logging
import os
import stat
import traceback
from typing import TYPE_CHECKING, Final

import pytest

from tests.cli.support import Called, call
from tests.credentials.samples import FILES, HUB_KEY, LAMP_KEY, OLD_KEY, PLUG_KEY
from tests.support import run
from tuyalan.credentials.android import AndroidFiles
from tuyalan.credentials.capture import CaptureFile
from tuyalan.credentials.importing import ImportedFile
from tuyalan.credentials.merging import plan_changes
from tuyalan.errors import TuyalanError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from tuyalan.credentials.base import Source

NAMES: Final = sorted(path.name for path in FILES.iterdir() if path.suffix != ".md")
OTHER_SECRETS: Final = ("x" * 32, "y" * 32, "s" * 32, "eu15secretsid", "me@example.org", "aBcDeF")
"""Tokens, accounts and secrets of clouds that stand in the files beside the keys."""


@pytest.fixture(autouse=True)
def _surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[None]:  # pyright: ignore[reportUnusedFunction]
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    before = os.umask(0)
    yield
    os.umask(before)


def secrets() -> list[str]:
    """Return every form in which a key of the files might be written."""
    found: set[str] = set()
    for key in (LAMP_KEY, PLUG_KEY, HUB_KEY, OLD_KEY):
        plain = key.reveal().decode()
        found |= {plain, repr(plain)[1:-1], plain.replace("\\", "\\\\").replace('"', '\\"'), key.reveal().hex()}
    return sorted(found)


def expect_silence(text: str) -> None:
    for secret in (*secrets(), *OTHER_SECRETS):
        assert secret not in text, "a secret was told"


@pytest.mark.parametrize("name", NAMES)
def test_no_source_tells_a_key(name: str, caplog: pytest.LogCaptureFixture) -> None:
    sources: list[Source] = [ImportedFile(FILES / name), AndroidFiles(FILES / name), CaptureFile(FILES / name)]
    told: list[str] = []
    with caplog.at_level(logging.DEBUG):
        for source in sources:
            try:
                found = run(source.fetch())
            except TuyalanError as error:
                told += [*traceback.format_exception(error), error.hint]
            else:
                told += [repr(found), repr(plan_changes([], found.credentials)), *map(str, found.problems)]
                told += [repr(each.to_record()) for each in found.credentials]
    told += [caplog.text, *(repr(vars(record)) for record in caplog.records)]
    expect_silence("\n".join(told))


@pytest.mark.parametrize("command", ["import", "android", "capture"])
@pytest.mark.parametrize("form", [("--debug",), ("--debug", "--json")])
def test_no_command_tells_a_key_and_all_files_are_private(command: str, form: tuple[str, ...], tmp_path: Path) -> None:
    devices = tmp_path / "config" / "tuyalan" / "devices.json"
    told: list[Called] = []
    for name in NAMES:
        told.append(call("keys", command, FILES / name, "--devices", devices, "--yes", *form))
        told.append(call("keys", command, FILES / name, "--devices", devices, "--yes", "--replace", *form))
    told += [call("keys", "list", "--devices", devices, *form), call("devices", "--devices", devices, *form)]
    out = tmp_path / "out"
    told.append(call("keys", "export", "--to", "json", "--output", out, "--devices", devices, *form))
    expect_silence("\n".join(done.out + done.err for done in told))
    assert any(done.code == 0 for done in told)
    for file in (*devices.parent.iterdir(), out):
        # What data points mean is no secret.
        if file.name != "schemas.json":
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
        text = file.read_text(errors="replace")
        assert not any(secret in text for secret in OTHER_SECRETS), "a token was kept"
