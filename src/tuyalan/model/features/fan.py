"""Fans and air purifiers: speed as number, per cent or words, direction, swing, and what makers call modes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from tuyalan.errors import BadValueError
from tuyalan.model.features.feature import FeatureKind, State
from tuyalan.model.features.light_words import SHOWN
from tuyalan.model.features.recipe import Recipe, role
from tuyalan.model.features.speeds import STILL as STOPPED
from tuyalan.model.features.speeds import list_other_words, list_speeds
from tuyalan.model.features.switched import Switched
from tuyalan.model.features.vocabulary import Vocabulary, fold
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Plan, Values
    from tuyalan.model.features.speeds import Speeds

FANS: Final = frozenset({"fs", "ks", "fsd", "fskg", "xfj", "yyj"})
"""Categories of fans, ventilation and hoods, ceiling fans with light among them."""
PURIFIERS: Final = frozenset({"kj"})
"""Categories of air purifiers."""
STILL: Final = Vocabulary({"off": "off 0 false no close", "on": "on 1 true yes open all"})
"""Words of choices for a swing that is there or not."""


class FanState(State, frozen=True, kw_only=True):
    """How a fan turns."""

    is_on: bool | None = None
    percent: float | None = None
    """Per cent of its fastest speed."""
    preset: str | None = None
    """In the maker's word."""
    is_oscillating: bool | None = None
    is_reversed: bool | None = None


class Fan(Switched, frozen=True, kw_only=True):
    """Something that moves air.

    Roles: `switch`, `speed`, `preset`, `oscillation`, `direction`, `countdown`.
    """

    kind: ClassVar[FeatureKind] = FeatureKind.FAN

    @property
    def speeds(self) -> Speeds | None:
        """What speeds it has; `None` if it has no choice of them."""
        if not self.has("speed"):
            return None
        speeds = list_speeds(self.roles["speed"])
        return speeds if speeds.words or speeds.subject.point.kind is not Kind.CHOICE else None

    @property
    def presets(self) -> tuple[str, ...]:
        """What it can do by itself, in the maker's words: those of its modes, and those of its speeds that are none."""
        modes = self._list_choices("preset")
        others = list_other_words(self.roles["speed"]) if self.can_write("speed") else ()
        return (*modes, *(word for word in others if word not in modes))

    def read(self, values: Values) -> FanState:
        """Return how it turns."""
        speeds = self.speeds
        percent = None if speeds is None else speeds.read(self.get("speed", values))
        direction = self.get_word("direction", values)
        return FanState(
            is_on=self.get_flag("switch", values) if self.has("switch") else None if percent is None else percent > 0,
            percent=percent,
            preset=self._read_preset(values),
            is_oscillating=self._read_swing(values),
            is_reversed=None if direction is None else fold(direction) in {"reverse", "back", "backward"},
        )

    def plan_on(self, *, percent: float | None = None, preset: str | None = None) -> Plan:
        """Plan to switch it on, at a speed or with a preset.

        Raises:
            BadValueError: It has no such speed or preset.
        """
        if percent == 0:
            return self.plan_off()
        plan: Plan = {self.roles["switch"].code: True} if self.can_write("switch") else {}
        if percent is not None:
            plan |= self._plan_speed(percent)
        if preset is not None:
            plan |= self._plan_preset(preset)
        return plan or self._plan_speed(100)

    def plan_off(self) -> Plan:
        """Plan to switch it off; one without a switch is told to stand still.

        Raises:
            BadValueError: It cannot be switched off.
        """
        if not self.can_write("switch") and self.can_write("speed"):
            subject = self.roles["speed"]
            still = next((word for word in subject.choices if fold(word) in STOPPED), None)
            if still is not None or subject.minimum == 0:
                return {subject.code: 0 if still is None else still}
        return super().plan_off()

    def plan_oscillate(self) -> Plan:
        """Plan to let it swing."""
        return self._plan_swing("on")

    def plan_still(self) -> Plan:
        """Plan to let it swing no more."""
        return self._plan_swing("off")

    def plan_forward(self) -> Plan:
        """Plan to let it turn forward."""
        return self._plan_direction("forward")

    def plan_reverse(self) -> Plan:
        """Plan to let it turn the other way round."""
        return self._plan_direction("reverse")

    def _plan_speed(self, percent: float) -> Plan:
        subject, speeds = self.need("speed", "speed"), self.speeds
        if speeds is None:
            raise BadValueError("the fan has no speeds", hint=f"It has: {', '.join(self.presets)}.")
        return {subject.code: speeds.choose(percent)}

    def _plan_preset(self, preset: str) -> Plan:
        for word in ("preset", "speed"):
            if self.can_write(word) and preset in self.presets and preset in self.roles[word].choices:
                return {self.roles[word].code: preset}
        known = ", ".join(self.presets)
        hint = f"It has: {known}." if known else "This fan has no presets."
        raise BadValueError(f"the fan has no preset {preset[:40]!r}", hint=hint)

    def _plan_swing(self, meaning: str) -> Plan:
        subject = self.need("oscillation", "swing")
        if subject.point.kind is Kind.BOOL:
            return {subject.code: meaning == "on"}
        word = STILL.spell(meaning, subject.choices)
        if word is None:
            # Angles, as a rule: the widest comes last.
            word = subject.choices[-1] if meaning == "on" and subject.choices else None
        if word is None:
            raise BadValueError(
                f"the fan has no word for swing {meaning}", hint=f"It has: {', '.join(subject.choices)}."
            )
        return {subject.code: word}

    def _plan_direction(self, wanted: str) -> Plan:
        subject = self.need("direction", "direction")
        return {subject.code: subject.choices[0] if wanted == "forward" else subject.choices[-1]}

    def _read_preset(self, values: Values) -> str | None:
        for word in ("preset", "speed"):
            value = self.get_word(word, values)
            if value in self.presets:
                return value
        return None

    def _read_swing(self, values: Values) -> bool | None:
        match self.get("oscillation", values):
            case bool(value):
                return value
            case str(word):
                return STILL.read(word) != "off"
            case _:
                return None


class Purifier(Fan, frozen=True, kw_only=True):
    """Something that cleans air: a fan with a filter. Roles: those of a fan; `filter` and `quality` for people."""

    kind: ClassVar[FeatureKind] = FeatureKind.PURIFIER


_SWITCH: Final = role("switch", "b", "fan_switch switch_fan fan_power zhufan switch power switch_on fan", written=True)
_SPEED: Final = role(
    "speed", "cn", "fan_speed_percent fan_speed fan_speed_enum windspeed wind_speed fan_level speed fan level wind",
    written=True,
)  # fmt: skip
_REST: Final = (
    role("preset", "c", "fan_mode mode work_mode windmode", bars=SHOWN, written=True),
    role("oscillation", "bc", "fan_horizontal switch_horizontal swing shake windshake fan_shake oscillation"),
    role("direction", "c", "fan_direction", choices=("forward", "reverse"), written=True),
    role("countdown", "nc", "countdown_fan fan_countdown countdown_set countdown timer", shared=True),
)
_AIR: Final = (
    role("filter", "n", "filter filter_life filter_days", shared=True),
    role("quality", "cn", "pm25 pm25_value air_quality tvoc", shared=True),
)

RECIPES: Final = (
    Recipe(
        make=Purifier,
        roles=(_SWITCH, _SPEED, *_REST, *_AIR),
        needs=("switch speed filter", "switch speed quality", "switch preset filter quality"),
        suffices=("switch", "speed"),
        anchors=("switch",),
        categories=PURIFIERS,
        label="Air purifier",
    ),
    Recipe(
        make=Fan,
        roles=(_SWITCH, _SPEED, *_REST),
        needs=("switch speed", "speed direction", "switch direction"),
        suffices=("switch", "speed"),
        anchors=("switch", "speed"),
        categories=FANS,
        label="Fan",
    ),
)
"""A purifier is known by its filter or by what it measures."""
