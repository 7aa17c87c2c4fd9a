"""Every block of Python in README and docs/ runs, against virtual devices."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import tuyalan.client.finder
from tests.docs.blocks import ENOUGH, Block, find_blocks, list_blocks, run_block
from tests.docs.home import KEY, open_home
from tuyalan.client.finder import Interface
from tuyalan.client.network import Network

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from tests.docs.home import Home

BLOCKS = list_blocks("python")


@pytest.fixture(scope="module")
def home() -> Generator[Home]:
    """Keep the devices of the documentation running."""
    with open_home() as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a working folder with the files that pages speak of, and let searches stay on this machine."""
    device = {"id": f"{home.id_prefix}plug", "name": "Plug", "key": KEY, "ip": f"{home.network}21", "version": "3.3"}
    (tmp_path / "devices.json").write_text(json.dumps([device]), encoding="utf-8")
    lamp = {"id": f"{home.id_prefix}lamp", "name": "Lamp", "key": KEY}
    store = {"schema": 1, "devices": [lamp]}
    (tmp_path / "own.json").write_text(json.dumps(store), encoding="utf-8")
    monkeypatch.setenv("TUYALAN_DEVICES", str(tmp_path / "own.json"))
    monkeypatch.chdir(tmp_path)
    # Virtual devices need no rest between two sessions.
    defaults = Network.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "session_gap", 0.0)
    # What the system would tell of a machine without a network; searches then ask on loopback only.
    loopback = (Interface("lo", "127.0.0.1", 8),)
    monkeypatch.setattr(tuyalan.client.finder, "list_interfaces", lambda: loopback)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_every_block_of_python_runs(block: Block, home: Home) -> None:
    printed = run_block(block, home.move_in(block.code))
    if block.is_endless:
        assert len(printed) == ENOUGH


def test_there_are_blocks_in_the_readme_and_in_every_how_to_about_python() -> None:
    pages = {block.page for block in BLOCKS}
    assert {"README.md", "docs/tutorial/first-device.md", "docs/how-to/control-from-python.md"} <= pages


def test_blocks_are_found_with_their_language_and_line() -> None:
    text = "# Title\n\n```python\nprint(1)\n```\n\n<!-- runs until stopped -->\n```sh\nls\n```\n"
    blocks = list(find_blocks(text, "page.md"))
    assert [(block.language, block.line, block.code, block.is_endless) for block in blocks] == [
        ("python", 4, "print(1)\n", False),
        ("sh", 9, "ls\n", True),
    ]


def test_a_block_that_fails_fails_the_test() -> None:
    with pytest.raises(ZeroDivisionError):
        run_block(
            Block("page.md", 3, "python", "", is_endless=False), "import asyncio\nawait asyncio.sleep(0)\n1 / 0\n"
        )
