"""What does things: vacuums, feeders, sirens, alarms, buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tuyalan.client.handles.handle import Handle, read_word
from tuyalan.model.features import alarm, feature, feeder, single, siren, vacuum
from tuyalan.model.features.alarm import AlarmMode
from tuyalan.model.features.feature import FeatureKind

if TYPE_CHECKING:
    from tuyalan.client.writes import WriteResult


class Vacuum(Handle[vacuum.Vacuum, vacuum.VacuumState]):
    """One vacuum cleaner."""

    kind: ClassVar[FeatureKind] = FeatureKind.VACUUM

    async def start(self, *, timeout: float | None = None) -> WriteResult:
        """Let it clean."""
        return await self._carry_out(self.feature.plan_start(), timeout=timeout)

    async def pause(self, *, timeout: float | None = None) -> WriteResult:
        """Let it wait where it is."""
        return await self._carry_out(self.feature.plan_pause(), timeout=timeout)

    async def stop(self, *, timeout: float | None = None) -> WriteResult:
        """Let it clean no more."""
        return await self._carry_out(self.feature.plan_stop(), timeout=timeout)

    async def return_home(self, *, timeout: float | None = None) -> WriteResult:
        """Send it back to its station."""
        return await self._carry_out(self.feature.plan_home(), timeout=timeout)

    async def clean_spot(self, *, timeout: float | None = None) -> WriteResult:
        """Let it clean where it is."""
        return await self._carry_out(self.feature.plan_spot(), timeout=timeout)

    async def locate(self, *, timeout: float | None = None) -> WriteResult:
        """Let it say where it is."""
        return await self._carry_out(self.feature.plan_locate(), timeout=timeout)

    async def set_suction(self, suction: str, *, timeout: float | None = None) -> WriteResult:
        """Set how hard it sucks: one of `feature.suctions`."""
        return await self._carry_out(self.feature.plan_suction(suction), timeout=timeout)

    async def set_mode(self, mode: str, *, timeout: float | None = None) -> WriteResult:
        """Set how it cleans: one of `feature.modes`."""
        return await self._carry_out(self.feature.plan_mode(mode), timeout=timeout)


class Feeder(Handle[feeder.Feeder, feeder.FeederState]):
    """One feeder of animals."""

    kind: ClassVar[FeatureKind] = FeatureKind.FEEDER

    async def feed(self, portions: int | None = None, *, timeout: float | None = None) -> WriteResult:
        """Give food now, once whatever the connection does."""
        return await self._carry_out(self.feature.plan_feed(portions), repeat=False, timeout=timeout)


class Siren(Handle[siren.Siren, siren.SirenState]):
    """One siren."""

    kind: ClassVar[FeatureKind] = FeatureKind.SIREN

    async def turn_on(
        self,
        *,
        tone: str | None = None,
        volume: float | None = None,
        duration: float | None = None,
        timeout: float | None = None,
    ) -> WriteResult:
        """Sound it.

        Args:
            tone: one of `feature.tones`.
            volume: 0 to 1.
            duration: in seconds; of a device that counts minutes, the nearest.
            timeout: seconds; the options' `request_timeout` if left out.
        """
        return await self._carry_out(self.feature.plan_on(tone=tone, volume=volume, duration=duration), timeout=timeout)

    async def turn_off(self, *, timeout: float | None = None) -> WriteResult:
        """Silence it."""
        return await self._carry_out(self.feature.plan_off(), timeout=timeout)


class Alarm(Handle[alarm.Alarm, alarm.AlarmState]):
    """One alarm system."""

    kind: ClassVar[FeatureKind] = FeatureKind.ALARM

    async def set_mode(self, mode: AlarmMode | str, *, timeout: float | None = None) -> WriteResult:
        """Arm or disarm it: one of `feature.modes`."""
        return await self._carry_out(self.feature.plan_mode(read_word(AlarmMode, mode)), timeout=timeout)


class Button(Handle[single.Button, feature.State]):
    """Something that is only told to happen."""

    kind: ClassVar[FeatureKind] = FeatureKind.BUTTON

    async def press(self, *, timeout: float | None = None) -> WriteResult:
        """Tell it, once whatever the connection does."""
        return await self._carry_out(self.feature.plan_press(), repeat=False, timeout=timeout)
