"""The state of a hub between two runs: last values with their age, and counters.

Whoever notes something never waits for the disk: changes are gathered, later ones take the place of earlier ones, and one
thread writes what is left of them after each interval in one transaction. Rows that say the same as before are not
written again, but for their age once an hour, because memory cards wear out.

A program that is killed, or a power cut, costs what came since the last write and nothing else. A disk that is full or
read-only is told once and tried again; a file that is damaged is moved aside. Knows nothing of what values mean.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import sqlite3
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import StorageError
from tuyalan.storage.atomic import explain
from tuyalan.storage.batch import Batch, Key, build_text, to_text
from tuyalan.storage.statefile import (
    Rows,
    StateFile,
    StoredState,
    StoredValue,
    is_busy,
    is_damaged,
    move_aside,
    read_state,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from tuyalan.vocabulary import DpId, Json

__all__ = ["StateStore", "StoredState", "StoredValue"]

_log: Final = logging.getLogger("tuyalan.storage")

STATE_INTERVAL: Final = 60.0
"""Seconds that changes are gathered."""
AGE_INTERVAL: Final = 3600.0
"""A value that stays the same gets its new age written this often, in seconds, and at the end."""
CLOSE_TIMEOUT: Final = 2.0
"""How long the end waits for the disk, seconds."""
_MAX_DP: Final = 2**31


class StateStore:
    """The state of one hub; only one hub at a time can use a file."""

    def __init__(self, path: str | os.PathLike[str], *, interval: float = STATE_INTERVAL) -> None:
        """Take the file, and the seconds that changes are gathered; nothing is opened yet."""
        self.path: Path = Path(path)
        self.interval = interval
        self.problem: str | None = None
        """Why nothing is written at the moment; `None` if all is well."""
        self.writes: int = 0
        """How many transactions were written."""
        self._guard = threading.Lock()
        self._batch = Batch()
        # What the file holds, so that only what changed is written: text of the value, its age and its cause.
        self._written: dict[Key, tuple[str, float, str]] = {}
        self._aged: dict[Key, StoredValue] = {}
        """Values that are as written but for their age."""
        self._jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._file: StateFile | None = None

    def __repr__(self) -> str:
        """Return the path."""
        return f"StateStore({str(self.path)!r})"

    # Its owner, who waits for the disk

    def open(self) -> StoredState:
        """Begin to write, and return what is there; empty where nothing can be read.

        Raises:
            StorageError: another program uses the file, or a newer Tuyalan wrote it.
        """
        opened: Future[StoredState] = Future()
        thread = threading.Thread(target=self._run, args=(opened,), name="tuyalan state", daemon=True)
        thread.start()
        state = opened.result()
        self._thread = thread
        return state

    def flush(self, *, timeout: float | None = None) -> bool:
        """Write all that was noted so far and tell whether that was done within `timeout` seconds."""
        if self._thread is None:
            return False
        job = _Job()
        self._jobs.put(job)
        return job.done.wait(timeout) and self.problem is None

    def close(self, *, timeout: float = CLOSE_TIMEOUT) -> bool:
        """Write all that was noted and end; tells whether that was done within `timeout` seconds."""
        thread, self._thread = self._thread, None
        if thread is None:
            return True
        job = _Job(is_last=True)
        self._jobs.put(job)
        is_done = job.done.wait(timeout)
        if is_done:
            thread.join()
        return is_done and self.problem is None

    # Everybody else, who never waits

    def note_values(self, device_id: str, dps: Mapping[DpId, Json], *, heard: float, cause: str) -> None:
        """Take values of a device; `heard` is Unix time in seconds."""
        with self._guard:
            values = self._batch.values
            for dp, value in dps.items():
                values[device_id, dp] = StoredValue(value, heard, cause)

    def note_counter(self, device_id: str, dp: DpId, build: Callable[[], object]) -> None:
        """Take a counter; `build` returns its JSON form when it is written, in another thread."""
        with self._guard:
            self._batch.counters[device_id, dp] = build

    def forget(self, device_id: str) -> None:
        """Forget all of a device."""
        with self._guard:
            self._batch = self._batch.without({device_id})
            self._batch.forgotten.add(device_id)

    # The thread

    def _run(self, opened: Future[StoredState]) -> None:
        try:
            opened.set_result(self._begin())
        except BaseException as error:  # noqa: BLE001 - handed to who waits for it
            self._end()
            opened.set_exception(error)
            return
        is_last = False
        while not is_last:
            job = _Job()
            with contextlib.suppress(queue.Empty):
                job = self._jobs.get(timeout=self.interval)
            is_last = job.is_last
            try:
                self._write_all(is_last=is_last)
            except Exception:  # noqa: BLE001 - the outermost edge: it costs what was noted since the last write, not the thread
                _log.exception("writing the state failed")
                self.problem = "a fault of this library; its log says more"
            if is_last:
                self._end()
            job.done.set()

    def _begin(self) -> StoredState:
        try:
            self._file = StateFile(self.path)
            state = self._file.load()
        except (sqlite3.Error, OSError) as error:
            if is_busy(error):
                raise StorageError(
                    f"another program uses {self.path}",
                    hint="Only one hub can keep the same devices: end the other one, or give this one its own `hub.state`.",
                ) from error
            self._fail(error)
            state = self._read_at_least()
        for device_id, values in state.values.items():
            for dp, stored in values.items():
                text = to_text(stored.value)
                if text is not None:
                    self._written[device_id, dp] = (text, stored.heard, stored.cause)
        return state

    def _read_at_least(self) -> StoredState:
        """Return what is in a file that cannot be written to; empty if it was moved aside or cannot be read either."""
        with contextlib.suppress(sqlite3.Error, OSError):
            return read_state(self.path)
        return StoredState()

    def _end(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def _write_all(self, *, is_last: bool) -> None:
        with self._guard:
            batch, self._batch = self._batch, Batch()
        if is_last:
            batch.values = self._aged | batch.values
        if batch.is_empty:
            return
        try:
            rows = self._make_rows(batch, is_last=is_last)
            if rows != Rows():
                self._file = self._file or StateFile(self.path)
                self._file.write(rows)
                self.writes += 1
        except (sqlite3.Error, OSError, StorageError) as error:
            with self._guard:
                self._batch = batch.without(self._batch.forgotten).with_newer(self._batch)
            self._fail(error)
            return
        self._note_written(rows)
        if self.problem is not None:
            self.problem = None
            _log.warning("the state of the devices is stored again in %s", self.path)

    def _make_rows(self, batch: Batch, *, is_last: bool) -> Rows:
        rows = Rows(forgotten=frozenset(filter(to_text, batch.forgotten)))
        for (device_id, dp), stored in batch.values.items():
            text = to_text(stored.value)
            if text is None or not 0 <= dp < _MAX_DP or to_text(device_id) is None:
                continue
            old = None if device_id in batch.forgotten else self._written.get((device_id, dp))
            is_news = old is None or old[0] != text or abs(stored.heard - old[1]) >= AGE_INTERVAL
            if is_news or is_last:
                rows.value.append((device_id, dp, text, stored.heard, stored.cause))
            else:
                self._aged[device_id, dp] = stored
        for (device_id, dp), build in batch.counters.items():
            text = build_text((device_id, dp), build)
            if text is not None and to_text(device_id) is not None:
                rows.counter.append((device_id, dp, text))
        return rows

    def _note_written(self, rows: Rows) -> None:
        if rows.forgotten:
            self._written = {key: row for key, row in self._written.items() if key[0] not in rows.forgotten}
            self._aged = {key: stored for key, stored in self._aged.items() if key[0] not in rows.forgotten}
        for device_id, dp, text, heard, cause in rows.value:
            self._written[device_id, dp] = (text, heard, cause)
            self._aged.pop((device_id, dp), None)

    def _fail(self, error: Exception) -> None:
        """Say what is wrong, once, and prepare for the next attempt."""
        self._end()
        if is_damaged(error):
            try:
                aside = move_aside(self.path)
            except OSError as trouble:
                error = trouble
            else:
                _log.error("%s is damaged (%s): it was moved to %s, a new one is begun", self.path, error, aside)
                self._note_all_again()
                return
        what = explain(error) if isinstance(error, OSError) else str(error)
        if self.problem is None:
            _log.error("the state of the devices is not stored in %s: %s; it is tried again", self.path, what)
        self.problem = what

    def _note_all_again(self) -> None:
        """Let everything be written that the file held which is no more."""
        written, self._written = self._written, {}
        again = Batch(
            values={
                key: StoredValue(msgspec.json.decode(text), heard, cause)
                for key, (text, heard, cause) in written.items()
            }
        )
        with self._guard:
            self._batch = again.without(self._batch.forgotten).with_newer(self._batch)


class _Job:
    """A wish to write now."""

    def __init__(self, *, is_last: bool = False) -> None:
        self.is_last = is_last
        self.done = threading.Event()
