"""The keyring of the system."""

from __future__ import annotations

import sys

import pytest

from tests.storage.support import Shelf
from tuyalan.errors import ConfigError, LockedError, StorageError
from tuyalan.storage.keyrings import SERVICE, forget_key, keep_key, load_key, open_keyring


class Leaky(Shelf):
    """A keyring that forgets at once."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Broken(Shelf):
    """A keyring that fails, and says too much."""

    def get_password(self, service: str, username: str) -> str | None:
        del service, username
        raise RuntimeError("the secret is swordfish")


def test_a_key_is_kept_given_back_and_forgotten() -> None:
    shelf = Shelf()
    keep_key(shelf, "entry", bytes(range(32)))
    assert load_key(shelf, "entry", source="file") == bytes(range(32))
    assert list(shelf.kept) == [(SERVICE, "entry")]
    forget_key(shelf, "entry")
    with pytest.raises(LockedError, match="has no key for file"):
        load_key(shelf, "entry", source="file")


def test_a_keyring_that_does_not_keep_is_noticed_before_anything_is_sealed() -> None:
    with pytest.raises(StorageError, match="does not give back"):
        keep_key(Leaky(), "entry", bytes(32))


def test_a_keyring_that_fails_is_an_error_that_repeats_nothing() -> None:
    with pytest.raises(LockedError, match="RuntimeError") as caught:
        load_key(Broken(), "entry", source="file")
    assert "swordfish" not in str(caught.value) + str(caught.value.__cause__)
    assert "--passphrase" in caught.value.hint
    with pytest.raises(StorageError, match="KeyError"):
        forget_key(Shelf(), "entry")


def test_what_is_no_key_does_not_open() -> None:
    shelf = Shelf()
    shelf.set_password(SERVICE, "entry", "no base64!")
    with pytest.raises(LockedError, match="no key"):
        load_key(shelf, "entry", source="file")


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigError) as caught:
        open_keyring()
    assert 'pip install "tuyalan[keyring]"' in caught.value.hint


def test_with_the_package_it_is_there() -> None:
    assert hasattr(open_keyring(), "get_password")
