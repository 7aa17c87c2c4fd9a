"""Ciphers agree with the vectors, and a wrong key is told apart."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import load_vectors
from tuyalan.wire.cipher import BLOCK, NONCE_SIZE, TAG_SIZE, EcbCipher, GcmCipher

CRYPTO = load_vectors("crypto")
ECB = [entry for entry in CRYPTO if entry["op"] == "aes-128-ecb-pkcs7"]
GCM = [entry for entry in CRYPTO if entry["op"] == "aes-128-gcm"]
KEYS = [entry for entry in CRYPTO if entry["op"] == "md5"]
KEY = b"XH.YR?<<.-SVV{Z6"


@pytest.mark.parametrize("vector", ECB, ids=lambda vector: vector["id"])
def test_ecb_seals_and_unseals_the_vectors(vector: dict[str, Any]) -> None:
    cipher = EcbCipher(bytes.fromhex(vector["key"]))
    plain, sealed = bytes.fromhex(vector["input"]), bytes.fromhex(vector["expected"])
    assert cipher.seal(plain) == sealed
    assert cipher.unseal(sealed) == plain


@pytest.mark.parametrize("vector", GCM, ids=lambda vector: vector["id"])
def test_gcm_seals_and_unseals_the_vectors(vector: dict[str, Any]) -> None:
    cipher = GcmCipher(bytes.fromhex(vector["key"]))
    nonce, header = bytes.fromhex(vector["iv"]), bytes.fromhex(vector["aad"])
    plain, sealed = bytes.fromhex(vector["input"]), bytes.fromhex(vector["expected"])
    assert cipher.seal(nonce, plain, header) == sealed
    assert cipher.unseal(nonce, sealed, header) == plain


def test_every_primitive_of_the_vectors_is_used_by_some_test() -> None:
    known = {"md5", "aes-128-ecb-pkcs7", "aes-128-gcm", "3.1 signature", "crc-32/iso-hdlc"}
    assert {entry["op"] for entry in CRYPTO} == known | {"session key 3.4", "session key 3.5"}


@pytest.mark.parametrize("vector", KEYS, ids=lambda vector: vector["id"])
def test_the_public_keys_are_md5_of_their_texts(vector: dict[str, Any]) -> None:
    digest = hashlib.md5(vector["input_text"].encode(), usedforsecurity=False).hexdigest()
    assert digest == vector["expected"]


@given(st.lists(st.binary(max_size=100), max_size=8))
def test_one_ecb_cipher_serves_many_messages(plaintexts: list[bytes]) -> None:
    cipher = EcbCipher(KEY)
    sealed = [cipher.seal(plain) for plain in plaintexts]
    assert [EcbCipher(KEY).unseal(text) for text in sealed] == plaintexts
    assert [cipher.unseal(text) for text in sealed] == plaintexts
    assert all(len(text) % BLOCK == 0 for text in sealed)


def test_a_block_is_sealed_without_padding() -> None:
    cipher = EcbCipher(KEY)
    assert cipher.seal_block(bytes(BLOCK)) == cipher.seal(bytes(BLOCK))[:BLOCK]


@pytest.mark.parametrize("size", [0, 1, 15, 17, 31])
def test_a_ciphertext_of_odd_length_does_not_unseal(size: int) -> None:
    assert EcbCipher(KEY).unseal(bytes(size)) is None


@pytest.mark.parametrize("padding", [b"\0", b"\x11", b"\xff", b"\x03\x02\x03", b"\x0f" + b"\x10" * 15])
def test_wrong_padding_means_a_wrong_key(padding: bytes) -> None:
    cipher = EcbCipher(KEY)
    assert cipher.unseal(cipher.seal_block(padding.rjust(BLOCK, b"x"))) is None


def test_padding_of_a_whole_block_is_right() -> None:
    cipher = EcbCipher(KEY)
    assert cipher.unseal(cipher.seal_block(b"\x10" * BLOCK)) == b""


@pytest.mark.fact("GCM-1")
def test_a_changed_header_breaks_the_tag() -> None:
    cipher = GcmCipher(KEY)
    sealed = cipher.seal(bytes(NONCE_SIZE), b"body", b"header")
    assert len(sealed) == len(b"body") + TAG_SIZE
    assert cipher.unseal(bytes(NONCE_SIZE), sealed, b"header") == b"body"
    assert cipher.unseal(bytes(NONCE_SIZE), sealed, b"Header") is None
    assert cipher.unseal(bytes(NONCE_SIZE), sealed, None) is None


@pytest.mark.parametrize("size", [0, 1, TAG_SIZE - 1, TAG_SIZE, 40])
def test_junk_does_not_unseal(size: int) -> None:
    assert GcmCipher(KEY).unseal(bytes(NONCE_SIZE), bytes(size), b"") is None
