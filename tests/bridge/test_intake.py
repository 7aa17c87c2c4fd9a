"""Commands on their way to devices."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from tests.support import run
from tuyalan.bridge.intake import AT_ONCE, MAX_ORIGINS, Command, Intake, Origin
from tuyalan.errors import TuyalanError, UnreachableError

if TYPE_CHECKING:
    import pytest


class Device:
    """Takes values when it is let."""

    def __init__(self) -> None:
        self.taken: list[dict[str, object]] = []
        self.gate = asyncio.Semaphore(0)
        self.error: Exception | None = None

    async def run(self, values: dict[str, object]) -> None:
        self.taken.append(values)
        await self.gate.acquire()
        if self.error is not None:
            raise self.error

    def open(self, count: int = 1000) -> None:
        for _ in range(count):
            self.gate.release()


def ignore(origin: Origin, error: TuyalanError) -> None:
    raise AssertionError(f"{origin} {error}")


def command(device: Device, sender: str = "", /, **values: object) -> Command:
    return Command(values, (Origin("Lamp", sender),), device.run)


def test_of_a_flood_the_last_value_of_each_property_goes_out() -> None:
    async def body() -> None:
        device = Device()
        async with asyncio.TaskGroup() as tasks:
            intake = Intake(tasks, fail=ignore)
            for number in range(100):
                intake.put("lamp", command(device, "", level=number, **{f"other{number % 2}": number}))
            await asyncio.sleep(0)
            assert len(device.taken) == AT_ONCE
            device.open()
        assert len(device.taken) == AT_ONCE + 1
        assert device.taken[-1] == {"other0": 98, "level": 99, "other1": 99}
        assert len(intake) == 0

    run(body())


def test_devices_do_not_wait_for_each_other() -> None:
    async def body() -> None:
        slow, quick = Device(), Device()
        quick.open()
        async with asyncio.TaskGroup() as tasks:
            intake = Intake(tasks, fail=ignore)
            for number in range(10):
                intake.put("slow", command(slow, level=number))
            intake.put("quick", command(quick, level=1))
            await asyncio.sleep(0)
            assert quick.taken == [{"level": 1}]
            slow.open()

    run(body())


def test_everybody_whose_command_failed_is_told() -> None:
    async def body() -> list[str]:
        device, failed = Device(), list[Origin]()
        device.error = UnreachableError("nobody is there")
        async with asyncio.TaskGroup() as tasks:
            intake = Intake(tasks, fail=lambda origin, _: failed.append(origin))
            for number in range(AT_ONCE + 2 * MAX_ORIGINS):
                intake.put("lamp", command(device, f"{number}", level=number))
            device.open()
        return [origin.topic for origin in failed]

    told = run(body())
    last = AT_ONCE + 2 * MAX_ORIGINS
    assert sorted(map(int, told)) == [*range(AT_ONCE), *range(last - MAX_ORIGINS, last)]


def test_a_fault_of_ours_is_logged_and_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async def body() -> list[TuyalanError]:
        device, failed = Device(), list[TuyalanError]()
        device.error = ZeroDivisionError()
        device.open()
        async with asyncio.TaskGroup() as tasks:
            Intake(tasks, fail=lambda _, error: failed.append(error)).put("lamp", command(device, level=1))
        return failed

    with caplog.at_level(logging.CRITICAL + 1, "tuyalan.bridge"):
        assert "ZeroDivisionError" in run(body())[0].message
