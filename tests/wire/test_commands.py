"""Command numbers have names, and the sets that rules depend on hold the right ones."""

from __future__ import annotations

import pytest

from tests.wire.support import load_frames
from tuyalan.vocabulary import Version
from tuyalan.wire.codec import Sender
from tuyalan.wire.commands import CONTROLS, HEADERLESS, NEGOTIATION, QUERIES, Command, command_name


@pytest.mark.parametrize(
    ("number", "name"), [(0x0A, "query"), (0x0D, "control new"), (0x40, "extension stream"), (0x7F, "0x7f")]
)
def test_a_number_has_a_name_for_people(number: int, name: str) -> None:
    assert command_name(number) == name


@pytest.mark.fact("HDR-2")
def test_recorded_requests_carry_the_source_header_as_the_table_says() -> None:
    frames = [v for v in load_frames("client_frames") + load_frames("real_captures") if v.sender is Sender.CLIENT]
    checked = [v for v in frames if v.version is not Version.V31]
    assert {v.command for v in checked} >= HEADERLESS - {Command.NEGOTIATION_RESPONSE}
    for vector in checked:
        assert bool(vector.header) is (vector.command not in HEADERLESS), vector.id


@pytest.mark.fact("CMD-3")
def test_recorded_pushes_have_command_8() -> None:
    pushes = [v for v in load_frames("device_frames") if "status_push" in v.id]
    assert {v.version for v in pushes} == set(Version)
    assert {v.command for v in pushes} == {Command.STATUS}


def test_the_sets_do_not_overlap() -> None:
    assert not QUERIES & CONTROLS
    assert NEGOTIATION <= HEADERLESS
    assert not CONTROLS & HEADERLESS
    assert Command.STATUS not in QUERIES | CONTROLS | HEADERLESS
