"""From a protected file to its vault."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import pytest

from tests.storage.support import Shelf
from tuyalan.errors import ConfigError, LockedError
from tuyalan.storage.keyrings import keep_key
from tuyalan.storage.unlocking import DESCRIPTOR_VARIABLE, FILE_VARIABLE, Unlocker
from tuyalan.storage.vault import lock_with_key, lock_with_passphrase

if TYPE_CHECKING:
    from pathlib import Path

PASSPHRASE: Final = "correct horse"
VAULT: Final = lock_with_passphrase(PASSPHRASE, cost=2)


def test_a_person_is_asked_once_a_run() -> None:
    prompts: list[str] = []

    def ask(prompt: str) -> str:
        prompts.append(prompt)
        return PASSPHRASE

    unlocker = Unlocker(ask=ask, environ={})
    assert unlocker.open(VAULT.protection, source="file") == VAULT
    assert unlocker.open(VAULT.protection, source="file") == VAULT
    assert prompts == ["Passphrase of file (not shown): "]
    assert PASSPHRASE not in repr(unlocker)


def test_without_anybody_to_ask_it_says_so() -> None:
    with pytest.raises(LockedError, match="nobody gave one") as caught:
        Unlocker(environ={}).open(VAULT.protection, source="file")
    assert FILE_VARIABLE in caught.value.hint


def test_the_environment_may_name_a_file(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE + "\n")
    path.chmod(0o600)
    unlocker = Unlocker(environ={FILE_VARIABLE: str(path)})
    assert unlocker.open(VAULT.protection, source="file") == VAULT
    assert not caplog.records
    path.chmod(0o644)
    assert Unlocker(environ={FILE_VARIABLE: str(path)}).find_passphrase() == PASSPHRASE
    assert "open to other users" in caplog.text
    assert PASSPHRASE not in caplog.text


def test_the_environment_may_name_a_descriptor() -> None:
    reader, writer = os.pipe()
    os.write(writer, PASSPHRASE.encode())
    os.close(writer)
    unlocker = Unlocker(environ={DESCRIPTOR_VARIABLE: str(reader), FILE_VARIABLE: "/none"})
    assert unlocker.find_passphrase() == PASSPHRASE
    # What went through the pipe is gone, and is remembered.
    assert unlocker.find_passphrase() == PASSPHRASE
    os.close(reader)


@pytest.mark.parametrize(
    ("data", "message"), [(b"", "is empty"), (b"\n", "is empty"), (b"\xff\xfe", "no text"), (None, "cannot be read")]
)
def test_a_file_that_is_no_passphrase_is_named(data: bytes | None, message: str, tmp_path: Path) -> None:
    path = tmp_path / "passphrase"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ConfigError, match=message):
        Unlocker(environ={FILE_VARIABLE: str(path)}).find_passphrase()


@pytest.mark.parametrize("text", ["three", "987654"])
def test_a_descriptor_that_is_none_is_named(text: str) -> None:
    with pytest.raises(ConfigError, match="no descriptor"):
        Unlocker(environ={DESCRIPTOR_VARIABLE: text}).find_passphrase()


def test_the_keyring_of_the_system_opens_what_it_keeps() -> None:
    shelf = Shelf()
    vault = lock_with_key(bytes(range(32)), entry="entry")
    keep_key(shelf, "entry", vault.reveal())
    assert Unlocker(keyring=lambda: shelf).open(vault.protection, source="file") == vault


def test_a_vault_made_here_needs_nobody() -> None:
    unlocker = Unlocker(environ={})
    unlocker.remember(VAULT)
    assert unlocker.open(VAULT.protection, source="file") is VAULT
