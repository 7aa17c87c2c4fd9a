"""The client's side of a connection, from connect to close, on every version."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.session.playbook import (
    DEVICE_NONCE,
    OPENED,
    START,
    WALL,
    WEAK_NONCE_34,
    Book,
    Entropy,
    acknowledged,
    answered,
    book,
    closed,
    confirmed,
    dropped,
    failed,
    replied,
    tell,
    update,
)
from tests.support import load_vectors
from tests.wire.support import ALL_VERSIONS, DEVICE_ID, KEY, NONCE, OTHER_KEY, Vector, load_conversations, load_frames
from tuyalan.errors import (
    BusyError,
    ConnectionLostError,
    FrameError,
    IntegrityError,
    KeyRejectedError,
    MovedError,
    SilentDeviceError,
    VersionMismatchError,
)
from tuyalan.session.client import (
    BEAT_INTERVAL,
    BEAT_TIMEOUT,
    BUSY_WITHIN,
    NEGOTIATION_TIMEOUT,
    PARTIAL_TIMEOUT,
    ClientSession,
)
from tuyalan.session.dialect import Dialect
from tuyalan.session.events import Cause, Closed, DpUpdate, Event, Failed, Opened
from tuyalan.session.negotiation import HANDSHAKE_NONCE, prove
from tuyalan.session.states import State
from tuyalan.vocabulary import DeviceId, LocalKey, Version
from tuyalan.wire.cipher import GcmCipher
from tuyalan.wire.codec import Sender, frame_55aa, frame_6699, make_codec
from tuyalan.wire.commands import HEADERLESS, Command
from tuyalan.wire.frame import Fault
from tuyalan.wire.versions import VERSIONS, FrameKind

if TYPE_CHECKING:
    from collections.abc import Callable

OLD: Final = (Version.V31, Version.V32, Version.V33)
SECURE: Final = (Version.V34, Version.V35)
each_version = pytest.mark.parametrize("version", ALL_VERSIONS)
each_old = pytest.mark.parametrize("version", OLD)
each_secure = pytest.mark.parametrize("version", SECURE)


# Opening


@each_old
def test_old_versions_are_open_at_once(version: Version) -> None:
    Book(version).start().tells(OPENED).sends().done()


@pytest.mark.fact("NEG-1", "NEG-2", "NEG-4", "NEG-8", "SEQ-1")
@each_secure
def test_new_versions_agree_on_a_key_first_and_ask_in_the_same_breath(version: Version) -> None:
    play = Book(version).start()
    assert play.session.state is State.NEGOTIATING
    play.query().sends(Command.NEGOTIATION_START).tells()
    play.bytes(play.peer.seal_response())
    play.sends(Command.NEGOTIATION_FINISH, (Command.QUERY_NEW, b"{}")).tells(OPENED)
    assert [message.sequence for message in play.messages] == [1, 2, 3]
    assert all(message.header == b"" for message in play.messages)
    play.hears(Command.QUERY_NEW, {"dps": {"1": True}}).tells(replied({1: True}), answered(1)).done()


@pytest.mark.fact("NEG-5", "NEG-10")
def test_a_weak_key_is_refused_by_starting_again_on_3_4() -> None:
    play = Book(Version.V34, entropy=Entropy(WEAK_NONCE_34)).start()
    play.sends((Command.NEGOTIATION_START, WEAK_NONCE_34))
    play.bytes(play.peer.seal_response()).tells().sends(Command.NEGOTIATION_START)
    play.bytes(play.peer.seal_response()).tells(OPENED).sends(Command.NEGOTIATION_FINISH)
    assert [message.sequence for message in play.messages] == [1, 2, 3]
    assert play.messages[1].body != WEAK_NONCE_34
    play.pushed({"data": {"dps": {"1": True}}}).tells(update({1: True})).done()


@pytest.mark.fact("NEG-5", "NEG-6")
def test_a_nonce_that_could_lead_to_a_weak_key_is_not_sent_on_3_5() -> None:
    (vector,) = [entry for entry in load_vectors("crypto") if entry["id"] == "session35-first-byte-zero"]
    play = Book(Version.V35, entropy=Entropy(bytes.fromhex(vector["client_nonce"]))).start()
    assert play.messages[0].body.hex() != vector["client_nonce"]
    play.sends(Command.NEGOTIATION_START)
    play.bytes(play.peer.seal_response()).sends(Command.NEGOTIATION_FINISH).tells(OPENED).done()


@pytest.mark.fact("NEG-7")
@each_secure
def test_pushes_before_the_session_are_survived_under_any_key(version: Version) -> None:
    play = Book(version).start().sends(Command.NEGOTIATION_START)
    play.pushed({"data": {"dps": {"1": True}}}).tells(update({1: True}))
    play.bytes(play.peer.seal_response()).sends(Command.NEGOTIATION_FINISH).tells(OPENED).done()
    other = Book(version).start().sends(Command.NEGOTIATION_START)
    stranger = make_codec(version, OTHER_KEY, reads=Sender.CLIENT)
    for _ in range(5):
        other.bytes(stranger.seal(8, 1, b"{}", code=bytes(4), nonce=NONCE))
    fault = Fault.HMAC if version is Version.V34 else Fault.TAG
    other.tells(*[dropped(fault)] * 5)
    other.bytes(other.peer.seal_response()).sends(Command.NEGOTIATION_FINISH).tells(OPENED).done()


@each_secure
def test_other_frames_before_the_session_are_passed_over(version: Version) -> None:
    play = Book(version).start().sends(Command.NEGOTIATION_START)
    play.hears(Command.QUERY_NEW, {"dps": {"1": True}}).hears(Command.HEARTBEAT).tells()
    play.bytes(play.peer.seal_response()).sends(Command.NEGOTIATION_FINISH).tells(OPENED).done()


@pytest.mark.fact("NEG-9")
@each_secure
def test_no_answer_to_the_start_is_a_silent_device(version: Version) -> None:
    play = Book(version).start().query().sends(Command.NEGOTIATION_START)
    play.waits(NEGOTIATION_TIMEOUT - 0.1).tells()
    play.waits(0.1).tells(failed(1, SilentDeviceError, sent=False), closed(SilentDeviceError)).done()


@each_secure
def test_a_tick_too_early_does_nothing(version: Version) -> None:
    play = Book(version)
    assert play.session.tick(now=START) == []
    assert play.session.deadline == float("inf")
    play.start().sends(Command.NEGOTIATION_START)
    assert play.session.tick(now=play.now + 1) == []
    play.done()


# Keys and versions that do not fit


@pytest.mark.fact("NEG-8")
@each_secure
@pytest.mark.parametrize("proof", [bytes(32), prove(OTHER_KEY, bytes(16)), b"", bytes(31)])
def test_a_device_that_cannot_prove_the_key_has_another(version: Version, proof: bytes) -> None:
    play = Book(version).start().sends(Command.NEGOTIATION_START)
    play.hears(Command.NEGOTIATION_RESPONSE, DEVICE_NONCE + proof).tells(closed(KeyRejectedError)).done()


@pytest.mark.fact("NEG-8")
@each_secure
def test_a_response_under_another_key_is_a_wrong_key(version: Version) -> None:
    play = Book(version).start().sends(Command.NEGOTIATION_START)
    codec = make_codec(version, OTHER_KEY, reads=Sender.CLIENT)
    play.bytes(codec.seal(4, 1, DEVICE_NONCE + bytes(32), code=bytes(4), nonce=NONCE))
    fault = Fault.HMAC if version is Version.V34 else Fault.TAG
    play.tells(dropped(fault), closed(KeyRejectedError)).done()


@pytest.mark.fact("NEG-9", "ERR-4")
@each_secure
def test_hanging_up_after_the_start_is_a_wrong_key(version: Version) -> None:
    play = Book(version).start().query().sends(Command.NEGOTIATION_START)
    play.waits(1.0).ends().tells(failed(1, KeyRejectedError, sent=False), closed(KeyRejectedError)).done()


@pytest.mark.parametrize("version", [Version.V32, Version.V33])
def test_frames_that_do_not_decrypt_are_a_wrong_key(version: Version) -> None:
    play = book(version)
    codec = make_codec(version, OTHER_KEY, reads=Sender.CLIENT)
    play.bytes(codec.seal(8, 0, b'{"dps":{"1":true}}', code=bytes(4)))
    play.tells(dropped(Fault.KEY), closed(KeyRejectedError)).done()


def test_a_key_that_has_worked_is_not_doubted_for_one_frame() -> None:
    play = book(Version.V33).pushed({"dps": {"1": True}}).tells(update({1: True}))
    codec = make_codec(Version.V33, OTHER_KEY, reads=Sender.CLIENT)
    bad = codec.seal(8, 0, b'{"dps":{"1":true}}', code=bytes(4))
    play.bytes(bad).bytes(bad).tells(dropped(Fault.KEY), dropped(Fault.KEY)).done()


@each_version
def test_frames_of_another_version_are_told_as_such(version: Version) -> None:
    new = VERSIONS[version].kind is FrameKind.F6699
    data = frame_55aa(8, 1, b"") if new else frame_6699(GcmCipher(KEY.reveal()), 8, 1, plaintext=b"", nonce=NONCE)
    play = book(version).bytes(data).tells(dropped(Fault.VERSION), closed(VersionMismatchError))
    play.done()


@pytest.mark.fact("CONN-1", "ERR-4")
@each_version
def test_hanging_up_at_once_means_that_others_hold_all_slots(version: Version) -> None:
    play = Book(version).start()
    play.waits(BUSY_WITHIN / 2).ends()
    play.tells(*([] if version in SECURE else [OPENED]), closed(BusyError))


@each_version
def test_hanging_up_later_is_a_lost_connection(version: Version) -> None:
    play = book(version).waits(1.0).ends().tells(closed(ConnectionLostError))
    play.ends().bytes(b"x").tells()
    assert play.session.is_closed


@each_version
def test_hanging_up_soon_after_a_word_is_a_lost_connection(version: Version) -> None:
    book(version).pushed({"dps": {"1": 1}}).tells(update({1: 1})).ends().tells(closed(ConnectionLostError)).done()


def test_another_id_in_an_answer_of_3_1_means_that_the_device_moved() -> None:
    play = book(Version.V31).query().sends(Command.QUERY)
    play.hears(Command.QUERY, {"devId": "somebody else", "dps": {"1": True}})
    play.tells(failed(1, MovedError), closed(MovedError)).done()


@pytest.mark.parametrize(
    ("version", "body"),
    [
        (Version.V31, {"devId": DEVICE_ID, "dps": {"1": True}}),
        (Version.V31, {"devId": 5, "dps": {"1": True}}),
        (Version.V31, {"dps": {"1": True}}),
        (Version.V33, {"devId": "somebody else", "dps": {"1": True}}),
    ],
)
def test_no_other_id_and_no_id_under_a_key_means_nothing(version: Version, body: object) -> None:
    play = book(version).query().sends(Command.QUERY)
    play.hears(Command.QUERY, body).tells(replied({1: True}), answered(1)).done()


def test_the_id_of_a_child_is_no_other_device() -> None:
    play = book(Version.V31).query("child").sends(Command.QUERY)
    play.hears(Command.QUERY, {"devId": "a child", "cid": "child", "dps": {"1": True}})
    play.tells(replied({1: True}, "child"), answered(1)).done()


# What is known of the device


@pytest.mark.fact("QUERY-4")
def test_what_was_learnt_before_is_heeded() -> None:
    known = Dialect(query_command=0x0A)
    play = book(Version.V35, dialect=known).query().sends(Command.QUERY)
    assert play.session.dialect == known


def test_the_owner_may_say_that_there_are_children() -> None:
    session = Book(Version.V33).session
    assert not session.has_children
    session.has_children = True
    assert session.has_children


def test_an_extension_answer_without_children_is_an_answer_all_the_same() -> None:
    play = book(Version.V34).raw(Command.EXTENSION_STREAM, b"{}").sends(Command.EXTENSION_STREAM)
    play.hears(Command.EXTENSION_STREAM, {"reqType": "other"}).tells(answered(1)).done()


# Sequence numbers, headers, nonces


@pytest.mark.fact("SEQ-1", "SEQ-2", "HDR-2", "HDR-6")
@each_version
def test_numbers_grow_by_one_and_headers_are_where_devices_want_them(version: Version) -> None:
    play = book(version, dialect=Dialect(null_query=False))
    play.query().write({1: True}).refresh(18).presence().raw(Command.WIFI_INFO, b"{}").waits(BEAT_INTERVAL + 5)
    assert [message.sequence for message in play.messages] == list(range(1, len(play.messages) + 1))
    assert {message.command for message in play.messages} >= {0x09, 0x12, 0x40, 0x0F}
    for message in play.messages:
        wanted = b"" if message.command in HEADERLESS else VERSIONS[version].header
        assert message.header == wanted


@pytest.mark.fact("GCM-2")
def test_no_nonce_is_used_twice_and_each_connection_has_its_own() -> None:
    prefixes: set[bytes] = set()
    for number in range(5):
        session = ClientSession(Version.V35, KEY, DEVICE_ID, entropy=Entropy(number.to_bytes(8, "big")))
        session.start(now=START)
        nonces = [session.outgoing()[18:30]]
        for _ in range(50):
            session._send(Command.HEARTBEAT, b"{}")
            nonces.append(session.outgoing()[18:30])
        assert len(set(nonces)) == len(nonces)
        prefixes |= {nonce[:8] for nonce in nonces}
    assert len(prefixes) == 5


@pytest.mark.fact("STREAM-4")
def test_outgoing_gives_bytes_once_and_whole_frames_in_order() -> None:
    session = ClientSession(Version.V33, KEY, DEVICE_ID, entropy=Entropy())
    session.start(now=START)
    assert session.outgoing() == b""
    session.query(now=START, wall=WALL)
    one = session.outgoing()
    session.control({1: True}, now=START, wall=WALL)
    session.refresh([1], now=START, wall=WALL)
    both = session.outgoing()
    assert one.count(b"\0\0\x55\xaa") == 1
    assert both.count(b"\0\0\xaa\x55") == 2
    assert session.outgoing() == b""


# Pushes


@pytest.mark.fact("CMD-3", "QUERY-5", "TIME-1")
@each_version
def test_pushes_are_told_with_cause_child_and_clock(version: Version) -> None:
    play = book(version)
    play.pushed({"dps": {"1": True}}).pushed({"protocol": 4, "data": {"dps": {"2": None}, "cid": "c"}})
    play.pushed({"dps": {"3": 1}, "type": "query"})
    play.tells(update({1: True}), update({2: None}, "c"), update({3: 1}, cause=Cause.REPLY)).done()


@pytest.mark.fact("TIME-1")
@pytest.mark.parametrize(
    ("clock", "time"), [(b"418", 418), (b"1.5", 1.5), (b'"1700000000"', None), (b"null", None), (b"9" * 400, None)]
)
def test_the_clock_of_the_device_is_told_where_it_is_one(clock: bytes, time: float | None) -> None:
    play = book(Version.V34)
    (event,) = play.session.receive(play.peer.seal_push(b'{"t":%b,"data":{"dps":{"1":true}}}' % clock), now=play.now)
    assert isinstance(event, DpUpdate)
    assert event.device_time == time
    assert event.at == play.now


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b'{"dps":{}}', b'{"t":1}'])
def test_pushes_without_values_tell_nothing(body: bytes) -> None:
    book(Version.V33).pushed(body).tells().done()


@each_version
def test_answers_nobody_asked_for_are_told_as_values_only(version: Version) -> None:
    play = book(version)
    play.hears(Command.QUERY, {"dps": {"1": True}}, sequence=77).hears(Command.CONTROL).hears(0x7F, b"text")
    play.tells(replied({1: True})).done()


# Heartbeats


@pytest.mark.fact("BEAT-1", "BEAT-2")
@each_version
def test_a_quiet_connection_is_kept_alive(version: Version) -> None:
    play = book(version)
    body = b'{"gwId":"%b","devId":"%b"}' % (DEVICE_ID.encode(), DEVICE_ID.encode())
    for _ in range(20):
        play.waits(BEAT_INTERVAL).sends((Command.HEARTBEAT, body)).hears(Command.HEARTBEAT, sequence=0)
    play.done()


@pytest.mark.fact("BEAT-2")
def test_a_heartbeat_is_sent_although_the_device_talks() -> None:
    play = book(Version.V33)
    for _ in range(int(BEAT_INTERVAL) - 1):
        play.waits(1.0).pushed({"dps": {"1": 1}})
    play.sends().waits(1.0).sends(Command.HEARTBEAT)


def test_what_the_client_sends_puts_the_heartbeat_off() -> None:
    play = book(Version.V33)
    play.waits(BEAT_INTERVAL - 1).raw(Command.WIFI_INFO, b"").hears(Command.WIFI_INFO).sends(Command.WIFI_INFO)
    play.waits(BEAT_INTERVAL - 1).sends()
    play.waits(1.0).sends(Command.HEARTBEAT)


@each_version
def test_a_link_is_dead_when_two_heartbeats_are_not_answered(version: Version) -> None:
    play = book(version).waits(BEAT_INTERVAL).sends(Command.HEARTBEAT)
    play.waits(BEAT_TIMEOUT).sends(Command.HEARTBEAT).tells()
    play.waits(BEAT_TIMEOUT).sends().tells(closed(ConnectionLostError)).done()


def test_anything_heard_proves_that_the_link_lives() -> None:
    play = book(Version.V33).waits(BEAT_INTERVAL + BEAT_TIMEOUT).sends(Command.HEARTBEAT, Command.HEARTBEAT)
    play.pushed({"dps": {"1": 1}}).tells(update({1: 1}))
    play.waits(BEAT_TIMEOUT).tells().done()


def test_a_device_that_only_listens_is_noticed_though_the_client_talks() -> None:
    play = book(Version.V33)
    for _ in range(30):
        play.raw(Command.WIFI_INFO, b"").waits(1.0)
        if play.session.is_closed:
            break
    assert play.session.is_closed
    assert play.now - START < 30


@pytest.mark.fact("BEAT-3")
def test_an_answered_heartbeat_does_not_prove_the_key() -> None:
    play = book(Version.V33).waits(BEAT_INTERVAL).sends(Command.HEARTBEAT).hears(Command.HEARTBEAT, sequence=0)
    assert not play.session.is_proven
    play.pushed({"dps": {"1": 1}}).tells(update({1: 1}))
    assert play.session.is_proven


def test_a_raw_heartbeat_gets_its_answer() -> None:
    play = book(Version.V33).raw(Command.HEARTBEAT, b"{}").sends(Command.HEARTBEAT)
    play.hears(Command.HEARTBEAT, sequence=0).tells(answered(1)).done()
    assert not play.session.is_proven


# Damage


@pytest.mark.fact("STREAM-5")
@each_version
def test_a_frame_that_is_never_completed_ends_the_connection(version: Version) -> None:
    play = book(version).pushed({"dps": {"1": 1}}).tells(update({1: 1}))
    data = play.peer.seal_push(b'{"dps":{"1":2}}')
    play.bytes(data[:20]).waits(PARTIAL_TIMEOUT - 0.1).tells()
    play.waits(0.1).tells(closed(FrameError)).done()


@each_version
def test_a_slow_frame_is_taken_when_it_is_whole(version: Version) -> None:
    play = book(version)
    data = play.peer.seal_push(b'{"dps":{"1":2}}')
    play.bytes(data[:20]).waits(PARTIAL_TIMEOUT - 0.1).bytes(data[20:]).tells(update({1: 2}))
    play.waits(BEAT_INTERVAL - PARTIAL_TIMEOUT).tells().done()


def test_every_frame_has_the_whole_time_though_reads_always_end_in_the_next_one() -> None:
    play = book(Version.V33)
    rest = b""
    for _ in range(20):
        data = play.peer.seal_push(b'{"dps":{"1":2}}')
        play.bytes(rest + data[:20]).waits(1.0)
        rest = data[20:]
    assert not play.session.is_closed


def test_a_frame_stuck_before_the_session_ends_the_connection_too() -> None:
    play = Book(Version.V34).start().sends(Command.NEGOTIATION_START)
    play.bytes(play.peer.seal_response()[:20]).waits(PARTIAL_TIMEOUT).tells(closed(FrameError)).done()


@each_version
def test_three_damaged_frames_in_a_row_end_the_connection(version: Version) -> None:
    play = book(version).pushed({"dps": {"1": 1}}).tells(update({1: 1}))

    def damaged() -> bytes:
        data = bytearray(play.peer.seal_push(b'{"dps":{"1":2}}'))
        data[-5] ^= 1
        return bytes(data)

    play.bytes(damaged()).bytes(damaged()).pushed({"dps": {"1": 3}}).bytes(damaged()).bytes(damaged())
    fault = {Version.V34: Fault.HMAC, Version.V35: Fault.TAG}.get(version, Fault.CRC)
    play.tells(dropped(fault), dropped(fault), update({1: 3}), dropped(fault), dropped(fault))
    play.query().bytes(damaged() + play.peer.seal_push(b'{"dps":{"1":4}}'))
    play.tells(dropped(fault), failed(1, IntegrityError), closed(IntegrityError))


def test_garbage_between_frames_is_told_and_survived() -> None:
    play = book(Version.V33)
    for _ in range(10):
        play.bytes(b"garbage" + play.peer.seal_push(b'{"dps":{"1":2}}'))
    play.tells(*[dropped(Fault.GARBAGE), update({1: 2})] * 10).done()


def test_torn_frames_are_survived_while_whole_ones_come() -> None:
    play = book(Version.V33)
    for _ in range(10):
        data = play.peer.seal_push(b'{"dps":{"1":2}}')
        play.bytes(data[:30] + data)
    assert not play.session.is_closed
    assert sum(1 for event in play._told if isinstance(event, DpUpdate)) >= 9


# Ends


@each_version
def test_the_end_fails_everything_and_says_what_was_sent(version: Version) -> None:
    play = book(version, dialect=Dialect(null_query=False)).write({1: True}).write({1: False}).query().waits(1.0)
    play.ends()
    play.tells(
        failed(1, ConnectionLostError),
        failed(3, ConnectionLostError),
        failed(2, ConnectionLostError, sent=False),
        closed(ConnectionLostError),
    )
    assert play.session.deadline == float("inf")
    assert play.session.tick(now=play.now + 100) == []
    with pytest.raises(ConnectionLostError):
        play.query()


@each_version
def test_our_own_goodbye_is_no_error(version: Version) -> None:
    play = book(version).query()
    play.close().tells(failed(1, ConnectionLostError), closed(None))
    play.close().bytes(b"x").tells()


def test_requests_before_the_start_wait_for_it() -> None:
    play = Book(Version.V33).query().sends().tells()
    play.start().sends(Command.QUERY).tells(OPENED)
    other = Book(Version.V33).query()
    other.ends().tells(failed(1, ConnectionLostError, sent=False), closed(ConnectionLostError))


def test_nothing_is_told_after_the_end() -> None:
    play = book(Version.V31).query().sends(Command.QUERY)
    play.bytes(
        play.peer.seal(Command.QUERY, b'{"devId":"x","dps":{"1":1}}', sequence=1)
        + play.peer.seal_push(b'{"dps":{"1":1}}')
    )
    play.tells(failed(1, MovedError), closed(MovedError)).done()


@each_version
def test_idle_means_that_nothing_is_awaited(version: Version) -> None:
    play = book(version, dialect=Dialect(null_query=False))
    assert play.session.is_idle
    play.session.query(now=play.now, wall=WALL)
    assert not play.session.is_idle
    play._note([])
    play.hears(VERSIONS[version].query, {"dps": {"1": 1}})
    assert play.session.is_idle
    data = play.peer.seal_push(b'{"dps":{"1":2}}')
    play.bytes(data[:20])
    assert not play.session.is_idle
    play.bytes(data[20:])
    assert play.session.is_idle


def test_errors_name_the_device_and_no_key() -> None:
    play = Book(Version.V34).start()
    play.hears(Command.NEGOTIATION_RESPONSE, DEVICE_NONCE + bytes(32))
    (end,) = [event for event in play._told if isinstance(event, Closed)]
    assert end.error is not None
    assert end.error.device_id == DEVICE_ID
    assert KEY.reveal().decode() not in repr(end) + str(end.error) + repr(play.session)


# Recorded conversations


def recorded(name: str) -> list[Vector]:
    """Return one recorded conversation."""
    return (load_conversations("dialogs") | load_conversations("transcripts"))[name]


@pytest.mark.fact("NEG-1", "NEG-4", "SEQ-4", "SEQ-5", "RET-2", "WRITE-3", "CMD-1")
@pytest.mark.parametrize("name", list(load_conversations("dialogs") | load_conversations("transcripts")))
def test_the_device_of_every_recorded_conversation_is_understood(name: str) -> None:
    vectors = recorded(name)
    (entry,) = [e for group in ("dialogs", "transcripts") for e in load_vectors(group) if e["id"] == name]
    version = vectors[0].version
    nonce = bytes.fromhex(entry["client_nonce"] or "")
    # The reference device of the transcripts hides its id where it is readable.
    device_id = "x" * 20 if version is Version.V31 and name.startswith("transcript") else DEVICE_ID
    session = ClientSession(
        version,
        LocalKey(bytes.fromhex(entry["local_key"])),
        DeviceId(device_id),
        entropy=lambda size: nonce if size == HANDSHAKE_NONCE else bytes(size),
    )
    events = session.start(now=START)
    events += [event for v in vectors if v.sender is Sender.DEVICE for event in session.receive(v.frame, now=START + 1)]
    assert session.state is State.OPEN
    assert sum(isinstance(event, Opened) for event in events) == 1
    told = [event.dps for event in events if isinstance(event, DpUpdate)]
    assert told
    expected = [v for v in vectors if v.sender is Sender.DEVICE and b'"dps"' in v.body]
    assert len(told) == len(expected)
    assert not [event for event in events if isinstance(event, Closed | Failed)]


@pytest.mark.fact("RET-2", "WRITE-3", "SEQ-4", "SEQ-5", "NEG-10")
def test_the_dialog_with_device_code_is_replayed_from_the_client_side() -> None:
    vectors = recorded("tuyaopen-35-dialog")
    (entry,) = [e for e in load_vectors("dialogs") if e["id"] == "tuyaopen-35-dialog"]
    nonce = bytes.fromhex(entry["client_nonce"])
    session = ClientSession(
        Version.V35, vectors[0].key, DEVICE_ID, entropy=lambda size: nonce if size == HANDSHAKE_NONCE else bytes(size)
    )
    told: list[Event] = []
    answers = iter([v for v in vectors if v.sender is Sender.DEVICE])

    def hear(count: int) -> None:
        for vector in itertools.islice(answers, count):
            told.extend(session.receive(vector.frame, now=START + 1))

    told += session.start(now=START)
    hear(1)
    query = session.query(now=START, wall=WALL)
    hear(1)
    old = session.raw(Command.QUERY, b"{}", now=START, wall=WALL)
    hear(1)
    on = session.control({1: True}, now=START, wall=WALL)
    hear(2)
    scene = session.control({2: "colour", 3: 700}, now=START, wall=WALL)
    hear(2)
    assert [tell(event) for event in told[:9]] == [
        OPENED,
        replied({1: False, 2: "white", 3: 0, 9: 0, 101: False}),
        answered(query),
        replied({1: False, 2: "white", 3: 0, 9: 0, 101: False}),
        answered(old),
        acknowledged(on),
        update({1: True}),
        confirmed(on),
        # The answer to the second write was recorded under the old command number.
        acknowledged(scene),
    ]
    assert tell(told[-1]) == confirmed(scene)
    assert session.state is State.OPEN


@pytest.mark.fact("WRITE-3", "SEQ-4", "TIME-1")
def test_a_real_plug_is_switched_with_the_push_before_the_acknowledgement() -> None:
    real = {vector.id: vector for vector in load_frames("real_captures")}
    nonce = next(
        bytes.fromhex(e["client_nonce"]) for e in load_vectors("real_captures") if e["id"] == "real-34-b-start"
    )
    session = ClientSession(Version.V34, real["real-34-b-start"].key, DEVICE_ID, entropy=lambda _: nonce)
    session.start(now=START)
    assert session.outgoing() == real["real-34-b-start"].frame
    session.control({1: False}, now=START, wall=1777961007.0)
    told = session.receive(real["real-34-b-resp"].frame, now=START)
    assert session.outgoing() == real["real-34-b-finish"].frame + real["real-34-b-control"].frame
    told += session.receive(real["real-34-b-status"].frame, now=START)
    told += session.receive(real["real-34-b-control-ack"].frame, now=START)
    assert [tell(event) for event in told] == [OPENED, update({1: False, 9: 0}), confirmed(1)]
    assert isinstance(told[1], DpUpdate)
    assert told[1].device_time == 418
    assert session.is_idle


@pytest.mark.fact("QUERY-2", "SEQ-4", "HDR-5")
def test_a_real_plug_is_read_with_the_very_bytes_of_the_capture() -> None:
    real = {vector.id: vector for vector in load_frames("real_captures")}
    nonce = next(
        bytes.fromhex(e["client_nonce"]) for e in load_vectors("real_captures") if e["id"] == "real-34-a-start"
    )
    session = ClientSession(Version.V34, real["real-34-a-start"].key, DEVICE_ID, entropy=lambda _: nonce)
    session.start(now=START)
    session.query(now=START, wall=WALL)
    told = session.receive(real["real-34-a-resp"].frame, now=START)
    wanted = [real[f"real-34-a-{name}"].frame for name in ("start", "finish", "query")]
    assert session.outgoing() == b"".join(wanted)
    told += session.receive(real["real-34-a-query-reply"].frame, now=START)
    assert [type(event) for event in told] == [Opened, DpUpdate, type(told[-1])]
    assert tell(told[-1]) == answered(1)


# Any segmentation


def conversation(version: Version) -> tuple[Callable[[], ClientSession], bytes]:
    """Return what makes a session with requests under way, and all that the device says to it."""
    play = Book(version, dialect=Dialect(null_query=False))

    def begin() -> ClientSession:
        session = ClientSession(version, KEY, DEVICE_ID, entropy=Entropy(), dialect=Dialect(null_query=False))
        session.start(now=START)
        session.query(now=START, wall=WALL)
        session.control({1: True}, now=START, wall=WALL)
        session.control({1: False}, now=START, wall=WALL)
        return session

    play.session = begin()
    play._note([])
    stream = b""
    if VERSIONS[version].negotiates:
        stream += play.peer.seal_response()
        play.bytes(stream)
    seal, control = play.peer.seal, VERSIONS[version].control
    first = play.messages[-1].sequence - 1
    stream += seal(VERSIONS[version].query, b'{"dps":{"1":false,"2":"x"}}', sequence=first)
    stream += b"garbage" + play.peer.seal_push(b'{"dps":{"1":true}}')
    stream += seal(control, b"", sequence=first + 1) + seal(control, b"", sequence=first + 2)
    stream += play.peer.seal_push(b'{"dps":{"1":false}}') + b"\0\0\x55\xaa" + play.peer.seal_push(b'{"dps":{"2":"y"}}')
    return begin, stream


@each_version
@given(data=st.data())
def test_any_segmentation_gives_the_same_events(version: Version, data: st.DataObject) -> None:
    begin, stream = conversation(version)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=30)))
    whole = begin()
    expected = [tell(event) for event in whole.receive(stream, now=START)]
    assert confirmed(2) in expected
    assert confirmed(3) in expected
    session = begin()
    found: list[Event] = []
    for first, last in itertools.pairwise([0, *cuts, len(stream)]):
        if first < last:
            found += session.receive(stream[first:last], now=START)
    assert [tell(event) for event in found] == expected
    assert session.state is whole.state
    assert session.outgoing() == whole.outgoing()


@each_version
@given(junk=st.lists(st.binary(max_size=80), max_size=8), seed=st.integers(0, 2**32))
def test_junk_never_raises_and_ends_at_most_once(version: Version, junk: list[bytes], seed: int) -> None:
    session = ClientSession(version, KEY, DEVICE_ID, entropy=Entropy(seed.to_bytes(16, "big")))
    now = START
    events = session.start(now=now)
    session.query(now=now, wall=WALL)
    for piece in junk:
        events += session.receive(piece, now=now) if piece else []
        now += 1.0
        if session.deadline <= now:
            events += session.tick(now=now)
    events += session.close()
    assert sum(isinstance(event, Closed) for event in events) == 1
    assert sum(isinstance(event, Failed) for event in events) == 1
    assert isinstance(events[-1], Closed)
