"""Sirens: `state`, `tone`, `duration` in seconds, `volume_level` 0 to 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.bridge.faces.face import (
    STATE,
    Face,
    Fields,
    build_fields,
    build_switch,
    check_fields,
    name_fields,
    read_number,
    read_switch,
    read_word,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.features.feature import Plan, Values
    from tuyalan.model.features.siren import Siren
    from tuyalan.vocabulary import Json

FIELDS: Final = (STATE, "tone", "volume_level", "duration")


def build(siren: Siren, values: Values) -> Fields:
    """Return whether a siren sounds."""
    state = siren.read(values)
    return build_fields(
        (STATE, True, build_switch(state.is_on)),
        ("tone", siren.has("tone"), state.tone),
        ("duration", siren.has("duration"), state.duration),
        ("volume_level", siren.has("volume"), state.volume),
    )


def plan(siren: Siren, wanted: Mapping[str, Json], values: Values) -> Plan:
    """Return what to write so that a siren does what the fields say.

    Raises:
        BadValueError: It cannot do that.
    """
    named = name_fields(wanted)
    check_fields(named, FIELDS)
    if STATE in named and not read_switch(named[STATE], is_on=siren.read(values).is_on):
        return siren.plan_off()
    return siren.plan_on(
        tone=_read_tone(siren, named["tone"]) if "tone" in named else None,
        volume=read_number("volume_level", named["volume_level"]) if "volume_level" in named else None,
        duration=read_number("duration", named["duration"]) if "duration" in named else None,
    )


def _read_tone(siren: Siren, value: Json) -> str:
    """Return a tone; Home Assistant makes a number of a word that looks like one."""
    if isinstance(value, int) and not isinstance(value, bool):
        return next((word for word in siren.tones if word.isdecimal() and int(word) == value), str(value))
    return read_word("tone", value)


FACE: Final = Face(build, plan)
