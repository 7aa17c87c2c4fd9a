"""The table of versions is complete and agrees with recorded frames."""

from __future__ import annotations

import pytest

from tests.wire.support import ALL_VERSIONS, load_frames
from tuyalan.vocabulary import Version
from tuyalan.wire.codec import Sender
from tuyalan.wire.commands import Command
from tuyalan.wire.versions import SOURCE_HEADER_SIZE, VERSIONS, BodyForm, FrameKind, Integrity, Sealing


def test_every_version_has_a_row_of_its_own() -> None:
    assert set(VERSIONS) == set(Version)
    assert all(spec.version is version for version, spec in VERSIONS.items())


@pytest.mark.fact("FRAME-3")
def test_recorded_frames_are_delimited_as_the_table_says() -> None:
    frames = load_frames("client_frames") + load_frames("device_frames") + load_frames("real_captures")
    assert {vector.version for vector in frames} == set(Version)
    for vector in frames:
        assert vector.frame.startswith(VERSIONS[vector.version].kind.value), vector.id
    assert [v for v in ALL_VERSIONS if VERSIONS[v].kind is FrameKind.F6699] == [Version.V35]


@pytest.mark.fact("HDR-1", "HDR-3")
@pytest.mark.parametrize("version", ALL_VERSIONS[1:])
def test_the_source_header_is_the_version_and_zeros(version: Version) -> None:
    header = VERSIONS[version].header
    assert len(header) == SOURCE_HEADER_SIZE
    assert header == version.value.encode() + bytes(12)
    recorded = {v.header for v in load_frames("client_frames") if v.version is version and v.header}
    assert recorded == {header}


def test_3_1_has_no_source_header() -> None:
    assert VERSIONS[Version.V31].header == b""


@pytest.mark.fact("NEG-1")
def test_only_the_new_versions_negotiate() -> None:
    assert [v for v in ALL_VERSIONS if VERSIONS[v].negotiates] == [Version.V34, Version.V35]


@pytest.mark.fact("QUERY-1", "QUERY-2", "WRITE-1", "WRITE-2")
@pytest.mark.parametrize("version", ALL_VERSIONS)
def test_commands_and_bodies_go_together(version: Version) -> None:
    spec = VERSIONS[version]
    new = spec.body is BodyForm.ENVELOPE
    assert new is spec.negotiates
    assert spec.query is (Command.QUERY_NEW if new else Command.QUERY)
    assert spec.control is (Command.CONTROL_NEW if new else Command.CONTROL)


@pytest.mark.fact("SEQ-3", "SEQ-4")
@pytest.mark.parametrize("version", ALL_VERSIONS)
def test_replies_repeat_numbers_on_old_versions_only(version: Version) -> None:
    assert VERSIONS[version].echoes_sequence is not VERSIONS[version].negotiates


@pytest.mark.parametrize("version", ALL_VERSIONS)
def test_integrity_and_sealing_go_together(version: Version) -> None:
    spec = VERSIONS[version]
    assert (spec.integrity is Integrity.GCM_TAG) is (spec.sealing is Sealing.GCM)
    assert (spec.integrity is Integrity.HMAC_SHA256) is (spec.sealing is Sealing.ECB_INNER_HEADER)


@pytest.mark.fact("HDR-4")
def test_recorded_pushes_carry_a_header_with_serial_and_origin_1() -> None:
    frames = load_frames("device_frames") + load_frames("real_captures")
    pushes = [v for v in frames if v.command == Command.STATUS and v.sender is Sender.DEVICE]
    checked = [v for v in pushes if v.version is not Version.V31]
    assert len(checked) > 8
    for vector in checked:
        assert vector.header[:7] == vector.version.value.encode() + bytes(4), vector.id
        assert int.from_bytes(vector.header[7:11], "big") > 0, vector.id
        assert int.from_bytes(vector.header[11:], "big") == 1, vector.id
    serials = [
        int.from_bytes(v.header[7:11], "big") for v in checked if v.id in ("real-33-status-a", "real-33-status-b")
    ]
    assert serials == [11, 12]
