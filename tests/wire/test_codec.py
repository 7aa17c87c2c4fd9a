"""Codecs agree with every recorded frame in both directions, and whatever is wrong comes back as a value."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import load_vectors
from tests.wire.support import (
    ALL_VERSIONS,
    KEY,
    NONCE,
    OTHER_KEY,
    READ_ONLY_VECTOR,
    Vector,
    feed_one,
    header_of,
    load_conversations,
    load_frames,
    load_recorded_device,
    other,
    unseal,
)
from tuyalan.vocabulary import LocalKey, Version
from tuyalan.wire.checksum import HmacSha256
from tuyalan.wire.cipher import GcmCipher
from tuyalan.wire.codec import Message, Sender, frame_55aa, frame_6699, make_codec, return_code
from tuyalan.wire.commands import Command
from tuyalan.wire.frame import PREFIX_55AA, SUFFIX_55AA, BadFrame, Fault, FrameBuffer, pack_head_55aa
from tuyalan.wire.versions import VERSIONS, FrameKind, Sealing

CLIENT_FRAMES: Final = load_frames("client_frames")
DEVICE_FRAMES: Final = load_frames("device_frames")
REAL_FRAMES: Final = load_frames("real_captures")
RECORDED_DEVICE: Final = load_recorded_device()
DIALOGS: Final = load_conversations("dialogs")
TRANSCRIPTS: Final = load_conversations("transcripts")
CONVERSATIONS: Final = DIALOGS | TRANSCRIPTS
EMULATORS_OF_3_1: Final = frozenset({"tuyamock-31", "tuyapi-stub-31"})
"""One seals answers that real devices send in clear, the other sends pushes in clear: read by us, never written."""
ECB_VERSIONS: Final = (Version.V32, Version.V33, Version.V34)
CRC_VERSIONS: Final = (Version.V31, Version.V32, Version.V33)


def by_id(vectors: list[Vector]) -> dict[str, Vector]:
    """Return vectors by their ids."""
    return {vector.id: vector for vector in vectors}


def seal(version: Version, body: bytes, *, reads: Sender, code: bytes = b"", header: bytes = b"") -> bytes:
    """Seal a push or a control in `version`."""
    command = Command.STATUS if reads is Sender.CLIENT else Command.CONTROL
    return make_codec(version, KEY, reads=reads).seal(command, 1, body, code=code, header=header, nonce=NONCE)


# Recorded frames


def test_no_recorded_frame_is_left_out() -> None:
    assert len(CLIENT_FRAMES) == len(load_vectors("client_frames")) == 71
    assert len(DEVICE_FRAMES) == len(load_vectors("device_frames")) == 57
    # Beside the frames: four datagrams, two bare payloads and a fragment have tests of their own.
    assert len(REAL_FRAMES) == len(load_vectors("real_captures")) - 4 - 3
    assert len(RECORDED_DEVICE) == 45 - 2
    assert len(CONVERSATIONS) == 28


@pytest.mark.fact("RET-1", "BODY-1", "BODY-3", "BODY-4", "BODY-5", "BODY-6", "NEG-2", "FRAME-1")
@pytest.mark.parametrize("vector", CLIENT_FRAMES, ids=lambda vector: vector.id)
def test_frames_of_clients_decode_and_encode_to_the_same_bytes(vector: Vector) -> None:
    assert unseal(vector.open_reader(), vector.frame) == vector.message
    assert vector.seal() == vector.frame


@pytest.mark.fact("RET-1", "RET-3", "BODY-1", "BODY-3", "BODY-4", "BODY-5", "BODY-6", "HDR-5", "ERR-1")
@pytest.mark.parametrize("vector", DEVICE_FRAMES, ids=lambda vector: vector.id)
def test_frames_of_devices_decode_and_encode_to_the_same_bytes(vector: Vector) -> None:
    assert unseal(vector.open_reader(), vector.frame) == vector.message
    if vector.id != READ_ONLY_VECTOR:
        assert vector.seal() == vector.frame


@pytest.mark.fact("RET-1", "BODY-3", "BODY-4", "BODY-6", "HDR-5")
@pytest.mark.parametrize("vector", REAL_FRAMES, ids=lambda vector: vector.id)
def test_frames_of_real_devices_decode_and_encode_to_the_same_bytes(vector: Vector) -> None:
    assert unseal(vector.open_reader(), vector.frame) == vector.message
    assert vector.seal() == vector.frame


@pytest.mark.fact("RET-1", "RET-3", "BODY-5", "GCM-1", "NEG-2", "FRAME-4", "HDR-5")
@pytest.mark.parametrize("vector", RECORDED_DEVICE, ids=lambda vector: vector.id)
def test_frames_of_device_code_decode_and_encode_to_the_same_bytes(vector: Vector) -> None:
    assert unseal(vector.open_reader(), vector.frame) == vector.message
    assert vector.seal() == vector.frame


@pytest.mark.parametrize("name", list(CONVERSATIONS))
def test_every_frame_of_a_conversation_decodes_and_encodes_to_the_same_bytes(name: str) -> None:
    for vector in CONVERSATIONS[name]:
        assert unseal(vector.open_reader(), vector.frame) == vector.message, vector.id
        by_emulator = name in EMULATORS_OF_3_1 and vector.sender is Sender.DEVICE
        if not (by_emulator and vector.body):
            assert vector.seal() == vector.frame, vector.id


@pytest.mark.fact("BODY-1", "BODY-2", "ERR-3")
@pytest.mark.parametrize("name", ["real-31-payload-status", "real-31-payload-error"])
def test_signed_payloads_of_a_real_device_are_read_whatever_their_signature(name: str) -> None:
    (entry,) = [entry for entry in load_vectors("real_captures") if entry["id"] == name]
    codec = make_codec(Version.V31, LocalKey(bytes.fromhex(entry["key"])), reads=Sender.DEVICE)
    message = unseal(codec, frame_55aa(8, 0, entry["payload_text"].encode()))
    assert message == Message(8, 0, None, b"", entry["plaintext_text"].encode())


@pytest.mark.fact("RET-4")
def test_a_missing_return_code_is_noticed() -> None:
    bare = by_id(DEVICE_FRAMES)["d2c-33-no_retcode"]
    message = unseal(bare.open_reader(), bare.frame)
    assert isinstance(message, Message)
    assert message.return_code is None
    assert message.body == bare.body


@pytest.mark.fact("RET-4")
@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest.mark.parametrize("code", [b"", b"\0\0\0\0", b"\0\0\0\1"])
@pytest.mark.parametrize("has_header", [False, True])
def test_return_code_and_header_are_told_apart_in_every_combination(
    version: Version,
    code: bytes,
    has_header: bool,  # noqa: FBT001 - a parameter of the table
) -> None:
    if version is Version.V35 and has_header:
        code = code or bytes(4)  # 3.5 devices always send it; nothing would tell a header from it.
    header = header_of(version) if has_header else b""
    for size in range(16, 48):
        body = b'{"a":"%b"}' % (b"x" * (size - 8))
        data = seal(version, body, reads=Sender.CLIENT, code=code, header=header)
        message = unseal(make_codec(version, KEY, reads=Sender.DEVICE), data)
        assert message == Message(8, 1, code[3] if code else None, header, body)


@pytest.mark.fact("RET-3")
@pytest.mark.parametrize(
    ("data", "code"),
    [(b"\0\0\0\0", 0), (b"\0\0\0\1", 1), (b"\1\0\0\0", 1), (b"\0\0\1\0", 256), (b"\xff\xff\xff\xff", 0xFFFFFFFF)],
)
def test_a_return_code_is_read_in_both_byte_orders(data: bytes, code: int) -> None:
    assert return_code(data + b"rest") == code


# Round trips


@pytest.mark.parametrize("reads", list(Sender))
@pytest.mark.parametrize("version", ALL_VERSIONS)
@given(
    body=st.binary(min_size=1, max_size=100).map(lambda rest: b"{" + rest),
    command=st.sampled_from([7, 8, 9, 10, 13, 16, 18, 64]),
    sequence=st.integers(0, 0xFFFFFFFF),
    has_header=st.booleans(),
    adopted=st.none() | st.binary(min_size=16, max_size=16),
)
def test_what_one_side_seals_the_other_unseals(
    version: Version,
    reads: Sender,
    body: bytes,
    command: int,
    sequence: int,
    has_header: bool,  # noqa: FBT001 - drawn
    adopted: bytes | None,
) -> None:
    writer = make_codec(version, KEY, reads=other(reads))
    reader = make_codec(version, KEY, reads=reads)
    if adopted and VERSIONS[version].negotiates:
        writer.adopt(adopted)
        reader.adopt(adopted)
    code = b"\0\0\0\0" if reads is Sender.DEVICE else b""
    header = header_of(version) if has_header else b""
    data = writer.seal(command, sequence, body, header=header, code=code, nonce=NONCE)
    assert unseal(reader, data) == Message(command, sequence, 0 if code else None, header, body)


@pytest.mark.fact("BODY-6")
@pytest.mark.parametrize("version", ALL_VERSIONS)
def test_a_device_seals_nothing_as_nothing(version: Version) -> None:
    data = make_codec(version, KEY, reads=Sender.CLIENT).seal(9, 1, b"", code=b"\0\0\0\0", nonce=NONCE)
    sizes = {Version.V34: 56, Version.V35: 54}
    assert len(data) == sizes.get(version, 28)
    assert unseal(make_codec(version, KEY, reads=Sender.DEVICE), data) == Message(9, 1, 0, b"", b"")


@pytest.mark.fact("BODY-6")
@pytest.mark.parametrize("version", ECB_VERSIONS)
def test_an_encrypted_nothing_is_read_as_nothing(version: Version) -> None:
    data = make_codec(version, KEY, reads=Sender.DEVICE).seal(9, 1, b"")
    assert len(data) > 28
    assert unseal(make_codec(version, KEY, reads=Sender.CLIENT), data) == Message(9, 1, None, b"", b"")


@pytest.mark.fact("BODY-1")
def test_3_1_seals_controls_of_clients_and_pushes_of_devices_only() -> None:
    client = make_codec(Version.V31, KEY, reads=Sender.DEVICE)
    device = make_codec(Version.V31, KEY, reads=Sender.CLIENT)
    body = b'{"dps":{"1":true}}'
    assert {command for command in Command if body not in client.seal(command, 1, body)} == {7, 13}
    assert {command for command in Command if body not in device.seal(command, 1, body)} == {8}


@pytest.mark.fact("GCM-2")
def test_the_nonce_of_a_new_frame_is_the_one_given() -> None:
    data = make_codec(Version.V35, KEY, reads=Sender.DEVICE).seal(16, 1, b"{}", nonce=NONCE)
    assert data[18:30] == NONCE
    assert data == frame_6699(GcmCipher(KEY.reveal()), 16, 1, plaintext=b"{}", nonce=NONCE)


@pytest.mark.parametrize("version", CRC_VERSIONS)
def test_old_versions_adopt_no_session_key(version: Version) -> None:
    with pytest.raises(AssertionError, match="no session key"):
        make_codec(version, KEY, reads=Sender.DEVICE).adopt(bytes(16))


# What is wrong


@pytest.mark.parametrize("reads", list(Sender))
@pytest.mark.parametrize(
    ("version", "fault"),
    [(Version.V32, Fault.KEY), (Version.V33, Fault.KEY), (Version.V34, Fault.HMAC), (Version.V35, Fault.TAG)],
)
def test_a_frame_under_another_key_is_told_as_such(version: Version, fault: Fault, reads: Sender) -> None:
    data = make_codec(version, OTHER_KEY, reads=other(reads)).seal(8, 1, b'{"dps":{"1":true}}', nonce=NONCE)
    bad = unseal(make_codec(version, KEY, reads=reads), data)
    assert bad == BadFrame(fault, data[:75], len(data), 8)


def test_a_signed_push_under_another_key_is_told_as_such() -> None:
    data = make_codec(Version.V31, OTHER_KEY, reads=Sender.CLIENT).seal(8, 1, b'{"dps":{"1":true}}')
    bad = unseal(make_codec(Version.V31, KEY, reads=Sender.DEVICE), data)
    assert isinstance(bad, BadFrame)
    assert bad.fault is Fault.KEY


@pytest.mark.parametrize("text", [b"", b"x", b"====", b"AAAA", b"\xff" * 8, b"A" * 21])
def test_a_signed_payload_that_is_no_ciphertext_is_told_as_a_wrong_key(text: bytes) -> None:
    bad = unseal(make_codec(Version.V31, KEY, reads=Sender.DEVICE), frame_55aa(8, 1, b"3.1" + b"0" * 16 + text))
    assert isinstance(bad, BadFrame)
    assert bad.fault is Fault.KEY


@pytest.mark.fact("CRC-1")
@pytest.mark.parametrize("version", CRC_VERSIONS)
def test_a_wrong_crc_is_told_as_damage(version: Version) -> None:
    data = bytearray(seal(version, b"{}", reads=Sender.CLIENT))
    data[-5] ^= 1
    bad = unseal(make_codec(version, KEY, reads=Sender.DEVICE), bytes(data))
    assert bad == BadFrame(Fault.CRC, bytes(data[:75]), len(data), 8)


@pytest.mark.parametrize("reads", list(Sender))
@pytest.mark.parametrize("version", ALL_VERSIONS)
def test_frames_of_the_other_kind_are_of_another_version(version: Version, reads: Sender) -> None:
    new = VERSIONS[version].kind is FrameKind.F6699
    data = frame_55aa(8, 1, b"") if new else frame_6699(GcmCipher(KEY.reveal()), 8, 1, plaintext=b"", nonce=NONCE)
    bad = unseal(make_codec(version, KEY, reads=reads), data)
    assert isinstance(bad, BadFrame)
    assert bad.fault is Fault.VERSION


@pytest.mark.fact("CRC-2")
@pytest.mark.parametrize("size", [0, 4, 27, 28, 64])
def test_a_crc_where_3_4_has_an_hmac_means_another_version(size: int) -> None:
    data = frame_55aa(8, 1, bytes(size))
    codec = make_codec(Version.V34, KEY, reads=Sender.DEVICE)
    bad = unseal(codec, data)
    assert isinstance(bad, BadFrame)
    assert bad.fault is Fault.VERSION
    damaged = unseal(codec, data[:-5] + b"\xff" + data[-4:])
    assert isinstance(damaged, BadFrame)
    assert damaged.fault is Fault.HMAC


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest.mark.parametrize("reads", list(Sender))
@given(data=st.data())
def test_one_changed_bit_is_never_taken_for_data(version: Version, reads: Sender, data: st.DataObject) -> None:
    code = b"\0\0\0\0" if reads is Sender.DEVICE else b""
    frame = seal(version, b'{"dps":{"1":true}}', reads=other(reads), code=code, header=header_of(version))
    at = data.draw(st.integers(0, len(frame) * 8 - 1))
    changed = bytearray(frame)
    changed[at // 8] ^= 1 << at % 8
    reader = make_codec(version, KEY, reads=reads)
    for item in FrameBuffer().feed(bytes(changed)):
        assert isinstance(item, BadFrame) or isinstance(reader.unseal(item), BadFrame)


# Errors in clear


@pytest.mark.fact("ERR-1", "ERR-2")
@pytest.mark.parametrize(
    "text", ["json obj data unvalid", "parse data error", "data format error", "devid not found", "x" * 12]
)
@pytest.mark.parametrize("version", [Version.V31, Version.V32, Version.V33])
def test_an_error_text_in_clear_is_read_with_its_code(version: Version, text: str) -> None:
    codec = make_codec(version, KEY, reads=Sender.DEVICE)
    message = unseal(codec, frame_55aa(10, 1, b"\0\0\0\1" + text.encode()))
    assert message == Message(10, 1, 1, b"", text.encode())


@pytest.mark.fact("ERR-2")
@pytest.mark.parametrize("text", ["json obj data unvalid", "parse data error", "devid not found"])
def test_an_error_text_in_clear_is_read_on_3_4_too(text: str) -> None:
    codec = make_codec(Version.V34, KEY, reads=Sender.DEVICE)
    data = _seal_34_raw(b"\0\0\0\1" + text.encode())
    assert unseal(codec, data) == Message(10, 1, 1, b"", text.encode())


@pytest.mark.parametrize("version", ECB_VERSIONS)
@pytest.mark.parametrize(
    "payload",
    [
        b"\0\0\0\0parse data error",
        b"\0\0\0\1parse\xffdata error",
        b"\1\2\3\1parse data error",
        b"\0\0\0\1a\nb c",
        b"abc",
    ],
)
def test_what_neither_decrypts_nor_is_an_error_text_is_a_wrong_key(version: Version, payload: bytes) -> None:
    data = _seal_34_raw(payload) if version is Version.V34 else frame_55aa(10, 1, payload)
    bad = unseal(make_codec(version, KEY, reads=Sender.DEVICE), data)
    assert isinstance(bad, BadFrame)
    assert bad.fault is Fault.KEY


@pytest.mark.parametrize("version", ECB_VERSIONS)
def test_clients_send_no_error_texts(version: Version) -> None:
    payload = b"\0\0\0\1parse data error"
    data = _seal_34_raw(payload) if version is Version.V34 else frame_55aa(10, 1, payload)
    bad = unseal(make_codec(version, KEY, reads=Sender.CLIENT), data)
    assert isinstance(bad, BadFrame)
    assert bad.fault is Fault.KEY


def test_fifteen_letters_of_a_client_are_no_header() -> None:
    bad = unseal(make_codec(Version.V33, KEY, reads=Sender.CLIENT), frame_55aa(7, 1, b"devid not found"))
    assert isinstance(bad, BadFrame)
    assert bad.fault is Fault.KEY


def test_a_header_without_body_is_a_header() -> None:
    header = header_of(Version.V33)
    message = unseal(make_codec(Version.V33, KEY, reads=Sender.DEVICE), frame_55aa(8, 1, bytes(4) + header))
    assert message == Message(8, 1, 0, header, b"")


# The handshake


@pytest.mark.fact("NEG-2")
@pytest.mark.parametrize("version", [Version.V34, Version.V35])
@pytest.mark.parametrize("code", [b"", b"\0\0\0\0"])
def test_a_nonce_that_looks_like_a_header_or_a_code_is_left_whole(version: Version, code: bytes) -> None:
    body = b"3.5" + bytes(45)
    data = make_codec(version, KEY, reads=Sender.CLIENT).seal(4, 1, body, code=code, nonce=NONCE)
    message = unseal(make_codec(version, KEY, reads=Sender.DEVICE), data)
    assert message == Message(4, 1, 0 if code else None, b"", body)


@pytest.mark.parametrize("version", [Version.V34, Version.V35])
def test_an_adopted_key_replaces_the_local_key(version: Version) -> None:
    writer = make_codec(version, KEY, reads=Sender.CLIENT)
    reader = make_codec(version, KEY, reads=Sender.DEVICE)
    writer.adopt(OTHER_KEY.reveal())
    data = writer.seal(8, 1, b'{"dps":{}}', code=bytes(4), nonce=NONCE)
    assert isinstance(unseal(reader, data), BadFrame)
    reader.adopt(OTHER_KEY.reveal())
    assert isinstance(unseal(reader, data), Message)


# Junk


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest.mark.parametrize("reads", list(Sender))
@given(payload=st.binary(max_size=120), command=st.sampled_from([3, 4, 5, 7, 8, 9, 10, 16]))
def test_junk_comes_back_as_a_value(version: Version, reads: Sender, payload: bytes, command: int) -> None:
    codec = make_codec(version, KEY, reads=reads)
    for data in (
        frame_55aa(command, 1, payload),
        frame_6699(GcmCipher(KEY.reveal()), command, 1, plaintext=payload, nonce=NONCE),
        _seal_34_raw(payload),
    ):
        result = codec.unseal(feed_one(data))
        assert isinstance(result, Message | BadFrame)
        # Intact frames of the right kind under the right key are never called damaged.
        if isinstance(result, BadFrame):
            assert result.fault in (Fault.VERSION, Fault.KEY, Fault.CRC, Fault.HMAC)


def test_every_way_of_sealing_has_a_codec() -> None:
    kinds = {type(make_codec(version, KEY, reads=Sender.DEVICE)) for version in ALL_VERSIONS}
    assert len(kinds) == len(Sealing)


@pytest.mark.parametrize("version", ALL_VERSIONS)
def test_a_codec_shows_no_key(version: Version) -> None:
    codec = make_codec(version, KEY, reads=Sender.DEVICE)
    assert KEY.reveal().decode() not in repr(codec)


def _seal_34_raw(payload: bytes) -> bytes:
    """Build a 3.4 frame with a right HMAC around any payload."""
    head = pack_head_55aa(PREFIX_55AA, 1, 10, len(payload) + 36) + payload
    return head + HmacSha256(KEY.reveal()).digest(head) + SUFFIX_55AA
