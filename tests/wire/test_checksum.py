"""Check sums agree with the vectors and with the standard library."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import load_vectors
from tests.wire.support import load_frames
from tuyalan.wire import checksum
from tuyalan.wire.codec import Sender

SIGNATURES = [entry for entry in load_vectors("crypto") if entry["op"] == "3.1 signature"]
CRCS = [entry for entry in load_vectors("crypto") if entry["op"].startswith("crc-32")]


@pytest.mark.fact("CRC-1")
@pytest.mark.parametrize("vector", CRCS, ids=lambda vector: vector["id"])
def test_the_crc_is_that_of_zlib(vector: dict[str, Any]) -> None:
    assert checksum.crc32(bytes.fromhex(vector["input"])).to_bytes(4, "big").hex() == vector["expected"]


@pytest.mark.fact("BODY-2")
@pytest.mark.parametrize("vector", SIGNATURES, ids=lambda vector: vector["id"])
def test_the_signature_of_3_1_is_the_middle_of_an_md5(vector: dict[str, Any]) -> None:
    signature = checksum.signature_31(vector["base64"].encode(), bytes.fromhex(vector["key"]))
    assert signature.decode() == vector["expected"]


@pytest.mark.fact("BODY-2")
def test_a_real_push_of_3_1_carries_that_signature() -> None:
    (push,) = [entry for entry in load_vectors("real_captures") if entry["id"] == "real-31-payload-status"]
    payload = push["payload_text"].encode()
    base64.b64decode(payload[19:], validate=True)
    assert checksum.signature_31(payload[19:], bytes.fromhex(push["key"])) == payload[3:19]


@given(key=st.binary(max_size=64), data=st.binary(max_size=300))
def test_the_hmac_is_that_of_the_standard_library(key: bytes, data: bytes) -> None:
    assert checksum.HmacSha256(key).digest(data) == hmac.digest(key, data, hashlib.sha256)


def test_one_hmac_object_serves_many_frames() -> None:
    code = checksum.HmacSha256(b"k" * 16)
    assert code.digest(b"one") != code.digest(b"two")
    assert code.digest(b"one") == hmac.digest(b"k" * 16, b"one", hashlib.sha256)


def test_a_wrong_hmac_is_not_valid() -> None:
    code = checksum.HmacSha256(b"k" * 16)
    right = code.digest(b"data")
    assert code.is_valid(b"data", right)
    assert not code.is_valid(b"data", right[:-1] + bytes([right[-1] ^ 1]))
    assert not code.is_valid(b"data", b"")


@pytest.mark.fact("CRC-2")
def test_real_frames_of_3_4_carry_the_hmac_of_everything_before_it() -> None:
    frames = [vector for vector in load_frames("real_captures") if vector.version == "3.4"]
    assert {vector.sender for vector in frames} == set(Sender)
    for vector in frames:
        assert checksum.HmacSha256(vector.key.reveal()).is_valid(vector.frame[:-36], vector.frame[-36:-4]), vector.id
