"""Which home `tuyalan sim` runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from tuyalan.cli.sim_home import ALL_MODELS, USUAL_MODELS, make_announcing, make_config, parse_fault, read_config
from tuyalan.errors import ConfigError, StorageError, UseError
from tuyalan.sim import models

if TYPE_CHECKING:
    from pathlib import Path


def make(*wanted: str, count: int = 1, version: str | None = None, address: str | None = None, port: int = 6668) -> Any:  # noqa: ANN401 - JSON
    """Return the devices of a home."""
    return cast("Any", make_config(wanted, count, version, address=address, port=port)["device"])


def test_one_of_each_model_is_run_where_none_is_named() -> None:
    devices = make()
    assert tuple(each["model"] for each in devices) == USUAL_MODELS
    assert set(ALL_MODELS) == set(models.MODELS)
    assert [each["model"] for each in make(*ALL_MODELS)] == list(ALL_MODELS)
    assert [each["version"] for each in devices[:6]] == ["3.1", "3.2", "3.3", "3.4", "3.5", "3.1"]


def test_several_of_a_model_have_numbers_and_addresses_of_their_own() -> None:
    lamps = make("rgb_lamp", count=2, version="3.5")
    assert [(each["name"], each["version"], each["address"]) for each in lamps] == [
        ("rgb lamp 1", "3.5", "127.0.0.51"),
        ("rgb lamp 2", "3.5", "127.0.0.52"),
    ]


def test_any_free_port_is_taken_at_one_address() -> None:
    assert {each["address"] for each in make("switch", count=2, port=0)} == {"127.0.0.1"}


def test_what_is_no_model_or_no_address_is_refused() -> None:
    with pytest.raises(UseError, match="no model 'toaster'"):
        make("toaster")
    with pytest.raises(UseError, match="no IPv4 address"):
        make("switch", address="here")


def test_announcements_go_where_they_are_told() -> None:
    assert make_announcing(None, None) == {}
    assert make_announcing((1, 2, 3), "127.0.0.1") == {
        "clear_port": 1,
        "sealed_port": 2,
        "ask_port": 3,
        "answer_port": 3,
        "destination": "127.0.0.1",
    }


def test_a_home_is_read_from_toml_or_json(tmp_path: Path) -> None:
    file, other = tmp_path / "home.toml", tmp_path / "home.json"
    file.write_text("seed = 1")
    other.write_text('{"seed":1}')
    assert read_config(file) == read_config(other) == {"seed": 1}
    other.write_text("[]")
    with pytest.raises(ConfigError, match="cannot be understood"):
        read_config(other)
    with pytest.raises(StorageError, match="cannot read"):
        read_config(tmp_path / "none.toml")


def test_faults_are_read_by_their_type() -> None:
    assert parse_fault("delay=0.5") == ("delay", 0.5)
    assert parse_fault("refuses") == ("refuses", True)
    assert parse_fault("drop_next=2") == ("drop_next", 2)
    for text in ("drop_next=0.5", "refuses=maybe", "split_at=1"):
        with pytest.raises(UseError):
            parse_fault(text)
