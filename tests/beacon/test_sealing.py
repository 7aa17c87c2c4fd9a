"""Datagrams are checked, opened and sealed as devices and apps do it."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.beacon.support import NONCE, guess_format, load_datagrams, read_plaintext
from tuyalan.beacon.sealing import AP_KEY, UDP_KEY, Opened, seal_datagram, unseal_datagram
from tuyalan.beacon.values import Format, Reason
from tuyalan.wire.cipher import EcbCipher, GcmCipher
from tuyalan.wire.codec import frame_55aa, frame_6699
from tuyalan.wire.frame import HEADER_55AA, MAX_DATAGRAM

BODY = b'{"gwId":"eb0123456789abcdef0123"}'

parametrize_vectors = pytest.mark.parametrize("vector", load_datagrams(), ids=lambda vector: vector["id"])


def test_the_public_keys_are_the_digests_of_the_known_words() -> None:
    assert hashlib.md5(b"yGAdlopoPVldABfn", usedforsecurity=False).digest() == UDP_KEY
    assert hashlib.md5(b"OXLvslCvUxcTPLGO", usedforsecurity=False).digest() == AP_KEY


@parametrize_vectors
def test_every_vector_opens(vector: dict[str, Any]) -> None:
    kind = guess_format(vector)
    framed = kind not in {Format.BARE_JSON, Format.BARE_ECB}
    assert unseal_datagram(bytes.fromhex(vector["frame"])) == Opened(
        body=read_plaintext(vector),
        format=kind,
        command=vector["command"] if framed else None,
        has_code=vector["retcode"] is not None,
    )


@parametrize_vectors
def test_every_vector_whose_nonce_is_known_is_sealed_to_the_same_bytes(vector: dict[str, Any]) -> None:
    kind = guess_format(vector)
    frame = bytes.fromhex(vector["frame"])
    # A real frame carries its nonce behind the header.
    nonce = frame[18:30] if kind in {Format.GCM, Format.AP_GCM} else b""
    body = read_plaintext(vector) + (b"\0\0" if vector["id"].endswith("-trailing-nul") else b"")
    code = bytes.fromhex(vector["retcode"] or "")
    sequence = vector.get("sequence", 0)
    command = vector.get("command", 0)
    assert seal_datagram(body, format=kind, command=command, code=code, nonce=nonce, sequence=sequence) == frame


@pytest.mark.parametrize("code", [b"", bytes(4)])
@pytest.mark.parametrize("kind", list(Format))
def test_every_format_round_trips_with_and_without_a_return_code(kind: Format, code: bytes) -> None:
    opened = unseal_datagram(seal_datagram(BODY, format=kind, command=0x13, code=code, nonce=NONCE))
    framed = kind not in {Format.BARE_JSON, Format.BARE_ECB}
    assert opened == Opened(BODY, kind, 0x13 if framed else None, has_code=framed and bool(code))


@pytest.mark.fact("UDP-4")
@pytest.mark.parametrize("kind", list(Format))
def test_nuls_behind_the_text_are_taken_off(kind: Format) -> None:
    opened = unseal_datagram(seal_datagram(BODY + bytes(3), format=kind, command=0, nonce=NONCE))
    assert isinstance(opened, Opened)
    assert opened.body == BODY


@pytest.mark.parametrize("kind", [Format.CLEAR, Format.ECB, Format.GCM])
def test_nuls_behind_the_frame_do_no_harm_and_anything_else_does(kind: Format) -> None:
    frame = seal_datagram(BODY, format=kind, command=0, nonce=NONCE)
    assert unseal_datagram(frame + bytes(5)) == unseal_datagram(frame)
    assert unseal_datagram(frame + b"\0x") is Reason.LENGTH


@pytest.mark.fact("UDP-1")
def test_clear_text_is_taken_on_the_port_of_encrypted_announcements_too() -> None:
    assert unseal_datagram(frame_55aa(0, 0, BODY)) == Opened(BODY, Format.CLEAR, 0, has_code=False)


@pytest.mark.parametrize("kind", [Format.BARE_ECB, Format.ECB, Format.AP_ECB])
def test_a_ciphertext_that_begins_with_a_brace_is_not_taken_for_text(kind: Format) -> None:
    bodies = [b'{"gwId":"%d"}' % number for number in range(2000)]
    begins = {Format.BARE_ECB: 0}.get(kind, HEADER_55AA)
    sealed = [(body, seal_datagram(body, format=kind, command=0x13)) for body in bodies]
    alike = [(body, datagram) for body, datagram in sealed if datagram.startswith(b"{", begins)]
    assert alike
    for body, datagram in alike:
        opened = unseal_datagram(datagram)
        assert isinstance(opened, Opened)
        assert (opened.body, opened.format) == (body, kind)


def test_a_ciphertext_that_begins_with_zeros_is_not_taken_for_a_return_code() -> None:
    cipher = EcbCipher(UDP_KEY)
    body = find_body_with_zeros(cipher)
    assert cipher.seal(body)[:3] == bytes(3)
    assert unseal_datagram(frame_55aa(0x13, 0, cipher.seal(body))) == Opened(body, Format.ECB, 0x13, has_code=False)


def find_body_with_zeros(cipher: EcbCipher) -> bytes:
    """Decrypt blocks that begin with three zeros until one gives a text that begins with a brace."""
    padding = cipher.seal_block(bytes((16,)) * 16)
    for number in range(10_000):
        plain = cipher.unseal(bytes(3) + number.to_bytes(13, "big") + padding)
        if plain is not None and plain.startswith(b"{") and not plain.endswith(b"\0"):
            return plain
    raise AssertionError("none found")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", Reason.SIZE, id="empty"),
        pytest.param(b"{" + bytes(MAX_DATAGRAM), Reason.SIZE, id="too long"),
        pytest.param(b"hello", Reason.UNKNOWN, id="text"),
        pytest.param(bytes.fromhex("000055aa0000"), Reason.UNKNOWN, id="the beginning of a frame"),
        pytest.param(bytes.fromhex("00006699") + bytes(26), Reason.UNKNOWN, id="the beginning of a 6699 frame"),
        pytest.param(bytes(160), Reason.UNKNOWN, id="no ciphertext"),
        pytest.param(EcbCipher(UDP_KEY).seal(b"hello"), Reason.UNKNOWN, id="ciphertext of something else"),
        pytest.param(frame_55aa(0, 0, b""), Reason.KEY, id="empty frame"),
        pytest.param(frame_55aa(0, 0, bytes(4)), Reason.KEY, id="only a return code"),
        pytest.param(frame_55aa(0, 0, b"hello"), Reason.KEY, id="frame with text"),
        pytest.param(frame_55aa(0x13, 0, EcbCipher(bytes(16)).seal(BODY)), Reason.KEY, id="ECB with another key"),
        pytest.param(frame_55aa(0, 0, BODY)[:-1], Reason.LENGTH, id="cut frame"),
        pytest.param(
            bytes.fromhex("000055aa 00000000 00000000 00000004") + bytes(8), Reason.LENGTH, id="length too small"
        ),
        pytest.param(frame_55aa(0, 0, BODY)[:-1] + b"\x54", Reason.SUFFIX, id="bad suffix"),
        pytest.param(frame_55aa(0, 0, BODY).replace(b"eb01", b"eb02"), Reason.CRC, id="damaged"),
        pytest.param(
            frame_6699(GcmCipher(bytes(16)), 0x13, 0, plaintext=BODY, nonce=NONCE), Reason.KEY, id="GCM, another key"
        ),
        pytest.param(
            frame_6699(GcmCipher(UDP_KEY), 0x13, 0, plaintext=BODY, nonce=NONCE)[:-1] + b"\x67",
            Reason.SUFFIX,
            id="bad 6699 suffix",
        ),
        pytest.param(
            frame_6699(GcmCipher(UDP_KEY), 0x13, 0, plaintext=BODY, nonce=NONCE)[:-1], Reason.LENGTH, id="cut 6699"
        ),
        pytest.param(
            bytes.fromhex("00006699 0000 00000000 00000013 0000001b") + bytes(31), Reason.LENGTH, id="6699 too small"
        ),
    ],
)
def test_a_datagram_that_is_none_is_refused_with_the_reason(data: bytes, reason: Reason) -> None:
    assert unseal_datagram(data) is reason


@given(st.binary(max_size=200) | st.binary(max_size=64).map(lambda data: bytes.fromhex("000055aa") + data))
def test_junk_is_never_more_than_a_reason_unless_it_is_json(data: bytes) -> None:
    opened = unseal_datagram(data)
    assert isinstance(opened, Reason) or opened.body.startswith(b"{")


@given(st.sampled_from(list(Format)), st.data())
def test_one_flipped_bit_in_a_frame_is_always_noticed(kind: Format, data: st.DataObject) -> None:
    if kind in {Format.BARE_JSON, Format.BARE_ECB}:
        return
    frame = bytearray(seal_datagram(BODY, format=kind, command=0x13, code=bytes(4), nonce=NONCE))
    bit = data.draw(st.integers(0, len(frame) * 8 - 1))
    frame[bit // 8] ^= 1 << bit % 8
    assert isinstance(unseal_datagram(bytes(frame)), Reason)
