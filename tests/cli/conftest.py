"""A home of virtual devices for all tests of the command line, and a fresh device file for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.support import Home, open_home
from tests.cli.workshop import Workshop, open_workshop

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


@pytest.fixture(scope="package")
def home() -> Generator[Home]:
    with open_home() as opened:
        yield opened


@pytest.fixture
def devices(home: Home, tmp_path: Path) -> Path:
    home.reset()
    return home.write(tmp_path / "devices.json")


@pytest.fixture(scope="package")
def workshop() -> Generator[Workshop]:
    with open_workshop() as opened:
        yield opened


@pytest.fixture
def tools(workshop: Workshop, tmp_path: Path) -> Path:
    """A device file that knows the workshop."""
    workshop.reset()
    return workshop.write(tmp_path / "workshop.json")


@pytest.fixture(autouse=True)
def _own_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    """Keep the user's own devices, and the width of the terminal, out of tests."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("TUYALAN_DEVICES", raising=False)
    monkeypatch.delenv("TUYALAN_TUYA_LOCAL", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
