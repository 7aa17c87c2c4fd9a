"""How both sides agree on a session key in 3.4 and 3.5. Facts: NEG-1 to NEG-6.

    START   client -> device   client nonce (16 bytes)
    RESPONSE device -> client  device nonce (16) + HMAC-SHA256(local key, client nonce) (32)
    FINISH  client -> device   HMAC-SHA256(local key, device nonce) (32); never answered

The session key is the exclusive or of both nonces, encrypted with the local key. Firmware tells "a session exists"
by the first byte of that key, so a key that begins with zero locks the client out: START must be sent again before
FINISH. In 3.5 the client can choose a nonce for which this cannot happen, since device nonces are hex digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.wire.checksum import HmacSha256
from tuyalan.wire.cipher import NONCE_SIZE, EcbCipher, GcmCipher
from tuyalan.wire.versions import Sealing

if TYPE_CHECKING:
    from collections.abc import Callable

    from tuyalan.vocabulary import LocalKey
    from tuyalan.wire.versions import VersionSpec

HANDSHAKE_NONCE: Final = 16
"""Size of either side's nonce, in bytes."""
PROOF: Final = 32
"""Size of an HMAC, in bytes."""
RESPONSE: Final = HANDSHAKE_NONCE + PROOF
_HEX_DIGITS: Final = b"0123456789abcdef"
_NONCE_TRIES: Final = 64
"""A nonce is bad in 16 of 256 cases, so 64 tries never run out in practice."""


def prove(key: LocalKey, nonce: bytes) -> bytes:
    """Return the 32 bytes that prove knowledge of the key to whoever drew `nonce`."""
    return HmacSha256(key.reveal()).digest(nonce)


def is_proven(key: LocalKey, nonce: bytes, proof: bytes) -> bool:
    """Check the other side's proof (32 bytes) in constant time."""
    return HmacSha256(key.reveal()).is_valid(nonce, proof)


def derive_session_key(spec: VersionSpec, key: LocalKey, *, client_nonce: bytes, device_nonce: bytes) -> bytes:
    """Return the 16-byte session key. Facts: NEG-3."""
    mixed = bytes(a ^ b for a, b in zip(client_nonce, device_nonce, strict=True))
    if spec.sealing is Sealing.GCM:
        return GcmCipher(key.reveal()).seal(client_nonce[:NONCE_SIZE], mixed, None)[:HANDSHAKE_NONCE]
    return EcbCipher(key.reveal()).seal_block(mixed)


def is_weak(session_key: bytes) -> bool:
    """Ask whether firmware would take this key for none. Facts: NEG-5."""
    return session_key[0] == 0


def draw_client_nonce(spec: VersionSpec, key: LocalKey, entropy: Callable[[int], bytes]) -> bytes:
    """Draw the 16-byte client nonce; in 3.5 one that cannot lead to a weak key. Facts: NEG-5, NEG-6."""
    nonce = entropy(HANDSHAKE_NONCE)
    if spec.sealing is not Sealing.GCM:
        return nonce
    cipher = GcmCipher(key.reveal())
    for _ in range(_NONCE_TRIES):
        keystream = cipher.seal(nonce[:NONCE_SIZE], b"\0", None)[0]
        if keystream ^ nonce[0] not in _HEX_DIGITS:
            break
        nonce = entropy(HANDSHAKE_NONCE)
    return nonce
