"""Versions read as on the wire; a local key is 16 bytes that never show."""

from __future__ import annotations

import copy
import pickle
from typing import cast

import pytest

from tuyalan.vocabulary import LocalKey, Version, as_list, as_object

SECRET = "XH.YR?<<.-SVV{Z6"


def test_a_version_reads_as_on_the_wire() -> None:
    assert [str(version) for version in Version] == ["3.1", "3.2", "3.3", "3.4", "3.5"]


def test_a_version_is_found_by_its_text() -> None:
    assert Version("3.4") is Version.V34


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(ValueError, match=r"3\.6"):
        Version("3.6")


def test_versions_are_ordered() -> None:
    assert max(Version) is Version.V35
    assert min(Version) is Version.V31


@pytest.mark.fact("BODY-8")
def test_a_key_is_its_sixteen_characters() -> None:
    assert LocalKey(SECRET).reveal() == SECRET.encode()


@pytest.mark.fact("BODY-8")
def test_a_key_of_hexadecimal_digits_is_not_decoded() -> None:
    assert LocalKey("0123456789abcdef").reveal() == b"0123456789abcdef"


def test_a_key_may_be_given_as_bytes() -> None:
    assert LocalKey(bytes(range(16))).reveal() == bytes(range(16))


def test_a_key_does_not_change_with_the_buffer_it_was_made_from() -> None:
    buffer = bytearray(SECRET.encode())
    key = LocalKey(cast("bytes", buffer))
    buffer[0] = 0
    assert key.reveal() == SECRET.encode()


@pytest.mark.parametrize("size", [0, 15, 17, 32])
def test_a_key_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match=f"has 16 characters; this one has {size}"):
        LocalKey("k" * size)


def test_a_key_with_odd_characters_is_refused_without_showing_it() -> None:
    secret = "geheim\N{EURO SIGN}89012345!"
    with pytest.raises(ValueError, match="plain characters") as caught:
        LocalKey(secret)
    assert secret not in repr(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{!r}".format, "%s".__mod__, "%r".__mod__, ascii])
def test_a_key_never_shows(show: object) -> None:
    assert callable(show)
    assert show(LocalKey(SECRET)) == "LocalKey(****)"


def test_keys_are_equal_by_value() -> None:
    assert LocalKey(SECRET) == LocalKey(SECRET.encode())
    assert hash(LocalKey(SECRET)) == hash(LocalKey(SECRET))
    assert LocalKey(SECRET) != LocalKey("0123456789abcdef")


def test_a_key_equals_nothing_else() -> None:
    assert LocalKey(SECRET) != SECRET
    assert LocalKey(SECRET) != SECRET.encode()


@pytest.mark.parametrize("leak", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_key_is_not_pickled(leak: object) -> None:
    assert callable(leak)
    with pytest.raises(TypeError, match="not pickled"):
        leak(LocalKey(SECRET))


def test_a_key_has_no_dictionary_that_could_be_dumped() -> None:
    assert not hasattr(LocalKey(SECRET), "__dict__")


def test_other_json_is_taken_for_empty() -> None:
    assert (as_object([1]), as_object({"a": 1})) == ({}, {"a": 1})
    assert (as_list({}), as_list([1])) == ([], [1])
