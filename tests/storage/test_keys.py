"""Keys of a device beside its current one."""

from __future__ import annotations

import pytest

from tests.storage.support import KEY, SECRET
from tuyalan.errors import StorageError
from tuyalan.storage.keys import KnownKey, build_plain_keys, parse_plain_keys


def test_keys_come_back_from_their_plain_form() -> None:
    keys = (KnownKey(key=KEY), KnownKey(key=KEY, source="a file", as_of=1.5, proven=2))
    assert parse_plain_keys(build_plain_keys(keys)) == keys
    assert build_plain_keys(keys)[0] == {"key": SECRET}
    assert parse_plain_keys(None) == ()


def test_a_key_is_worth_the_last_moment_it_was_right() -> None:
    assert KnownKey(key=KEY).newest == 0
    assert KnownKey(key=KEY, as_of=5, proven=3).newest == 5
    assert KnownKey(key=KEY, proven=3).newest == 3


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({}, "is no list"),
        ([7], "no key"),
        ([{"key": 7}], "no key"),
        ([{"key": SECRET, "source": 7}], "no key"),
        ([{"key": "secret"}], "a wrong key: a local key has 16 characters"),
        ([{"key": SECRET, "as_of": "now"}], "a time that is no number"),
        ([{"key": SECRET, "proven": True}], "a time that is no number"),
    ],
)
def test_what_is_no_list_of_keys_is_refused_without_showing_it(value: object, message: str) -> None:
    with pytest.raises(StorageError, match=message) as caught:
        parse_plain_keys(value)
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
