"""What all files with keys have in common."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

import pytest

from tests.support import run
from tuyalan.credentials.base import Credential, Found, Problem
from tuyalan.credentials.keyfile import KeyFile, require_keys
from tuyalan.errors import CredentialError

if TYPE_CHECKING:
    from pathlib import Path

LAMP: Final = Credential(id="bf0123456789abcdef01")


class Noting(KeyFile):
    """Notes which thread reads it."""

    reader: threading.Thread | None = None

    def read(self) -> Found:
        """Return nothing."""
        self.reader = threading.current_thread()
        return Found(source=str(self.path))


def test_a_file_is_read_in_another_thread_since_reading_blocks(tmp_path: Path) -> None:
    file = Noting(tmp_path)
    assert run(file.fetch()) == Found(source=str(tmp_path))
    assert file.reader not in {None, threading.current_thread()}


def test_what_holds_devices_is_given_on_with_its_problems() -> None:
    found = Found(source="a file", credentials=(LAMP,), problems=(Problem(reason="one has no key"),))
    assert require_keys(found, "it holds no local keys", hint="Take another.") is found


@pytest.mark.parametrize(
    ("reasons", "message"),
    [((), "it holds no local keys"), (("all are blacked out", "more"), "it holds no local keys; all are blacked out")],
)
def test_what_holds_none_is_refused_with_the_first_reason(reasons: tuple[str, ...], message: str) -> None:
    found = Found(source="a file", problems=tuple(Problem(reason=reason) for reason in reasons))
    with pytest.raises(CredentialError) as caught:
        require_keys(found, "it holds no local keys", hint="Take another.")
    assert (caught.value.message, caught.value.hint) == (message, "Take another.")
