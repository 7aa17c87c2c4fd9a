"""The sealed interface, against values that another implementation computed."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import load_vectors
from tuyalan.credentials.cloud.sealing import NONCE_LETTERS, SealKeys, derive_keys, seal, sign, unseal
from tuyalan.errors import CloudAnswerError

VECTORS = load_vectors("sharing_signing")
NAMES = [vector["id"] for vector in VECTORS]


def keys_of(vector: dict[str, Any]) -> SealKeys:
    return derive_keys(vector["request_id"], vector["refresh_token"], session_id=vector["sid"])


@pytest.mark.parametrize("vector", VECTORS, ids=NAMES)
def test_keys_sealing_and_signature_are_those_of_the_maker(vector: dict[str, Any]) -> None:
    keys = keys_of(vector)
    assert tuple(keys) == (vector["hash_key"], vector["secret"])
    query = json.dumps(vector["query"], separators=(",", ":")).encode()
    sealed = seal(query, keys, nonce=vector["nonce"])
    assert sealed == vector["encdata"]
    headers = {
        "X-appKey": vector["client_id"],
        "X-requestId": vector["request_id"],
        "X-sid": vector["sid"],
        "X-time": vector["time"],
        "X-token": vector["access_token"],
    }
    assert sign(keys, headers, query=sealed) == vector["expected_sign"]


@pytest.mark.parametrize("vector", VECTORS, ids=NAMES)
def test_answers_are_unsealed(vector: dict[str, Any]) -> None:
    assert unseal(vector["response_result"], keys_of(vector)).decode() == vector["response_plaintext"]


@pytest.mark.parametrize("text", ["", "no base64!", "QUJD", base64.b64encode(bytes(40)).decode(), "ü"])
def test_a_damaged_answer_is_told_without_its_content(text: str) -> None:
    with pytest.raises(CloudAnswerError, match="damaged") as caught:
        unseal(text, derive_keys("id", "token"))
    assert not text or text not in str(caught.value)
    assert caught.value.__cause__ is None


@given(st.binary(max_size=200), st.text(alphabet=NONCE_LETTERS, min_size=12, max_size=12))
def test_what_is_sealed_comes_back(text: bytes, nonce: str) -> None:
    keys = derive_keys("request", "refresh")
    sealed = seal(text, keys, nonce=nonce)
    # The wire form of requests is two texts; that of answers is one.
    whole = base64.b64encode(base64.b64decode(sealed[:16]) + base64.b64decode(sealed[16:])).decode()
    assert unseal(whole, keys) == text


def test_a_short_session_id_is_read_from_its_beginning_again() -> None:
    assert derive_keys("id", "token", session_id="zz") != derive_keys("id", "token")


def test_keys_mask_themselves() -> None:
    assert "****" in repr(derive_keys("id", "token"))
    assert derive_keys("id", "token").secret not in repr(derive_keys("id", "token"))
