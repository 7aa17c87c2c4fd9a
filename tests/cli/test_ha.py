"""`tuyalan ha`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.cli.support import call, open_home, store_together
from tests.storage.support import held
from tuyalan.sim import models
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.storage.state import StateStore
from tuyalan.vocabulary import LocalKey

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.delenv("TUYALAN_CONFIG", raising=False)


def test_a_device_is_asked_and_shown_as_it_would_be_announced(devices: Path) -> None:
    done = call("ha", "preview", "plug", "--devices", devices, "--json")
    assert done.code == 0
    (plug,) = done.lines[-1]["data"]["devices"]
    assert plug["topic"].startswith("homeassistant/device/")
    switch = next(each for each in plug["entities"] if each["platform"] == "switch")
    assert switch["can_write"] is True
    assert plug["payload"]["origin"]["name"] == "Tuyalan"


def test_a_device_that_has_nothing_to_report_is_shown_by_what_it_is(tmp_path: Path) -> None:
    with open_home({"remote": models.blaster("3.5")}, announces=False) as house:
        path = house.write(tmp_path / "devices.json")
        store = DeviceStore.load(path)
        # As it comes with the keys of the maker's cloud.
        store.add(msgspec.structs.replace(store.find("remote"), extra={"category": "wnykq"}), replace=True)
        store.save()
        done = call("ha", "preview", "remote", "--devices", path)
    assert "Learn a code" in done.out
    assert "does not answer" not in done.err


def test_people_see_a_table(devices: Path) -> None:
    done = call("ha", "preview", "plug", "--devices", devices)
    assert "switch" in done.out
    assert "read only" in done.out


def test_devices_that_nothing_is_known_of_say_so(devices: Path) -> None:
    done = call("ha", "preview", "--devices", devices)
    assert "Nothing is known of its values yet" in done.out


def test_devices_are_shown_by_the_values_that_the_hub_has_stored(devices: Path, tmp_path: Path) -> None:
    plug = next(each for each in DeviceStore.load(devices).records if each.name == "plug")
    state = StateStore(tmp_path / "hub.db")
    state.open()
    state.note_values(plug.id, {1: True, 9: 0}, heard=1.0, cause="reply")
    state.close()
    settings = tmp_path / "tuyalan.toml"
    settings.write_text(f"[hub]\nstate = '{tmp_path / 'hub.db'}'\n")
    done = call("ha", "preview", "--config", settings, "--devices", devices, "--json")
    shown = {each["name"]: each["entities"] for each in done.lines[-1]["data"]["devices"]}
    assert "switch" in {each["platform"] for each in shown.pop("plug")}
    assert [each["key"] for each in shown.pop("gateway")] == ["connection"]
    assert not any(shown.values())


@pytest.mark.skipif(sys.platform == "win32", reason="whoever has a file open there has it alone")
def test_devices_are_shown_by_the_values_that_a_hub_has_stored_which_runs(devices: Path, tmp_path: Path) -> None:
    plug = next(each for each in DeviceStore.load(devices).records if each.name == "plug")
    settings = tmp_path / "tuyalan.toml"
    settings.write_text(f"[hub]\nstate = '{tmp_path / 'hub.db'}'\n")
    with held(tmp_path / "hub.db") as holder:
        holder.write(plug.id, 1)
        done = call("ha", "preview", "--config", settings, "--devices", devices, "--json")
    shown = {each["name"]: each["entities"] for each in done.lines[-1]["data"]["devices"]}
    assert len(shown.pop("plug")) > 1
    assert [each["key"] for each in shown.pop("gateway")] == ["connection"]
    assert not any(shown.values())


def test_values_that_cannot_be_read_are_told(devices: Path, tmp_path: Path) -> None:
    (tmp_path / "hub.db").write_text("this is no database")
    settings = tmp_path / "tuyalan.toml"
    settings.write_text(f"[hub]\nstate = '{tmp_path / 'hub.db'}'\n")
    done = call("ha", "preview", "--config", settings, "--devices", devices)
    assert done.code == 0
    assert "cannot be read: file is not a database" in " ".join(done.err.split())


def test_a_device_that_is_away_is_shown_by_its_product(tmp_path: Path) -> None:
    store = DeviceStore(tmp_path / "away.json")
    away = DeviceRecord(
        id="bf0123456789abcdef01", name="away", key=LocalKey("0123456789abcdef"), address="127.0.0.1", port=1
    )
    store.add(away)
    store.save()
    done = call("ha", "preview", "away", "--devices", tmp_path / "away.json", "--timeout", "0.1")
    assert done.code == 0
    assert "does not answer" in done.err


def test_clearing_is_for_all_devices(devices: Path) -> None:
    done = call("ha", "clear", "plug", "--broker", "mqtt://127.0.0.1:1", "--devices", devices)
    assert "for all devices" in done.err


def test_groups_and_scenes_are_shown_with_the_devices(tmp_path: Path) -> None:
    path = store_together(tmp_path)
    done = call("ha", "preview", "--devices", path, "--json")
    assert done.code == 0, done.err
    shown = {each["name"]: each for each in done.lines[-1]["data"]["devices"]}
    assert list(shown) == ["One", "Two", "Both", "Tuyalan"]
    assert shown["Both"]["payload"]["device"]["model"] == "Group"
    assert [each["can_write"] for each in shown["Both"]["entities"]] == [True]
    assert [each["platform"] for each in shown["Tuyalan"]["entities"]] == ["scene"]
    assert "Both" not in call("ha", "preview", "One", "--devices", path, "--timeout", "0.1").out
