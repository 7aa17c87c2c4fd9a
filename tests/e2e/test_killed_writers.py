"""A process that is killed while it writes the device store leaves the old store or the new one, never a third."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import tuyalan
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.storage.atomic import LEFTOVER_AGE
from tuyalan.vocabulary import LocalKey

_KILLS: Final = 12
_DEVICES: Final = 40

_WRITER: Final = """
import os, sys
os.umask(0)
from tuyalan.storage import DeviceStore
store = DeviceStore.load(sys.argv[1])
print("ready", flush=True)
for number in range(100_000):
    for record in store.records:
        store.update(record.id, name=f"{sys.argv[2]} {number}")
    store.save()
"""


def test_a_writer_killed_at_any_moment_leaves_a_whole_store(tmp_path: Path) -> None:
    path = tmp_path / "devices.json"
    store = DeviceStore(path)
    for number in range(_DEVICES):
        store.add(DeviceRecord(id=f"bf{number:04}", name="before", key=LocalKey(f"{number:016}")))
    store.save()
    chance = random.Random(4)
    for kill in range(_KILLS):
        _write_until_killed(path, str(kill), chance.uniform(0.0, 0.05))
        for file in tmp_path.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
        after = DeviceStore.load(path)
        names = {record.name for record in after.records}
        assert len(after.records) == _DEVICES
        assert len(names) == 1, "the store is a mixture of two writes"
        assert [record.key for record in after.records] == [LocalKey(f"{number:016}") for number in range(_DEVICES)]
    for left in tmp_path.glob(".tuyalan-*.tmp"):
        os.utime(left, (time.time(), time.time() - 2 * LEFTOVER_AGE))
    after = DeviceStore.load(path)
    after.update("bf0000", name="after")
    assert after.save()
    assert not list(tmp_path.glob(".tuyalan-*.tmp"))


def _write_until_killed(path: Path, word: str, delay: float) -> None:
    source = str(Path(tuyalan.__file__).parents[1])
    writer = subprocess.Popen(  # noqa: S603 - our own interpreter and our own text
        [sys.executable, "-c", _WRITER, str(path), word],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": source},
    )
    assert writer.stdout is not None
    with writer:
        assert writer.stdout.readline() == b"ready\n"
        # The moment is random on purpose: it falls into reading, backing up, writing, syncing or renaming.
        time.sleep(delay)
        writer.kill()
    assert writer.returncode == -signal.SIGKILL
