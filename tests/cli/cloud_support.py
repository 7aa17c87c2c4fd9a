"""What the tests of commands that speak to the cloud share: a keyboard, and a place where logins are kept."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from tests.credentials.cloud.fake_platform import ACCESS_ID, ACCESS_SECRET
from tuyalan.credentials.access import keep_project
from tuyalan.credentials.cloud.logins import ProjectAccess
from tuyalan.credentials.secret import Secret
from tuyalan.storage.logins import LoginsFile

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.credentials.cloud.fake import FakeCloud


class Keyboard(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


def type_in(monkeypatch: pytest.MonkeyPatch, *lines: str, secrets: tuple[str, ...] = ()) -> None:
    """Let somebody type these lines, and these secrets without being seen."""
    left = list(secrets)

    def ask(prompt: str, stream: object = None) -> str:
        del prompt, stream
        return left.pop(0)

    monkeypatch.setattr(sys, "stdin", Keyboard("".join(f"{line}\n" for line in lines)))
    monkeypatch.setattr("getpass.getpass", ask)


def write_project(folder: Path, *, access_id: str = ACCESS_ID, secret: str = ACCESS_SECRET) -> Path:
    """Write a file with the access to the project of the fake cloud."""
    path = folder / "project.env"
    path.write_text(f"TUYA_ACCESS_ID={access_id}\nTUYA_ACCESS_SECRET={secret}\n", encoding="utf-8")
    return path


def keep_access(cloud: FakeCloud) -> None:
    """Store the project of the fake cloud, as `tuyalan keys cloud` does."""
    access = ProjectAccess(access_id=ACCESS_ID, secret=Secret(ACCESS_SECRET), endpoint=f"{cloud.base}/eu")
    keep_project(LoginsFile(), access)
