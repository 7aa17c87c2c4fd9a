"""Signatures of the developer platform, against values that others computed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support import load_vectors
from tuyalan.credentials.cloud.signing import build_sign_url, build_signature, build_string_to_sign

VECTORS = load_vectors("cloud_signing")


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_signatures_are_those_of_other_implementations(vector: dict[str, Any]) -> None:
    what = ""
    if "string_to_sign" in vector:
        headers = [(name, value) for name, value in vector.get("signature_headers", [])]
        what = build_string_to_sign(vector["method"], vector["url"], body=vector["body"].encode(), headers=headers)
        assert what == vector["string_to_sign"]
    signature = build_signature(
        vector["secret"],
        client_id=vector["client_id"],
        time_ms=vector["t"],
        token=vector.get("access_token", ""),
        nonce=vector.get("nonce", ""),
        what=what,
    )
    assert signature == vector["expected_sign"]


def test_all_kinds_of_vectors_are_there() -> None:
    assert len(VECTORS) >= 10
    assert {"POST", "GET"} <= {vector.get("method") for vector in VECTORS}
    assert any(json.dumps(vector).count("Tuya documentation") for vector in VECTORS)


def test_the_query_is_signed_sorted_and_as_it_is_meant() -> None:
    assert build_sign_url("/v1.0/x", {"b": "1,2", "a": "ü z"}) == "/v1.0/x?a=ü z&b=1,2"
    assert build_sign_url("/v1.0/x", {}) == "/v1.0/x"
