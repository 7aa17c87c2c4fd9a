"""Recorded conversations of the phone app."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from typing import TYPE_CHECKING, Final

import pytest

from tests.credentials.samples import HUB, HUB_KEY, LAMP, LAMP_KEY, PLUG, PLUG_KEY, keys_in, sample
from tests.support import run
from tuyalan.credentials.capture import CaptureFile, is_capture, read_capture
from tuyalan.credentials.containers import Content
from tuyalan.credentials.entries import Collector
from tuyalan.credentials.tnetstrings import build_tnetstring
from tuyalan.errors import CredentialError, StorageError

if TYPE_CHECKING:
    from pathlib import Path

    from tuyalan.credentials.base import Found
    from tuyalan.vocabulary import Json

ALL: Final = {LAMP: LAMP_KEY, PLUG: PLUG_KEY, HUB: HUB_KEY}
CAPTURES: Final = ["capture-plain.har", "capture-packed.har", "capture-mitmproxy.flow", "capture-charles.chlsj"]


def read(data: bytes) -> Found:
    collector = Collector("capture")
    read_capture(Content("file", data), collector)
    return collector.finish()


def har(text: str, *, encoding: str | None = None, packed: str = "") -> bytes:
    content = {"text": text} | ({"encoding": encoding} if encoding else {})
    headers = [{"name": "Content-Encoding", "value": packed}]
    return json.dumps({"log": {"entries": [{"response": {"content": content, "headers": headers}}]}}).encode()


@pytest.mark.parametrize("name", [*CAPTURES, "saved-answer.json"])
def test_keys_are_taken_wherever_they_stand_in_answers(name: str) -> None:
    found = run(CaptureFile(sample(name)).fetch())
    assert keys_in(found) == ALL
    assert found.problems == ()


@pytest.mark.parametrize(
    ("name", "at"), [("capture-plain.har", 1789905600.0), ("capture-mitmproxy.flow", 1790000000.25)]
)
def test_a_key_is_as_new_as_the_answer(name: str, at: float) -> None:
    assert {each.as_of for each in CaptureFile(sample(name)).read().credentials} == {at}


@pytest.mark.parametrize("name", CAPTURES)
def test_a_capture_that_is_cut_off_gives_what_comes_before(name: str) -> None:
    data = sample(name).read_bytes()
    found = read(data[:-40])
    assert any("ends in the middle" in problem.reason for problem in found.problems)
    assert keys_in(found).items() <= ALL.items()
    if name not in {"capture-mitmproxy.flow", "capture-packed.har"}:
        assert keys_in(found)[LAMP] == LAMP_KEY


def test_a_body_packed_in_any_known_way_is_unpacked() -> None:
    body = sample("saved-answer.json").read_bytes()
    bare = zlib.compressobj(wbits=-15)
    ways = {
        "gzip": gzip.compress(body),
        "deflate": zlib.compress(body),
        "DEFLATE": bare.compress(body) + bare.flush(),
        "identity": body,
        "": gzip.compress(body),
        "gzip, gzip": gzip.compress(gzip.compress(body)),
        # The header is still there, the body is unpacked already.
        "br": body,
    }
    for encoding, packed in ways.items():
        data = har(base64.b64encode(packed).decode(), encoding="base64", packed=encoding)
        assert keys_in(read(data)) == ALL, encoding


def test_a_body_that_unpacks_to_gigabytes_is_left_out() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(64)) + packer.flush()
    assert read(har(base64.b64encode(bomb).decode(), encoding="base64", packed="gzip")).credentials == ()


def test_flows_after_a_damaged_one_are_left_out_and_said_so() -> None:
    whole = sample("capture-mitmproxy.flow").read_bytes()
    found = read(whole + b"5:hello?")
    assert keys_in(found) == ALL
    assert "it is damaged" in str(found.problems[0])
    assert "no flows before that" in str(read(whole[:100]).problems[0])


def test_a_flow_without_an_answer_is_passed_over() -> None:
    assert read(build_tnetstring({"type": "tcp"}) + build_tnetstring({"response": None})).credentials == ()


def test_a_binary_session_of_charles_says_how_to_export_it() -> None:
    with pytest.raises(StorageError, match="own format of Charles") as caught:
        read(b"\xac\xed\x00\x05sr")
    assert ".chlsj" in caught.value.hint


def test_a_capture_without_keys_says_how_many_answers_there_were(tmp_path: Path) -> None:
    path = tmp_path / "file.har"
    path.write_bytes(har('{"result": "encrypted local stuff"}'))
    with pytest.raises(CredentialError, match="no local keys; 1 answers were looked at") as caught:
        CaptureFile(path).read()
    assert "tuyalan login" in caught.value.hint


def test_strange_shapes_are_no_captures() -> None:
    values: list[Json] = [None, [], {}, {"log": []}, {"log": {"entries": {}}}, [{"host": "x"}], "text"]
    assert not any(map(is_capture, values))
    data = b'{"log": {"entries": [null, {"response": []}, {"response": {"content": {"text": 7}}}]}}'
    assert read(data).credentials == ()
    charles = (
        b'[{"host": "x", "response": {"body": {"encoded": "%%%", "text": null}}}, {"host": "y", "response": null}]'
    )
    assert read(charles).credentials == ()


def test_times_that_are_none_count_as_unknown() -> None:
    data = json.loads(sample("capture-plain.har").read_text())
    for entry, moment in zip(data["log"]["entries"], ("yesterday", 7.0), strict=True):
        entry["startedDateTime"] = moment
    assert {each.as_of for each in read(json.dumps(data).encode()).credentials} == {7.0}
