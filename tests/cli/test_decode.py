"""`tuyalan decode`."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from tests.cli.support import call
from tests.support import load_vectors

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

HEARTBEAT = "000055aa00000001000000090000000c000000006dc772860000aa55"


def test_a_frame_is_shown_field_by_field() -> None:
    done = call("decode", HEARTBEAT)
    assert done.code == 0
    assert "1. heartbeat" in done.all
    assert "6dc77286 right" in done.all


def test_a_bad_frame_is_explained_and_makes_the_outcome_partial() -> None:
    done = call("decode", HEARTBEAT, HEARTBEAT.replace("6dc7", "6dc8"), "--json")
    assert (done.code, done.error["code"]) == (7, "wire.crc")
    assert [each["integrity"] for each in done.line["data"]["frames"]] == ["ok", "bad"]


def test_the_key_of_a_file_opens_a_frame_and_is_not_shown(tmp_path: Path) -> None:
    vector = next(each for each in load_vectors("client_frames") if each["version"] == "3.5")
    key = tmp_path / "lamp.key"
    key.write_bytes(bytes.fromhex(vector["key"]))
    done = call("decode", vector["frame"], "--key-file", key)
    assert "opened with the key of lamp.key" in done.all
    assert bytes.fromhex(vector["key"]).decode("latin-1") not in done.out
    assert vector["key"] not in done.out
    sealed = call("decode", vector["frame"])
    assert sealed.code == 0
    assert "--key-file" in sealed.all


def test_bytes_may_come_from_the_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{HEARTBEAT}\n\n{HEARTBEAT}\n"))
    assert len(call("decode", "-", "--json").data["frames"]) == 2


def test_what_is_neither_hex_nor_base64_is_refused() -> None:
    assert call("decode", "zz!").code == 2
