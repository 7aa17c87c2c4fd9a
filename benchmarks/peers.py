"""The same work done by tinytuya in the same run: queries, cold starts, a thread a device."""

from __future__ import annotations

import os
import statistics
import sys
import threading
import time
from typing import Final

from benchmarks.client import devices
from benchmarks.device import ID, KEY
from tuyalan.vocabulary import Version

PATIENCE: Final = 10


def _device(version: Version, port: int) -> object:
    import tinytuya  # noqa: PLC0415

    device = tinytuya.Device(ID, "127.0.0.1", KEY, version=float(version), persist=True, port=port, connection_timeout=2)
    device.disabledetect = True
    return device


def round_trip(version: Version, rounds: int = 60) -> float:
    """Return the median of `status()`, in microseconds, as shipped."""
    with devices(version) as peer:
        device = _device(version, peer.port)
        took: list[float] = []
        for _ in range(rounds):
            begin = time.perf_counter()
            assert "dps" in device.status()  # type: ignore[attr-defined]
            took.append(time.perf_counter() - begin)
        device.close()  # type: ignore[attr-defined]
    return statistics.median(took) * 1e6


def cold(version: Version, rounds: int = 20) -> float:
    """Return the median from nothing to the first status, in milliseconds."""
    took: list[float] = []
    with devices(version) as peer:
        for _ in range(rounds):
            begin = time.perf_counter()
            device = _device(version, peer.port)
            assert "dps" in device.status()  # type: ignore[attr-defined]
            took.append(time.perf_counter() - begin)
            device.close()  # type: ignore[attr-defined]
    return statistics.median(took) * 1e3


def fleet(version: Version, count: int = 1000, rate: float = 10, window: float = 6) -> dict[str, float]:
    """Let a thread a device receive pushes; return the CPU use and what did not come."""
    got = [0] * count
    stop = threading.Event()

    def receive(number: int, device: object) -> None:
        device.set_socketTimeout(1)  # type: ignore[attr-defined]
        while not stop.is_set():
            data = device.receive()  # type: ignore[attr-defined]
            if data and "Error" not in data:
                got[number] += 1

    with devices(version, rate=rate) as peer:
        made = [_device(version, peer.port) for _ in range(count)]
        for device in made:
            device.status()  # type: ignore[attr-defined]
        threading.stack_size(256 * 1024)
        threads = [
            threading.Thread(target=receive, args=(n, device), daemon=True) for n, device in enumerate(made)
        ]
        for thread in threads:
            thread.start()
        peer.tell("go")
        time.sleep(2)
        cpu, start, first = time.process_time(), time.perf_counter(), sum(got)
        time.sleep(window)
        cpu, span, seen = time.process_time() - cpu, time.perf_counter() - start, sum(got) - first
        sent = int(peer.ask("stop"))
        time.sleep(2)
        stop.set()
        lost = sent - sum(got)
    return {"cpu": cpu / span * 100, "us": cpu / max(seen, 1) * 1e6, "lost": lost, "rate": seen / span}


def main() -> None:
    """Run one measurement of one version on the second core and print it as JSON."""
    import json  # noqa: PLC0415
    import resource  # noqa: PLC0415

    what, version = sys.argv[1:3]
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {1})
    measure = {"round_trip": round_trip, "cold": cold, "fleet": fleet}[what]
    print(json.dumps(measure(Version(version))), flush=True)
    os._exit(0)  # A thousand daemon threads need no goodbye.


if __name__ == "__main__":
    main()
