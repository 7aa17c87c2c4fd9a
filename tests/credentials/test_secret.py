"""Secret texts mask themselves."""

from __future__ import annotations

import pickle

import pytest

from tuyalan.credentials.secret import NO_SECRET, Secret

TEXT = "token-0123456789"


def test_a_secret_never_shows_itself() -> None:
    secret = Secret(TEXT)
    assert TEXT not in f"{secret!r} {secret!s} {[secret]}"
    assert secret.reveal() == TEXT


def test_secrets_compare_by_what_they_hold() -> None:
    assert Secret(TEXT) == Secret(TEXT)
    assert Secret(TEXT) != Secret("other")
    assert Secret(TEXT) != TEXT
    assert len({Secret(TEXT), Secret(TEXT)}) == 1


def test_no_secret_is_none() -> None:
    assert not NO_SECRET
    assert Secret(TEXT)
    assert "none" in repr(NO_SECRET)


def test_a_secret_refuses_to_be_pickled() -> None:
    with pytest.raises(TypeError, match="clear text"):
        pickle.dumps(Secret(TEXT))
