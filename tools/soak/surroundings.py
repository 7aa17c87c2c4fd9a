"""What a hub lives with, to be broken from outside: its own process, a broker, a disk."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Protocol

from tuyalan.bridge.broker import Broker
from tuyalan.bridge.builtin import HOST, BuiltInBroker, find_steady_port

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).parents[2]
DISK_SIZE: Final = 4 * 1024 * 1024
"""Of a disk that can be filled, bytes."""
START_TIMEOUT: Final = 10.0
_MOSQUITTO: Final = """
listener {port} {host}
allow_anonymous true
set_tcp_nodelay true
"""


class AnyBroker(Protocol):
    """A broker that can be stopped and started again on the same port; what it had stored is gone then."""

    @property
    def address(self) -> Broker:
        """Where it listens."""
        ...

    async def start(self) -> None:
        """Start it and wait until it listens."""
        ...

    async def stop(self) -> None:
        """End it at once."""
        ...


def find_broker(folder: Path) -> AnyBroker:
    """Return Mosquitto where it is installed, else the one that comes along."""
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    return BuiltInBroker(port=find_steady_port()) if program is None else Mosquitto(program, folder)


class Mosquitto:
    """A real Mosquitto, which is killed when it is stopped."""

    def __init__(self, program: str, folder: Path) -> None:
        """Take the program, and where its settings are written."""
        self._program = program
        self._port = find_steady_port()
        self._config = folder / "mosquitto.conf"
        self._config.write_text(_MOSQUITTO.format(port=self._port, host=HOST), encoding="utf-8")
        self._process: asyncio.subprocess.Process | None = None

    @property
    def address(self) -> Broker:
        """Where it listens."""
        return Broker(host=HOST, port=self._port)

    async def start(self) -> None:
        """Start it and wait until it listens."""
        self._process = await asyncio.create_subprocess_exec(
            self._program, "-c", str(self._config), stderr=asyncio.subprocess.DEVNULL
        )
        async with asyncio.timeout(START_TIMEOUT):
            while True:
                with contextlib.suppress(OSError):
                    _, writer = await asyncio.open_connection(HOST, self._port)
                    writer.close()
                    return
                await asyncio.sleep(0.02)

    async def stop(self) -> None:
        """Kill it."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            await process.wait()


class HubProcess:
    """The program itself, run as its owner would, with a clock that can jump."""

    def __init__(self, arguments: Sequence[str], *, folder: Path) -> None:
        """Take what stands behind `tuyalan`, and a folder for its log and for all that it would put into a home."""
        self._arguments = arguments
        self._log = folder / "hub.log"
        self._environ = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
            **{f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("STATE", "CONFIG", "CACHE", "DATA")},
        }
        self._process: subprocess.Popen[str] | None = None
        self._offset = 0.0

    @property
    def is_running(self) -> bool:
        """Whether it is there."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it; it needs a second until it speaks."""
        with self._log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tools.soak.jumpy", *self._arguments],
                env=self._environ,
                cwd=ROOT,
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        self.jump(self._offset)

    def jump(self, offset: float) -> None:
        """Let its clock be wrong by so many seconds."""
        self._offset = offset
        pipe: IO[str] | None = None if self._process is None else self._process.stdin
        if pipe is not None:
            # It may have ended by itself, which is found out elsewhere.
            with contextlib.suppress(OSError):
                pipe.write(f"{offset}\n")
                pipe.flush()

    def kill(self) -> None:
        """Kill it at once."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            if process.stdin is not None:
                with contextlib.suppress(OSError):
                    process.stdin.close()

    async def end(self, seconds: float) -> int | None:
        """Ask it to end; returns its exit code, `None` if it had to be killed after that time."""
        process = self._process
        if process is None:
            return None
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(process.wait, seconds)
        code = process.poll()
        self.kill()
        return code

    def measure(self) -> tuple[float, int, float]:
        """Return its resident memory in MiB, its open files, and the seconds of a core that it has used.

        All are 0 where the platform does not tell.
        """
        folder = Path(f"/proc/{0 if self._process is None else self._process.pid}")
        try:
            pages = int((folder / "statm").read_text(encoding="ascii").split()[1])
            files = sum(1 for _ in (folder / "fd").iterdir())
            ticks = (folder / "stat").read_text(encoding="ascii").rpartition(")")[2].split()[11:13]
        except OSError:
            return 0.0, 0, 0.0
        memory = pages * os.sysconf("SC_PAGE_SIZE") / 1024**2
        return memory, files, sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    def find_crashes(self) -> list[str]:
        """Return what its log holds that no owner should ever read."""
        try:
            lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return []
        return [line for line in lines if "Traceback" in line or "never awaited" in line or "never retrieved" in line]


class Disk:
    """A small file system of its own, where the system lets us make one; elsewhere a folder that cannot fail."""

    def __init__(self, folder: Path) -> None:
        """Take where it shall be seen."""
        self.folder = folder
        folder.mkdir()
        self._is_ours = self._mount("-t", "tmpfs", "-o", f"size={DISK_SIZE},mode=700", "tmpfs")
        self._balloon = folder / "balloon"
        self._faults: list[str] = []

    def fill(self) -> None:
        """Leave not one byte, where the disk is ours."""
        if not self._is_ours:
            return
        self._faults.append("full")
        with contextlib.suppress(OSError), self._balloon.open("ab", buffering=0) as file:
            # The last pages go one by one.
            for size in (1 << 16, 1 << 12):
                with contextlib.suppress(OSError):
                    while file.write(bytes(size)):
                        pass

    def protect(self) -> None:
        """Let nobody write, where the disk is ours and nobody has a file open for it."""
        if self._is_ours and self._mount("-o", "remount,ro"):
            self._faults.append("read-only")

    def release(self) -> list[str]:
        """Make it well again; returns what was wrong."""
        faults, self._faults = self._faults, []
        if "read-only" in faults:
            self._mount("-o", "remount,rw")
        self._balloon.unlink(missing_ok=True)
        return faults

    def remove(self) -> None:
        """Take it away, with everything in it."""
        if self._is_ours:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=False, capture_output=True)  # noqa: S607 - a folder of ours, the system's program

    def _mount(self, *options: str) -> bool:
        if sys.platform != "linux" or os.geteuid() != 0:
            return False
        command = ["mount", *options, str(self.folder)]
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
