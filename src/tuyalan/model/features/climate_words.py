"""Words and codes of climates: what makers write for modes and states, and which codes play which part."""

from __future__ import annotations

from typing import Final

from tuyalan.model.features.light_words import SHOWN
from tuyalan.model.features.recipe import role
from tuyalan.model.features.vocabulary import Vocabulary

THERMOSTATS: Final = frozenset({"wk", "wkf", "znrb"})
"""Categories of thermostats, radiator valves and heat pumps for pools."""
CONDITIONERS: Final = frozenset({"kt", "ktkzq", "infrared_ac"})
"""Categories of air conditioners."""
HEATERS: Final = frozenset({"qn", "dr", "mjj"})
"""Categories of heaters, blankets and towel rails."""

MODES: Final = Vocabulary(
    {
        "off": "off close closed power_off",
        "heat": "heat hot heating heat_on warm hots",
        "cool": "cool cold colding cooling",
        "heat_cool": "heat_cool cool_heat heatcool",
        "dry": "dry dyr wet dehumidify dehumidification dehumi dehumid drying",
        "fan_only": "fan wind fan_only vent ventilation air blow fanonly",
        "auto": "auto automatic smart_auto",
    }
)
"""Words of modes."""
DOING: Final = frozenset({"heat", "cool", "heat_cool", "dry", "fan_only"})
"""Modes that tell that a choice is about what the device does."""
ACTIONS: Final = Vocabulary(
    {
        "heating": "heating heat working 1 open opened heat_high heat_low true on running",
        "cooling": "cooling cool cold",
        "drying": "drying dry dehumidify",
        "fan": "fan wind",
        "defrosting": "defrosting defrost",
        "idle": "standby standy idle stop warming warm 0 close closed no_heating heat_off false wait done pause cancel",
        "off": "off power_off",
    }
)
"""Words of states."""
FAHRENHEIT: Final = frozenset({"f", "fahrenheit", "°f", "℉", "temp_f"})
"""Words of units."""
ROLES: Final = (
    role("target", "n", "temp_set set_temp target_temp settemp temp_set_huas temp_set_c temp", written=True),
    role("target_f", "n", "temp_set_f set_temp_f target_temp_f", written=True),
    role("current", "n", "temp_current current_temp get_temp temp_indoor indoor_temp room_temp cur_temp_c temp"),
    role("current_f", "n", "temp_current_f cur_temp_f"),
    role("switch", "b", "switch switch_on power power_switch switch_power power_go onoff", written=True),
    role("mode", "c", "hvac_mode system_mode mode work_mode work_type", bars=SHOWN),
    role("preset", "c", "preset_mode preset mode work_mode level gear", bars=SHOWN),
    role("action", "cbn", "work_state work_status valve_state heating_state heat_state valve running_state status"),
    role("fan", "cn", "fan_speed_enum fan_speed windspeed wind_speed fan_level fan_mode fan wind"),
    role("swing", "bc", "swing windshake switch_vertical fan_vertical up_down_sweep shake swing_mode fan_shake"),
    role("swing_horizontal", "bc", "switch_horizontal windshake_h fan_horizontal left_right_sweep windleftright"),
    role("humidity", "n", "humidity_current humidity_indoor humidity_value humidity", shared=True),
    role("unit", "c", "temp_unit_convert temp_unit c_f unit", shared=True),
    role("eco", "b", "eco eco_mode mode_eco", shared=True),
    role("boost", "b", "boost auto_boost", shared=True),
    role("away", "b", "away holiday", shared=True),
)
"""All parts of a climate."""
NEEDS: Final = (
    "target current switch",
    "target current mode",
    "target current action",
    "target mode fan",
    "target mode switch",
    "target_f current_f",
)
"""What it takes to tell a climate by its codes alone."""
