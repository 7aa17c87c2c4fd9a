"""What the tests of announcements share: the vectors of datagrams, and any announcement at all."""

from __future__ import annotations

import string
from typing import Any, Final

from hypothesis import strategies as st

from tests.support import load_vectors
from tuyalan.beacon.values import PAIRING_FORMATS, Beacon, Format
from tuyalan.vocabulary import DeviceId

NONCE: Final = bytes(range(12))


def load_datagrams() -> list[dict[str, Any]]:
    """Return all vectors of datagrams: made, captured, and of pairing."""
    captured = [vector for vector in load_vectors("real_captures") if vector.get("transport") == "udp"]
    return load_vectors("discovery") + load_vectors("ap_mode") + captured


def find_datagram(name: str) -> dict[str, Any]:
    """Return the vector with the id `name`."""
    return next(vector for vector in load_datagrams() if vector["id"] == name)


def read_plaintext(vector: dict[str, Any]) -> bytes:
    """Return the JSON text of a vector, without NULs."""
    return vector["plaintext_text"].encode()


def guess_format(vector: dict[str, Any]) -> Format:
    """Tell the format of a vector from its description, not from our parser."""
    frame = bytes.fromhex(vector["frame"])
    is_pairing = vector.get("key") == "c6f23aef1cafb170b8d812d7509c8e6d"
    if frame.startswith(bytes.fromhex("00006699")):
        return Format.AP_GCM if is_pairing else Format.GCM
    if not frame.startswith(bytes.fromhex("000055aa")):
        return Format.BARE_JSON if frame.startswith(b"{") else Format.BARE_ECB
    if "key" not in vector:
        return Format.CLEAR
    return Format.AP_ECB if is_pairing else Format.ECB


_WORDS: Final = st.text(string.ascii_letters + string.digits, max_size=24)
_NUMBERS: Final = st.none() | st.integers(0, 255)


def beacons() -> st.SearchStrategy[Beacon]:
    """Return any announcement that fits into a datagram."""
    return st.builds(
        Beacon,
        device_id=st.text(string.ascii_letters + string.digits, min_size=1, max_size=64).map(DeviceId),
        address=st.none() | st.ip_addresses(v=4).filter(lambda address: not address.is_unspecified).map(str),
        version_text=st.sampled_from(("", "3.1", "3.2", "3.3", "3.4", "3.5", "4.0")),
        product_key=_WORDS,
        uuid=_WORDS,
        name=st.text(st.characters(categories=("L", "N", "P")), max_size=20),
        active=_NUMBERS,
        ability=_NUMBERS,
        mode=_NUMBERS,
        encrypted=st.none() | st.booleans(),
        security_level=_NUMBERS,
        pairing_error=_NUMBERS,
        extra=st.just(()) | st.just((("token", True), ("wf_cfg", True), ("lastwifistatus", "5"))),
        format=st.sampled_from(sorted(set(Format) - PAIRING_FORMATS, key=lambda kind: kind.value)),
    )
