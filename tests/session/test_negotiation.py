"""Session keys agree with observed ones, and weak ones are avoided."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.session.playbook import DEVICE_NONCE, WEAK_NONCE_34, Entropy
from tests.support import VECTORS, load_vectors
from tests.wire.support import KEY, OTHER_KEY, load_negotiation_cases
from tuyalan.session.negotiation import (
    HANDSHAKE_NONCE,
    derive_session_key,
    draw_client_nonce,
    is_proven,
    is_weak,
    prove,
)
from tuyalan.vocabulary import LocalKey, Version
from tuyalan.wire.versions import VERSIONS

SESSIONS = [entry for entry in load_vectors("crypto") if entry["op"].startswith("session key")]
CONVERSATIONS = [
    entry for group in ("dialogs", "transcripts") for entry in load_vectors(group) if entry["session_key"] is not None
]


@pytest.mark.fact("NEG-3")
@pytest.mark.parametrize("vector", SESSIONS, ids=lambda vector: vector["id"])
def test_session_keys_are_those_of_the_vectors(vector: dict[str, Any]) -> None:
    key = LocalKey(bytes.fromhex(vector["local_key"]))
    client_nonce, device_nonce = bytes.fromhex(vector["client_nonce"]), bytes.fromhex(vector["device_nonce"])
    spec = VERSIONS[Version(vector["op"][-3:])]
    found = derive_session_key(spec, key, client_nonce=client_nonce, device_nonce=device_nonce)
    assert found.hex() == vector["expected"]
    assert is_weak(found) is ("zero" in vector["id"])
    if "hmac_client_nonce" in vector:
        assert prove(key, client_nonce).hex() == vector["hmac_client_nonce"]
        assert prove(key, device_nonce).hex() == vector["hmac_device_nonce"]


@pytest.mark.fact("NEG-3")
@pytest.mark.parametrize("entry", CONVERSATIONS, ids=lambda entry: entry["id"])
def test_session_keys_are_those_of_recorded_conversations(entry: dict[str, Any]) -> None:
    found = derive_session_key(
        VERSIONS[Version(entry["version"])],
        LocalKey(bytes.fromhex(entry["local_key"])),
        client_nonce=bytes.fromhex(entry["client_nonce"]),
        device_nonce=bytes.fromhex(entry["device_nonce"]),
    )
    assert found.hex() == entry["session_key"]


@pytest.mark.fact("NEG-5")
@pytest.mark.parametrize("case", load_negotiation_cases(), ids=lambda case: case["session_key"][:8])
def test_weak_keys_seen_with_device_code_are_told_and_avoided(case: dict[str, str]) -> None:
    spec = VERSIONS[Version(case["version"])]
    key = LocalKey(case["local_key"])
    nonce = bytes.fromhex(case["client_nonce"])
    found = derive_session_key(spec, key, client_nonce=nonce, device_nonce=bytes.fromhex(case["device_nonce"]))
    assert found.hex() == case["session_key"]
    assert is_weak(found)
    assert draw_client_nonce(spec, key, Entropy(nonce)) != nonce


def test_the_recorded_negotiations_are_all_there() -> None:
    assert len(load_negotiation_cases()) == 2
    assert (VECTORS / "vectors-device.json").is_file()


@pytest.mark.fact("NEG-6")
@given(
    nonce=st.binary(min_size=HANDSHAKE_NONCE, max_size=HANDSHAKE_NONCE),
    key=st.binary(min_size=16, max_size=16).map(LocalKey),
    device_nonce=st.text("0123456789abcdef", min_size=16, max_size=16).map(str.encode),
)
def test_on_3_5_no_hexadecimal_nonce_can_make_the_key_weak(nonce: bytes, key: LocalKey, device_nonce: bytes) -> None:
    spec = VERSIONS[Version.V35]
    chosen = draw_client_nonce(spec, key, Entropy(nonce))
    assert len(chosen) == HANDSHAKE_NONCE
    assert not is_weak(derive_session_key(spec, key, client_nonce=chosen, device_nonce=device_nonce))


@pytest.mark.fact("NEG-6")
def test_recorded_device_nonces_are_hexadecimal_digits() -> None:
    recorded = [bytes.fromhex(entry["device_nonce"]) for entry in CONVERSATIONS if "tuyaopen" in entry["id"]]
    recorded += [bytes.fromhex(case["device_nonce"]) for case in load_negotiation_cases()]
    recorded += [
        bytes.fromhex(entry["device_nonce"]) for entry in load_vectors("real_captures") if "device_nonce" in entry
    ]
    assert len(recorded) > 4
    assert all(set(nonce) <= set(b"0123456789abcdef") for nonce in recorded)


def test_on_3_4_any_nonce_is_taken_as_it_comes() -> None:
    assert draw_client_nonce(VERSIONS[Version.V34], KEY, Entropy(WEAK_NONCE_34)) == WEAK_NONCE_34


def test_entropy_that_never_gives_a_good_nonce_ends_all_the_same() -> None:
    (vector,) = [entry for entry in SESSIONS if entry["id"] == "session35-first-byte-zero"]
    bad = bytes.fromhex(vector["client_nonce"])
    asked: list[int] = []

    def always(size: int) -> bytes:
        asked.append(size)
        return bad

    assert draw_client_nonce(VERSIONS[Version.V35], KEY, always) == bad
    assert 10 < len(asked) < 100


@pytest.mark.fact("NEG-8")
def test_only_the_same_key_proves_itself() -> None:
    assert is_proven(KEY, DEVICE_NONCE, prove(KEY, DEVICE_NONCE))
    assert not is_proven(KEY, DEVICE_NONCE, prove(OTHER_KEY, DEVICE_NONCE))
    assert not is_proven(KEY, DEVICE_NONCE, prove(KEY, bytes(16)))
    assert not is_proven(KEY, DEVICE_NONCE, b"")
