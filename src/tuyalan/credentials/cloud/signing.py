"""Signatures of the developer platform: what is asked, with which secret, to the text that proves it.

    sign = HMAC-SHA256(secret, client id + token + time + nonce + METHOD LF sha256(body) LF headers LF url)

in upper-case hex. The url is path and query, the query sorted by name and not percent-encoded. Requests for a token
have no token in the text. Projects made before July 2021 may sign client id, token and time alone.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def build_sign_url(path: str, query: Mapping[str, str]) -> str:
    """Return path and query as they are signed: sorted by name, nothing percent-encoded."""
    if not query:
        return path
    return path + "?" + "&".join(f"{name}={query[name]}" for name in sorted(query))


def build_string_to_sign(method: str, url: str, *, body: bytes = b"", headers: Iterable[tuple[str, str]] = ()) -> str:
    """Return the part of the signed text that says what is asked.

    Args:
        method: In upper case.
        url: As `build_sign_url` makes it.
        body: Exactly the bytes that are sent.
        headers: Names and values of those headers that are signed, in the order of `Signature-Headers`.
    """
    lines = "".join(f"{name}:{value}\n" for name, value in headers)
    return f"{method}\n{hashlib.sha256(body).hexdigest()}\n{lines}\n{url}"


def build_signature(secret: str, *, client_id: str, time_ms: str, token: str = "", nonce: str = "", what: str) -> str:
    """Return the signature.

    Args:
        secret: The secret of the project.
        client_id: Its access id.
        time_ms: The header `t`: milliseconds since 1970.
        token: The access token; empty where one is asked for.
        nonce: The header `nonce`, if there is one.
        what: What `build_string_to_sign` made; empty for the form of before July 2021.
    """
    text = f"{client_id}{token}{time_ms}{nonce}{what}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest().upper()
