"""Bytes to JSON values, however they are written."""

from __future__ import annotations

import html
import json
import sys
import types
from typing import TYPE_CHECKING

import pytest

from tuyalan.credentials.texts import MAX_BODY, decode_base64, decode_body, parse_inner, parse_text
from tuyalan.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

VALUE = {"localKey": "a<b>&\"':;{}$^?#1", "list": [1, 2]}


def test_strict_relaxed_and_cut_off_text_is_read() -> None:
    assert parse_text(json.dumps(VALUE).encode(), source="x") == (VALUE, "")
    assert parse_text(b"{a: 'b', /* c */ }", source="x") == ({"a": "b"}, "")
    text = parse_text(b'{"a": "b", "c": [1, 2, "d', source="x")
    assert text.value == {"a": "b", "c": [1, 2, "d"]}
    assert "ends in the middle" in text.problem


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b" <!DOCTYPE html>", "a web page"),
        (b"<HTML>", "a web page"),
        (b"\x80\x81", "no Unicode text"),
        (b"\x80 {", "no Unicode text"),
        (b"nothing of the kind", "x"),
        (b"{]", "x"),
    ],
)
def test_anything_else_is_one_sentence(data: bytes, message: str) -> None:
    with pytest.raises(StorageError, match=message):
        parse_text(data, source="x")


def test_a_text_of_another_encoding_is_read_and_said_so() -> None:
    text = parse_text('[{"name": "Küche"}]'.encode("latin-1"), source="x")
    assert text.value == [{"name": "Küche"}]
    assert "no Unicode text" in text.problem


def test_a_text_that_ends_within_a_character_is_read() -> None:
    assert parse_text('{"a": "Küche", "b": "ü'.encode()[:-1], source="x").value == {"a": "Küche", "b": ""}


def test_json_inside_of_texts_is_opened_however_often_it_was_packed() -> None:
    once = json.dumps(VALUE)
    assert parse_inner(once) == VALUE
    assert parse_inner("  " + html.escape(once)) == VALUE
    assert parse_inner(json.dumps(once)) == once
    assert parse_inner(once[:-4]) == {"localKey": VALUE["localKey"], "list": [1]}
    for text in ("", "text", "<html>", "{", "{]", "[" * 5000):
        assert parse_inner(text) is None or parse_inner(text) == {}, text


def test_a_key_with_entities_in_it_is_not_touched_where_nothing_is_escaped() -> None:
    assert parse_inner('{"localKey": "a&amp;b&lt;cdefghij"}') == {"localKey": "a&amp;b&lt;cdefghij"}


def test_base64_without_its_end_is_read() -> None:
    assert decode_base64("aGVsbG8") == b"hello"
    assert decode_base64("a") is None


def test_bodies_that_do_not_unpack_are_taken_as_they_are() -> None:
    for encoding in ("gzip", "deflate", "br", "zstd", "what, ever"):
        assert decode_body(b"plain", encoding) == b"plain"
    assert decode_body(bytes(MAX_BODY + 1), "") is None


@pytest.mark.parametrize("is_broken", [False, True])
def test_brotli_is_unpacked_where_it_is_installed(monkeypatch: pytest.MonkeyPatch, is_broken: bool) -> None:  # noqa: FBT001 - a parameter of the test
    class BrokenError(Exception):
        pass

    class Decompressor:
        def process(self, data: bytes) -> bytes:
            if is_broken:
                raise BrokenError
            return data * 2

    library = types.ModuleType("brotli")
    library.__dict__.update(Decompressor=Decompressor, error=BrokenError)
    monkeypatch.setitem(sys.modules, "brotli", library)
    assert decode_body(b"ab", "br") == (b"ab" if is_broken else b"abab")
    huge: Callable[[bytes], bytes | None] = lambda data: decode_body(data, "br")  # noqa: E731 - one line
    assert huge(bytes(MAX_BODY)) is not None if is_broken else huge(bytes(MAX_BODY)) is None
