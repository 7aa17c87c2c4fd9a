"""`tuyalan ha`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.support import Home, call
from tuyalan.bridge.broker import parse_address
from tuyalan.bridge.builtin import BuiltInBroker
from tuyalan.bridge.errand import publish_stored
from tuyalan.bridge.topics import Topics
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.vocabulary import LocalKey

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.delenv("TUYALAN_CONFIG", raising=False)


@pytest.fixture
def address(home: Home) -> Generator[str]:
    """Run a broker and return its address."""
    broker = BuiltInBroker(port=0)
    home.wait(broker.start())
    yield str(broker.address)
    home.wait(broker.stop())


def test_a_device_is_asked_and_shown_as_it_would_be_announced(devices: Path) -> None:
    done = call("ha", "preview", "plug", "--devices", devices, "--json")
    assert done.code == 0
    (plug,) = done.lines[-1]["data"]["devices"]
    assert plug["topic"].startswith("homeassistant/device/")
    switch = next(each for each in plug["entities"] if each["platform"] == "switch")
    assert switch["can_write"] is True
    assert plug["payload"]["origin"]["name"] == "Tuyalan"


def test_people_see_a_table(devices: Path) -> None:
    done = call("ha", "preview", "plug", "--devices", devices)
    assert "switch" in done.out
    assert "read only" in done.out


def test_devices_that_nothing_is_known_of_say_so(devices: Path) -> None:
    done = call("ha", "preview", "--devices", devices)
    assert "Nothing is known of its values yet" in done.out


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


def test_announcements_are_compared_published_cleared_and_taken_back(devices: Path, address: str) -> None:
    def act(action: str, *more: str) -> list[tuple[str, str]]:
        done = call("ha", action, *more, "--broker", address, "--devices", devices, "--json")
        assert done.code == 0, done.err
        return [(change["what"], change["name"]) for change in done.lines[-1]["data"]["changes"]]

    assert ("new", "plug") in act("diff")
    assert act("publish", "plug") == [("new", "plug")]
    assert act("publish", "plug") == []
    assert ("removed", "plug") in act("clear")
    assert act("clear") == []
    assert [what for what, _ in act("undo")] == ["restored"]
    assert [what for what, _ in act("undo")] == ["removed"]
    told = call("ha", "publish", "plug", "--broker", address, "--devices", devices)
    assert "tuyalan ha undo" in told.out
    assert "Nothing to change" in call("ha", "publish", "plug", "--broker", address, "--devices", devices).out
    assert "Nothing was changed yet" in call("ha", "diff", "--broker", address, "--devices", devices).out


def test_entities_that_are_announced_one_by_one_move(devices: Path, address: str, home: Home) -> None:
    shown = call("ha", "preview", "plug", "--devices", devices, "--json").lines[-1]["data"]["devices"][0]
    unique_id = next(each["unique_id"] for each in shown["entities"] if each["platform"] == "switch")
    old = ("homeassistant/switch/plug/config", f'{{"unique_id":"{unique_id}"}}'.encode())
    home.wait(publish_stored(parse_address(address), Topics(), [old]))
    arguments = ("ha", "migrate", "plug", "--broker", address, "--devices", devices, "--json")
    assert [change["what"] for change in call(*arguments).lines[-1]["data"]["changes"]] == ["moved"]
    assert call(*arguments).lines[-1]["data"]["changes"] == []


def test_without_a_broker_nothing_can_be_compared(devices: Path) -> None:
    done = call("ha", "diff", "--devices", devices)
    assert done.code != 0
    assert "No broker is set" in done.err


def test_there_is_nothing_to_undo_at_first(devices: Path, address: str, tmp_path: Path) -> None:
    done = call("ha", "undo", "--broker", address, "--devices", devices)
    assert "nothing to undo" in done.err
    path = tmp_path / "XDG_CONFIG_HOME" / "tuyalan" / "homeassistant-undo.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[")
    assert "Cannot read" in call("ha", "undo", "--broker", address, "--devices", devices).err


def test_clearing_is_for_all_devices(devices: Path, address: str) -> None:
    done = call("ha", "clear", "plug", "--broker", address, "--devices", devices)
    assert "for all devices" in done.err
