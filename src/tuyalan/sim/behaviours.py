"""What virtual devices do by themselves as time passes: count down, measure, move, warm up.

A behaviour sees the values of its device and returns those that change; it knows no clock, no socket, and draws
from the generator that it is handed, so the same seed gives the same day.
"""

from __future__ import annotations

import struct
from base64 import b64encode
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.vocabulary import as_object

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from tuyalan.vocabulary import DpId, Dps, Json


class Behaviour:
    """Does nothing: the base of all others. One object for each device."""

    interval: float = 0.0
    """Seconds from step to step; 0 means no steps."""

    def follow(self, values: Mapping[DpId, Json], written: Dps) -> dict[DpId, Json]:
        """Return what changes at once because a client wrote, besides the written points."""
        del values, written
        return {}

    def step(self, values: Mapping[DpId, Json], elapsed: float, random: Random) -> dict[DpId, Json]:
        """Return what changed within the last `elapsed` seconds."""
        del values, elapsed, random
        return {}

    def measure(self, values: Mapping[DpId, Json], random: Random) -> dict[DpId, Json]:
        """Return fresh readings: what a client gets that asks for them."""
        del values, random
        return {}


class Countdown(Behaviour):
    """A switch that toggles when its countdown reaches zero."""

    interval: float = 1.0

    def __init__(self, switch: DpId, countdown: DpId) -> None:
        """Take the ids of the switch and of the seconds that are left."""
        self._switch: Final = switch
        self._countdown: Final = countdown
        self._rest = 0.0

    def follow(self, values: Mapping[DpId, Json], written: Dps) -> dict[DpId, Json]:
        """Stop the countdown when the switch is written."""
        if self._switch in written and self._countdown not in written and values.get(self._countdown):
            return {self._countdown: 0}
        return {}

    def step(self, values: Mapping[DpId, Json], elapsed: float, random: Random) -> dict[DpId, Json]:
        """Count down, and toggle at the end."""
        del random
        left = number(values, self._countdown)
        if left <= 0:
            self._rest = 0.0
            return {}
        self._rest += elapsed
        whole, self._rest = divmod(self._rest, 1.0)
        left = max(0, left - int(whole))
        if left:
            return {self._countdown: left} if whole else {}
        return {self._countdown: 0, self._switch: not values.get(self._switch)}


class Metering(Behaviour):
    """A plug with a load of some 60 W whose readings drift."""

    ENERGY: Final = 17
    CURRENT_MA: Final = 18
    POWER_DW: Final = 19
    VOLTAGE_DV: Final = 20
    SWITCH: Final = 1

    def __init__(self, *, interval: float = 10.0) -> None:
        """Take the seconds from reading to reading."""
        self.interval = interval
        self._energy_ws = 0.0

    def follow(self, values: Mapping[DpId, Json], written: Dps) -> dict[DpId, Json]:
        """Drop current and power to zero when switched off; the rise comes with the next reading."""
        if written.get(self.SWITCH) is False and values.get(self.POWER_DW):
            return {self.CURRENT_MA: 0, self.POWER_DW: 0}
        return {}

    def step(self, values: Mapping[DpId, Json], elapsed: float, random: Random) -> dict[DpId, Json]:
        """Take a reading, and count energy in watt-hours."""
        self._energy_ws += number(values, self.POWER_DW) / 10 * elapsed
        changes = self.measure(values, random)
        watt_hours, self._energy_ws = divmod(self._energy_ws, 3600)
        if watt_hours:
            changes[self.ENERGY] = number(values, self.ENERGY) + int(watt_hours)
        return changes

    def measure(self, values: Mapping[DpId, Json], random: Random) -> dict[DpId, Json]:
        """Read the meter."""
        voltage = random.randint(2290, 2330)
        if not values.get(self.SWITCH):
            return {self.CURRENT_MA: 0, self.POWER_DW: 0, self.VOLTAGE_DV: voltage}
        power = random.randint(580, 640)
        return {self.CURRENT_MA: power * 1000 // voltage, self.POWER_DW: power, self.VOLTAGE_DV: voltage}


class Thermostat(Behaviour):
    """A room that warms up while the valve is open and cools down while it is closed."""

    SWITCH: Final = 1
    TARGET: Final = 16
    ROOM: Final = 24
    VALVE: Final = 36
    HYSTERESIS: Final = 5

    def __init__(self, *, interval: float = 5.0) -> None:
        """Take the seconds from step to step."""
        self.interval = interval

    def follow(self, values: Mapping[DpId, Json], written: Dps) -> dict[DpId, Json]:
        """Open or close the valve at once."""
        del written
        return self._move_valve(values, number(values, self.ROOM))

    def step(self, values: Mapping[DpId, Json], elapsed: float, random: Random) -> dict[DpId, Json]:
        """Change the room by a tenth of a degree or so."""
        del elapsed
        drift = random.choice((0, 1, 1)) if values.get(self.VALVE) == "open" else random.choice((0, 0, -1))
        room = number(values, self.ROOM) + drift
        changes: dict[DpId, Json] = {self.ROOM: room} if drift else {}
        return changes | self._move_valve(values, room)

    def _move_valve(self, values: Mapping[DpId, Json], room: int) -> dict[DpId, Json]:
        target = number(values, self.TARGET)
        wanted = values.get(self.VALVE)
        if not values.get(self.SWITCH) or room >= target:
            wanted = "close"
        elif room <= target - self.HYSTERESIS:
            wanted = "open"
        return {} if wanted == values.get(self.VALVE) else {self.VALVE: wanted}


class Curtain(Behaviour):
    """A motor that takes its time from one end to the other."""

    CONTROL: Final = 1
    TARGET: Final = 2
    POSITION: Final = 3
    WORK: Final = 7

    def __init__(self, *, interval: float = 0.5, travel_interval: float = 10.0) -> None:
        """Take the seconds from report to report, and from open to closed."""
        self.interval = interval
        self._speed: Final = 100 / travel_interval
        self._exact: float | None = None

    def follow(self, values: Mapping[DpId, Json], written: Dps) -> dict[DpId, Json]:
        """Set off, or stop where it is."""
        match written.get(self.CONTROL):
            case "open":
                return self._set_off(values, 100)
            case "close":
                return self._set_off(values, 0)
            case "stop":
                return {self.TARGET: number(values, self.POSITION)}
            case _ if self.TARGET in written:
                return self._set_off(values, number(values, self.TARGET))
            case _:
                return {}

    def step(self, values: Mapping[DpId, Json], elapsed: float, random: Random) -> dict[DpId, Json]:
        """Move towards the target."""
        del random
        target = number(values, self.TARGET)
        position = number(values, self.POSITION)
        if position == target:
            self._exact = None
            return {}
        exact = float(position) if self._exact is None else self._exact
        way = self._speed * elapsed
        exact = min(target, exact + way) if target > exact else max(target, exact - way)
        self._exact = exact
        reached = round(exact)
        return {} if reached == position else {self.POSITION: reached}

    def _set_off(self, values: Mapping[DpId, Json], target: int) -> dict[DpId, Json]:
        self._exact = None
        position = number(values, self.POSITION)
        if target == position:
            return {self.TARGET: target}
        return {self.TARGET: target, self.WORK: "opening" if target > position else "closing"}


class Climate(Behaviour):
    """A sensor of temperature and humidity that reports small changes."""

    def __init__(self, temperature: DpId, humidity: DpId, *, interval: float = 15.0) -> None:
        """Take the ids of both readings and the seconds from one to the next."""
        self.interval = interval
        self._temperature: Final = temperature
        self._humidity: Final = humidity

    def step(self, values: Mapping[DpId, Json], elapsed: float, random: Random) -> dict[DpId, Json]:
        """Drift; a reading that stays is not reported."""
        del elapsed
        fresh = self.measure(values, random)
        return {dp: value for dp, value in fresh.items() if value != values.get(dp)}

    def measure(self, values: Mapping[DpId, Json], random: Random) -> dict[DpId, Json]:
        """Read the sensor."""
        return {
            self._temperature: number(values, self._temperature) + random.randint(-2, 2),
            self._humidity: min(95, max(20, number(values, self._humidity) + random.randint(-1, 1))),
        }


def number(values: Mapping[DpId, Json], dp: DpId) -> int:
    """Return a whole number from the values; 0 if it is none."""
    value = values.get(dp)
    return value if isinstance(value, int) else 0


class Blaster(Behaviour):
    """An infrared blaster before which somebody presses a key a second after it was told to learn."""

    interval: float = 1.0

    def __init__(self, command: DpId, learnt: DpId) -> None:
        """Take the ids of what it is told, JSON as text, and of what it learnt."""
        self._command: Final = command
        self._learnt: Final = learnt
        self._is_learning = False

    def follow(self, values: Mapping[DpId, Json], written: Dps) -> dict[DpId, Json]:
        """Begin to learn, or end it."""
        del values
        text = written.get(self._command)
        try:
            control = as_object(msgspec.json.decode(text) if isinstance(text, str) else None).get("control")
        except msgspec.DecodeError:
            return {}
        if control in ("study", "study_exit"):
            self._is_learning = control == "study"
        return {}

    def step(self, values: Mapping[DpId, Json], elapsed: float, random: Random) -> dict[DpId, Json]:
        """Hear a key of any remote control, if it learns: a code of NEC, the times as numbers of 16 bits."""
        del values, elapsed
        if not self._is_learning:
            return {}
        self._is_learning = False
        address, key = random.randrange(256), random.randrange(256)
        bits = address | (address ^ 0xFF) << 8 | key << 16 | (key ^ 0xFF) << 24
        times = [9000, 4500]
        for place in range(32):
            times += [560, 1690 if bits >> place & 1 else 560]
        return {self._learnt: b64encode(struct.pack("<67H", *times, 560)).decode()}
