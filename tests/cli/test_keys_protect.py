"""`tuyalan keys protect` and `unprotect`."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.support import call
from tests.storage.support import Shelf
from tuyalan.storage import DeviceRecord, DeviceStore, keyrings, vault
from tuyalan.storage.unlocking import FILE_VARIABLE, Unlocker
from tuyalan.vocabulary import LocalKey

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ID = "bf0123456789abcdef0001"
KEY = LocalKey("0123456789abcdeX")
SECRET = KEY.reveal()
PASSPHRASE = "correct horse battery"


class Keyboard(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def file(tmp_path: Path) -> Path:
    store = DeviceStore(tmp_path / "d.json")
    store.add(DeviceRecord(id=ID, name="Lamp", key=KEY))
    store.save()
    return tmp_path / "d.json"


@pytest.fixture
def passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have the environment name a file with a passphrase, and spare the slow step."""
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE + "\n")
    path.chmod(0o600)
    monkeypatch.setenv(FILE_VARIABLE, str(path))
    monkeypatch.setitem(defaults_of(vault.lock_with_passphrase), "cost", 2)
    return path


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """Put a keyring in memory in place of the system's."""
    made = Shelf()

    def open_shelf() -> Shelf:
        return made

    monkeypatch.setattr(keyrings, "open_keyring", open_shelf)
    monkeypatch.setitem(defaults_of(Unlocker.__init__), "keyring", open_shelf)
    return made


def defaults_of(function: Callable[..., object]) -> dict[str, object]:
    """Return what a function takes where nothing is given."""
    defaults: dict[str, object] | None = getattr(function, "__kwdefaults__", None)
    assert defaults is not None
    return defaults


def test_a_passphrase_seals_keys_and_programs_go_on_with_it_in_a_file(file: Path, passphrase: Path) -> None:
    done = call("keys", "protect", "--passphrase", "--devices", file, "--json", "--debug")
    assert (done.code, done.data["by"]) == (0, "passphrase")
    assert SECRET not in file.read_bytes()
    assert PASSPHRASE not in done.out + done.err
    assert call("keys", "list", "--devices", file).code == 0
    passphrase.write_text("wrong horse battery")
    wrong = call("keys", "list", "--devices", file, "--json", "--debug")
    assert (wrong.code, wrong.error["code"]) == (9, "storage.locked")
    assert "wrong horse" not in wrong.out + wrong.err
    passphrase.write_text(PASSPHRASE)
    assert call("keys", "unprotect", "--devices", file).code == 0
    assert SECRET in file.read_bytes()


@pytest.mark.usefixtures("passphrase")
def test_a_person_is_asked_twice_for_a_new_passphrase(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FILE_VARIABLE)
    typed = [PASSPHRASE, PASSPHRASE, PASSPHRASE, "new horse battery", "another one here"]

    def type_in(prompt: str, stream: object) -> str:
        del stream
        assert PASSPHRASE not in prompt
        return typed.pop(0)

    monkeypatch.setattr(sys, "stdin", Keyboard())
    monkeypatch.setattr("getpass.getpass", type_in)
    assert call("keys", "protect", "--passphrase", "--devices", file).code == 0
    before = file.read_bytes()
    differs = call("keys", "protect", "--passphrase", "--devices", file)
    assert (differs.code, "differ" in differs.err) == (2, True)
    assert file.read_bytes() == before


def test_the_keyring_of_the_system_seals_keys_and_forgets_when_they_are_clear_again(file: Path, shelf: Shelf) -> None:
    done = call("keys", "protect", "--keyring", "--devices", file)
    assert done.code == 0
    assert "keyring of the system" in done.all
    assert SECRET not in file.read_bytes()
    assert len(shelf.kept) == 1
    assert call("keys", "list", "--devices", file).code == 0
    # Anew: the key before is forgotten.
    assert call("keys", "protect", "--keyring", "--devices", file).code == 0
    assert len(shelf.kept) == 1
    assert "clear text" in call("keys", "unprotect", "--devices", file).all
    assert shelf.kept == {}


@pytest.mark.parametrize("arguments", [(), ("--passphrase", "--keyring"), ("--passphrase",)])
def test_calls_that_make_no_sense_change_nothing(arguments: tuple[str, ...], file: Path) -> None:
    before = file.read_bytes()
    assert call("keys", "protect", *arguments, "--devices", file).code == 2
    assert file.read_bytes() == before


def test_a_short_passphrase_is_refused(file: Path, passphrase: Path) -> None:
    passphrase.write_text("short")
    assert call("keys", "protect", "--passphrase", "--devices", file).code == 2
    assert SECRET in file.read_bytes()


def test_a_passphrase_is_never_an_argument() -> None:
    assert "--passphrase TEXT" not in call("keys", "protect", "--help").out
