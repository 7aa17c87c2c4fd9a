"""Sirens: on and off, sound, volume, and how long."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final

from tuyalan.errors import BadValueError
from tuyalan.model.features.feature import Feature, FeatureKind, State
from tuyalan.model.features.recipe import Recipe, role
from tuyalan.model.features.span import limits, share, snap, unshare
from tuyalan.model.features.vocabulary import Vocabulary
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Plan, Values

SIRENS: Final = frozenset({"sgbj"})
"""Categories of sirens."""
STATES: Final = Vocabulary(
    {
        "on": "alarm_sound_light light_voice alarm_sound voice sos flash alarm on",
        "off": "normal mute off",
    }
)
"""Words of choices that ring and are silent."""
VOLUME: Final = (0, 100)
"""The span of a volume that nobody described."""
MUTE: Final = "mute"
"""The word of a volume that cannot be heard."""
SECONDS: Final = MappingProxyType({"min": 60, "h": 3600})
"""What the units of a duration are worth; any other is seconds."""


class SirenState(State, frozen=True, kw_only=True):
    """Whether a siren sounds, and how."""

    is_on: bool | None = None
    tone: str | None = None
    """In the maker's word."""
    duration: float | None = None
    """Seconds."""
    volume: float | None = None
    """0 to 1."""


class Siren(Feature, frozen=True, kw_only=True):
    """Something that makes noise on purpose. Roles: `switch`, `tone`, `volume`, `duration`."""

    kind: ClassVar[FeatureKind] = FeatureKind.SIREN

    @property
    def tones(self) -> tuple[str, ...]:
        """Its sounds, in the maker's words."""
        return self._list_choices("tone")

    def read(self, values: Values) -> SirenState:
        """Return whether it sounds."""
        value = self.get("switch", values)
        meaning = STATES.read(value) if isinstance(value, str) else None
        return SirenState(
            is_on=value if isinstance(value, bool) else None if meaning is None else meaning == "on",
            tone=self.get_word("tone", values),
            duration=self._read_duration(values),
            volume=self._read_volume(values),
        )

    def plan_on(self, *, tone: str | None = None, volume: float | None = None, duration: float | None = None) -> Plan:
        """Plan to let it sound.

        Args:
            tone: One of `tones`.
            volume: 0 to 1.
            duration: Seconds; of a device that counts minutes, the nearest.
        """
        plan: Plan = {}
        if tone is not None:
            plan[self.need("tone", "sound").code] = tone
        if volume is not None:
            plan |= self._plan_volume(volume)
        if duration is not None:
            plan |= self._plan_duration(duration)
        return plan | self._plan_switch("on")

    def plan_off(self) -> Plan:
        """Plan to silence it."""
        return self._plan_switch("off")

    def _plan_switch(self, meaning: str) -> Plan:
        subject = self.need("switch", "switch")
        if subject.point.kind is Kind.BOOL:
            return {subject.code: meaning == "on"}
        word = STATES.spell(meaning, subject.choices)
        if word is None:
            raise BadValueError(f"the siren has no word for {meaning}", hint=f"It has: {', '.join(subject.choices)}.")
        return {subject.code: word}

    def _read_duration(self, values: Values) -> float | None:
        value = self.get_number("duration", values)
        return None if value is None else value * SECONDS.get(self.roles["duration"].unit, 1)

    def _read_volume(self, values: Values) -> float | None:
        value = self.get("volume", values)
        if isinstance(value, str):
            loud = self._list_loud()
            return 0.0 if value == MUTE else (loud.index(value) + 1) / len(loud) if value in loud else None
        number = self.get_number("volume", values)
        return None if number is None else round(share(number, *limits(self.roles["volume"], VOLUME)), 2)

    def _list_loud(self) -> list[str]:
        """Return the words of its volumes that can be heard, the softest first."""
        return [word for word in self.roles["volume"].choices if word != MUTE]

    def _plan_duration(self, duration: float) -> Plan:
        subject = self.need("duration", "duration")
        worth = SECONDS.get(subject.unit, 1)
        return {subject.code: duration if worth == 1 else snap(subject, duration / worth)}

    def _plan_volume(self, volume: float) -> Plan:
        subject = self.need("volume", "volume")
        if not 0 <= volume <= 1:
            raise BadValueError(f"a volume is 0 to 1; this is {volume}")
        if subject.point.kind is Kind.CHOICE:
            loud = self._list_loud()
            if volume == 0 and MUTE in subject.choices:
                return {subject.code: MUTE}
            return {subject.code: loud[max(0, round(volume * len(loud)) - 1)]} if loud else {}
        return {subject.code: snap(subject, unshare(volume, *limits(subject, VOLUME)))}


_TONES: Final = (
    role("tone", "c", "alarm_ringtone siren_sound ringtone alarm_sound", written=True),
    role("volume", "cn", "alarm_volume siren_volume ipc_siren_volume volume_set volume", written=True),
    role("duration", "n", "alarm_time siren_duration ipc_siren_duration", written=True),
)

RECIPES: Final = (
    Recipe(
        make=Siren,
        roles=(role("switch", "bc", "alarm_switch siren_switch alarm_state switch alarm", written=True), *_TONES),
        needs=(),
        suffices=("switch",),
        anchors=("switch",),
        categories=SIRENS,
        label="Siren",
    ),
    Recipe(
        make=Siren,
        roles=(
            role("switch", "bc", "siren_switch alarm_state", choices=STATES.words, written=True),
            *_TONES,
        ),
        needs=("switch",),
        anchors=("switch",),
        label="Siren",
        is_aside=True,
    ),
    Recipe(
        make=Siren,
        roles=(role("switch", "b", "alarm_switch", written=True), *_TONES),
        needs=("switch tone duration", "switch volume duration"),
        anchors=("switch",),
        label="Siren",
        is_aside=True,
    ),
)
"""`alarm_switch` arms a sensor as often as it rings a bell, so it counts with a sound and a duration only."""
