"""`tuyalan keys export`."""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING

import pytest

from tests.cli.support import call
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.vocabulary import LocalKey

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

SECRET = "a<b>&\"':;{}$^?#1"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    store = DeviceStore(tmp_path / "d.json")
    store.add(DeviceRecord(id="bf0123456789abcdef0001", name="Lamp", key=LocalKey(SECRET)))
    store.save()
    return tmp_path / "d.json"


@pytest.fixture(autouse=True)
def _loose_umask() -> Generator[None]:  # pyright: ignore[reportUnusedFunction]
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.parametrize("to", ["tinytuya", "json", "localtuya", "rustuya"])
def test_keys_go_to_a_private_file_and_nowhere_else(to: str, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = call("keys", "export", "--to", to, "--output", out, "--devices", file)
    assert done.code == 0
    assert "clear text" in done.all
    assert SECRET not in done.out + done.err
    assert SECRET in json.dumps(json.loads(out.read_text())).replace('\\"', '"')
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_hyphen_stands_for_stdout_where_nothing_else_is_printed(form: tuple[str, ...], file: Path) -> None:
    done = call("keys", "export", "--to", "json", "--output", "-", "--devices", file, *form)
    assert done.code == 0
    (device,) = json.loads(done.out)
    assert device["local_key"] == SECRET


def test_without_a_place_to_write_to_nothing_is_written(file: Path) -> None:
    done = call("keys", "export", "--to", "json", "--devices", file)
    assert done.code == 2
    assert SECRET not in done.out + done.err


def test_a_file_is_not_replaced_by_accident(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text("mine")
    assert call("keys", "export", "--to", "json", "-o", out, "--devices", file).code == 2
    assert out.read_text() == "mine"
    assert call("keys", "export", "--to", "json", "-o", out, "--devices", file, "--force").code == 0


def test_devices_without_a_key_make_it_partial(tmp_path: Path) -> None:
    store = DeviceStore(tmp_path / "d.json")
    store.add(DeviceRecord(id="bf01"))
    store.save()
    done = call("keys", "export", "--to", "json", "-o", tmp_path / "o", "--devices", tmp_path / "d.json", "--json")
    assert (done.code, done.error["code"]) == (7, "export.incomplete")
