"""`tuyalan devicefiles`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.support import call
from tests.knowledge.tuyalocal.making import BROKEN, FLAWED, LAMP, PLUG, fill
from tuyalan.storage import DeviceStore

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.support import Home


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "files", plug=PLUG, lamp=LAMP, flawed=FLAWED, broken=BROKEN)


def test_a_folder_is_used_from_then_on_and_tells_what_is_not_used(folder: Path) -> None:
    done = call("devicefiles", "use", folder, "--json")
    assert (done.data["folder"], done.data["files"], done.data["loaded"]) == (str(folder), 4, 3)
    assert (done.data["lossless"], done.data["entries"], done.data["lossless_entries"]) == (2, 5, 4)
    assert [line.partition(":")[0] for line in done.data["unused"]] == ["broken.yaml", "flawed.yaml"]
    assert call("devicefiles", "stats", "--json").data == done.data
    assert "3 of 4 device files are used" in call("devicefiles", "stats").all


def test_what_is_not_used_is_shown_in_part(folder: Path) -> None:
    fill(folder, **{f"broken{number}": BROKEN for number in range(30)})
    shown = call("devicefiles", "use", folder).all
    assert "and 12 more; --json lists them all" in shown


def test_a_folder_without_device_files_is_not_chosen(tmp_path: Path) -> None:
    done = call("devicefiles", "use", tmp_path)
    assert done.code != 0
    assert "holds no device files" in done.all
    assert "no folder of device files has been chosen" in call("devicefiles", "stats").all.lower()


def test_one_file_is_shown(folder: Path) -> None:
    call("devicefiles", "use", folder)
    done = call("devicefiles", "show", "plug", "--json")
    assert done.data["products"] == ["plug000000000001"]
    assert done.data["roles"][1] == {
        "dp": 19,
        "entity": "sensor power",
        "role": "sensor",
        "type": "integer",
        "can_write": False,
    }
    assert "integer, read only" in call("devicefiles", "show", "plug.yaml").all
    assert "none named" in call("devicefiles", "show", "lamp").all
    assert "did you mean" in call("devicefiles", "show", "plugs.yaml").all


def test_the_files_that_fit_a_device_are_found(folder: Path, devices: Path) -> None:
    call("devicefiles", "use", folder)
    done = call("devicefiles", "match", "lamp", "--devices", devices, "--json")
    assert [found["file"] for found in done.data["candidates"]] == ["lamp.yaml"]
    assert done.data["candidates"][0]["names_product"] is False
    assert "describes 2 of" in call("devicefiles", "match", "lamp", "--devices", devices).all


def test_no_file_may_fit(tmp_path: Path, devices: Path) -> None:
    call("devicefiles", "use", fill(tmp_path / "files", odd=LAMP.replace("id: 20", "id: 220")))
    assert "No device file fits lamp." in call("devicefiles", "match", "lamp", "--devices", devices).all


def test_explain_tells_the_file_and_why(folder: Path, devices: Path, home: Home) -> None:
    store = DeviceStore.load(devices)
    store.update(home.devices["switch"].id, product_key="plug000000000001")
    store.save()
    call("devicefiles", "use", folder)
    done = call("explain", "switch", "--dp", "1", "--devices", devices, "--json")
    assert done.data["points"][0]["source"] == "tuya-local"
    assert done.data["points"][0]["evidence"].startswith("device file plug.yaml names the product")
    assert "tuya-local 99%" in call("explain", "switch", "--dp", "1", "--devices", devices).all


def test_the_environment_may_name_the_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUYALAN_TUYA_LOCAL", str(folder))
    assert call("devicefiles", "stats", "--json").data["files"] == 4


def test_a_folder_is_forgotten(folder: Path) -> None:
    call("devicefiles", "use", folder)
    assert "not used any more" in call("devicefiles", "forget").all
    assert call("devicefiles", "forget", "--json").data == {"forgotten": False}
    assert "No folder had been chosen" in call("devicefiles", "forget").all


@pytest.mark.parametrize(("action", "wanted"), [("use", "folder"), ("show", "file"), ("match", "device")])
def test_what_is_missing_is_told(action: str, wanted: str) -> None:
    done = call("devicefiles", action)
    assert done.code == 2
    assert f"which {wanted}" in done.all
