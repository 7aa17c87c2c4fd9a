"""Recorded bytes explained, held against frames that others made."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import load_vectors
from tuyalan.cli.decoding import decode_all
from tuyalan.vocabulary import LocalKey

AMBIGUOUS = {"d2c-33-no_retcode"}
"""A device's frame without a return code: nothing in it says who sent it."""
FRAMES = [
    each for group in ("client_frames", "device_frames") for each in load_vectors(group) if each["id"] not in AMBIGUOUS
]
TRANSCRIPTS = load_vectors("transcripts")


def by_id(vector: dict[str, Any]) -> str:
    return str(vector["id"])


@pytest.mark.parametrize("vector", FRAMES, ids=by_id)
def test_version_sender_and_key_of_single_frames_are_found(vector: dict[str, Any]) -> None:
    other = ("other", LocalKey("another key here"))
    (decoded,) = decode_all([bytes.fromhex(vector["frame"])], [other, ("it", LocalKey(bytes.fromhex(vector["key"])))])
    assert decoded.integrity == "ok"
    assert decoded.sender in {vector["direction"].partition("->")[0], None}
    assert decoded.version is not None
    assert decoded.version in {vector["version"], "3.1 to 3.3", "3.2 or 3.3"}


@pytest.mark.parametrize("vector", TRANSCRIPTS, ids=by_id)
def test_a_whole_conversation_opens_with_the_local_key_alone(vector: dict[str, Any]) -> None:
    frames = [bytes.fromhex(each["frame"]) for each in vector["frames"]]
    decoded = decode_all(frames, [("it", LocalKey(bytes.fromhex(vector["local_key"])))])
    assert len(decoded) == len(frames)
    assert {each.integrity for each in decoded} == {"ok"}
    assert decode_all([b"".join(frames)], [("it", LocalKey(bytes.fromhex(vector["local_key"])))]) == decoded


def test_a_datagram_among_frames_is_told_as_one() -> None:
    datagram = bytes.fromhex(load_vectors("discovery")[0]["frame"])
    heartbeat = bytes.fromhex("000055aa00000001000000090000000c000000006dc772860000aa55")
    assert [each.kind for each in decode_all([heartbeat, datagram], [])] == ["55aa", "datagram"]


def test_a_frame_without_its_key_is_sealed_not_bad() -> None:
    sealed = next(each for each in FRAMES if each["version"] == "3.5")
    (decoded,) = decode_all([bytes.fromhex(sealed["frame"])], [])
    assert (decoded.integrity, decoded.is_sealed, decoded.fault) == ("unchecked", True, "tag")


def test_damage_and_garbage_are_explained() -> None:
    heartbeat = bytes.fromhex("000055aa00000001000000090000000c000000006dc772860000aa55")
    damaged = heartbeat[:-6] + b"\xff\xff" + heartbeat[-4:]
    torn = heartbeat[:20]
    decoded = decode_all([b"garbage" + damaged + torn], [])
    assert [each.fault for each in decoded] == ["garbage", "crc", "torn"]
    assert all(each.explanation for each in decoded)
