"""What `tuyalan ha` does at the broker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.support import Home, call, store_together
from tuyalan.bridge.broker import parse_address
from tuyalan.bridge.builtin import BuiltInBroker
from tuyalan.bridge.errand import publish_stored
from tuyalan.bridge.topics import Topics
from tuyalan.storage.groups import GROUPS_FILE

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


def test_what_the_hub_has_told_of_devices_that_are_not_known_here_stays(devices: Path, address: str) -> None:
    def act(action: str, *more: str) -> list[tuple[str, str]]:
        done = call("ha", action, *more, "--broker", address, "--devices", devices, "--json")
        assert done.code == 0, done.err
        return [(change["what"], change["name"]) for change in done.lines[-1]["data"]["changes"]]

    # Asked by name it is known, and among all devices it is not, because nobody has stored its values.
    assert act("publish", "plug") == [("new", "plug")]
    assert "plug" not in {name for _, name in act("diff")}
    assert "plug" not in {name for _, name in act("publish")}
    assert act("publish", "plug") == []


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


def test_groups_and_scenes_are_published_cleared_and_taken_back_with_the_devices(tmp_path: Path, address: str) -> None:
    path = store_together(tmp_path)

    def act(action: str) -> dict[str, str]:
        done = call("ha", action, "--broker", address, "--devices", path, "--json")
        assert done.code == 0, done.err
        return {change["name"]: change["what"] for change in done.lines[-1]["data"]["changes"]}

    new = dict.fromkeys(("One", "Two", "Both", "Tuyalan"), "new")
    assert act("diff") == new
    assert act("publish") == new
    assert act("diff") == {}
    assert act("clear") == dict.fromkeys(new, "removed")
    assert len(act("undo")) == len(new)
    (tmp_path / GROUPS_FILE).unlink()
    assert act("publish") == {"Both": "removed", "Tuyalan": "removed"}
