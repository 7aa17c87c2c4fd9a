"""What does things: vacuums, feeders, sirens, alarms, buttons, for programs without asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.blocking.handles.handle import Handle
from tuyalan.client.handles import doing as _doing
from tuyalan.model.features import alarm, feature, feeder, single, siren, vacuum

if TYPE_CHECKING:
    from tuyalan.client.writes import WriteResult
    from tuyalan.model.features.alarm import AlarmMode


class Vacuum(Handle[_doing.Vacuum, vacuum.Vacuum, vacuum.VacuumState]):
    """One vacuum cleaner."""

    def start(self, *, timeout: float | None = None) -> WriteResult:
        """Let it clean."""
        return self._run(lambda handle: handle.start(timeout=timeout))

    def pause(self, *, timeout: float | None = None) -> WriteResult:
        """Let it wait where it is."""
        return self._run(lambda handle: handle.pause(timeout=timeout))

    def stop(self, *, timeout: float | None = None) -> WriteResult:
        """Let it clean no more."""
        return self._run(lambda handle: handle.stop(timeout=timeout))

    def return_home(self, *, timeout: float | None = None) -> WriteResult:
        """Send it back to its station."""
        return self._run(lambda handle: handle.return_home(timeout=timeout))

    def clean_spot(self, *, timeout: float | None = None) -> WriteResult:
        """Let it clean where it is."""
        return self._run(lambda handle: handle.clean_spot(timeout=timeout))

    def locate(self, *, timeout: float | None = None) -> WriteResult:
        """Let it say where it is."""
        return self._run(lambda handle: handle.locate(timeout=timeout))

    def set_suction(self, suction: str, *, timeout: float | None = None) -> WriteResult:
        """Set how hard it sucks: one of `feature.suctions`."""
        return self._run(lambda handle: handle.set_suction(suction, timeout=timeout))

    def set_mode(self, mode: str, *, timeout: float | None = None) -> WriteResult:
        """Set how it cleans: one of `feature.modes`."""
        return self._run(lambda handle: handle.set_mode(mode, timeout=timeout))


class Feeder(Handle[_doing.Feeder, feeder.Feeder, feeder.FeederState]):
    """One feeder of animals."""

    def feed(self, portions: int | None = None, *, timeout: float | None = None) -> WriteResult:
        """Give food now, once whatever the connection does."""
        return self._run(lambda handle: handle.feed(portions, timeout=timeout))


class Siren(Handle[_doing.Siren, siren.Siren, siren.SirenState]):
    """One siren."""

    def turn_on(
        self,
        *,
        tone: str | None = None,
        volume: float | None = None,
        duration: float | None = None,
        timeout: float | None = None,
    ) -> WriteResult:
        """Sound it."""
        return self._run(lambda handle: handle.turn_on(tone=tone, volume=volume, duration=duration, timeout=timeout))

    def turn_off(self, *, timeout: float | None = None) -> WriteResult:
        """Silence it."""
        return self._run(lambda handle: handle.turn_off(timeout=timeout))


class Alarm(Handle[_doing.Alarm, alarm.Alarm, alarm.AlarmState]):
    """One alarm system."""

    def set_mode(self, mode: AlarmMode | str, *, timeout: float | None = None) -> WriteResult:
        """Arm or disarm it: one of `feature.modes`."""
        return self._run(lambda handle: handle.set_mode(mode, timeout=timeout))


class Button(Handle[_doing.Button, single.Button, feature.State]):
    """Something that is only told to happen."""

    def press(self, *, timeout: float | None = None) -> WriteResult:
        """Tell it, once whatever the connection does."""
        return self._run(lambda handle: handle.press(timeout=timeout))
