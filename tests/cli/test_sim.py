"""`tuyalan sim`."""

from __future__ import annotations

import socket
import stat
from typing import TYPE_CHECKING

import pytest

from tests.cli.support import call
from tuyalan.storage import DeviceStore

if TYPE_CHECKING:
    from pathlib import Path

SILENT = ("--announce", "36866", "36867", "37200", "--announce-to", "127.0.0.1")


def test_one_of_each_model_runs_and_is_written_down_privately(tmp_path: Path) -> None:
    file = tmp_path / "home.json"
    done = call("sim", "--port", "0", *SILENT, "--seconds", "0.3", "--write", file, "--json")
    assert done.code == 0, done
    started = done.lines[0]["data"]
    assert started["event"] == "started"
    assert {each["version"] for each in started["devices"]} == {"3.1", "3.2", "3.3", "3.4", "3.5"}
    assert done.lines[-1]["data"]["event"] == "end"
    store = DeviceStore.load(file)
    assert len(store.records) == 9
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    keys = [record.key.reveal().decode() for record in store.records if record.key is not None]
    assert len(keys) == 7
    assert not [key for key in keys if key in done.out]


def test_models_versions_and_counts_can_be_chosen() -> None:
    chosen = ("--model", "switch", "--count", "3", "--version", "3.5", "--seed", "1")
    done = call("sim", "--port", "0", *chosen, *SILENT, "--seconds", "0.2")
    assert "switch 3" in done.out
    assert "Switched off after 0 events." in done.all


def test_what_happens_by_itself_is_told() -> None:
    chosen = ("--model", "metering_plug", "--seconds", "0.4", "--fault", "delay=0.1")
    assert call("sim", "--port", "0", *chosen, *SILENT).code == 0


def test_a_home_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "home.toml"
    file.write_text('seed = 1\n[[device]]\nmodel = "switch"\nport = 0\nname = "Hall"\n')
    assert "Hall" in call("sim", "--config", file, "--seconds", "0.2").out
    file.write_text("nonsense")
    assert call("sim", "--config", file, "--json").error["code"] == "config"
    assert call("sim", "--config", tmp_path / "none.toml", "--json").error["code"] == "storage"


def test_a_port_in_use_is_told_with_advice() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        where = ("--address", "127.0.0.1", "--port", taken.getsockname()[1])
        done = call("sim", "--model", "switch", *where, *SILENT, "--seconds", "1", "--json")
    assert (done.code, done.error["code"]) == (9, "config")
    assert "another address or port" in done.error["hint"]


@pytest.mark.parametrize("wrong", [("--count", "0"), ("--model", "toaster"), ("--address", "here"), ("--fault", "x=1")])
def test_calls_that_make_no_sense_are_refused(wrong: tuple[str, str]) -> None:
    assert call("sim", *wrong, "--seconds", "1").code == 2
