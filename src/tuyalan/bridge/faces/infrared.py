"""Infrared blasters: `timings` and `modulation`, as Home Assistant's infrared entities have them; LEARN and LEARN_END."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.bridge.faces.face import STATE, Face, Fields, check_fields, choose, name_fields, read_number, show
from tuyalan.errors import BadValueError
from tuyalan.model.forms.pulses import CARRIER_HZ, Signal
from tuyalan.vocabulary import as_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.features.feature import Plan, Values
    from tuyalan.model.features.infrared import Infrared
    from tuyalan.vocabulary import Json

FIELDS: Final = (STATE, "timings", "modulation", "repeat_count")
"""What Home Assistant says. Its times hold all repetitions already, so the number of them adds nothing."""
MAX_TIMINGS: Final = 4096
"""Most times of light and dark in one command."""


def build(blaster: Infrared, values: Values) -> Fields:
    """Return the signal that a blaster learnt last; dark times are negative."""
    learnt = blaster.read(values).learnt
    if learnt is None:
        return {"timings": None}
    timings = [-time if place % 2 else time for place, time in enumerate(learnt.pulses)]
    return {"timings": timings, "modulation": learnt.carrier_hz}


def plan(blaster: Infrared, wanted: Mapping[str, Json], values: Values) -> Plan:
    """Return what to write so that a blaster sends a signal, or waits for one.

    Raises:
        BadValueError: It cannot do that.
    """
    del values
    named = name_fields(wanted)
    check_fields(named, FIELDS)
    if "timings" not in named:
        words = {"LEARN": blaster.plan_learn, "LEARN_END": blaster.plan_learn_end}
        return choose(STATE, named.get(STATE), words)
    carrier = named.get("modulation")
    pulses = _read_timings(named["timings"])
    return blaster.plan_send(
        Signal(pulses=pulses, carrier_hz=CARRIER_HZ if carrier is None else int(read_number("modulation", carrier)))
    )


def _read_timings(value: Json) -> tuple[int, ...]:
    """Return times in microseconds, with or without the signs that tell dark from light."""
    times = as_list(value)
    if not 0 < len(times) <= MAX_TIMINGS:
        raise BadValueError(f"timings is a list of 1 to {MAX_TIMINGS} numbers; this is {show(value)}")
    return tuple(abs(int(read_number("timings", each))) for each in times)


FACE: Final = Face(build, plan)
