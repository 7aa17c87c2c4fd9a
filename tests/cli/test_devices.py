"""`tuyalan devices`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.support import Home, call

if TYPE_CHECKING:
    from pathlib import Path


def test_all_are_listed_without_their_keys(devices: Path, home: Home) -> None:
    done = call("devices", "--devices", devices, "--json")
    names = [each["name"] for each in done.data["devices"]]
    assert names == ["plug", "curtain", "switch", "lamp", "thermostat", "gateway", "Zigbee plug", "Zigbee sensor"]
    assert all("key" not in each for each in done.data["devices"])
    assert done.data["devices"][0]["has_key"] is True
    assert not any(secret in done.out for secret in home.secrets())


def test_people_see_a_table(devices: Path) -> None:
    done = call("devices", "--devices", devices)
    assert "behind gateway" in done.out
    assert "thermostat" in done.out


def test_an_empty_store_says_what_to_do(tmp_path: Path) -> None:
    done = call("devices", "--devices", tmp_path / "none.json")
    assert done.code == 0
    assert "tuyalan add" in done.all


def test_a_malformed_store_is_an_error_and_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "devices.json"
    file.write_text("{nonsense")
    done = call("devices", "--devices", file, "--json")
    assert (done.code, done.error["code"]) == (9, "storage")
    assert file.read_text() == "{nonsense"


def test_a_store_that_is_a_folder_is_an_error(tmp_path: Path) -> None:
    assert call("devices", "--devices", tmp_path).code == 9
