"""Every platform that takes commands, used: services of Home Assistant are called, and virtual devices do what they say."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import pytest

from tests.fleet.household import all_online, housing
from tests.homeassistant import kinds
from tests.homeassistant.home import open_home
from tests.homeassistant.telling import Described, shown, told
from tests.homeassistant.using import Used
from tests.interop.mosquitto import mosquitto
from tests.support import run
from tuyalan.sim import models

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tests.homeassistant.home import Home

Scene: TypeAlias = "tuple[str, str, Callable[[Used], Awaitable[None]]]"
"""An entity, its device, and what is done with it."""

pytestmark = pytest.mark.homeassistant
OLD = 8 | 32
"""Flashing and fading: releases of 2025 do not ask whether a light can."""
SILENT = ("button.", "cover.shutter", "sensor.lamp_")
"""What nobody pressed, a shutter that never says where it is, and what a lamp is only told."""
DEVICES = kinds.ALL | {"Lamp": models.rgb_lamp()}


def use(tmp_path: Path, *scenes: Scene) -> None:
    """Let one Home Assistant show devices, and use one after the other; the owner has allowed what may do harm."""

    async def body(home: Home) -> None:
        problems: list[str] = []
        async with housing(tmp_path) as house, mosquitto(tmp_path) as broker:
            for name in {name for _, name, _ in scenes}:
                await house.add(DEVICES[name], name=name, allowed=("*",))
            async with house.hub(knowledge=Described(house)) as hub:
                await all_online(hub)
                async with told(home, hub, broker.plain):
                    for entity, name, play in scenes:
                        used = Used(home, house.virtual(name), entity)
                        await play(used)
                        problems += used.problems
            problems += await asyncio.to_thread(home.log)
        assert not problems, "\n".join(problems)

    with open_home() as home:
        run(body(home), timeout=120.0)


async def fan(it: Used) -> None:
    await it.begin(1 | 2 | 8 | 16 | 32, state="off", percentage=33, preset_mode="normal", oscillating=False)
    await it.call("turn_on", dp1=True, state="on")
    await it.call("set_percentage", {"percentage": 66}, dp3="middle", percentage=66)
    await it.call("increase_speed", dp3="high", percentage=100)
    await it.call("decrease_speed", dp3="middle", percentage=66)
    await it.call("set_preset_mode", {"preset_mode": "sleep"}, dp2="sleep", preset_mode="sleep")
    await it.call("oscillate", {"oscillating": True}, dp4=True, oscillating=True)
    await it.call("oscillate", {"oscillating": False}, dp4=False, oscillating=False)
    await it.call("turn_off", dp1=False, state="off")
    await it.call("turn_on", {"percentage": 100, "preset_mode": "nature"}, dp1=True, dp2="nature")
    await it.call("set_percentage", {"percentage": 0}, dp1=False, state="off")
    await it.tell({1: True, 3: "low"}, state="on", percentage=33)


async def ceiling(it: Used) -> None:
    await it.begin(1 | 4 | 16 | 32, state="off", direction="forward", percentage_step=100 / 6)
    await it.call("turn_on", {"percentage": 50}, dp60=True, dp62=3, percentage=50, state="on")
    await it.call("increase_speed", dp62=4, percentage=66)
    await it.call("set_direction", {"direction": "reverse"}, dp63="reverse", direction="reverse")
    await it.call("set_direction", {"direction": "forward"}, dp63="forward", direction="forward")
    await it.call("toggle", dp60=False, state="off")


async def purifier(it: Used) -> None:
    await it.begin(
        1 | 8 | 16 | 32, state="on", preset_mode="manual", percentage=50, preset_modes=["auto", "manual", "sleep"]
    )
    await it.call("set_percentage", {"percentage": 80}, dp4=80, percentage=80)
    await it.call("set_preset_mode", {"preset_mode": "auto"}, dp3="auto", preset_mode="auto")
    await it.call("turn_off", dp1=False, state="off")


async def humidifier(it: Used) -> None:
    await it.begin(
        1,
        state="off",
        humidity=50,
        current_humidity=44,
        min_humidity=40,
        max_humidity=70,
        mode="auto",
        device_class="humidifier",
    )
    await it.call("turn_on", dp1=True, state="on")
    await it.call("set_humidity", {"humidity": 65}, dp13=65, humidity=65)
    await it.call("set_humidity", {"humidity": 52}, dp13=50, humidity=50)
    await it.call("set_mode", {"mode": "sleep"}, dp23="sleep", mode="sleep")
    await it.call("turn_off", dp1=False, state="off")


async def dryer(it: Used) -> None:
    await it.begin(1, state="off", humidity=50, current_humidity=61, mode="manual", device_class="dehumidifier")
    await it.call("turn_on", dp1=True, state="on")
    await it.call("set_humidity", {"humidity": 42}, dp4="40", humidity=40)
    await it.call("set_mode", {"mode": "laundry"}, dp5="laundry", mode="laundry")
    await it.tell({4: "co"}, humidity="missing")
    await it.call("toggle", dp1=False, state="off")


async def level(it: Used) -> None:
    await it.begin(state="level_1", options=["level_1", "level_2", "level_3"])
    await it.call("select_option", {"option": "level_3"}, dp24="level_3", state="level_3")


def test_fans_purifiers_and_humidifiers(tmp_path: Path) -> None:
    use(
        tmp_path,
        ("fan.fan", "Fan", fan),
        ("fan.ceiling", "Ceiling", ceiling),
        ("fan.air", "Air", purifier),
        ("humidifier.mist", "Mist", humidifier),
        ("select.mist_level", "Mist", level),
        ("humidifier.dryer", "Dryer", dryer),
    )


async def robot(it: Used) -> None:
    # status 128, pause 4, stop 8, home 16, fan speed 32, locate 512, spot 1024, state 4096, start 8192
    await it.begin(
        4 | 8 | 16 | 32 | 128 | 512 | 1024 | 4096 | 8192,
        state="idle",
        fan_speed="normal",
        fan_speed_list=["gentle", "normal", "strong"],
    )
    await it.call("start", dp1=True, dp2=False)
    await it.tell({5: "cleaning"}, state="cleaning")
    await it.call("pause", dp2=True, state="paused")
    await it.call("start", dp2=False, state="cleaning")
    await it.call("set_fan_speed", {"fan_speed": "strong"}, dp14="strong", fan_speed="strong")
    await it.call("clean_spot", dp4="spiral")
    await it.call("locate", dp11=True)
    await it.call("stop", dp1=False)
    await it.call("return_to_base", dp3=True)
    await it.tell({5: "goto_charge"}, state="returning")
    await it.tell({5: "charging"}, state="docked")


async def simple_robot(it: Used) -> None:
    await it.begin(8 | 16 | 128 | 1024 | 4096 | 8192, state="idle")
    await it.call("start", dp3="smart")
    await it.tell({5: "smart_clean"}, state="cleaning")
    await it.call("clean_spot", dp3="spiral")
    await it.call("return_to_base", dp3="chargego")
    await it.call("stop", dp3="standby")


async def siren(it: Used) -> None:
    await it.begin(1 | 2 | 4 | 8 | 16, state="off", available_tones=[1, 2, 3, 4, 5], tone=1, duration=120)
    await it.call("turn_on", dp1="alarm_sound_light", state="on")
    await it.call("turn_off", dp1="normal", state="off")
    await it.call(
        "turn_on",
        {"tone": "3", "duration": 300, "volume_level": 1.0},
        dp1="alarm_sound_light",
        dp21="3",
        dp7=5,
        dp5="high",
        state="on",
        tone=3,
        duration=300,
        volume_level=1.0,
    )
    await it.call("turn_off", dp1="normal", state="off")


async def horn(it: Used) -> None:
    await it.begin(1 | 2 | 4 | 8 | 16, state="off", tone="police", duration=10, volume_level=0.5)
    await it.call(
        "turn_on",
        {"tone": "ambulance", "duration": 20, "volume_level": 0.8},
        dp104=True,
        dp102="ambulance",
        dp103=20,
        dp116=80,
        state="on",
        tone="ambulance",
        volume_level=0.8,
    )
    await it.call("toggle", dp104=False, state="off")


async def water(it: Used) -> None:
    await it.begin(1 | 2, state="closed")
    await it.call("open_valve", dp1=True, state="open")
    await it.call("close_valve", dp1=False, state="closed")
    await it.call("toggle", dp1=True, state="open")


async def degree(it: Used) -> None:
    await it.begin(1 | 2 | 4, state="closed", current_position=0)
    await it.call("open_valve", dp2=100, state="open", current_position=100)
    await it.call("set_valve_position", {"position": 37}, dp2=37, current_position=37)
    await it.call("close_valve", dp2=0, state="closed", current_position=0)


async def tap(it: Used) -> None:
    await it.begin(1 | 2 | 4, state="closed", current_position=0)
    await it.call("set_valve_position", {"position": 37}, dp1=True, dp2=37, state="open", current_position=37)
    await it.call("close_valve", dp1=False, dp2=37, state="closed", current_position=0)
    await it.call("open_valve", dp1=True, dp2=100, state="open", current_position=100)


async def blind(it: Used) -> None:
    await it.begin(255, state="open", current_position=30, current_tilt_position=0, device_class="curtain")
    await it.call("open_cover", dp1="open")
    await it.call("stop_cover", dp1="stop")
    await it.call("close_cover", dp1="close")
    await it.call("set_cover_position", {"position": 70}, dp2=70)
    await it.tell({3: 70}, current_position=70)
    await it.call("set_cover_tilt_position", {"tilt_position": 50}, dp12=90, current_tilt_position=50)
    await it.call("open_cover_tilt", dp12=180, current_tilt_position=100)
    await it.call("close_cover_tilt", dp12=0, current_tilt_position=0)
    await it.tell({3: 0, 2: 0}, state="closed", current_position=0)


async def shutter(it: Used) -> None:
    await it.begin(1 | 2, state="unknown", assumed_state="missing")
    await it.call("open_cover", dp1="open")
    await it.call("close_cover", dp1="close")


def test_vacuums_sirens_valves_and_covers(tmp_path: Path) -> None:
    use(
        tmp_path,
        ("vacuum.robot", "Robot", robot),
        ("vacuum.simple", "Simple", simple_robot),
        ("siren.siren", "Siren", siren),
        ("siren.horn", "Horn", horn),
        ("valve.water", "Water", water),
        ("valve.degree", "Degree", degree),
        ("valve.tap", "Tap", tap),
        ("cover.blind", "Blind", blind),
        ("cover.shutter", "Shutter", shutter),
    )


async def boiler(it: Used) -> None:
    # target 1, mode 2, on and off 8
    await it.begin(1 | 2 | 8, state="off", temperature=45, current_temperature=41, min_temp=35, max_temp=75)
    await it.call("turn_on", dp1=True, state="performance")
    await it.call("set_temperature", {"temperature": 60}, dp10=60, temperature=60)
    await it.call("set_operation_mode", {"operation_mode": "off"}, dp1=False, state="off")
    await it.call("set_operation_mode", {"operation_mode": "performance"}, dp1=True, state="performance")
    await it.call("turn_off", dp1=False, state="off")


async def boiler_mode(it: Used) -> None:
    await it.begin(state="eco")
    await it.call("select_option", {"option": "boost"}, dp2="boost", state="boost")


async def kettle(it: Used) -> None:
    await it.begin(1 | 2 | 8, state="off", temperature=85, min_temp=50, max_temp=100)
    await it.call("set_temperature", {"temperature": 100}, dp2="100", temperature=100)
    await it.call("set_temperature", {"temperature": 68}, dp2="65", temperature=65)
    await it.call("turn_on", dp1=True, state="performance")


async def conditioner(it: Used) -> None:
    # target 1, range 2, humidity 4, fan 8, preset 16, swing 32, off 128, on 256, swing horizontal 512
    await it.begin(
        1 | 8 | 32 | 128 | 256 | 512,
        state="off",
        temperature=24,
        current_temperature=26,
        min_temp=16,
        max_temp=30,
        target_temp_step=1.0,
        hvac_modes=["off", "heat", "cool", "dry", "fan_only", "auto"],
    )
    await it.call("set_hvac_mode", {"hvac_mode": "dry"}, dp1=True, dp4="wet", state="dry")
    await it.call("turn_off", dp1=False, state="off")
    await it.call("turn_on", dp1=True, dp4="wet", state="dry")
    await it.call(
        "set_temperature", {"temperature": 21, "hvac_mode": "heat"}, dp2=21, dp4="hot", state="heat", temperature=21
    )
    await it.call("set_temperature", {"temperature": 21.4}, dp2=21, temperature=21)
    await it.call("set_temperature", {"temperature": 19.6}, dp2=20, temperature=20)
    await it.call("set_fan_mode", {"fan_mode": "high"}, dp5="high", fan_mode="high")
    await it.call("set_swing_mode", {"swing_mode": "on"}, dp33=True, swing_mode="on")
    await it.call("set_swing_horizontal_mode", {"swing_horizontal_mode": "on"}, dp34=True, swing_horizontal_mode="on")
    await it.call("set_swing_mode", {"swing_mode": "off"}, dp33=False, swing_mode="off")
    await it.call("set_hvac_mode", {"hvac_mode": "off"}, dp1=False, state="off")
    await it.call("toggle", dp1=True, dp4="hot", state="heat")


async def vent(it: Used) -> None:
    await it.begin(8 | 128 | 256, state="off", hvac_modes=["off", "dry", "fan_only", "auto"], fan_mode="low")
    await it.call("turn_on", dp1=True, state="dry")
    await it.call("set_hvac_mode", {"hvac_mode": "fan_only"}, dp4="wind", state="fan_only")
    await it.call("set_fan_mode", {"fan_mode": "high"}, dp5="high", fan_mode="high")
    await it.call("turn_off", dp1=False, state="off")


async def american(it: Used) -> None:
    # 68 and 66 degrees Fahrenheit, shown in Celsius.
    await it.begin(
        1 | 16 | 128 | 256,
        state="heat",
        temperature=20.0,
        current_temperature=18.9,
        min_temp=5.0,
        max_temp=35.0,
        preset_mode="manual",
        preset_modes=["none", "manual", "program", "holiday"],
        hvac_action="heating",
    )
    # 70.7 in Fahrenheit
    await it.call("set_temperature", {"temperature": 21.5}, dp16=71, temperature=21.7)
    await it.call("set_preset_mode", {"preset_mode": "holiday"}, dp2="holiday", preset_mode="holiday")
    await it.call("set_hvac_mode", {"hvac_mode": "off"}, dp1=False, state="off", hvac_action="off")
    await it.call("turn_on", dp1=True, state="heat")


async def radiator(it: Used) -> None:
    await it.begin(state="heat", temperature=20.0, current_temperature=18.7, target_temp_step=0.5, preset_mode="auto")
    await it.call("set_temperature", {"temperature": 22.5}, dp4=225, temperature=22.5)
    await it.call("set_temperature", {"temperature": 22.3}, dp4=225, temperature=22.5)
    await it.call("set_preset_mode", {"preset_mode": "manual"}, dp2="manual", preset_mode="manual")
    await it.call("turn_on", dp2="manual", state="heat")


def test_climates_and_water_heaters(tmp_path: Path) -> None:
    use(
        tmp_path,
        ("water_heater.boiler", "Boiler", boiler),
        ("select.boiler_mode", "Boiler", boiler_mode),
        ("water_heater.kettle", "Kettle", kettle),
        ("climate.cooler", "Cooler", conditioner),
        ("climate.vent", "Vent", vent),
        ("climate.american", "American", american),
        ("climate.radiator", "Radiator", radiator),
    )


async def bulb(it: Used) -> None:
    await it.begin(0, ignored=OLD, state="off", supported_color_modes=["onoff"])
    await it.call("turn_on", dp1=True, state="on", color_mode="onoff")
    await it.call("toggle", dp1=False, state="off")


async def dimmer(it: Used) -> None:
    await it.begin(0, ignored=OLD, state="off", supported_color_modes=["brightness"])
    await it.call("turn_on", dp20=True, dp22=505, state="on", brightness=129)
    await it.call("turn_on", {"brightness_pct": 100}, dp22=1000, brightness=255)
    await it.call("turn_on", {"brightness": 1}, dp22=10, brightness=3)
    await it.call("turn_on", {"brightness_pct": 50}, dp22=500, brightness=128)
    await it.call("turn_off", dp20=False, state="off")


async def tunable(it: Used) -> None:
    await it.begin(
        4,
        ignored=OLD,
        state="off",
        supported_color_modes=["color_temp"],
        min_color_temp_kelvin=2700,
        max_color_temp_kelvin=6500,
    )
    await it.call(
        "turn_on",
        {"color_temp_kelvin": 4600},
        dp20=True,
        dp23=500,
        state="on",
        color_temp_kelvin=4600,
        color_mode="color_temp",
    )
    await it.call("turn_on", {"effect": "scene"}, dp21="scene", effect="scene")
    await it.call(
        "turn_on",
        {"color_temp_kelvin": 6500, "brightness_pct": 100},
        dp21="white",
        dp23=1000,
        color_temp_kelvin=6500,
        effect=None,
    )
    await it.call("turn_off", dp20=False, state="off")


async def coloured(it: Used) -> None:
    await it.begin(4, ignored=OLD, state="off", supported_color_modes=["hs", "white"])
    await it.call(
        "turn_on",
        {"hs_color": [240, 100]},
        dp20=True,
        dp21="colour",
        dp24="00f003e803e8",
        state="on",
        color_mode="hs",
        hs_color=[240, 100],
    )
    await it.call("turn_on", {"rgb_color": [255, 0, 0]}, dp24="000003e803e8", rgb_color=[255, 0, 0])
    await it.call("turn_on", {"brightness_pct": 50}, dp24="000003e801f4", rgb_color=[255, 0, 0])
    await it.call("turn_on", {"white": 255}, dp21="white", dp22=1000, color_mode="white", brightness=255)
    await it.call("turn_on", {"effect": "scene"}, dp21="scene", effect="scene")
    await it.call("turn_on", {"color_name": "lime"}, dp21="colour", dp24="007803e803e8", effect=None)
    await it.call("turn_off", dp20=False, state="off")


async def strip(it: Used) -> None:
    await it.begin(4, ignored=OLD, state="off", supported_color_modes=["hs"], effect_list=["scene", "music"])
    await it.call("turn_on", {"hs_color": [0, 50], "brightness": 255}, dp20=True, dp24="000001f403e8", state="on")
    await it.call("turn_on", {"effect": "music"}, dp21="music", effect="music")
    await it.call("turn_on", {"brightness_pct": 50}, dp21="colour", dp24="000001f401f4", effect=None)
    await it.call("turn_off", dp20=False, state="off")


async def lamp(it: Used) -> None:
    await it.begin(4, ignored=OLD, state="off", supported_color_modes=["color_temp", "hs"])
    await it.call("turn_on", {"effect": "rainbow"}, dp20=True, dp21="scene", state="on", effect="scene")
    await it.call("turn_on", {"xy_color": [0.15, 0.06]}, dp21="colour", color_mode="hs", effect=None)
    await it.call(
        "turn_on", {"color_temp_kelvin": 2700}, dp21="white", dp23=0, color_mode="color_temp", color_temp_kelvin=2700
    )
    await it.call("turn_off", dp20=False, state="off")


async def ceiling_light(it: Used) -> None:
    await it.begin(4, ignored=OLD, state="off", supported_color_modes=["brightness"])
    await it.call("turn_on", {"brightness_pct": 50}, dp20=True, state="on")
    await it.call("turn_off", dp20=False, state="off")


def test_lights(tmp_path: Path) -> None:
    use(
        tmp_path,
        ("light.bulb", "Bulb", bulb),
        ("light.dimmer", "Dimmer", dimmer),
        ("light.tunable", "Tunable", tunable),
        ("light.coloured", "Coloured", coloured),
        ("light.strip", "Strip", strip),
        ("light.lamp", "Lamp", lamp),
        ("light.ceiling_light", "Ceiling", ceiling_light),
    )


async def plug(it: Used) -> None:
    await it.begin(state="off")
    await it.call("turn_on", dp1=True, state="on")
    await it.call("toggle", dp1=False, state="off")


async def lock(it: Used) -> None:
    await it.begin(state="off")
    await it.call("turn_on", dp41=True, state="on")
    await it.call("turn_off", dp41=False, state="off")


async def countdown(it: Used) -> None:
    await it.begin(state="0", min=0, max=86400, step=1, unit_of_measurement="s")
    await it.call("set_value", {"value": 60}, dp9=60, state="60")


async def calibration(it: Used) -> None:
    await it.begin(state="0.0", min=-5, max=5, step=0.1)
    await it.call("set_value", {"value": -1.5}, dp53=-15, state="-1.5")


async def warning(it: Used) -> None:
    await it.begin(state="21.0", min=0, max=100, unit_of_measurement="°C")
    await it.call("set_value", {"value": 25}, dp52=77, state="25.0")


async def relay(it: Used) -> None:
    await it.begin(state="off", options=["off", "on", "memory"])
    await it.call("select_option", {"option": "memory"}, dp38="memory", state="memory")
    await it.call("select_next", dp38="off", state="off")


async def screen(it: Used) -> None:
    await it.begin(state="Hello", max=20)
    await it.call("set_value", {"value": "Good morning"}, dp50="Good morning", state="Good morning")
    await it.call("set_value", {"value": "[x] {y}"}, dp50="[x] {y}", state="[x] {y}")
    await it.call("set_value", {"value": "true"}, dp50="true", state="true")
    await it.call("set_value", {"value": " 12"}, dp50=" 12")
    await it.call("set_value", {"value": ""}, dp50="", state="")


async def reset(it: Used) -> None:
    await it.begin(state="unknown")
    await it.call("press", dp51=True)


async def feeder(it: Used) -> None:
    await it.begin(state="unknown")
    await it.call("press", dp3=1)


async def portions(it: Used) -> None:
    await it.begin(state="1", min=1, max=12)
    await it.call("set_value", {"value": 4}, dp3=4, state="4")


def test_settings_and_buttons(tmp_path: Path) -> None:
    use(
        tmp_path,
        ("switch.plug_switch_1", "Plug", plug),
        ("switch.plug_child_lock", "Plug", lock),
        ("number.plug_countdown_1", "Plug", countdown),
        ("number.plug_calibration", "Plug", calibration),
        ("number.plug_upper_temperature_limit", "Plug", warning),
        ("select.plug_state_after_power_loss", "Plug", relay),
        ("text.plug_screen_text", "Plug", screen),
        ("button.plug_factory_reset", "Plug", reset),
        ("button.feeder_feed", "Feeder", feeder),
        ("number.feeder_feed_portions", "Feeder", portions),
    )


def test_what_nobody_knows_yet_is_unknown_and_no_fault(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        async with housing(tmp_path) as house, mosquitto(tmp_path) as broker:
            for name, model in DEVICES.items():
                silent = replace(model, points=tuple(replace(point, initial=None) for point in model.points))
                await house.add(silent, name=name, allowed=("*",), dialect={"has_no_state": True})
            async with house.hub(knowledge=Described(house)) as hub:
                await all_online(hub)
                async with told(home, hub, broker.plain):
                    states = await shown(
                        home,
                        lambda states: (
                            len({entity.split(".")[1].split("_")[0] for entity in states}) == len(DEVICES)
                            and "unavailable" not in {state for state, _ in states.values()}
                        ),
                    )
                    # A text that is unknown is empty: Home Assistant knows no other.
                    assert {state for entity, (state, _) in states.items() if entity[:5] != "text."} == {"unknown"}
                    assert states["text.plug_screen_text"][0] in {"", "unknown"}
                    # Each begins to speak in its own time.
                    for name in DEVICES:
                        virtual = house.virtual(name)
                        known = {point.id: point.initial for point in DEVICES[name].points if point.initial is not None}
                        virtual.push(known)
                    await shown(
                        home,
                        lambda states: (
                            "unknown"
                            not in {state for entity, (state, _) in states.items() if not entity.startswith(SILENT)}
                        ),
                    )
            assert await asyncio.to_thread(home.log) == []

    with open_home() as home:
        run(body(home), timeout=60.0)


SURPRISES: dict[str, dict[int, bool | int | str]] = {
    "Fan": {2: "odd", 3: "odder"}, "Ceiling": {62: 9, 63: "odd"}, "Air": {3: "odd", 4: 120}, "Mist": {13: 90, 23: "odd", 24: "odd"},
    "Dryer": {4: "odd", 5: "odd", 6: "odd"}, "Robot": {4: "odd", 5: "odd", 14: "odd"}, "Siren": {1: "odd", 5: "odd", 7: 50, 21: "9"},
    "Horn": {102: "odd", 103: 500, 116: 200}, "Degree": {2: 130}, "Boiler": {2: "odd", 10: 99}, "Kettle": {2: "70"},
    "Blind": {1: "odd", 3: 120, 12: 200}, "Dimmer": {22: 2000}, "Tunable": {21: "odd", 23: 2000}, "Coloured": {21: "odd", 24: "x"},
    "Strip": {21: "odd"}, "Cooler": {2: 60, 4: "odd", 5: "odd"}, "American": {2: "odd", 16: 150, 36: "odd"}, "Radiator": {2: "odd", 4: 900},
    "Plug": {9: 99999, 38: "odd", 50: "x" * 300, 52: 300}, "Feeder": {3: 20, 4: "odd"},
}  # fmt: skip
"""What devices say that nobody said they could."""


def test_what_nobody_expected_is_shown_once_it_is_described_and_no_fault(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        async with housing(tmp_path) as house, mosquitto(tmp_path) as broker:
            for name in SURPRISES:
                await house.add(DEVICES[name], name=name, allowed=("*",))
            async with house.hub(knowledge=Described(house)) as hub:
                await all_online(hub)
                async with told(home, hub, broker.plain):
                    await shown(
                        home,
                        lambda states: (
                            len({entity.split(".")[1].split("_")[0] for entity in states}) == len(SURPRISES)
                            and "unavailable" not in {state for state, _ in states.values()}
                        ),
                    )
                    # Alone, without a word that makes the whole device be described anew.
                    house.virtual("Mist").push({13: SURPRISES["Mist"][13]})
                    await shown(home, lambda states: states["humidifier.mist"][1]["humidity"] == SURPRISES["Mist"][13])
                    for name, dps in SURPRISES.items():
                        for dp, value in dps.items():
                            house.virtual(name).push({dp: value})
                    await shown(
                        home,
                        lambda states: (
                            states["fan.fan"][1]["preset_mode"] == "odd"
                            and states["humidifier.mist"][1]["mode"] == "odd"
                            and states["humidifier.mist"][1]["humidity"] == 90
                            and states["siren.siren"][1]["tone"] == 9
                            and states["siren.horn"][1]["tone"] == "odd"
                            and states["climate.cooler"][1]["fan_mode"] == "odd"
                            and states["climate.american"][1]["preset_mode"] == "odd"
                            and states["select.mist_level"][0] == "odd"
                            and states["number.plug_countdown_1"][0] == "99999"
                            and states["sensor.feeder_feeding"][0] == "odd"
                        ),
                    )
            assert await asyncio.to_thread(home.log) == []

    with open_home() as home:
        run(body(home), timeout=60.0)
