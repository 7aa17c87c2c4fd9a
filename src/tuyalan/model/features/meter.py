"""Meters: voltage, current, power and energy of one phase or three, in one view. All of it is shown one by one as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from tuyalan.model.features.feature import Feature, FeatureKind, State
from tuyalan.model.features.recipe import Recipe, role
from tuyalan.model.forms.phase import Phase

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Values
    from tuyalan.model.features.recipe import Role

METERS: Final = frozenset({"zndb", "aqcz", "dlq"})
"""Categories of meters."""
PHASES: Final = ("a", "b", "c")
FACTORS: Final = {"mA": 0.001, "A": 1.0, "mV": 0.001, "V": 1.0, "kV": 1000.0, "W": 1.0, "kW": 1000.0, "mW": 0.001}
"""From the units of properties to volts, amperes and watts."""


class MeterState(State, frozen=True, kw_only=True):
    """What a meter measures."""

    power_w: float | None = None
    """Of all phases."""
    voltage_v: float | None = None
    """Of a meter with one phase, or of the first."""
    current_a: float | None = None
    """Of a meter with one phase, or of all phases together."""
    energy_kwh: float | None = None
    """As the device reports it: of some an increment, which must be added up."""
    returned_kwh: float | None = None
    frequency_hz: float | None = None
    phases: tuple[Phase, ...] = ()
    """Of meters with phases."""


class Meter(Feature, frozen=True, kw_only=True):
    """Something that measures electricity.

    Roles: `power`, `voltage`, `current`, `energy`, `returned`, `frequency`; `phase_a` to `phase_c` packed, or
    `voltage_a`, `current_a`, `power_a` and so on one by one.
    """

    kind: ClassVar[FeatureKind] = FeatureKind.METER

    @property
    def phases(self) -> tuple[str, ...]:
        """The letters of its phases; empty if it has one and does not name it."""
        return tuple(each for each in PHASES if self.has(f"phase_{each}") or self.has(f"voltage_{each}"))

    def read(self, values: Values) -> MeterState:
        """Return what it measures."""
        phases = tuple(self._read_phase(each, values) for each in self.phases)
        return MeterState(
            power_w=_or_sum(self._convert("power", values), [each.power_w for each in phases]),
            voltage_v=_or_sum(self._convert("voltage", values), [each.voltage_v for each in phases[:1]]),
            current_a=_or_sum(self._convert("current", values), [each.current_a for each in phases]),
            energy_kwh=self.get_number("energy", values),
            returned_kwh=self.get_number("returned", values),
            frequency_hz=self.get_number("frequency", values),
            phases=phases,
        )

    def _read_phase(self, letter: str, values: Values) -> Phase:
        packed = self.get(f"phase_{letter}", values)
        if isinstance(packed, Phase):
            return packed
        return Phase(
            voltage_v=self._convert(f"voltage_{letter}", values),
            current_a=self._convert(f"current_{letter}", values),
            power_w=self._convert(f"power_{letter}", values),
        )

    def _convert(self, word: str, values: Values) -> float | None:
        value = self.get_number(word, values)
        return None if value is None else value * FACTORS.get(self.roles[word].unit, 1.0)


def _or_sum(value: float | None, parts: list[float | None]) -> float | None:
    """Return a value, or the sum of what is known of its parts."""
    known = [part for part in parts if part is not None]
    return value if value is not None or not known else sum(known)


def _list_phases() -> tuple[Role, ...]:
    packed = [role(f"phase_{each}", "t", f"phase_{each}", shared=True) for each in PHASES]
    alone = [
        role(f"{what}_{each}", "n", f"{what}_{each} {each}_{what} {cur}_{xyz}", shared=True)
        for each, xyz in zip(PHASES, "xyz", strict=True)
        for what, cur in (("voltage", "cur_voltage"), ("current", "cur_current"), ("power", "cur_power"))
    ]
    return (*packed, *alone)


RECIPES: Final = (
    Recipe(
        make=Meter,
        roles=(
            role("power", "n", "cur_power power_total total_power active_power power sigle_phase_power", shared=True),
            role("voltage", "n", "cur_voltage voltage ac_voltage", shared=True),
            role("current", "n", "cur_current current ac_current", shared=True),
            role(
                "energy",
                "n",
                "add_ele total_forward_energy forward_energy_total energy_forward total_energy energy_total"
                " electric_total power_consumption energy",
                shared=True,
            ),
            role("returned", "n", "reverse_energy_total total_reverse_energy energy_reverse", shared=True),
            role("frequency", "n", "supply_frequency frequency freq cur_frequency", shared=True),
            *_list_phases(),
        ),
        needs=("power voltage", "power current", "power energy", "voltage current", "phase_a", "voltage_a current_a"),
        anchors=("power", "voltage", "phase_a", "voltage_a"),
        categories=METERS,
        label="Meter",
        is_aside=True,
    ),
)
