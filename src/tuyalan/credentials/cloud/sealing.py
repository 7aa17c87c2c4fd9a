"""How the interface for logins with the phone app is sealed: parameters, bodies and answers, and the signature.

    hash key = md5hex(request id + refresh token)
    secret   = first 16 hex digits of HMAC-SHA256(request id, hash key [+ "_" + letters of the session id])
    sealed   = base64(nonce) + base64(AES-128-GCM(secret, nonce, JSON) with its tag); an answer is one base64 text
    sign     = hex of HMAC-SHA256(hash key, "name=value||..." of five headers + sealed query + sealed body)

Randomness is an argument: the nonce and the request id come from outside.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import TYPE_CHECKING, Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tuyalan.errors import CloudAnswerError

if TYPE_CHECKING:
    from collections.abc import Mapping

NONCE_SIZE: Final = 12
"""Length of a nonce, in bytes."""

NONCE_LETTERS: Final = "ABCDEFGHJKMNPQRSTWXYZabcdefhijkmnprstwxyz2345678"
"""The letters that nonces are made of."""

SIGNED_HEADERS: Final = ("X-appKey", "X-requestId", "X-sid", "X-time", "X-token")
"""The headers that are signed, in this order; those that are empty are left out."""

_LETTERS: Final = 16


class SealKeys(NamedTuple):
    """The keys of one request and its answer; both are secret."""

    hash_key: str
    secret: str
    """16 hex digits, used as they are."""

    def __repr__(self) -> str:
        """Return a mask."""
        return "SealKeys(****)"


def derive_keys(request_id: str, refresh_token: str, *, session_id: str = "") -> SealKeys:
    """Return the keys of the request with this id."""
    # MD5 is what the interface asks for; nothing is protected by it alone.
    hash_key = hashlib.md5((request_id + refresh_token).encode(), usedforsecurity=False).hexdigest()
    message = hash_key
    if session_id:
        letters = (session_id[ord(letter) % _LETTERS % len(session_id)] for letter in session_id[:_LETTERS])
        message += "_" + "".join(letters)
    secret = hmac.new(request_id.encode(), message.encode(), hashlib.sha256).hexdigest()[:16]
    return SealKeys(hash_key, secret)


def seal(text: bytes, keys: SealKeys, *, nonce: str) -> str:
    """Return parameters or a body, sealed; `nonce` is 12 of the letters for nonces."""
    sealed = AESGCM(keys.secret.encode()).encrypt(nonce.encode(), text, None)
    return base64.b64encode(nonce.encode()).decode() + base64.b64encode(sealed).decode()


def unseal(text: str, keys: SealKeys) -> bytes:
    """Return what a sealed answer holds.

    Raises:
        CloudAnswerError: it is damaged, or was sealed with other keys.
    """
    try:
        data = base64.b64decode(text, validate=True)
        return AESGCM(keys.secret.encode()).decrypt(data[:NONCE_SIZE], data[NONCE_SIZE:], None)
    except (binascii.Error, InvalidTag, ValueError):
        # `from None`: nothing of the answer leaves with the error.
        raise CloudAnswerError("the answer of the service cannot be unsealed: it is damaged") from None


def sign(keys: SealKeys, headers: Mapping[str, str], *, query: str = "", body: str = "") -> str:
    """Return the header `X-sign`, from the other headers and the sealed query and body."""
    named = "||".join(f"{name}={headers[name]}" for name in SIGNED_HEADERS if headers.get(name))
    return hmac.new(keys.hash_key.encode(), (named + query + body).encode(), hashlib.sha256).hexdigest()
