"""Bodies come out as recorded, byte by byte, and every shape of report is read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.support import ALL_VERSIONS, DEVICE_ID, load_conversations, load_frames, load_recorded_device
from tuyalan.vocabulary import Cid, Version
from tuyalan.wire.codec import Sender
from tuyalan.wire.commands import Command
from tuyalan.wire.messages import (
    Bodies,
    ChildrenReport,
    Report,
    build_children,
    build_json,
    build_push,
    build_state,
    parse_any,
    parse_children,
    parse_report,
    parse_text,
)
from tuyalan.wire.versions import VERSIONS, BodyForm

if TYPE_CHECKING:
    from collections.abc import Callable

WALL: Final = 1700000000
CID: Final = Cid("a4c1380011223344")
METERS: Final = (4, 5, 6, 18, 19, 20)
REQUESTS: Final = {vector.id: vector.body for vector in load_frames("client_frames")}
REPLIES: Final = {vector.id: vector.body for vector in load_frames("device_frames")}
FULL: Final = {1: True, 2: "white", 3: 500, 101: "AQID"}

BUILDERS: Final[dict[str, Callable[[Bodies], bytes]]] = {
    "control": lambda bodies: bodies.control({1: True}, wall=WALL),
    "control_new": lambda bodies: bodies.control({1: True}, wall=WALL),
    "control_legacy_opcode": lambda bodies: bodies.control({1: True}, wall=WALL),
    "control_multi": lambda bodies: bodies.control({1: False, 2: "colour", 3: 1000}, wall=WALL),
    "control_new_multi": lambda bodies: bodies.control({1: False, 2: "colour", 3: 1000}, wall=WALL),
    "cid_control": lambda bodies: bodies.control({1: True}, wall=WALL, cid=CID),
    "cid_control_new": lambda bodies: bodies.control({1: True}, wall=WALL, cid=CID),
    "dp_query": lambda bodies: bodies.query(wall=WALL),
    "dp_query_new": lambda bodies: bodies.query(wall=WALL),
    "dp_query_legacy_opcode": lambda bodies: bodies.query(wall=WALL, full=True),
    "cid_dp_query": lambda bodies: bodies.query(wall=WALL, cid=CID),
    "cid_dp_query_new": lambda bodies: bodies.query(wall=WALL, cid=CID),
    "device22_query": lambda bodies: bodies.null_query((1, 2, 101), wall=WALL),
    "heartbeat": lambda bodies: bodies.heartbeat,
    "update_dps": lambda bodies: bodies.refresh(METERS),
    "cid_update_dps": lambda bodies: bodies.refresh(METERS, cid=CID),
    "lan_ext_subdev_query": lambda bodies: bodies.children(),
}
NOT_BUILT: Final = frozenset(
    {
        "dp_query_app_form",
        "cid_dp_query_full",
        "cid_control_new_toplevel_cid",
        "heartbeat_empty",
        "pad-block",
        "sess_start",
        "sess_finish",
    }
)
"""Other clients' forms of the same, and frames without JSON."""


def bodies_of(version: Version) -> Bodies:
    """Make the builder of one version."""
    return Bodies(VERSIONS[version], DEVICE_ID)


def parse(body: bytes) -> Report:
    """Parse a body that is a report."""
    report = parse_report(body)
    assert report is not None
    return report


def split_name(name: str) -> tuple[Version, str]:
    """Return version and kind of an id such as `c2d-34-heartbeat`."""
    _, number, kind = name.split("-", 2)
    return Version(f"{number[0]}.{number[1]}"), kind


# Requests


@pytest.mark.fact(
    "QUERY-1", "QUERY-2", "WRITE-1", "WRITE-2", "REFRESH-1", "BEAT-1", "D22-2", "GW-1", "GW-2", "GW-5", "TIME-1"
)
@pytest.mark.parametrize("name", [name for name in REQUESTS if split_name(name)[1] in BUILDERS])
def test_bodies_of_requests_come_out_as_recorded(name: str) -> None:
    version, kind = split_name(name)
    assert BUILDERS[kind](bodies_of(version)) == REQUESTS[name]


def test_every_recorded_request_is_built_or_known_not_to_be() -> None:
    kinds = {split_name(name)[1] for name in REQUESTS}
    assert kinds == set(BUILDERS) | NOT_BUILT


def test_named_children_are_asked_for() -> None:
    assert bodies_of(Version.V34).children([CID]) == (
        b'{"reqType":"subdev_online_stat_query","data":{"cids":["a4c1380011223344"]}}'
    )


@pytest.mark.fact("D22-2")
def test_a_child_is_read_with_nulls_by_its_cid() -> None:
    body = bodies_of(Version.V33).null_query((1, 2), wall=WALL, cid=CID)
    assert body == b'{"t":1700000000,"cid":"a4c1380011223344","dps":{"1":null,"2":null}}'


@pytest.mark.fact("BODY-7", "TIME-1")
@pytest.mark.parametrize("version", ALL_VERSIONS)
@given(
    dps=st.dictionaries(
        st.integers(1, 255), st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20), max_size=5
    ),
    wall=st.integers(0, 2**33),
)
def test_bodies_are_compact_and_leave_text_as_it_is(version: Version, dps: dict[int, Any], wall: int) -> None:
    bodies = bodies_of(version)
    for body in (bodies.control(dps, wall=wall), bodies.control(dps, wall=wall, cid=CID)):
        tree = json.loads(body)
        assert body.decode() == json.dumps(tree, separators=(",", ":"), ensure_ascii=False)
        inner = tree.get("data", tree)
        assert inner["dps"] == {str(dp): value for dp, value in dps.items()}
        flat = VERSIONS[version].body is BodyForm.FLAT and body == bodies.control(dps, wall=wall)
        assert tree["t"] == (str(wall) if flat else wall)


def test_strings_are_not_escaped_beyond_need() -> None:
    body = bodies_of(Version.V35).control({3: 'wörld "q" ✓'}, wall=WALL)
    recorded = next(v.body for v in load_recorded_device() if v.command == 13 and b"\xc3\xb6" in v.body)
    assert body == recorded


# Reports


@pytest.mark.fact("QUERY-5", "GW-3")
@pytest.mark.parametrize("version", ALL_VERSIONS)
def test_recorded_reports_are_read(version: Version) -> None:
    prefix = f"d2c-{version.value.replace('.', '')}-"
    assert parse(REPLIES[prefix + "query_reply"]).points == FULL
    assert parse(REPLIES[prefix + "status_push"]).points == {1: True}
    child = parse(REPLIES[prefix + "status_push_cid"])
    assert child.points == ({1: True} if VERSIONS[version].negotiates else {24: 211})
    assert child.child == CID
    assert parse(REPLIES[prefix + "status_push"]).child is None


@pytest.mark.fact("QUERY-5")
def test_every_recorded_answer_of_a_device_is_a_report_or_a_text() -> None:
    vectors = load_frames("real_captures") + load_frames("device_frames") + load_recorded_device()
    vectors += [
        v for frames in (load_conversations("dialogs") | load_conversations("transcripts")).values() for v in frames
    ]
    answers = [v for v in vectors if v.sender is Sender.DEVICE and v.body and v.command != Command.NEGOTIATION_RESPONSE]
    assert len(answers) > 150
    for vector in answers:
        report = parse_report(vector.body)
        if report is None:
            assert " " in parse_text(vector.body), vector.id
        elif vector.command == Command.EXTENSION_STREAM:
            assert parse_children(vector.body) is not None, vector.id
        elif vector.body != b"{}":
            assert report.points, vector.id
            assert all(isinstance(dp, int) for dp in report.points), vector.id


@pytest.mark.fact("TIME-1")
def test_the_clock_of_a_device_is_read_as_it_is() -> None:
    assert parse(b'{"protocol":4,"t":418,"data":{"dps":{"1":false,"9":0}}}').t == 418
    assert parse(b'{"t":"1700000000","dps":{}}').t == "1700000000"
    assert parse(b'{"dps":{}}').t is None


@pytest.mark.parametrize(
    ("body", "points", "child"),
    [
        (b'{"dps":{"1":1},"data":{"dps":{"2":2}}}', {1: 1}, None),
        (b'{"dps":{},"data":{"dps":{"2":2}}}', {}, None),
        (b'{"data":{"cid":"c","dps":{"2":2}}}', {2: 2}, "c"),
        (b'{"cid":"a","data":{"cid":"c","dps":{"2":2}}}', {2: 2}, "a"),
        (b'{"cid":"","dps":{"1":null}}', {1: None}, None),
        (b'{"cid":5,"dps":{"1":[1.5]}}', {1: [1.5]}, None),
        (b'{"data":{}}', None, None),
        (b"{}", None, None),
    ],
)
def test_points_and_child_are_found_at_either_place(body: bytes, points: object, child: str | None) -> None:
    report = parse(body)
    assert report.points == points
    assert report.child == child


@pytest.mark.parametrize(
    ("body", "points"),
    [
        (b'{"dps":{"1":"\xff"}}', {1: "�"}),
        (b'{"dps":{"1":1,"x":2,"-3":4,"1.5":5," 6":7,"":8}}', {1: 1}),
        (b'{"dps":{"1":1,"' + b"9" * 5000 + b'":2}}', {1: 1}),
        ('{"dps":{"٣":1,"2":2}}'.encode(), {2: 2}),
        (b'{"dps":[1],"t":1}', None),
        (b'{"dps":null}', None),
        (b'{"data":[],"dps":{"1":1}}', {1: 1}),
        (b'{"data":{"dps":{"a":1,"2":"\xfe"}}}', {2: "�"}),
        (b'{"data":{"dps":5}}', None),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_odd_reports_lose_only_what_is_odd(body: bytes, points: object) -> None:
    assert parse(body).points == points


def test_an_odd_report_keeps_its_other_fields() -> None:
    report = parse(b'{"dps":{"x":1},"cid":"c","t":5,"type":"query","devId":"d","data":{"cid":"e","dps":{"1":"\xff"}}}')
    assert (report.child, report.t, report.type, report.device_id) == ("c", 5, "query", "d")
    assert report.data is not None
    assert report.data.cid == "e"
    assert report.points == {}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x",
        b"parse data error",
        b"[]",
        b'"x"',
        b"5",
        b"null",
        b'{"dps":{"1":1',
        b"\xff\xfe",
        b"[" * 100000,
        b'{"dps":{"1":' + b"[" * 100000 + b"}}",
        b'{"dps":{"1":NaN}}',
        b'{"dps":{"1":' + b"9" * 5000 + b"}}",
        b"{}x",
    ],
)
def test_what_is_no_object_is_no_report(body: bytes) -> None:
    assert parse_report(body) is None


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_junk_never_raises(body: bytes) -> None:
    assert isinstance(parse_report(body), Report | None)
    assert isinstance(parse_children(body), ChildrenReport | None)
    assert len(parse_text(body)) <= 200


# Children


@pytest.mark.fact("GW-5")
@pytest.mark.parametrize(
    ("body", "report"),
    [
        (b'{"data":{"online":["a"],"offline":["b"],"nearby":["c"]}}', ChildrenReport(("a",), ("b",), ("c",))),
        (b'{"reqType":"subdev_online_stat_report","data":{"online":["a"]}}', ChildrenReport(("a",))),
        (b'{"data":{}}', ChildrenReport()),
        (b'{"data":{"online":"a"}}', None),
        (b'{"data":{"online":[1]}}', None),
        (b"{}", None),
        (b"json obj data unvalid", None),
        (b'{"data":{"online":["\xff"]}}', None),
        (b'{"data":' + b"[" * 100_000, None),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_presence_is_read_whichever_lists_are_missing(body: bytes, report: ChildrenReport | None) -> None:
    assert parse_children(body) == report


# Texts and any JSON


@pytest.mark.parametrize(
    ("body", "text"),
    [(b"parse data error", "parse data error"), (b"a\nb\x1b[0m", "a?b?[0m"), (b"\xff", "�"), (b"x" * 300, "x" * 200)],
)
def test_texts_are_made_printable_and_short(body: bytes, text: str) -> None:
    assert parse_text(body) == text


def test_any_json_is_parsed_and_built() -> None:
    value = {"a": [1, 2.5, None, True, "ü"]}
    assert build_json(value) == '{"a":[1,2.5,null,true,"ü"]}'.encode()
    assert parse_any(build_json(value)) == value


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000], ids=lambda body: repr(body[:20]))
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="no JSON"):
        parse_any(body)


# What a device says


@pytest.mark.fact("GW-3", "HDR-5")
@pytest.mark.parametrize("version", ALL_VERSIONS)
def test_bodies_of_devices_come_out_as_recorded(version: Version) -> None:
    spec = VERSIONS[version]
    prefix = f"d2c-{version.value.replace('.', '')}-"
    push = build_push(spec, DEVICE_ID, {1: True}, wall=WALL)
    # Devices of 3.1 add a counter.
    assert push == REPLIES[prefix + "status_push"].replace(b',"s":8', b"")
    points = {1: True} if spec.negotiates else {24: 211}
    assert build_push(spec, DEVICE_ID, points, wall=WALL, cid=CID) == REPLIES[prefix + "status_push_cid"]
    if version in (Version.V31, Version.V35):
        # In between, real devices leave their id out.
        assert build_state(spec, DEVICE_ID, FULL) == REPLIES[prefix + "query_reply"]


@pytest.mark.parametrize("version", ALL_VERSIONS)
def test_the_state_of_a_device_is_read_back(version: Version) -> None:
    spec = VERSIONS[version]
    own = parse(build_state(spec, DEVICE_ID, FULL))
    assert (own.points, own.child, own.device_id) == (FULL, None, DEVICE_ID)
    child = parse(build_state(spec, DEVICE_ID, FULL, cid=CID))
    assert (child.points, child.child) == (FULL, CID)


@pytest.mark.fact("GW-5")
def test_a_presence_report_comes_out_as_recorded() -> None:
    recorded = REPLIES["d2c-34-ext_stream_online"]
    report = parse_children(recorded)
    assert report is not None
    assert build_children(report) == recorded
