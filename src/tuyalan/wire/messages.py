"""JSON bodies: what requests say in each version, and what replies and pushes mean.

Text comes out compact, as old firmware demands (BODY-7); strings pass through untouched.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

import msgspec

from tuyalan.wire.versions import BodyForm, VersionSpec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tuyalan.vocabulary import Cid, DeviceId, DpId, Json

DATA_UNVALID: Final = "data unvalid"
"""Part of the text with which a device refuses the plain query. Facts: ERR-1, D22-1."""

_ID: Final = re.compile(r"[0-9]{1,9}")
"""A data point id as JSON spells it; longer numbers are none, and Python refuses to read very long ones."""

_encode = msgspec.json.Encoder().encode


class Points(msgspec.Struct, gc=False):
    """What stands under `data` in an envelope."""

    dps: dict[int, object] | None = None
    cid: object = None


class Report(msgspec.Struct, gc=False):
    """A body with data points, from the top level or from an envelope. Facts: QUERY-5."""

    dps: dict[int, object] | None = None
    data: Points | None = None
    cid: object = None
    t: object = None
    type: object = None
    device_id: object = msgspec.field(default=None, name="devId")

    @property
    def points(self) -> dict[DpId, Json] | None:
        """The raw values by DP id, or `None` if the body holds none."""
        if self.dps is None and self.data is not None:
            return self.data.dps
        return self.dps

    @property
    def child(self) -> str | None:
        """The `cid` this is about; `None` means the device itself. Facts: GW-3."""
        cid = self.cid
        if cid is None and self.data is not None:
            cid = self.data.cid
        return cid if isinstance(cid, str) and cid else None


class ChildrenReport(msgspec.Struct, frozen=True):
    """A gateway's opinion of its children; one frame may list only part of them. Facts: GW-5."""

    online: tuple[str, ...] = ()
    offline: tuple[str, ...] = ()
    nearby: tuple[str, ...] = ()


class _ChildrenBody(msgspec.Struct):
    data: ChildrenReport


_decode_report = msgspec.json.Decoder(Report).decode
_decode_children = msgspec.json.Decoder(_ChildrenBody).decode
_decode_any = msgspec.json.Decoder().decode
_FAULTS: Final = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)


def parse_report(body: bytes) -> Report | None:
    """Read a JSON body; `None` if it is no JSON object.

    Invalid UTF-8 inside strings is replaced, ids that are no numbers are left out.
    """
    try:
        return _decode_report(body)
    except _FAULTS:
        return _parse_odd_report(body)


def parse_children(body: bytes) -> ChildrenReport | None:
    """Read the answer to a presence query; `None` if it is none. Facts: GW-5."""
    try:
        return _decode_children(body).data
    except _FAULTS:
        return None


def parse_text(body: bytes) -> str:
    """Read a body that is no JSON as text for people: printable, 200 characters at most."""
    text = body[:200].decode("utf-8", "replace")
    return "".join(char if char.isprintable() else "?" for char in text)


def parse_any(body: bytes) -> Json:
    """Decode any JSON.

    Raises:
        ValueError: `body` is no JSON.
    """
    try:
        return _decode_any(body)
    except _FAULTS as error:
        raise ValueError("no JSON") from error


def build_json(value: Json) -> bytes:
    """Encode any JSON value, compactly."""
    return _encode(value)


def _parse_odd_report(body: bytes) -> Report | None:
    try:
        tree = _decode_any(body.decode("utf-8", "replace"))
    except _FAULTS:
        return None
    if not isinstance(tree, dict):
        return None
    fields = cast("dict[str, object]", tree)
    data = fields.get("data")
    points = None
    if isinstance(data, dict):
        inner = cast("dict[str, object]", data)
        points = Points(dps=_numbered(inner.get("dps")), cid=inner.get("cid"))
    return Report(
        dps=_numbered(fields.get("dps")),
        data=points,
        cid=fields.get("cid"),
        t=fields.get("t"),
        type=fields.get("type"),
        device_id=fields.get("devId"),
    )


def _numbered(dps: object) -> dict[int, object] | None:
    if not isinstance(dps, dict):
        return None
    pairs = cast("dict[str, object]", dps)
    return {int(key): value for key, value in pairs.items() if _ID.fullmatch(key)}


class Bodies:
    """Builds the bodies of one client's requests; what never changes is encoded once."""

    __slots__ = ("_both_ids", "_envelope", "_flat", "heartbeat")

    def __init__(self, spec: VersionSpec, device_id: DeviceId) -> None:
        """Take the version's row and the id of the device (of the gateway, for children)."""
        name = _encode(device_id)
        self._envelope: Final = spec.body is BodyForm.ENVELOPE
        self._flat: Final = b'{"devId":%b,"uid":%b,"t":"' % (name, name)
        self._both_ids: Final = b'{"gwId":%b,"devId":%b,"uid":%b,"t":"' % (name, name, name)
        self.heartbeat: Final = b'{"gwId":%b,"devId":%b}' % (name, name)
        """The body of a heartbeat. Facts: BEAT-1."""

    def query(self, *, wall: int, cid: Cid | None = None, full: bool = False) -> bytes:
        """Build the body that asks for everything. Facts: QUERY-1, QUERY-2, GW-2.

        Args:
            wall: Unix time, seconds.
            cid: the child to ask for.
            full: the old form with ids, also in versions that need none.
        """
        if cid is not None:
            return b'{"cid":%b}' % _encode(cid) if self._envelope else b'{"t":%d,"cid":%b}' % (wall, _encode(cid))
        if self._envelope and not full:
            return b"{}"
        return b'%b%d"}' % (self._both_ids, wall)

    def null_query(self, ids: Iterable[DpId], *, wall: int, cid: Cid | None = None) -> bytes:
        """Build the body that asks for single data points by writing nulls. Facts: D22-2."""
        nulls = _encode(dict.fromkeys(ids))
        if cid is not None:
            return b'{"t":%d,"cid":%b,"dps":%b}' % (wall, _encode(cid), nulls)
        return b'%b%d","dps":%b}' % (self._flat, wall, nulls)

    def control(self, dps: Mapping[DpId, Json], *, wall: int, cid: Cid | None = None) -> bytes:
        """Build the body of a write. Facts: WRITE-1, WRITE-2, GW-1."""
        if self._envelope:
            if cid is None:
                return b'{"protocol":5,"t":%d,"data":{"dps":%b}}' % (wall, _encode(dps))
            return b'{"protocol":5,"t":%d,"data":{"cid":%b,"ctype":0,"dps":%b}}' % (wall, _encode(cid), _encode(dps))
        if cid is None:
            return b'%b%d","dps":%b}' % (self._flat, wall, _encode(dps))
        return b'{"t":%d,"cid":%b,"dps":%b}' % (wall, _encode(cid), _encode(dps))

    @staticmethod
    def refresh(ids: Iterable[DpId], *, cid: Cid | None = None) -> bytes:
        """Build the body that asks a device to measure now. Facts: REFRESH-1."""
        body: dict[str, object] = {"dpId": list(ids)}
        if cid is not None:
            body["cid"] = cid
        return _encode(body)

    @staticmethod
    def children(cids: Iterable[Cid] = ()) -> bytes:
        """Build the body that asks a gateway which children are online. Facts: GW-5."""
        return _encode({"reqType": "subdev_online_stat_query", "data": {"cids": list(cids)}})


def build_state(spec: VersionSpec, device_id: DeviceId, dps: Mapping[DpId, Json], *, cid: Cid | None = None) -> bytes:
    """Build a device's answer to a query. Facts: QUERY-5, GW-3."""
    body: dict[str, object] = {"dps": dps}
    if cid is not None:
        body["cid"] = cid
    elif spec.body is BodyForm.FLAT:
        body = {"devId": device_id, "dps": dps}
    else:
        body["devId"] = device_id
    return _encode(body)


def build_push(
    spec: VersionSpec, device_id: DeviceId, dps: Mapping[DpId, Json], *, wall: int, cid: Cid | None = None
) -> bytes:
    """Build the body of a STATUS push. Facts: WRITE-4, GW-3.

    Args:
        spec: the version's row.
        device_id: named at the top level where the version has no envelope.
        dps: what changed.
        wall: the device's clock, seconds.
        cid: the child that changed.
    """
    if spec.body is BodyForm.ENVELOPE:
        data: dict[str, object] = {"dps": dps}
        if cid is not None:
            data["cid"] = cid
        return _encode({"protocol": 4, "t": wall, "data": data})
    if cid is not None:
        return _encode({"dps": dps, "cid": cid, "t": wall})
    return _encode({"devId": device_id, "dps": dps, "t": wall})


def build_children(report: ChildrenReport) -> bytes:
    """Build a gateway's presence report. Facts: GW-5."""
    return _encode({"reqType": "subdev_online_stat_report", "data": report})
