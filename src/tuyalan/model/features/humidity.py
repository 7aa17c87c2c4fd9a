"""Humidifiers and dehumidifiers: what keeps the air moist or dry, diffusers among them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from tuyalan.errors import BadValueError
from tuyalan.model.features.feature import FeatureKind, State
from tuyalan.model.features.light_words import SHOWN
from tuyalan.model.features.recipe import Recipe, role
from tuyalan.model.features.span import limits
from tuyalan.model.features.switched import Switched
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Plan, Values

HUMIDIFIERS: Final = frozenset({"jsq", "xxj"})
"""Categories of humidifiers and diffusers."""
DEHUMIDIFIERS: Final = frozenset({"cs"})
"""Categories of dehumidifiers."""
SPAN: Final = (30, 80)
"""The span of a target that nobody described, per cent."""

_NUMBER: Final = re.compile(r"(\d{1,3})\D*")


class HumidifierState(State, frozen=True, kw_only=True):
    """What a humidifier is set to and measures."""

    is_on: bool | None = None
    target: float | None = None
    """Per cent."""
    current: float | None = None
    """Per cent."""
    mode: str | None = None
    """In the maker's word."""
    fan: str | None = None


class Humidifier(Switched, frozen=True, kw_only=True):
    """Something that makes air moist. Roles: `switch`, `target`, `current`, `mode`, `fan`, `level`."""

    kind: ClassVar[FeatureKind] = FeatureKind.HUMIDIFIER

    @property
    def modes(self) -> tuple[str, ...]:
        """Its modes, in the maker's words."""
        return self._list_choices("mode")

    @property
    def fans(self) -> tuple[str, ...]:
        """The speeds of its fan, in the maker's words."""
        return self._list_choices("fan")

    @property
    def targets(self) -> tuple[int, ...]:
        """The targets it takes, per cent, where they are words; empty if it takes any number between its limits."""
        if not self.has("target") or self.roles["target"].point.kind is not Kind.CHOICE:
            return ()
        return tuple(sorted(_read_targets(self.roles["target"].choices)))

    @property
    def span(self) -> tuple[float, float]:
        """The least and the greatest target, per cent."""
        if self.targets:
            return self.targets[0], self.targets[-1]
        return limits(self.roles["target"], SPAN) if self.has("target") else SPAN

    def read(self, values: Values) -> HumidifierState:
        """Return what it is set to and measures."""
        target = self.get("target", values)
        if isinstance(target, str):
            number = _NUMBER.fullmatch(target)
            target = None if number is None else int(number[1])
        return HumidifierState(
            is_on=self.get_flag("switch", values),
            target=target if isinstance(target, int | float) else None,
            current=self.get_number("current", values),
            mode=self.get_word("mode", values),
            fan=self.get_word("fan", values),
        )

    def plan_target(self, percent: float) -> Plan:
        """Plan a target, per cent; of words the nearest."""
        subject = self.need("target", "target humidity")
        if subject.point.kind is not Kind.CHOICE:
            return {subject.code: percent}
        words = _read_targets(subject.choices)
        if not words:
            raise BadValueError("no target of this device is a number", hint=f"It has: {', '.join(subject.choices)}.")
        return {subject.code: words[min(words, key=lambda each: abs(each - percent))]}

    def plan_mode(self, mode: str) -> Plan:
        """Plan a mode, in the maker's word."""
        return {self.need("mode", "mode").code: mode}

    def plan_fan(self, fan: str) -> Plan:
        """Plan the speed of its fan, in the maker's word."""
        return {self.need("fan", "fan speed").code: fan}


class Dehumidifier(Humidifier, frozen=True, kw_only=True):
    """Something that makes air dry. Roles: as those of a humidifier."""

    kind: ClassVar[FeatureKind] = FeatureKind.DEHUMIDIFIER


def _read_targets(choices: tuple[str, ...]) -> dict[int, str]:
    """Return words such as `40` and `40RH` by their numbers."""
    numbers = ((_NUMBER.fullmatch(word), word) for word in choices)
    return {int(number[1]): word for number, word in numbers if number is not None}


_REST: Final = (
    role("current", "n", "humidity_current humidity_indoor humidity_now humidity_value humidity envhumid"),
    role("mode", "c", "mode work_mode spray_mode", bars=SHOWN, written=True),
    role("fan", "c", "fan_speed_enum windspeed fan_level fan_speed level", written=True),
    role("level", "c", "spray_volume dp_mist_grade mist_level", shared=True),
)

RECIPES: Final = (
    Recipe(
        make=Dehumidifier,
        roles=(
            role("switch", "b", "switch power switch_on", written=True),
            role("target", "nc", "dehumidify_set_value dehumidify_set_enum dehumidify_set humidity_set", written=True),
            *_REST,
        ),
        needs=(),
        suffices=("switch", "target"),
        anchors=("switch",),
        categories=DEHUMIDIFIERS,
        label="Dehumidifier",
    ),
    Recipe(
        make=Dehumidifier,
        roles=(
            role("switch", "b", "switch power switch_on", written=True),
            role("target", "nc", "dehumidify_set_value dehumidify_set_enum dehumidify_set", written=True),
            *_REST,
        ),
        needs=("switch target", "target current"),
        anchors=("switch", "target"),
        label="Dehumidifier",
    ),
    Recipe(
        make=Humidifier,
        roles=(
            role("switch", "b", "switch_spray humidifier switch power switch_on", written=True),
            role("target", "nc", "humidity_set humidity_target set_humidity", written=True),
            *_REST,
        ),
        needs=("switch target current", "switch target mode", "switch level"),
        suffices=("switch", "target"),
        anchors=("switch",),
        categories=HUMIDIFIERS,
        label="Humidifier",
    ),
    Recipe(
        make=Humidifier,
        roles=(
            role("switch", "b", "switch_spray humidifier", written=True),
            role("target", "nc", "humidity_set", written=True),
            *_REST,
        ),
        needs=("switch",),
        anchors=("switch",),
        label="Humidifier",
    ),
)
"""A dehumidifier is known by the word for its target, a diffuser by its spray."""
