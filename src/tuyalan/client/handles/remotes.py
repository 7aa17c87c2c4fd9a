"""Blasters: infrared and radio codes, learnt from a remote control and sent."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from tuyalan.client.handles.handle import F, Handle, S
from tuyalan.errors import ResponseTimeoutError, TuyalanError
from tuyalan.model.features import infrared
from tuyalan.model.features.feature import FeatureKind
from tuyalan.model.forms.radio import TIMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tuyalan.client.writes import WriteResult
    from tuyalan.model.features.feature import Plan
    from tuyalan.model.forms.headkey import HeadKey
    from tuyalan.model.forms.pulses import Signal

LEARN_TIMEOUT: Final = 30.0
"""How long somebody may take to find the remote control and press the key, seconds."""

C = TypeVar("C")


class Blaster(Handle[F, S]):
    """What both kinds of blasters share: how a key is waited for."""

    async def _learn(self, begin: Plan, end: Plan, *, read: Callable[[S], C | None], timeout: float) -> C:
        device = self.device
        with contextlib.closing(device.watch_properties()) as updates:
            await self._carry_out(begin, timeout=None)
            try:
                async with asyncio.timeout(timeout):
                    async for update in updates:
                        # A key that was learnt before is worth as much as a new one, so all that is said counts.
                        code = read(self._read(update.values))
                        if code is not None:
                            return code
            except TimeoutError as error:
                raise ResponseTimeoutError(
                    f"no key was pressed within {timeout:g} s", device_id=device.id, hint=_HINT
                ) from error
            finally:
                with contextlib.suppress(TuyalanError):
                    await self._carry_out(end, timeout=None)
        raise ResponseTimeoutError("the device was closed before a key was pressed", device_id=device.id)


_HINT: Final = "Hold the remote control a hand's breadth from the blaster and press the key shortly."


class Infrared(Blaster[infrared.Infrared, infrared.InfraredState]):
    """One infrared blaster."""

    kind: ClassVar[FeatureKind] = FeatureKind.INFRARED

    async def send(self, code: Signal | HeadKey, *, timeout: float | None = None) -> WriteResult:
        """Send a signal, or a code of the maker's library, once whatever the connection does."""
        return await self._carry_out(self.feature.plan_send(code), repeat=False, timeout=timeout)

    async def learn(self, *, timeout: float = LEARN_TIMEOUT) -> Signal:
        """Wait for a key of a remote control that is held before the blaster, and return its signal.

        Args:
            timeout: seconds to wait for somebody to press it.

        Raises:
            ResponseTimeoutError: nobody did.
        """
        feature = self.feature
        begin, end = feature.plan_learn(), feature.plan_learn_end()
        return await self._learn(begin, end, read=lambda state: state.learnt, timeout=timeout)


class Radio(Blaster[infrared.Radio, infrared.RadioState]):
    """One radio blaster."""

    kind: ClassVar[FeatureKind] = FeatureKind.RADIO

    async def send(self, code: str, *, times: int = TIMES, timeout: float | None = None) -> WriteResult:
        """Send a learnt code, once whatever the connection does.

        Args:
            code: as `learn` gave it.
            times: how often it is repeated in the air.
            timeout: seconds; the options' `request_timeout` if left out.
        """
        return await self._carry_out(self.feature.plan_send(code, times=times), repeat=False, timeout=timeout)

    async def learn(self, *, frequency: str = "0", timeout: float = LEARN_TIMEOUT) -> str:
        """Wait for a key of a remote control that is held before the blaster, and return its code.

        Args:
            frequency: MHz; with `0` the blaster finds it.
            timeout: seconds to wait for somebody to press it.

        Raises:
            ResponseTimeoutError: nobody did.
        """
        feature = self.feature
        begin, end = feature.plan_learn(frequency=frequency), feature.plan_learn_end(frequency=frequency)
        return await self._learn(begin, end, read=lambda state: state.learnt, timeout=timeout)
