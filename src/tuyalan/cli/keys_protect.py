"""`tuyalan keys protect` and `unprotect`: keys and tokens sealed on the disk, by a passphrase or the system's keyring."""

from __future__ import annotations

import os
import sys
import uuid
from typing import TYPE_CHECKING, Final

from tuyalan.cli.context import Given  # noqa: TC001 - the parser of arguments reads it
from tuyalan.cli.results import Result
from tuyalan.errors import UseError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuyalan.cli.context import Context
    from tuyalan.storage.vault import Vault

_MIN_LENGTH: Final = 8
"""Shortest passphrase taken, in characters; whoever has the file can try as many as they like."""


class Protected(Result, frozen=True, kw_only=True):
    """How the keys are kept from now on."""

    path: str
    by: str
    """`passphrase`, `keyring`, or `nothing`."""

    def view(self) -> RenderableType:
        """Return a line or two."""
        if self.by == "nothing":
            return f"The keys in {self.path} stand in clear text again, for you alone to read."
        more = (
            "Without the passphrase they are lost: write it down."
            if self.by == "passphrase"
            else "They open for you on this machine alone."
        )
        return f"The keys in {self.path} are sealed by {_WORDS[self.by]}. {more}"


_WORDS: Final = {"passphrase": "your passphrase", "keyring": "the keyring of the system"}


def protect(*, passphrase: bool = False, keyring: bool = False, context: Given) -> Protected:
    """Seal local keys and tokens on the disk.

    Args:
        passphrase: Seal them by a passphrase, which is asked for; programs are given it in a file or through a
            descriptor, which TUYALAN_PASSPHRASE_FILE or TUYALAN_PASSPHRASE_FD names.
        keyring: Seal them by a key that the keyring of the system keeps.
        context: Where output goes, and what is stored.
    """
    if passphrase == keyring:
        raise UseError("say how: --passphrase or --keyring")
    store = context.store
    before = store.vault
    vault = _lock_with_passphrase(context) if passphrase else _lock_with_keyring()
    store.protect(vault)
    store.save()
    context.logins.protect(vault)
    _forget(before)
    return Protected(path=str(store.path), by=vault.protection.kind)


def unprotect(*, context: Given) -> Protected:
    """Keep local keys and tokens in clear text again, in files for you alone to read.

    Args:
        context: Where output goes, and what is stored.
    """
    store = context.store
    before = store.vault
    store.protect(None)
    store.save()
    context.logins.protect(None)
    _forget(before)
    return Protected(path=str(store.path), by="nothing")


def _lock_with_passphrase(context: Context) -> Vault:
    from tuyalan.storage.vault import lock_with_passphrase  # noqa: PLC0415

    # While keys are protected, the environment names the passphrase that opens them, not the next one.
    given = context.unlocker.find_passphrase() if context.store.vault is None else None
    chosen = given or _ask_twice(context)
    if len(chosen) < _MIN_LENGTH:
        raise UseError(f"a passphrase has at least {_MIN_LENGTH} characters", hint="Take a few words.")
    return lock_with_passphrase(chosen)


def _ask_twice(context: Context) -> str:
    if not sys.stdin.isatty():
        raise UseError(
            "there is nobody to ask for a passphrase", hint="Name a file with it in TUYALAN_PASSPHRASE_FILE."
        )
    chosen = context.output.ask_secret("New passphrase (not shown): ")
    if context.output.ask_secret("Once more: ") != chosen:
        raise UseError("the two passphrases differ; nothing was changed")
    return chosen


def _lock_with_keyring() -> Vault:
    from tuyalan.storage.keyrings import keep_key, open_keyring  # noqa: PLC0415
    from tuyalan.storage.vault import KEY_SIZE, lock_with_key  # noqa: PLC0415

    vault = lock_with_key(os.urandom(KEY_SIZE), entry=str(uuid.uuid4()))
    keep_key(open_keyring(), vault.protection.entry, vault.reveal())
    return vault


def _forget(vault: Vault | None) -> None:
    """Remove a key that opens nothing any more from the keyring of the system."""
    from tuyalan.storage.keyrings import forget_key, open_keyring  # noqa: PLC0415

    if vault is not None and vault.protection.kind == "keyring":
        forget_key(open_keyring(), vault.protection.entry)
