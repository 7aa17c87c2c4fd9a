"""`tuyalan serve`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.support import Home, call
from tests.fleet.household import make_hub_of
from tuyalan.cli.serve import ServeEvent, describe, parse_sets
from tuyalan.client.finder import Found
from tuyalan.errors import UseError
from tuyalan.fleet.events import (
    Changed,
    DeviceAdded,
    DeviceFound,
    DeviceRemoved,
    DeviceRenamed,
    Fired,
    GroupChanged,
    HealthChanged,
    HubEvent,
    SceneChanged,
)
from tuyalan.fleet.health import STOPPED, Health
from tuyalan.session.events import Cause
from tuyalan.vocabulary import DeviceId

if TYPE_CHECKING:
    from pathlib import Path

QUIET = ("--set", "hub.beacons=no")


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.delenv("TUYALAN_CONFIG", raising=False)


def test_what_happens_to_devices_is_a_line_each(devices: Path, tmp_path: Path) -> None:
    done = call("serve", "--seconds", "1.5", "--devices", devices, *QUIET, "--json")
    assert done.code == 0
    events = [line["data"] for line in done.lines]
    assert events[0]["event"] == "ready"
    assert {"plug", "lamp", "gateway", "Zigbee plug"} <= {e["name"] for e in events if e.get("event") == "online"}
    assert "changed" not in {event.get("event") for event in events}
    assert events[-1]["devices"] > 3
    assert (tmp_path / "XDG_STATE_HOME" / "tuyalan" / "hub.db").exists()


def test_people_see_values_too_if_they_want_to(devices: Path) -> None:
    done = call("serve", "--seconds", "1.5", "--show", "values", "--devices", devices, *QUIET)
    assert "online" in done.out
    assert "changed" in done.out
    assert "devices were kept" in done.out


def test_nothing_is_printed_if_nobody_wants_to_see_it(devices: Path) -> None:
    done = call("serve", "--seconds", "0.5", "--show", "nothing", "--devices", devices, *QUIET, "--json")
    assert len(done.lines) == 1


def test_wrong_settings_are_told_before_anything_begins(devices: Path, tmp_path: Path) -> None:
    config = tmp_path / "hub.toml"
    config.write_text("[hub]\nshow = 'all'\n")
    done = call("serve", "--config", config, "--devices", devices, "--json")
    assert (done.code, done.error["code"]) == (9, "config")
    assert "hub.toml, line 2, column 1" in done.error["message"]
    assert call("serve", "--set", "hub.show=all", "--devices", devices).code == 9
    assert call("serve", "--set", "hub.show", "--devices", devices).code == 2
    assert call("serve", "--seconds", "0", "--devices", devices).code == 2
    assert "no such file" in call("serve", "--config", tmp_path / "none.toml", "--json").error["message"]


def test_keys_never_appear(devices: Path, home: Home) -> None:
    done = call("serve", "--seconds", "0.5", "--show", "values", "--debug", "--devices", devices, *QUIET)
    assert not [secret for secret in home.secrets() if secret in done.all]


def test_settings_are_typed_as_name_and_value() -> None:
    assert parse_sets(["hub.show=values", " hub.state = a=b"]) == {"hub.show": "values", "hub.state": " a=b"}
    with pytest.raises(UseError, match="no setting"):
        parse_sets(["=5"])


FOUND = Found(device_id=DeviceId("bf77"), address="10.0.0.7", first_seen=1.0, last_seen=1.0)
AWAY = Health(is_online=False, reason="net.busy", message="full", hint="Wait.")
ONLINE = Health(is_online=True, reason=None)


@pytest.mark.parametrize(
    ("event", "word", "text"),
    [
        (GroupChanged("all", None, is_removed=False, time=1.0), "group", "made or changed"),
        (SceneChanged("night", is_removed=True, time=1.0), "scene", "removed"),
        (DeviceFound("bf77", FOUND, 1.0), "found", "bf77 at 10.0.0.7 is not stored"),
        (DeviceAdded("bf01", "lamp", 1.0), "added", ""),
        (DeviceRemoved("bf01", "lamp", 1.0), "removed", ""),
        (DeviceRenamed("bf01", "desk", "lamp", "Study", 1.0), "renamed", "was lamp in Study"),
        (HealthChanged("bf01", AWAY, ONLINE, 1.0), "away", "full → Wait."),
        (HealthChanged("bf01", ONLINE, AWAY, 1.0), "online", ""),
    ],
)
def test_events_are_told_in_words(event: HubEvent, word: str, text: str) -> None:
    shown = describe(event, make_hub_of("bf01"))
    assert shown is not None
    assert (shown.event, shown.text) == (word, text)


def test_happenings_and_changes_are_told_by_their_values() -> None:
    hub = make_hub_of("bf01")
    fired = describe(Fired("bf01", "button", "single", 1.0), hub)
    assert fired == ServeEvent(event="fired", time=1.0, id="bf01", name="bf01", values={"button": "single"})
    changes = tuple(hub.members["bf01"].model.apply({1: True}))
    code = changes[0].property.code
    changed = Changed("bf01", changes, {1: True}, Cause.PUSH, 1.0)
    assert describe(changed, hub) is None
    shown = describe(changed, hub, with_values=True)
    assert shown is not None
    assert shown.values == {code: True}


def test_what_is_nothing_for_people_is_not_told() -> None:
    hub = make_hub_of("bf01")
    assert describe(HealthChanged("bf99", AWAY, ONLINE, 1.0), hub) is None
    assert describe(HealthChanged("bf01", Health(is_online=False, reason=STOPPED), ONLINE, 1.0), hub) is None
    assert describe(Changed("bf01", (), {}, Cause.PUSH, 1.0), hub, with_values=True) is None


def test_where_the_broker_listens_is_told(devices: Path) -> None:
    done = call("serve", "--with-broker", "--set", "mqtt.own_port=0", "--seconds", "4", "--devices", devices, *QUIET)
    assert "a broker listens at mqtt://127.0.0.1:" in done.err
    assert "connected to mqtt://127.0.0.1:" in done.err
