"""Announcements and questions are read from every format, bounded and safe to print."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.beacon.support import NONCE, find_datagram, guess_format, load_datagrams
from tuyalan.beacon.parsing import MAX_EXTRA, MAX_TEXT, parse_datagram
from tuyalan.beacon.sealing import seal_datagram
from tuyalan.beacon.values import Ask, Beacon, Format, Reason, Rejected
from tuyalan.vocabulary import DeviceId, Version

ID = DeviceId("eb0123456789abcdef0123")


def parse_fields(fields: object, kind: Format = Format.BARE_JSON) -> Beacon | Ask | Rejected:
    """Put a JSON value into a datagram and parse that."""
    return parse_datagram(seal_datagram(json.dumps(fields).encode(), format=kind, command=0x13, nonce=NONCE))


def parse_beacon(**fields: object) -> Beacon:
    """Parse an announcement with these fields."""
    beacon = parse_fields({"gwId": ID} | fields)
    assert isinstance(beacon, Beacon)
    return beacon


BEACONS = [vector for vector in load_datagrams() if {"gwId", "uuid"} & json.loads(vector["plaintext_text"]).keys()]
ASKS = [vector for vector in load_datagrams() if "from" in json.loads(vector["plaintext_text"])]


@pytest.mark.fact("UDP-1", "UDP-2", "UDP-3")
@pytest.mark.parametrize("vector", BEACONS, ids=lambda vector: vector["id"])
def test_every_announcement_of_the_vectors_is_read(vector: dict[str, Any]) -> None:
    told = json.loads(vector["plaintext_text"])
    beacon = parse_datagram(bytes.fromhex(vector["frame"]), port=6667)
    assert isinstance(beacon, Beacon)
    assert beacon.device_id == told.get("gwId", told.get("uuid"))
    assert beacon.address == told.get("ip")
    assert beacon.version == (Version(told["version"]) if "version" in told else None)
    assert beacon.product_key == told.get("productKey", "")
    assert beacon.uuid == told.get("uuid", "")
    assert beacon.active == told.get("active")
    assert beacon.ability == told.get("ablilty", told.get("ability"))
    assert beacon.encrypted == told.get("encrypt")
    assert beacon.security_level == told.get("sl")
    assert beacon.pairing_error == told.get("errc")
    assert beacon.format is guess_format(vector)
    assert beacon.port == 6667


@pytest.mark.fact("ASK-1")
@pytest.mark.parametrize("vector", ASKS, ids=lambda vector: vector["id"])
def test_every_question_of_the_vectors_is_read(vector: dict[str, Any]) -> None:
    ask = parse_datagram(bytes.fromhex(vector["frame"]))
    assert ask == Ask(address=json.loads(vector["plaintext_text"])["ip"], sender="app", command=0x25)


def test_every_vector_is_an_announcement_or_a_question_but_the_wifi_password() -> None:
    others = [vector["id"] for vector in load_datagrams() if vector not in BEACONS and vector not in ASKS]
    assert others == ["ap-31-config"]
    assert parse_datagram(bytes.fromhex(find_datagram("ap-31-config")["frame"])) == Rejected(Reason.ID)


def test_a_question_with_a_return_code_says_so() -> None:
    body = b'{"from":"app","ip":"192.0.2.1"}'
    ask = parse_datagram(seal_datagram(body, format=Format.GCM, command=0x25, code=bytes(4), nonce=NONCE), port=7000)
    assert ask == Ask(address="192.0.2.1", command=0x25, has_code=True, port=7000)


def test_a_question_of_another_program_is_a_question() -> None:
    assert parse_fields({"from": "hub"}, Format.GCM) == Ask(address=None, sender="hub", command=0x13)


def test_what_claims_to_be_the_app_is_never_a_device() -> None:
    assert isinstance(parse_fields({"from": "app", "gwId": ID}), Ask)


def test_a_device_may_tell_where_it_comes_from() -> None:
    assert isinstance(parse_fields({"from": "factory", "gwId": ID}), Beacon)


@pytest.mark.fact("UDP-4")
@pytest.mark.parametrize("name", ["ability", "ablilty"])
def test_both_spellings_of_ability_are_read(name: str) -> None:
    assert parse_beacon(**{name: 3}).ability == 3


@pytest.mark.parametrize("name", ["gwId", "devId", "id"])
def test_each_name_of_the_id_is_read(name: str) -> None:
    beacon = parse_fields({name: ID})
    assert isinstance(beacon, Beacon)
    assert beacon.device_id == ID


def test_a_uuid_stands_for_the_id_only_while_pairing() -> None:
    assert parse_fields({"uuid": "uuid0123456789ab"}, Format.GCM) == Rejected(Reason.ID)
    beacon = parse_fields({"uuid": "uuid0123456789ab"}, Format.AP_GCM)
    assert isinstance(beacon, Beacon)
    assert beacon.device_id == "uuid0123456789ab"


def test_no_version_in_clear_means_3_1() -> None:
    assert parse_beacon(ip="192.0.2.1").version is Version.V31


def test_a_version_as_a_number_is_read() -> None:
    assert parse_beacon(version=3.4).version is Version.V34


@pytest.mark.parametrize(
    "device_id", ["", "x" * 65, "two words", "id\n", "\x1b[31m", "ид", 17, None, ["a"], {"a": 1}, True]
)
def test_an_id_that_no_device_has_is_refused(device_id: object) -> None:
    assert parse_fields({"gwId": device_id}) == Rejected(Reason.ID)


@pytest.mark.parametrize(
    "address", ["", "here", "1.2.3", "1.2.3.4.5", "0.0.0.0", "fe80::1%x y", "::", 3, None, ["::1"]]
)
def test_an_address_that_is_none_is_left_out_and_the_rest_kept(address: object) -> None:
    beacon = parse_beacon(ip=address, productKey="key")
    assert beacon.address is None
    assert beacon.product_key == "key"


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_addresses_of_both_kinds_are_read(address: str) -> None:
    assert parse_beacon(ip=address).address == address


def test_texts_lose_control_characters_and_are_cut() -> None:
    assert parse_beacon(name="a\x1b[2Jb\n\u202ec").name == "a[2Jbc"
    assert parse_beacon(productKey="x" * 500).product_key == "x" * MAX_TEXT


@pytest.mark.parametrize("value", ["2", 2.0, True, None, [2], 2**40, -(2**40)])
def test_a_number_of_the_wrong_kind_is_left_out(value: object) -> None:
    beacon = parse_beacon(active=value, encrypt="yes", name=value if value != "2" else 3)
    assert beacon.active is None
    assert beacon.encrypted is None
    assert beacon.name == ""


def test_other_fields_are_kept_as_told() -> None:
    beacon = parse_beacon(token=True, wf_cfg=False, lastwifistatus="5", mode=1, level=2, gain=0.5, none=None)
    assert beacon.mode == 1
    assert dict(beacon.extra) == {
        "token": True,
        "wf_cfg": False,
        "lastwifistatus": "5",
        "level": 2,
        "gain": 0.5,
        "none": None,
    }


@pytest.mark.parametrize("name", ["token", "passwd", "localKey", "ssid", "clientSecret", "pwd"])
def test_texts_that_may_be_secrets_are_not_kept(name: str) -> None:
    assert parse_beacon(**{name: "00000000"}).extra == ()


def test_other_fields_are_bounded_in_number_name_and_kind() -> None:
    assert len(parse_beacon(**{f"f{number}": 1 for number in range(100)}).extra) == MAX_EXTRA
    odd: dict[str, object] = {"x" * 100: 1, "a\nb": 1, "list": [1], "object": {}, "huge": 2**60}
    assert parse_beacon(**odd).extra == ()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"{", id="cut"),
        pytest.param(b'{"gwId":"\xff"}', id="no UTF-8"),
        pytest.param(b'{"gwId":"\\ud800"}', id="half a character"),
        pytest.param(b'{"gwId":1e999}', id="number out of range"),
        pytest.param(b'{"a":' * 400, id="deep"),
        pytest.param(b'{"a":' + b"[" * 1000 + b"]" * 1000 + b"}", id="deep and complete"),
        pytest.param(b"{}x", id="something behind"),
    ],
)
def test_bad_json_is_refused(data: bytes) -> None:
    assert isinstance(parse_datagram(data), Rejected)


def test_what_is_no_datagram_is_refused_with_the_reason() -> None:
    assert parse_datagram(b"hello") == Rejected(Reason.UNKNOWN)
    assert parse_datagram(b"{}") == Rejected(Reason.ID)


@pytest.mark.fact("UDP-5")
def test_anybody_can_make_a_beacon_so_none_proves_anything() -> None:
    # The two keys are constants of every device and app; nothing else goes into these bytes.
    told = {"gwId": ID, "ip": "192.0.2.66", "version": "3.5"}
    beacon = parse_fields(told, Format.GCM)
    assert isinstance(beacon, Beacon)
    assert beacon.address == "192.0.2.66"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(("gwId", "devId", "id", "ip", "from", "uuid", "version", "active", "ablilty", "errc", "name"))


@settings(max_examples=300)
@given(st.dictionaries(NAMES | st.text(max_size=8), VALUES | st.just(str(ID)), max_size=12), st.sampled_from(Format))
def test_any_json_object_gives_a_bounded_and_printable_value(fields: dict[str, object], kind: Format) -> None:
    body = msgspec.json.encode(fields)
    parsed = parse_datagram(seal_datagram(body, format=kind, command=0x13, nonce=NONCE))
    if isinstance(parsed, Beacon):
        texts = [parsed.device_id, parsed.name, parsed.uuid, parsed.product_key, parsed.version_text]
        texts += [value for _, value in parsed.extra if isinstance(value, str)]
        assert all(text.isprintable() and len(text) <= MAX_TEXT for text in texts)
        assert 1 <= len(parsed.device_id) <= 64
        assert len(parsed.extra) <= MAX_EXTRA


@given(st.binary(max_size=300))
def test_junk_raises_nothing(data: bytes) -> None:
    assert isinstance(parse_datagram(data), Rejected)
    assert isinstance(parse_datagram(b"{" + data), Rejected)
