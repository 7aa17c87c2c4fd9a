"""Which units and state classes go with which device class: Home Assistant refuses an entity where they do not.

Facts about Home Assistant 2025.4 and 2026.11, no more than what both accept. A class that would be refused is left out,
so the value is shown without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.property import Property

_DENSITY: Final = "µg/m³"
_LENGTHS: Final = "cm in km m mm"
_PRESSURES: Final = "Pa bar hPa kPa psi"
UNITS: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(units.split(" "))
    for name, units in {
        "apparent_power": "VA",
        "aqi": "",
        "area": "m²",
        "atmospheric_pressure": _PRESSURES,
        "battery": "%",
        "carbon_dioxide": "ppm",
        "carbon_monoxide": "ppm",
        "conductivity": "µS/cm mS/cm",
        "current": "A mA",
        "distance": _LENGTHS,
        "duration": "d h min ms s",
        "energy": "Wh kWh MWh",
        "frequency": "Hz MHz",
        "gas": "m³",
        "humidity": "%",
        "illuminance": "lx",
        "moisture": "%",
        "ph": "",
        "pm1": _DENSITY,
        "pm10": _DENSITY,
        "pm25": _DENSITY,
        "power": "W kW mW MW",
        "power_factor": "% ",
        "precipitation": "mm cm in",
        "pressure": _PRESSURES,
        "reactive_power": "var",
        "signal_strength": "dB dBm",
        "sound_pressure": "dB",
        "speed": "m/s km/h mph",
        "temperature": "°C °F K",
        "volatile_organic_compounds": _DENSITY,
        "volatile_organic_compounds_parts": "ppb ppm",
        "voltage": "V mV",
        "volume": "L mL m³ gal",
        "volume_flow_rate": "L/min gal/min",
        "volume_storage": "L mL m³ gal",
        "water": "L m³ gal",
        "weight": "g kg mg lb",
        "wind_speed": "m/s km/h mph",
    }.items()
}
"""Classes of sensors and numbers, and the units they may have; an empty one stands for none."""
TOTALS: Final = frozenset({"energy", "gas", "water", "volume"})
"""Classes of what adds up: a measurement is refused."""
ADDING: Final = frozenset({"area", "distance", "duration", "precipitation", "weight"}) | TOTALS
"""Classes that may add up; all others are measured only."""
BINARY: Final = frozenset(
    {
        "battery", "battery_charging", "carbon_monoxide", "cold", "connectivity", "door", "garage_door", "gas", "heat",
        "light", "lock", "moisture", "motion", "moving", "occupancy", "opening", "plug", "power", "presence",
        "problem", "running", "safety", "smoke", "sound", "tamper", "update", "vibration", "window",
    }
)  # fmt: skip
"""Classes of what is there or not."""
BUTTONS: Final = frozenset({"identify", "restart", "update"})
SWITCHES: Final = frozenset({"outlet", "switch"})
COVERS: Final = frozenset(
    {"awning", "blind", "curtain", "damper", "door", "garage", "gate", "shade", "shutter", "window"}
)


def choose_class(device_class: str | None, unit: str) -> str | None:
    """Return the class of a sensor or number with a unit; `None` if Home Assistant would refuse it."""
    return device_class if device_class is not None and unit in UNITS.get(device_class, ()) else None


def choose_state_class(subject: Property, device_class: str | None) -> str | None:
    """Return the state class of a sensor; `None` if it has none, or Home Assistant would refuse it."""
    wanted = subject.state_class
    if wanted is None or device_class is None:
        return wanted
    is_total = wanted != "measurement"
    if device_class in TOTALS:
        return wanted if is_total else None
    return wanted if not is_total or device_class in ADDING else None


def count_decimals(subject: Property) -> int:
    """Return how many decimals of a number say something."""
    step = subject.step
    text = f"{step:.9f}".rstrip("0") if step is not None else ""
    return len(text.partition(".")[2])
