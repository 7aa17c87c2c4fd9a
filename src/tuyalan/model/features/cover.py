"""Covers: curtains, blinds, shutters, awnings, and doors of garages.

Positions are per cent, 0 closed, 100 open. What is reported, what is asked for, and the commands are three things that a
product may mean the other way round one by one: the first two are inverted by the description of their property, the
commands by that of theirs (`is_inverted`, which an override sets). Motion is what the device says of it, never
guessed from an old command.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, ClassVar, Final

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.features.cover_words import (
    CODES,
    COMMANDS,
    CURTAINS,
    DOORS,
    GARAGES,
    MOTIONS,
    PLACES,
    PLAIN,
    STATES,
    Commands,
)
from tuyalan.model.features.feature import Feature, FeatureKind, State
from tuyalan.model.features.recipe import Recipe, role
from tuyalan.model.features.span import limits, share, snap, unshare
from tuyalan.model.features.vocabulary import fold
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Plan, Values

UNSURE: Final = 0.6
"""What is left of certainty where makers use the same words for opposite ways."""
PERCENT: Final = (0, 100)
"""The span of a position."""


class Motion(enum.StrEnum):
    """How a cover moves."""

    OPENING = "opening"
    CLOSING = "closing"
    STOPPED = "stopped"


class CoverState(State, frozen=True, kw_only=True):
    """Where a cover is and where it goes."""

    position: float | None = None
    """Per cent, 0 closed: as reported, or what was asked for where the device reports nothing else."""
    target: float | None = None
    """Per cent: what was asked for last."""
    motion: Motion | None = None
    is_closed: bool | None = None
    tilt: float | None = None
    """Per cent of the angles that its slats take."""


class Cover(Feature, frozen=True, kw_only=True):
    """Something that opens and closes.

    Roles: `control` (commands), `position` (to go to), `current` (reported), `motion`, `place`, `contact`, `tilt`,
    `direction` (of the motor, a setting).
    """

    kind: ClassVar[FeatureKind] = FeatureKind.COVER

    device_class: str = ""
    """`curtain`, `garage`, `door`, or empty if nobody knows."""

    @property
    def has_position(self) -> bool:
        """Whether it can be sent to any position."""
        return self.can_write("position")

    @property
    def commands(self) -> Commands | None:
        """The words of its commands, open and close exchanged if they mean the opposite; `None` if it has none."""
        if not self.can_write("control"):
            return None
        subject = self.roles["control"]
        choices = ("true", "false") if subject.point.kind is Kind.BOOL else subject.choices
        words = {fold(choice): choice for choice in choices}
        found = next((each for each in COMMANDS if {each.open, each.close, each.stop} - {""} <= set(words)), None)
        if found is None:
            return None
        spelt = Commands(words[found.open], words[found.close], words.get(found.stop, ""), found.is_sure)
        if subject.point.is_inverted and subject.point.kind is Kind.CHOICE:
            return msgspec.structs.replace(spelt, open=spelt.close, close=spelt.open)
        return spelt

    @property
    def certainty(self) -> float:
        """Less where the words of its commands do not say which way they go."""
        commands = self.commands
        return 1.0 if commands is None or commands.is_sure else UNSURE

    @property
    def can_stop(self) -> bool:
        """Whether it can be stopped on its way."""
        commands = self.commands
        return commands is not None and commands.stop != ""

    def read(self, values: Values) -> CoverState:
        """Return where it is and how it moves."""
        target = self.get_number("position", values)
        position = self.get_number("current", values) if self.has("current") else target
        return CoverState(
            position=position,
            target=target,
            motion=self._read_motion(values, position=position, target=target),
            is_closed=self._read_closed(values, position),
            tilt=self._read_tilt(values),
        )

    def plan_open(self) -> Plan:
        """Plan to open it."""
        return self._plan_command(is_open=True)

    def plan_close(self) -> Plan:
        """Plan to close it."""
        return self._plan_command(is_open=False)

    def plan_stop(self) -> Plan:
        """Plan to stop it on its way.

        Raises:
            BadValueError: It cannot be stopped.
        """
        commands = self.commands
        if commands is None or not commands.stop:
            raise BadValueError("the cover cannot be stopped on its way", hint="It can be opened and closed.")
        return {self.roles["control"].code: commands.stop}

    def plan_position(self, percent: float) -> Plan:
        """Plan to send it to a position, per cent, 0 closed.

        Raises:
            BadValueError: That is no position, or the cover knows only open and closed.
        """
        low, high = PERCENT
        if not low <= percent <= high:
            raise BadValueError(f"a position is {low} to {high} per cent; this is {percent}")
        if not self.has_position and percent in PERCENT:
            return self._plan_command(is_open=percent == high)
        subject = self.need("position", "position")
        return {subject.code: snap(subject, percent)}

    def plan_tilt(self, percent: float) -> Plan:
        """Plan to tilt its slats, per cent of the angles that they take.

        Raises:
            BadValueError: It has none, or that is no such share.
        """
        subject = self.need("tilt", "tilt")
        low, high = PERCENT
        if not low <= percent <= high:
            raise BadValueError(f"the tilt is {low} to {high} per cent; this is {percent}")
        return {subject.code: snap(subject, unshare(percent / high, *limits(subject, PERCENT)))}

    def _plan_command(self, *, is_open: bool) -> Plan:
        commands = self.commands
        if commands is not None:
            subject = self.roles["control"]
            word = commands.open if is_open else commands.close
            return {subject.code: word == "true" if subject.point.kind is Kind.BOOL else word}
        subject = self.need("position", "command or position")
        return {subject.code: limits(subject, PERCENT)[1 if is_open else 0]}

    def _read_motion(self, values: Values, *, position: float | None, target: float | None) -> Motion | None:
        word = MOTIONS.read(self.get_word("motion", values))
        # Many devices never take the word back, so it counts only on the way.
        is_there = self.has("current") and position is not None and position == target
        if word is None:
            return Motion.STOPPED if is_there else None
        is_at_end = position == {"opening": PERCENT[1], "closing": PERCENT[0]}.get(word)
        return Motion.STOPPED if is_there or (is_at_end and position is not None) else Motion(word)

    def _read_tilt(self, values: Values) -> float | None:
        value = self.get_number("tilt", values)
        return None if value is None else round(100 * share(value, *limits(self.roles["tilt"], PERCENT)), 1)

    def _read_closed(self, values: Values, position: float | None) -> bool | None:
        contact = self.get_flag("contact", values)
        if contact is not None:
            return not contact
        if position is not None:
            return position == PERCENT[0]
        place = PLACES.read(self.get_word("place", values))
        return None if place is None else place == "closed"


def _make_recipe(categories: frozenset[str], device_class: str, *, is_door: bool) -> Recipe:
    """Return the recipe for devices that are there for one kind of cover."""
    codes = f"{CODES} switch" if is_door else CODES
    return Recipe(
        make=Cover,
        roles=(role("control", "cb", codes, written=True), *STATES),
        needs=(),
        suffices=("control", "position"),
        anchors=("control", "position"),
        categories=categories,
        label="Door" if is_door else "Curtain",
        is_hazardous=is_door,
        traits={"device_class": device_class},
    )


RECIPES: Final = (
    _make_recipe(GARAGES, "garage", is_door=True),
    _make_recipe(DOORS, "door", is_door=True),
    _make_recipe(CURTAINS, "curtain", is_door=False),
    Recipe(
        make=Cover,
        roles=(role("control", "c", "door_control gate_control", choices=PLAIN, written=True), *STATES),
        needs=("control",),
        anchors=("control",),
        label="Door",
        is_hazardous=True,
        traits={"device_class": "garage"},
    ),
    Recipe(
        make=Cover,
        roles=(role("control", "c", CODES, choices=PLAIN, written=True), *STATES),
        needs=("control position", "control motion", "control direction", "position current", "position direction"),
        anchors=("control", "position"),
        label="Cover",
    ),
)
"""By category, then by what the words of the commands say."""
BARE_RECIPES: Final = (
    Recipe(
        make=Cover,
        roles=(role("control", "c", CODES, choices=PLAIN, written=True), *STATES),
        needs=("control",),
        anchors=("control",),
        label="Cover",
    ),
)
"""Commands alone: after what may be told with more certainty."""
