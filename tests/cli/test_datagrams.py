"""Recorded announcements and questions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import load_vectors
from tuyalan.cli.datagrams import decode_datagram
from tuyalan.cli.decoding import decode_all

DISCOVERY = load_vectors("discovery")


def by_id(vector: dict[str, Any]) -> str:
    return str(vector["id"])


@pytest.mark.parametrize("vector", DISCOVERY, ids=by_id)
def test_datagrams_open_with_the_public_keys(vector: dict[str, Any]) -> None:
    (decoded,) = decode_all([bytes.fromhex(vector["frame"])], [])
    assert decoded.kind == "datagram"
    assert isinstance(decoded.body, dict)


def test_an_announcement_in_clear_needs_no_frame() -> None:
    decoded = decode_datagram(b'{"ip":"192.168.1.5","gwId":"bf0123456789abcdef01","version":"3.1"}', None)
    assert decoded is not None
    assert (decoded.sender, decoded.version, decoded.integrity) == ("device", "3.1", "unchecked")
    assert decoded.fields[0].name == "JSON in clear"


def test_what_is_neither_is_none() -> None:
    assert decode_datagram(b"nonsense", None) is None
