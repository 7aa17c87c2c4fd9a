"""`tuyalan completion`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.support import call
from tuyalan.cli.completion import find_shell
from tuyalan.errors import UseError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_knows_the_commands(shell: str) -> None:
    done = call("completion", "--shell", shell, "--json")
    assert done.data["shell"] == shell
    assert "toggle" in done.data["script"]
    assert call("completion", "--shell", shell).out.strip()


def test_it_is_installed_where_the_shell_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    done = call("completion", "--shell", "fish", "--install", "--json")
    assert done.code == 0
    assert done.data["path"].startswith(str(tmp_path))


def test_the_shell_is_found_or_asked_for() -> None:
    assert [find_shell({"SHELL": f"/bin/{name}"}) for name in ("bash", "zsh", "fish")] == ["bash", "zsh", "fish"]
    for environ in ({}, {"SHELL": "/bin/tcsh"}):
        with pytest.raises(UseError, match="not known"):
            find_shell(environ)
