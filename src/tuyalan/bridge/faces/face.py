"""What all faces share: the words of commands, and fields of commands with the right type.

A face turns the state of a feature into fields that people know from other bridges (`state`, `brightness`, `position`), and
such fields into what to write. Field names and words are those that Home Assistant's MQTT integration uses.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from tuyalan.errors import BadValueError
from tuyalan.model.features.span import snap
from tuyalan.model.schema import Kind
from tuyalan.vocabulary import Json

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from tuyalan.model.features.feature import Feature, Plan, Values
    from tuyalan.model.features.switched import Switched
    from tuyalan.model.property import Property

Fields: TypeAlias = dict[str, Json]
"""A state, or a command, as a JSON object."""
STATE: Final = "state"
ON: Final = "ON"
OFF: Final = "OFF"
TOGGLE: Final = "TOGGLE"
_FLAGS: Final[Mapping[object, str]] = {
    "on": ON,
    "true": ON,
    "1": ON,
    "off": OFF,
    "false": OFF,
    "0": OFF,
    "toggle": TOGGLE,
}


class Face(NamedTuple):
    """How one kind of feature looks."""

    # The feature of each function is that of the kind, which the table of faces sees to.
    build: Callable[[Any, Values], Fields]
    """Return the state as fields; what is unknown is left out or `None`."""
    plan: Callable[[Any, Mapping[str, Json], Values], Plan]
    """Return what to write for the fields of a command."""


def build_switch(is_on: bool | None) -> Json:  # noqa: FBT001 - what it says is all there is to it
    """Return a state that is on, off or unknown."""
    return None if is_on is None else ON if is_on else OFF


def build_fields(*parts: tuple[str, bool, Json]) -> Fields:
    """Return the fields that there are: of each its name, whether the feature has it, and its value."""
    return {name: value for name, is_there, value in parts if is_there}


def plan_switch(feature: Switched, value: Json, *, is_on: bool | None) -> Plan:
    """Return what to write for `ON`, `OFF` or `TOGGLE`; as `read_switch` reads it.

    Raises:
        BadValueError: It says something else, or the feature cannot be switched.
    """
    return feature.plan_on() if read_switch(value, is_on=is_on) else feature.plan_off()


def read_switch(value: Json, *, is_on: bool | None) -> bool:
    """Return what `ON`, `OFF` or `TOGGLE` wants, in any case, or as true and false.

    Args:
        value: What the command says.
        is_on: What it is now, for `TOGGLE`.

    Raises:
        BadValueError: It says something else, or cannot be toggled because its state is not known.
    """
    word = _FLAGS.get(str(value).strip().lower()) if isinstance(value, str | bool | int) else None
    if word is None:
        raise BadValueError(f"the state cannot be {show(value)}", hint="Send ON, OFF or TOGGLE.")
    if word != TOGGLE:
        return word == ON
    if is_on is None:
        raise BadValueError("it is not known whether it is on, so it cannot be toggled", hint="Send ON or OFF.")
    return not is_on


def read_word(name: str, value: Json) -> str:
    """Return a field that is a word.

    Raises:
        BadValueError: It is none.
    """
    if not isinstance(value, str):
        raise BadValueError(f"{name} is a word; this is {show(value)}")
    return value.strip()


def read_number(name: str, value: Json) -> float:
    """Return a field that is a number, or the text of one.

    Raises:
        BadValueError: It is none.
    """
    try:
        number = math.nan if isinstance(value, bool) or not isinstance(value, int | float | str) else float(value)
    except (ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise BadValueError(f"{name} is a number; this is {show(value)}")
    return int(number) if number.is_integer() else number


def settle(plan: Plan, feature: Feature) -> Plan:
    """Move numbers to the nearest that the device takes: programs count in other units, and know nothing of its steps.

    What is beyond its limits stays as it is, to be refused.
    """
    subjects = {subject.code: subject for subject in feature.roles.values()}
    return {code: _settle(subjects[code], value) for code, value in plan.items()}


def _settle(subject: Property, value: object) -> object:
    if subject.kind is not Kind.NUMBER or not isinstance(value, int | float):
        return value
    least, most = subject.minimum, subject.maximum
    is_within = (least is None or value >= least) and (most is None or value <= most)
    return snap(subject, value) if is_within else value


def choose(name: str, value: Json, ways: Mapping[str, Callable[[], Plan]]) -> Plan:
    """Do what a word says.

    Raises:
        BadValueError: It says nothing that can be done.
    """
    way = ways.get(str(value).strip().upper()) if isinstance(value, str) else None
    if way is None:
        raise BadValueError(f"{name} cannot be {show(value)}", hint=f"Send one of {', '.join(ways)}.")
    return way()


def plan_fields(wanted: Mapping[str, Json], ways: Mapping[str, Callable[[Json], Plan]]) -> Plan:
    """Do what each field says, in the order of `ways`.

    Args:
        wanted: Fields of a command; one under an empty name is the state.
        ways: What each field does.

    Raises:
        BadValueError: There is a field that says nothing here.
    """
    named = name_fields(wanted)
    check_fields(named, ways)
    plan: Plan = {}
    for name, way in ways.items():
        if name in named:
            plan |= way(named[name])
    return plan


def name_fields(wanted: Mapping[str, Json]) -> Fields:
    """Return the fields of a command, a lone word or value under the name `state`."""
    return {name or STATE: value for name, value in wanted.items()}


def check_fields(named: Mapping[str, Json], known: Collection[str]) -> None:
    """Refuse fields that nobody reads.

    Raises:
        BadValueError: There is one.
    """
    unknown = next((name for name in named if name not in known), None)
    if unknown is not None:
        raise BadValueError(f"there is no field {show(unknown)} here", hint=f"There are: {', '.join(known)}.")


def show(value: Json) -> str:
    """Return a value shortened for an error."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


_SHOWN: Final = 60
