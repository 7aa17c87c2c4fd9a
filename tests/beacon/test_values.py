"""Announcements know their version, and nothing in them counts as proven."""

from __future__ import annotations

import pytest

from tuyalan.beacon.values import CLEAR_FORMATS, PAIRING_FORMATS, Beacon, Format, Reason
from tuyalan.vocabulary import DeviceId, Version

ID = DeviceId("eb0123456789abcdef0123")


@pytest.mark.parametrize("version", list(Version))
def test_a_told_version_is_read(version: Version) -> None:
    assert Beacon(device_id=ID, version_text=version.value, format=Format.ECB).version is version


@pytest.mark.parametrize("kind", list(Format))
def test_no_version_means_3_1_in_clear_and_unknown_elsewhere(kind: Format) -> None:
    expected = Version.V31 if kind in {Format.CLEAR, Format.BARE_JSON} else None
    assert Beacon(device_id=ID, format=kind).version is expected


@pytest.mark.parametrize("text", ["3.6", "4.0", "3", "latest"])
def test_a_version_nobody_knows_stays_readable(text: str) -> None:
    beacon = Beacon(device_id=ID, version_text=text)
    assert beacon.version is None
    assert beacon.version_text == text


def test_the_words_for_machines_are_stable() -> None:
    assert [kind.value for kind in Format] == ["clear", "bare-json", "ecb", "bare-ecb", "gcm", "ap-ecb", "ap-gcm"]
    assert [reason.value for reason in Reason] == ["size", "unknown", "length", "suffix", "crc", "key", "json", "id"]


def test_no_format_is_both_clear_and_of_pairing() -> None:
    assert not CLEAR_FORMATS & PAIRING_FORMATS


def test_an_announcement_can_be_a_member_of_a_set() -> None:
    assert len({Beacon(device_id=ID), Beacon(device_id=ID), Beacon(device_id=ID, name="lamp")}) == 2
