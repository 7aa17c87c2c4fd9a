"""Announcements and questions are built to the bytes that devices and apps send."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.beacon.support import NONCE, beacons, find_datagram, load_datagrams
from tuyalan.beacon.building import build_ask, build_beacon, format_of
from tuyalan.beacon.parsing import parse_datagram
from tuyalan.beacon.sealing import unseal_datagram
from tuyalan.beacon.values import Ask, Beacon, Format
from tuyalan.vocabulary import DeviceId, Version

ID = DeviceId("eb0123456789abcdef0123")

NOT_OUR_SPELLING = {"udp-6667-tuyamock-beacon", "udp-7000-solicit-tinytuya", "real-ap-errc", "ap-31-config"}
"""Blanks in the JSON text, or fields that are not kept because they are secrets."""

OURS = [vector for vector in load_datagrams() if vector["id"] not in NOT_OUR_SPELLING]


def read_body(datagram: bytes) -> dict[str, object]:
    """Return the JSON object inside a datagram."""
    opened = unseal_datagram(datagram)
    assert hasattr(opened, "body")
    return json.loads(opened.body)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]


@pytest.mark.fact("UDP-1", "UDP-2", "UDP-3")
@pytest.mark.parametrize("vector", OURS, ids=lambda vector: vector["id"])
def test_what_was_read_is_built_to_the_same_bytes(vector: dict[str, Any]) -> None:
    frame = bytes.fromhex(vector["frame"])
    nonce = frame[18:30]
    told = parse_datagram(frame)
    if isinstance(told, Ask):
        assert told.address is not None
        assert build_ask(told.address, nonce=nonce) == frame
        return
    assert isinstance(told, Beacon)
    code = bytes.fromhex(vector["retcode"] or "")
    padding = 2 if vector["id"].endswith("-trailing-nul") else 0
    assert build_beacon(told, nonce=nonce, code=code, padding=padding) == frame


def test_a_device_of_each_version_announces_itself_in_its_format() -> None:
    assert {version: format_of(version) for version in Version} == {
        Version.V31: Format.CLEAR,
        Version.V32: Format.ECB,
        Version.V33: Format.ECB,
        Version.V34: Format.ECB,
        Version.V35: Format.GCM,
    }


@settings(max_examples=200)
@given(beacons(), st.sampled_from((b"", bytes(4))), st.integers(0, 5))
def test_any_announcement_comes_back_as_it_was_told(beacon: Beacon, code: bytes, padding: int) -> None:
    told = parse_datagram(build_beacon(beacon, nonce=NONCE, code=code, padding=padding))
    assert isinstance(told, Beacon)
    framed = beacon.format not in {Format.BARE_JSON, Format.BARE_ECB}
    assert (told.command is not None) is framed
    assert build_beacon(told, nonce=NONCE, code=code) == build_beacon(beacon, nonce=NONCE, code=code)


def test_the_spelling_of_ability_can_be_chosen() -> None:
    beacon = Beacon(device_id=ID, version_text="3.3", ability=0, format=Format.ECB)
    assert "ablilty" in read_body(build_beacon(beacon))
    assert "ability" in read_body(build_beacon(beacon, ability_name="ability"))


def test_a_3_4_device_may_announce_itself_with_its_own_command() -> None:
    beacon = Beacon(device_id=ID, version_text="3.4", format=Format.ECB, command=0x23)
    told = parse_datagram(build_beacon(beacon))
    assert isinstance(told, Beacon)
    assert told.command == 0x23


def test_a_device_that_waits_to_be_paired_tells_no_id() -> None:
    beacon = Beacon(device_id=DeviceId("uuid01"), uuid="uuid01", format=Format.AP_GCM)
    assert read_body(build_beacon(beacon, nonce=NONCE)) == {"uuid": "uuid01"}


@pytest.mark.fact("ASK-1")
def test_a_question_is_what_the_app_sends() -> None:
    frame = bytes.fromhex(find_datagram("real-udp-7000-app")["frame"])
    assert build_ask("192.168.1.102", nonce=frame[18:30]) == frame
    assert parse_datagram(frame) == Ask(address="192.168.1.102", command=0x25)
