"""The steps of the demonstration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import run
from tuyalan.cli.board import Board
from tuyalan.cli.exitcodes import DemoFailedError
from tuyalan.cli.story import Story, find_free_ports, make_home
from tuyalan.storage import DeviceStore

if TYPE_CHECKING:
    from pathlib import Path


def test_the_home_has_one_device_of_each_version() -> None:
    assert [each.model.version.value for each in make_home()] == ["3.1", "3.2", "3.3", "3.4", "3.5"]


def test_free_ports_are_three_different_ones() -> None:
    ports = find_free_ports()
    assert len({ports.clear, ports.sealed, ports.ask}) == 3


def test_a_step_that_does_not_happen_fails_the_demonstration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tuyalan.cli.story.STEP_TIMEOUT", 0.3)

    async def body() -> None:
        board = Board(tell=None)
        story = Story(board, DeviceStore(tmp_path / "d.json"), pace=0)
        async with story.open_home():
            # Nobody can hear them any more.
            await story._start()
            for virtual in list(story.simulator.devices.values()):
                virtual.power_off()
            with pytest.raises(DemoFailedError, match=r"were not heard|did not happen"):
                await story._step("Find them", story._find)
        assert board.result(is_kept=False).steps == ()

    run(body())


def test_a_second_demonstration_leaves_the_ports_of_the_first_alone(tmp_path: Path) -> None:
    async def body() -> None:
        stories = [Story(Board(tell=None), DeviceStore(tmp_path / f"{number}.json"), pace=0) for number in range(2)]
        first, second = stories
        async with first.open_home(), second.open_home():
            await first._start()
            off = first._virtual["Thermostat"]
            off.power_off()
            await second._start()
            await off.power_on()
            ports = [{(device.address, device.port) for device in story._virtual.values()} for story in stories]
            assert not ports[0] & ports[1]

    run(body())
