"""Secrets sealed at rest."""

from __future__ import annotations

import pickle
from typing import Any, Final

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.errors import LockedError, StorageError
from tuyalan.storage.vault import (
    Protection,
    Vault,
    build_protection,
    lock_with_key,
    lock_with_passphrase,
    parse_protection,
    seal_fields,
    unlock_with_passphrase,
    unseal_fields,
)

COST: Final = 2
"""Work factor in tests: none to speak of."""

VAULT: Final = lock_with_key(bytes(range(32)), entry="test")


@given(st.binary(), st.text(st.characters(codec="utf-8")))
def test_what_is_sealed_comes_back(plain: bytes, about: str) -> None:
    sealed = VAULT.seal(plain, about=about)
    assert VAULT.unseal(sealed, about=about, source="file") == plain


def test_no_two_sealings_are_alike() -> None:
    assert VAULT.seal(b"x", about="") != VAULT.seal(b"x", about="")


def test_what_is_damaged_moved_or_sealed_by_another_does_not_open() -> None:
    sealed = VAULT.seal(b"secret", about="devices")
    other = lock_with_key(bytes(32), entry="test")
    for text, about, vault in (
        (sealed[:-8] + "AAAAAAA=", "devices", VAULT),
        (sealed, "logins", VAULT),
        (sealed, "devices", other),
        ("", "devices", VAULT),
        ("?", "devices", VAULT),
    ):
        with pytest.raises(StorageError, match="the sealed keys in file are damaged"):
            vault.unseal(text, about=about, source="file")


def test_the_passphrase_opens_it_and_no_other_does() -> None:
    vault = lock_with_passphrase("correct horse", cost=COST)
    sealed = vault.seal(b"secret", about="x")
    protection = parse_protection(build_protection(vault.protection), source="file")
    opened = unlock_with_passphrase(protection, "correct horse", source="file")
    assert opened == vault
    assert opened.unseal(sealed, about="x", source="file") == b"secret"
    with pytest.raises(LockedError, match="does not open the keys in file") as caught:
        unlock_with_passphrase(protection, "wrong horse", source="file")
    assert "nothing was changed or lost" in caught.value.hint
    assert caught.value.__cause__ is None


def test_the_parameters_stand_in_the_file_and_the_keys_do_not() -> None:
    vault = lock_with_passphrase("correct horse", cost=COST)
    plain = build_protection(vault.protection)
    assert plain.keys() == {"kind", "salt", "cost", "block_size", "parallel", "sealed_key"}
    assert build_protection(VAULT.protection) == {"kind": "keyring", "entry": "test"}
    for text in (repr(vault), str(vault), str(plain)):
        assert vault.reveal().hex() not in text
        assert repr(vault.reveal()) not in text


@pytest.mark.parametrize(
    "changes", [{"cost": 2**21}, {"cost": 3}, {"cost": 0}, {"block_size": 1024}, {"parallel": 100}]
)
def test_absurd_work_is_refused(changes: dict[str, Any]) -> None:
    protection = msgspec.structs.replace(lock_with_passphrase("correct horse", cost=COST).protection, **changes)
    with pytest.raises(StorageError, match="parameters"):
        parse_protection(build_protection(protection), source="file")


@pytest.mark.parametrize("value", [None, [], {}, {"kind": "magic"}, {"kind": "passphrase", "cost": "much"}])
def test_a_protection_nobody_knows_is_refused(value: object) -> None:
    with pytest.raises(StorageError, match="in a way that this Tuyalan does not know"):
        parse_protection(value, source="file")


def test_fields_are_sealed_together() -> None:
    sealed = seal_fields({"key": "secret"}, VAULT, about="x")
    assert "secret" not in str(sealed)
    assert unseal_fields(sealed, VAULT, about="x", source="file") == {"key": "secret"}
    with pytest.raises(StorageError, match="damaged"):
        unseal_fields({}, VAULT, about="x", source="file")


def test_a_vault_is_equal_to_itself_and_not_pickled() -> None:
    assert Vault(VAULT.protection, bytes(32)) != VAULT
    assert VAULT != "vault"
    assert hash(VAULT) == hash(Vault(VAULT.protection, VAULT.reveal()))
    assert Protection(kind="keyring", entry="test") == VAULT.protection
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(VAULT)
