"""Blasters: infrared and radio codes, learnt from a remote control and sent, for programs without asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.blocking.handles.handle import Handle
from tuyalan.client.handles import remotes as _remotes
from tuyalan.client.handles.remotes import LEARN_TIMEOUT
from tuyalan.model.features import infrared
from tuyalan.model.forms.radio import TIMES

if TYPE_CHECKING:
    from tuyalan.client.writes import WriteResult
    from tuyalan.model.forms.headkey import HeadKey
    from tuyalan.model.forms.pulses import Signal


class Infrared(Handle[_remotes.Infrared, infrared.Infrared, infrared.InfraredState]):
    """One infrared blaster."""

    def send(self, code: Signal | HeadKey, *, timeout: float | None = None) -> WriteResult:
        """Send a signal, or a code of the maker's library, once whatever the connection does."""
        return self._run(lambda handle: handle.send(code, timeout=timeout))

    def learn(self, *, timeout: float = LEARN_TIMEOUT) -> Signal:
        """Wait for a key of a remote control that is held before the blaster, and return its signal."""
        return self._run(lambda handle: handle.learn(timeout=timeout))


class Radio(Handle[_remotes.Radio, infrared.Radio, infrared.RadioState]):
    """One radio blaster."""

    def send(self, code: str, *, times: int = TIMES, timeout: float | None = None) -> WriteResult:
        """Send a learnt code, once whatever the connection does."""
        return self._run(lambda handle: handle.send(code, times=times, timeout=timeout))

    def learn(self, *, frequency: str = "0", timeout: float = LEARN_TIMEOUT) -> str:
        """Wait for a key of a remote control that is held before the blaster, and return its code."""
        return self._run(lambda handle: handle.learn(frequency=frequency, timeout=timeout))
