"""Lights: white, tunable or coloured, with what the maker calls scenes and music.

Brightness is 0 to 1 whatever the lamp counts in. In colour mode it is the value of the colour; in the others it is a
property of its own. A plan names the mode before what belongs to it, and nothing that stays as it is.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, ClassVar, Final

from tuyalan.errors import BadValueError
from tuyalan.model.features.effects import EFFECTS
from tuyalan.model.features.feature import FeatureKind, State
from tuyalan.model.features.light_scales import (
    build_colour,
    count_brightness,
    count_kelvin,
    find_kelvins,
    is_old,
    read_brightness,
    read_colour,
    read_kelvin,
)
from tuyalan.model.features.light_words import COLOUR_WORDS, DIMMER_ROLES, LIGHTS, ROLES, WHITE_WORDS
from tuyalan.model.features.recipe import Recipe, role
from tuyalan.model.features.switched import Switched
from tuyalan.model.forms.colour import Colour

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Plan, Values


class LightMode(enum.StrEnum):
    """What a light shows."""

    WHITE = "white"
    COLOUR = "colour"
    EFFECT = "effect"
    """A scene, music, or whatever else the lamp does by itself."""


class LightState(State, frozen=True, kw_only=True):
    """What a light shows."""

    is_on: bool | None = None
    mode: LightMode | None = None
    brightness: float | None = None
    """0 to 1; of the colour in colour mode."""
    kelvin: int | None = None
    """Colour temperature in white mode."""
    colour: Colour | None = None
    """The colour shown, in colour mode the last one told in the others."""
    effect: str | None = None
    """In effect mode: which."""


class Light(Switched, frozen=True, kw_only=True):
    """A lamp, or what gives light in another device.

    Roles: `switch`, `mode`, `brightness`, `temperature`, `colour`, `scene`, `music`, `control`, `countdown`.
    """

    kind: ClassVar[FeatureKind] = FeatureKind.LIGHT

    @property
    def warmest(self) -> int:
        """Kelvin at the warm end; no device tells its own."""
        return min(find_kelvins(self.roles.get("temperature")))

    @property
    def coldest(self) -> int:
        """Kelvin at the cold end."""
        return max(find_kelvins(self.roles.get("temperature")))

    @property
    def has_brightness(self) -> bool:
        """Whether its brightness can be set."""
        return self.can_write("brightness") or self.has_colour

    @property
    def has_colour(self) -> bool:
        """Whether its colour can be set."""
        return self.can_write("colour")

    @property
    def has_kelvin(self) -> bool:
        """Whether its colour temperature can be set."""
        return self.can_write("temperature")

    @property
    def effects(self) -> tuple[str, ...]:
        """The effects that can be chosen: modes that are neither white nor colour, and named scenes."""
        if not self.can_write("mode"):
            return ()
        plain = {*WHITE_WORDS, *COLOUR_WORDS}
        modes = tuple(word for word in self.roles["mode"].choices if word.lower() not in plain)
        return (*modes, *(name for name in EFFECTS if name not in modes)) if self._has_scenes else modes

    def read(self, values: Values) -> LightState:
        """Return what it shows."""
        colour = read_colour(self.get("colour", values))
        mode = self._read_mode(values)
        brightness = self._read_white(values)
        if mode is LightMode.COLOUR and colour is not None:
            brightness = colour.value / 100
        return LightState(
            is_on=self.get_flag("switch", values) if self.has("switch") else _is_lit(brightness),
            mode=mode,
            brightness=brightness,
            kelvin=self._read_kelvin(values) if mode is LightMode.WHITE else None,
            colour=colour,
            effect=self.get_word("mode", values) if mode is LightMode.EFFECT else None,
        )

    def plan_on(
        self,
        state: LightState | None = None,
        *,
        brightness: float | None = None,
        colour: Colour | None = None,
        kelvin: int | None = None,
        effect: str | None = None,
    ) -> Plan:
        """Plan to switch it on and show something; what is not named stays.

        Args:
            state: What it shows now; with that, only changes are planned, and brightness goes where it belongs.
            brightness: 0 to 1; 0 switches it off.
            colour: A colour; its value is the brightness, unless that is given as well.
            kelvin: A colour temperature of white; what the lamp cannot do is moved to the nearest that it can.
            effect: One of `effects`.

        Raises:
            BadValueError: The light cannot do that, or the wishes contradict each other.
        """
        if sum(wish is not None for wish in (colour, kelvin, effect)) > 1:
            raise BadValueError("colour, kelvin and effect exclude each other", hint="Ask for one of them.")
        if brightness is not None and not 0 <= brightness <= 1:
            raise BadValueError(f"brightness is 0 to 1; this is {brightness}")
        if brightness == 0:
            return self.plan_off()
        now = state or LightState()
        wished: Plan = {}
        if effect is not None:
            wished = self._plan_effect(effect)
            if brightness is not None:
                raise BadValueError("an effect has a brightness of its own", hint="Ask for one of the two.")
        elif colour is not None:
            wished = self._plan_colour(colour, brightness, now)
        elif kelvin is not None:
            wished = self._plan_kelvin(kelvin, brightness, now)
        elif brightness is not None:
            wished = self._plan_brightness(brightness, now)
        return self._plan_switch(now, is_wish=bool(wished)) | wished

    def plan_off(self) -> Plan:
        """Plan to switch it off.

        Raises:
            BadValueError: It cannot be switched off.
        """
        if not self.can_write("switch") and self.can_write("brightness") and self.roles["brightness"].minimum == 0:
            return {self.roles["brightness"].code: 0}
        return {self.need("switch", "switch").code: False}

    @property
    def _has_scenes(self) -> bool:
        """Whether scenes can be told to it in the layout of current lamps."""
        if not self.can_write("scene") or "scene" not in self.roles["mode"].choices:
            return False
        form = self.roles["scene"].form
        has_old_layout = self.has("brightness") and is_old(self.roles["brightness"])
        return form is not None and form.name == "scene" and not has_old_layout

    def _read_mode(self, values: Values) -> LightMode | None:
        if not self.has("mode"):
            has_white = self.has("brightness") or self.has("temperature")
            return LightMode.COLOUR if self.has("colour") and not has_white else LightMode.WHITE
        word = self.get_word("mode", values)
        if word is None:
            return None
        if word.lower() in WHITE_WORDS:
            return LightMode.WHITE
        return LightMode.COLOUR if word.lower() in COLOUR_WORDS else LightMode.EFFECT

    def _read_white(self, values: Values) -> float | None:
        value = self.get_number("brightness", values)
        return None if value is None else read_brightness(self.roles["brightness"], value)

    def _read_kelvin(self, values: Values) -> int | None:
        value = self.get_number("temperature", values)
        return None if value is None else read_kelvin(self.roles["temperature"], value)

    def _plan_switch(self, now: LightState, *, is_wish: bool) -> Plan:
        if not self.has("switch"):
            return {} if is_wish else self._plan_brightness(1.0, now)
        # A lamp that is on need not be told so beside what it shall show: some would take nothing else.
        return {} if now.is_on and is_wish else {self.need("switch", "switch").code: True}

    def _plan_mode(self, words: tuple[str, ...], now: LightState, mode: LightMode) -> Plan:
        if not self.can_write("mode") or now.mode is mode:
            return {}
        subject = self.roles["mode"]
        known = {word.lower(): word for word in subject.choices}
        word = next((known[word] for word in words if word in known), None if known else words[0])
        return {} if word is None else {subject.code: word}

    def _plan_colour(self, colour: Colour, brightness: float | None, now: LightState) -> Plan:
        subject = self.need("colour", "colour")
        if brightness is not None:
            colour = Colour(colour.hue, colour.saturation, brightness * 100)
        return self._plan_mode(COLOUR_WORDS, now, LightMode.COLOUR) | {subject.code: build_colour(subject, colour)}

    def _plan_kelvin(self, kelvin: int, brightness: float | None, now: LightState) -> Plan:
        subject = self.need("temperature", "colour temperature")
        told = {subject.code: count_kelvin(subject, kelvin)}
        bright = {} if brightness is None else self._plan_white(brightness)
        return self._plan_mode(WHITE_WORDS, now, LightMode.WHITE) | told | bright

    def _plan_brightness(self, brightness: float, now: LightState) -> Plan:
        if now.mode is LightMode.COLOUR and now.colour is not None and self.has_colour:
            return self._plan_colour(now.colour, brightness, now)
        if not self.can_write("brightness") and self.has_colour:
            return self._plan_colour(now.colour or Colour(0, 0.0), brightness, now)
        return self._plan_mode(WHITE_WORDS, now, LightMode.WHITE) | self._plan_white(brightness)

    def _plan_white(self, brightness: float) -> Plan:
        subject = self.need("brightness", "brightness")
        return {subject.code: count_brightness(subject, brightness)}

    def _plan_effect(self, effect: str) -> Plan:
        if effect not in self.effects:
            known = ", ".join(self.effects)
            raise BadValueError(
                f"the light has no effect {effect[:40]!r}",
                hint=f"Its effects are: {known}." if known else "This light has no effects.",
            )
        mode = self.roles["mode"]
        if effect in mode.choices:
            return {mode.code: effect}
        return {mode.code: "scene", self.roles["scene"].code: EFFECTS[effect]}


def _is_lit(brightness: float | None) -> bool | None:
    return None if brightness is None else brightness > 0


RECIPES: Final = (
    Recipe(
        make=Light,
        roles=ROLES,
        needs=("switch", "mode colour", "brightness temperature"),
        anchors=("switch",),
        categories=LIGHTS,
        label="Light",
    ),
    Recipe(
        make=Light,
        roles=(
            role("switch", "b", "floodlight_switch night_light_switch switch_night_light", written=True),
            role("brightness", "n", "floodlight_lightness"),
        ),
        needs=("switch",),
        anchors=("switch",),
        is_aside=True,
    ),
    Recipe(
        make=Light,
        roles=DIMMER_ROLES,
        needs=("switch brightness", "switch colour"),
        suffices=("switch",),
        anchors=("switch",),
        categories=LIGHTS,
        label="Light",
    ),
    Recipe(
        make=Light,
        roles=ROLES[1:],
        needs=("brightness mode", "brightness temperature", "brightness colour", "mode colour"),
        suffices=("brightness", "mode colour"),
        anchors=("brightness", "colour"),
        categories=LIGHTS,
        label="Light",
    ),
)
"""With a switch of its own, with that of the device, and without any."""
