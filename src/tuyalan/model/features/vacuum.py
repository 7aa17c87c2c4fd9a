"""Robot vacuums and mops: start, pause, stop, go home, be found; how strongly they suck and what they are doing."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, ClassVar, Final

from tuyalan.errors import BadValueError
from tuyalan.model.features.feature import Feature, FeatureKind, State
from tuyalan.model.features.recipe import Recipe, role
from tuyalan.model.features.vocabulary import Vocabulary

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Plan, Values

VACUUMS: Final = frozenset({"sd"})
"""Categories of robot vacuums."""
ORDERS: Final = Vocabulary(
    {
        "start": "smart auto clean clean_auto total smart_clean random both_work",
        "home": "chargego goto_charge find_sta charge back_charge tocharge",
        "spot": "spiral pose part clean_spot spot partial_bow",
        "stop": "standby stop idle",
    }
)
"""Words of modes that are orders."""
DOINGS: Final = Vocabulary(
    {
        "cleaning": (
            "cleaning smart smart_clean zone_clean part_clean wall_clean spot_clean mop_clean random_clean room_clean"
            " select_room wall_follow cleanning mopping totaling sweep mop cleaning_auto cleaning_random cleaning_spot"
            " cleaning_edge cleaning_sroom partial_bow selectroom areaing pointing seek_dust_bucket collecting_dust"
            " goto_pos"
        ),
        "docked": (
            "charging charge_done charging_dc charging_base charging_sta chargecompleted fullcharge charged chargring"
            " base_charging adapter_charging charge_finish recharge_done chargecomplete completed"
        ),
        "returning": "goto_charge docking find_sta tocharge returning recharge back_charge",
        "paused": "paused pause pos_arrived pos_unarrive",
        "idle": "standby sleep idle clean_done clean_comp workcompleted sleeping dormant stop",
        "error": "fault in_trouble trouble error",
    }
)
"""Words of states."""


class VacuumActivity(enum.StrEnum):
    """What a vacuum is doing, as Home Assistant spells it."""

    CLEANING = "cleaning"
    DOCKED = "docked"
    RETURNING = "returning"
    PAUSED = "paused"
    IDLE = "idle"
    ERROR = "error"


class VacuumState(State, frozen=True, kw_only=True):
    """What a vacuum is doing."""

    activity: VacuumActivity | None = None
    suction: str | None = None
    """In the maker's word."""
    mode: str | None = None
    battery: float | None = None
    """Per cent."""


class Vacuum(Feature, frozen=True, kw_only=True):
    """A robot that cleans.

    Roles: `switch`, `pause`, `mode`, `status`, `suction`, `locate`, `direction`, `charge`, `fault`, `battery`.
    """

    kind: ClassVar[FeatureKind] = FeatureKind.VACUUM

    @property
    def suctions(self) -> tuple[str, ...]:
        """How strongly it can suck, in the maker's words."""
        return self._list_choices("suction")

    @property
    def modes(self) -> tuple[str, ...]:
        """How it can clean, in the maker's words."""
        return self._list_choices("mode")

    @property
    def orders(self) -> tuple[str, ...]:
        """What it can be told: of `start`, `stop`, `pause`, `home`, `spot` and `locate`."""
        mode = self.roles["mode"].choices if self.can_write("mode") else ()
        known = {order for order in ("start", "stop", "home", "spot") if ORDERS.spell(order, mode) is not None}
        others = {"switch": ("start", "stop"), "charge": ("home",), "pause": ("pause",), "locate": ("locate",)}
        known |= {order for role, orders in others.items() if self.can_write(role) for order in orders}
        return tuple(order for order in ("start", "stop", "pause", "home", "spot", "locate") if order in known)

    def read(self, values: Values) -> VacuumState:
        """Return what it is doing."""
        return VacuumState(
            activity=self._read_activity(values),
            suction=self.get_word("suction", values),
            mode=self.get_word("mode", values),
            battery=self.get_number("battery", values),
        )

    def plan_start(self) -> Plan:
        """Plan to let it clean, or go on."""
        going: Plan = {self.roles["pause"].code: False} if self.can_write("pause") else {}
        if self.can_write("switch"):
            return {self.roles["switch"].code: True} | going
        return self._plan_order("start") | going

    def plan_pause(self) -> Plan:
        """Plan to let it wait where it is."""
        if self.can_write("pause"):
            return {self.roles["pause"].code: True}
        return self.plan_stop()

    def plan_stop(self) -> Plan:
        """Plan to let it end its work."""
        if self.can_write("switch"):
            return {self.roles["switch"].code: False}
        return self._plan_order("stop")

    def plan_home(self) -> Plan:
        """Plan to send it to its station."""
        if self.can_write("charge"):
            return {self.roles["charge"].code: True}
        return self._plan_order("home")

    def plan_spot(self) -> Plan:
        """Plan to let it clean around where it is."""
        return self._plan_order("spot")

    def plan_locate(self) -> Plan:
        """Plan to let it be heard."""
        return {self.need("locate", "way to be found").code: True}

    def plan_suction(self, suction: str) -> Plan:
        """Plan how strongly it sucks, in the maker's word."""
        return {self.need("suction", "suction").code: suction}

    def plan_mode(self, mode: str) -> Plan:
        """Plan how it cleans, in the maker's word."""
        return {self.need("mode", "mode").code: mode}

    def _plan_order(self, order: str) -> Plan:
        subject = self.need("mode", "mode")
        word = ORDERS.spell(order, subject.choices)
        if word is None:
            raise BadValueError(f"the vacuum has no order {order}", hint=f"It has: {', '.join(subject.choices)}.")
        return {subject.code: word}

    def _read_activity(self, values: Values) -> VacuumActivity | None:
        if self.get("fault", values):
            return VacuumActivity.ERROR
        meaning = DOINGS.read(self.get_word("status", values))
        if meaning == "cleaning" and self.get_flag("pause", values):
            return VacuumActivity.PAUSED
        return None if meaning is None else VacuumActivity(meaning)


RECIPES: Final = (
    Recipe(
        make=Vacuum,
        roles=(
            role("switch", "b", "power_go switch_go power switch clean_switch", written=True),
            role("mode", "c", "mode work_mode clean_mode", written=True),
            role("status", "c", "status work_state robot_state state"),
            role("pause", "b", "pause pause_switch", written=True),
            role("suction", "c", "suction fan_mode fan_speed_enum cleaning_intensity", written=True),
            role("locate", "b", "seek seek_robot", written=True),
            role("direction", "c", "direction_control direction", choices=("turn_left", "left"), written=True),
            role("charge", "b", "switch_charge", written=True),
            role("fault", "m", "fault", shared=True),
            role("battery", "n", "battery_percentage electricity_left residual_electricity battery", shared=True),
        ),
        needs=("mode status suction", "mode direction", "mode status locate", "status direction"),
        suffices=("mode", "switch"),
        anchors=("mode", "status"),
        categories=VACUUMS,
        label="Vacuum",
    ),
)
"""Nothing else can suck, turn left and be looked for."""
