"""Somebody else's conversation is read from both sides, with the local key alone."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import load_vectors
from tests.wire.support import KEY, OTHER_KEY, load_conversations
from tuyalan.session.observer import ObserverSession, Seen
from tuyalan.vocabulary import LocalKey, Version
from tuyalan.wire.codec import Message, Sender, frame_55aa, make_codec
from tuyalan.wire.commands import Command
from tuyalan.wire.frame import BadFrame, Fault

CONVERSATIONS = load_conversations("dialogs") | load_conversations("transcripts")
ENTRIES = {entry["id"]: entry for group in ("dialogs", "transcripts") for entry in load_vectors(group)}


def observe(name: str) -> ObserverSession:
    """Make an observer that has the local key of a recorded conversation."""
    entry = ENTRIES[name]
    return ObserverSession(Version(entry["version"]), LocalKey(bytes.fromhex(entry["local_key"])))


@pytest.mark.fact("NEG-2", "NEG-4", "SEQ-4")
@pytest.mark.parametrize("name", list(CONVERSATIONS))
def test_recorded_conversations_are_read_whole(name: str) -> None:
    session = observe(name)
    for vector in CONVERSATIONS[name]:
        (seen,) = session.receive(vector.frame, vector.sender)
        assert seen == Seen(vector.sender, vector.message, seen.frame)
        assert seen.frame is not None
        assert seen.frame.data == vector.frame
    assert session.has_session_key is (ENTRIES[name]["session_key"] is not None)


@given(data=st.data())
@settings(max_examples=30)
def test_any_segmentation_gives_the_same(data: st.DataObject) -> None:
    name = "transcript-tinytuya-35"
    session = observe(name)
    for sender, group in itertools.groupby(CONVERSATIONS[name], key=lambda vector: vector.sender):
        vectors = list(group)
        stream = b"".join(vector.frame for vector in vectors)
        cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
        seen: list[Seen] = []
        for begin, end in itertools.pairwise([0, *cuts, len(stream)]):
            if begin < end:
                seen += session.receive(stream[begin:end], sender)
        assert [item.content for item in seen] == [vector.message for vector in vectors]


def test_bytes_that_are_no_frame_are_told_and_the_rest_is_read() -> None:
    session = ObserverSession(Version.V33, KEY)
    frame = make_codec(Version.V33, KEY, reads=Sender.CLIENT).seal(8, 1, b"{}", code=bytes(4))
    garbage, good = session.receive(b"garbage" + frame, Sender.DEVICE)
    assert garbage == Seen(Sender.DEVICE, BadFrame(Fault.GARBAGE, b"garbage", 7), None)
    assert isinstance(good.content, Message)
    session.receive(frame[:20], Sender.DEVICE)
    (torn,) = session.receive(b"", Sender.DEVICE)
    assert isinstance(torn.content, BadFrame)
    assert torn.content.fault is Fault.TORN


def test_a_wrong_key_or_version_is_told_frame_by_frame() -> None:
    vector = CONVERSATIONS["transcript-tinytuya-35"][0]
    (seen,) = ObserverSession(Version.V35, OTHER_KEY).receive(vector.frame, vector.sender)
    assert isinstance(seen.content, BadFrame)
    assert seen.content.fault is Fault.TAG
    assert seen.frame is not None
    (seen,) = ObserverSession(Version.V33, KEY).receive(vector.frame, vector.sender)
    assert isinstance(seen.content, BadFrame)
    assert seen.content.fault is Fault.VERSION


@pytest.mark.parametrize("missing", [0, 1])
def test_without_the_beginning_there_is_no_session_key(missing: int) -> None:
    session = observe("transcript-tinytuya-35")
    seen: list[Seen] = []
    for number, vector in enumerate(CONVERSATIONS["transcript-tinytuya-35"][:4]):
        if number != missing:
            seen += session.receive(vector.frame, vector.sender)
    assert not session.has_session_key
    assert isinstance(seen[-1].content, BadFrame)


@pytest.mark.parametrize("command", [Command.NEGOTIATION_START, Command.NEGOTIATION_RESPONSE])
def test_short_nonces_are_no_nonces(command: Command) -> None:
    session = ObserverSession(Version.V34, KEY)
    client = make_codec(Version.V34, KEY, reads=Sender.DEVICE)
    device = make_codec(Version.V34, KEY, reads=Sender.CLIENT)
    short = b"short"
    session.receive(client.seal(3, 1, short if command is Command.NEGOTIATION_START else bytes(16)), Sender.CLIENT)
    session.receive(device.seal(4, 1, short if command is Command.NEGOTIATION_RESPONSE else bytes(48)), Sender.DEVICE)
    session.receive(client.seal(5, 2, bytes(32)), Sender.CLIENT)
    assert not session.has_session_key


@pytest.mark.parametrize("version", [Version.V31, Version.V32, Version.V33])
def test_versions_without_session_keys_do_not_stumble_over_a_handshake(version: Version) -> None:
    session = ObserverSession(version, KEY)
    client = make_codec(version, KEY, reads=Sender.DEVICE)
    device = make_codec(version, KEY, reads=Sender.CLIENT)
    session.receive(client.seal(3, 1, bytes(16)), Sender.CLIENT)
    session.receive(device.seal(4, 1, bytes(48)), Sender.DEVICE)
    (seen,) = session.receive(client.seal(5, 2, bytes(32)), Sender.CLIENT)
    assert isinstance(seen.content, Message)
    assert not session.has_session_key


def test_both_directions_are_bounded() -> None:
    session = ObserverSession(Version.V33, KEY, max_payload=100)
    (bad,) = session.receive(frame_55aa(8, 1, bytes(200))[:16], Sender.CLIENT)
    assert isinstance(bad.content, BadFrame)
    assert bad.content.fault is Fault.LENGTH
