"""Processes that measure and processes that are measured against: each on its own core, none left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeVar, runtime_checkable

import msgspec

if TYPE_CHECKING:
    from collections.abc import Generator

    from tuyalan.vocabulary import Version

T = TypeVar("T")

ROOT: Final = Path(__file__).parent.parent
SERVER_CORE: Final = 0
CLIENT_CORE: Final = 1
WORKER_TIMEOUT: Final = 90.0
"""The bound of one measurement, seconds."""
GOODBYE_TIMEOUT: Final = 5.0
"""How long a process of devices may take to end, seconds."""


class WorkerFailedError(Exception):
    """A process that measures did not come to a result."""


@runtime_checkable
class Wire(Protocol):
    """What is used of a transport; those of uvloop do not inherit from asyncio's."""

    def write(self, data: bytes) -> None:
        """Send."""
        ...

    def close(self) -> None:
        """Close in order."""
        ...


def settle(core: int | None = None) -> None:
    """Make this process ready: many open files, and its own core where there are several and one is named."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if core is not None and sys.platform == "linux" and (os.cpu_count() or 1) > core:
        # Without that core, as in some containers, the figures are noisier, not wrong.
        with suppress(OSError):
            os.sched_setaffinity(0, {core})


def tell(result: object) -> None:
    """Hand the result of this process to the one that asked for it."""
    sys.stdout.buffer.write(msgspec.json.encode(result) + b"\n")
    sys.stdout.flush()


def measure(kind: type[T], module: str, *arguments: str) -> T:
    """Run one measurement in a process of its own; on a machine that is busy elsewhere it gets a second chance.

    Raises:
        WorkerFailedError: it failed twice.
    """
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    trouble = ""
    for _ in range(2):
        try:
            done = subprocess.run(command, capture_output=True, check=True, timeout=WORKER_TIMEOUT, cwd=ROOT)  # noqa: S603 - our own module
        except subprocess.TimeoutExpired:
            trouble = f"no result within {WORKER_TIMEOUT:g} s"
        except subprocess.CalledProcessError as error:
            trouble = error.stderr.decode("utf-8", "replace")
        else:
            return msgspec.json.decode(done.stdout.splitlines()[-1], type=kind)
    raise WorkerFailedError(f"{module} {' '.join(arguments)}: {trouble}")


class Devices:
    """A process of virtual devices, as those who connect to it see it."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        """Take the process and where it listens."""
        self._process = process
        self.port = port

    def go(self) -> None:
        """Let all devices push from now on."""
        self._say("go")

    def stop(self) -> int:
        """Let no device push any more; return how many pushes were sent."""
        self._say("stop")
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())

    def _say(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()


@contextmanager
def devices(version: Version, *options: str) -> Generator[Devices]:
    """Run a process of virtual devices; `benchmarks.device` lists the options."""
    command = [sys.executable, "-m", "benchmarks.device", version.value, *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:  # noqa: S603 - our own module
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Devices(process, int(process.stdout.readline()))
        finally:
            process.stdin.close()
            try:
                process.wait(GOODBYE_TIMEOUT)
            except subprocess.TimeoutExpired:
                process.kill()
