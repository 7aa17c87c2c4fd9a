"""`tuyalan scan`."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from tests.cli.support import PORTS, Home, call

if TYPE_CHECKING:
    from pathlib import Path

LISTEN = ("--port", *PORTS, "--listen-only")


def test_every_device_is_a_line_and_the_end_a_table(devices: Path, home: Home) -> None:
    done = call("scan", *LISTEN, "--timeout", "1.2", "--devices", devices, "--json")
    assert done.code == 0, done
    found = [line["data"] for line in done.lines if line["data"]["event"] == "found"]
    assert {each["id"] for each in found} == {device.id for device in home.devices.values()}
    assert {each["version"] for each in found} == {"3.1", "3.2", "3.3", "3.4", "3.5"}
    end = done.lines[-1]["data"]
    assert end["event"] == "end"
    assert [each["devices"] for each in end["ports"]] == [1, 5, 0]


def test_people_see_names_versions_and_ports(devices: Path) -> None:
    done = call("scan", *LISTEN, "--timeout", "1.2", "--devices", devices)
    assert "thermostat" in done.out
    assert f"heard on UDP {PORTS[0]} (1), {PORTS[1]} (5)" in done.all


def test_devices_that_are_not_stored_are_shown_as_such(tmp_path: Path, home: Home) -> None:
    done = call("scan", *LISTEN, "--once", "--timeout", "3", "--devices", tmp_path / "none.json")
    assert "not stored" in done.out
    # It ends with the first, and others may be heard in the same moment.
    assert any(f"{count} device{'s' if count > 1 else ''} in" in done.all for count in range(1, len(home.devices) + 1))


def test_the_search_ends_when_the_wanted_device_is_found(devices: Path) -> None:
    done = call("scan", *LISTEN, "--wanted", "lamp", "--timeout", "4", "--devices", devices, "--json")
    assert done.lines[-1]["data"]["seconds"] < 3


def test_an_unknown_name_cannot_be_wanted(devices: Path) -> None:
    assert call("scan", *LISTEN, "--wanted", "lampe", "--timeout", "1", "--devices", devices).code == 6


def test_nothing_found_comes_with_the_reasons_to_check(devices: Path) -> None:
    silent = ("--port", "36766", "36767", "37100", "--listen-only", "--timeout", "0.2", "--devices", devices)
    done = call("scan", *silent)
    assert done.code == 6
    assert "What to check:" in done.err
    assert "firewall" in done.err
    done = call("scan", *silent, "--json")
    assert done.error["code"] == "scan.nothing"
    assert "firewall" in done.error["hint"]


def test_a_port_in_use_is_told_and_the_others_are_heard(devices: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("0.0.0.0", 0))
        port = taken.getsockname()[1]
        listen = ("--port", PORTS[0], PORTS[1], port, "--listen-only", "--timeout", "1.2", "--devices", devices)
        done = call("scan", *listen)
        assert done.code == 0
        assert f"UDP port {port} is not heard" in done.all
        lines = call("scan", *listen, "--json").lines
    assert lines[-1]["data"]["ports"][2]["error"]


def test_calls_that_make_no_sense_are_refused(devices: Path) -> None:
    assert call("scan", "--timeout", "0", "--devices", devices).code == 2
    assert call("scan", "--port", "0", "1", "2", "--devices", devices).code == 2
    assert call("scan", *LISTEN, "--probe", "nonsense", "--timeout", "1", "--devices", devices).code == 2
