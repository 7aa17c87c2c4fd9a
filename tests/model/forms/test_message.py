"""Messages of cameras and alarm hosts."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.forms.laws import JUNK, check_refused, check_text, check_value, check_vectors
from tuyalan.errors import BadValueError
from tuyalan.model.forms.message import MAX_DEPTH, MESSAGE, Message, PictureFile

WORDS = st.text(st.characters(codec="utf-8"), max_size=10)
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), WORDS)
KEYS = WORDS.filter(lambda key: key not in {"bucket", "files"})
FILES = st.builds(PictureFile, path=WORDS, key=WORDS)
MESSAGES = st.builds(
    Message,
    bucket=WORDS,
    files=st.lists(FILES, max_size=3).map(tuple),
    details=st.dictionaries(KEYS, st.one_of(PLAIN, st.lists(PLAIN, max_size=3)), max_size=4),
)
TEXTS = st.text(st.characters(codec="utf-8", min_codepoint=32, max_codepoint=0x2FF), min_size=1, max_size=20).filter(
    str.isprintable
)


def pack(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.fact("FORM-10")
def test_vectors_are_read_and_built() -> None:
    check_vectors(MESSAGE)


@given(MESSAGES)
def test_messages_survive(message: Message) -> None:
    check_value(MESSAGE, message)


@given(TEXTS)
def test_texts_survive(text: str) -> None:
    check_value(MESSAGE, Message(text=text))


@given(st.one_of(JUNK, st.text(max_size=9).map(lambda text: pack(text.encode("utf-16-be", "replace")))))
def test_junk_is_refused_or_comes_back(text: str) -> None:
    check_text(MESSAGE, text)


def test_files_that_are_no_pairs_are_kept_as_they_are() -> None:
    for files in (b'[["a"]]', b'[["a",1]]', b'[[1,"a"]]', b'["a"]', b'"a"', b"[]"):
        message = MESSAGE.parse(pack(b'{"files":' + files + b"}"))
        assert not message.files
        assert "files" in message.details


def test_a_bucket_that_is_no_name_is_kept_as_it_is() -> None:
    assert MESSAGE.parse(pack(b'{"bucket":7}')) == Message(details={"bucket": 7})
    assert MESSAGE.parse(pack(b'{"bucket":""}')) == Message(details={"bucket": ""})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a",
        b"\0\0",
        b"\0\x07",
        b"\xd8\0",
        b"[1,2]",
        b'{"a":1e999}',
        b'{"a":"\x82"}',
        b"[" * 9001,
        b'{"a":' * 9 + b"1" + b"}" * 9 + b" ",
        b'{"a":' + b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1) + b"}\n",
    ],
)
def test_what_is_neither_json_nor_text_is_refused(data: bytes) -> None:
    with pytest.raises(BadValueError, match=r"neither|base64|looked at|too deep"):
        MESSAGE.parse(pack(data))


def test_impossible_messages_are_refused() -> None:
    check_refused(MESSAGE, Message(text="a", bucket="b"))
    check_refused(MESSAGE, Message(text="\0"))
    check_refused(MESSAGE, Message(text="\ud800"))
    check_refused(MESSAGE, Message(text="笢慢∺ㅽ"))
    check_refused(MESSAGE, Message(details={"a": object()}))
    check_refused(MESSAGE, Message(details={"a": 2**70000}))
    check_refused(MESSAGE, Message(bucket="b", details={"bucket": "c"}))


def test_the_key_of_a_picture_is_not_printed() -> None:
    message = Message(files=(PictureFile("/a.jpeg", "0123456789abcdef"),))
    assert "/a.jpeg" in repr(message)
    assert "0123456789abcdef" not in repr(message)
