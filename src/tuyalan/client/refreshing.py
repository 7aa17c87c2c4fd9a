"""Asks a device to measure, where it does so only when asked: how often and for how much is found out by itself.

What is asked and when is that of `model.refreshing`; here are the clock, the connection and the store. A device is asked
only while it is connected and its properties are used.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.refreshing import RefreshPlan, from_json, guess_refresh, plan_refresh, to_json
from tuyalan.model.sources import Source
from tuyalan.session.events import Cause

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tuyalan.client.device import Device
    from tuyalan.client.watch import Update
    from tuyalan.model.device import DeviceModel
    from tuyalan.vocabulary import DpId, Json

_log = logging.getLogger("tuyalan.client")

FIRST_DELAY: Final = 1.0
"""From the connection to the first question, seconds: the state is read first."""


class Refreshing:
    """Asks one device."""

    __slots__ = ("_ask", "_device_id", "_interval", "_keep", "_kept", "_loop", "_revision", "_stored", "_timer", "plan")

    def __init__(
        self,
        device_id: str,
        *,
        interval: float,
        stored: Mapping[str, Json] | None,
        ask: Callable[[tuple[DpId, ...]], bool],
        keep: Callable[[Mapping[str, Json]], None],
    ) -> None:
        """Take what is needed; nothing is asked yet.

        Args:
            device_id: for the log.
            interval: seconds between questions that the owner wants.
            stored: what was learnt earlier, as it was given to `keep`.
            ask: sends the question, and tells whether the device can be asked at all.
            keep: is told what was learnt.
        """
        self._device_id = device_id
        self._interval = interval
        self._ask = ask
        self._keep = keep
        self._loop = asyncio.get_running_loop()
        self._stored = _read(stored)
        self._timer: asyncio.TimerHandle | None = None
        self._revision: int = -1
        self._kept: object = None
        """What the store knows of the plan, as far as it is worth a write."""
        self.plan: RefreshPlan = RefreshPlan(points=())
        """What is known of the device by now."""

    def begin(self, model: DeviceModel) -> None:
        """Take note that the device is connected."""
        self._settle(model)
        self._schedule(FIRST_DELAY)

    def end(self) -> None:
        """Take note that the connection is lost, which may be the doing of a question."""
        self._cancel()
        self._change(self.plan.vanish(at=self._loop.time()))

    def close(self) -> None:
        """Ask no more."""
        self._cancel()

    def take(self, update: Update, model: DeviceModel) -> None:
        """Hear what the device says, by itself or because it was asked to measure."""
        if update.cause is Cause.PUSH and self.plan.points:
            self._change(self.plan.hear(update.dps, at=self._loop.time()))
        if model.revision != self._revision:
            self._settle(model)
            if self._timer is None:
                self._schedule(FIRST_DELAY)

    def _settle(self, model: DeviceModel) -> None:
        """Find what may be asked for, anew when properties are described otherwise."""
        if model.revision == self._revision:
            return
        self._revision = model.revision
        described = [subject.point for subject in model.by_dp.values() if subject.source is not Source.OBSERVED]
        first = plan_refresh(described, wanted=self._interval)
        if not first.points and not described:
            first = guess_refresh(model.by_dp, wanted=self._interval)
        known = self._stored if self._stored is not None and not self.plan.points else self.plan
        if known.points and set(known.points) >= set(first.points):
            self.plan = msgspec.structs.replace(known, wanted=first.wanted, interval=max(known.interval, first.wanted))
        else:
            self.plan = first
        self._kept = _lasting(self.plan)

    def _schedule(self, least: float) -> None:
        due = self.plan.due_at
        self._cancel()
        if due is not None:
            self._timer = self._loop.call_at(max(due, self._loop.time() + least), self._on_time)

    def _on_time(self) -> None:
        self._timer = None
        ids = self.plan.list_next()
        plan = self.plan.ask(at=self._loop.time())
        if ids and not self._ask(ids):
            # The device ignores the question; it sends what it measures by itself, or not at all.
            return
        if ids:
            _log.debug("%s: asked to measure %s", self._device_id, ids)
        self._change(plan)
        self._schedule(0.0)

    def _change(self, plan: RefreshPlan) -> None:
        self.plan = plan
        lasting = _lasting(plan)
        if lasting != self._kept:
            self._kept = lasting
            self._keep(to_json(plan))

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def ask_to_measure(device: Device, ids: tuple[DpId, ...]) -> bool:
    """Ask without waiting, and tell whether the device takes such questions; `Device.refresh` waits for what comes."""
    return device._shadow.measure(ids)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - users ask by `refresh`


def _lasting(plan: RefreshPlan) -> object:
    """Return what is worth a write to the disk when it changes."""
    return plan.points, plan.size, plan.interval, plan.caution, plan.vanished


def _read(stored: Mapping[str, Json] | None) -> RefreshPlan | None:
    if stored is None:
        return None
    try:
        return from_json(dict(stored))
    except BadValueError:
        # What cannot be read is found out again.
        return None
