"""Recorded bytes explained, held against frames that others made."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import load_vectors
from tuyalan.cli.decoding import decode_all, read_body, read_input
from tuyalan.errors import UseError
from tuyalan.vocabulary import LocalKey

AMBIGUOUS = {"d2c-33-no_retcode"}
"""A device's frame without a return code: nothing in it says who sent it."""
FRAMES = [
    each for group in ("client_frames", "device_frames") for each in load_vectors(group) if each["id"] not in AMBIGUOUS
]
TRANSCRIPTS = load_vectors("transcripts")
DISCOVERY = load_vectors("discovery")


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


@pytest.mark.parametrize("vector", DISCOVERY, ids=by_id)
def test_datagrams_open_with_the_public_keys(vector: dict[str, Any]) -> None:
    (decoded,) = decode_all([bytes.fromhex(vector["frame"])], [])
    assert decoded.kind == "datagram"
    assert isinstance(decoded.body, dict)


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


def test_hex_base64_and_json_are_read() -> None:
    assert read_input(["00 00:55,aa", "AABVqg==", " ", '{"a":1}', "0x00 0x01"]) == [
        b"\0\0\x55\xaa",
        b"\0\0\x55\xaa",
        b'{"a":1}',
        b"\0\x01",
    ]


@pytest.mark.parametrize("texts", [[], [" "], ["zz!"], ["00" * (1024 * 1024 + 1)]])
def test_other_input_is_refused(texts: list[str]) -> None:
    with pytest.raises(UseError):
        read_input(texts)


def test_bodies_are_json_text_or_hex() -> None:
    assert [read_body(body) for body in (b"", b'{"a":1}\0', b"error text", b"\x80\x81")] == [
        None,
        {"a": 1},
        "error text",
        "8081",
    ]
