"""All recipes, in the order in which they may take properties: what is made of more comes before what is made of less."""

from __future__ import annotations

from typing import Final

from tuyalan.model.features import (
    alarm,
    climate,
    cover,
    fan,
    feeder,
    gateway,
    humidity,
    infrared,
    light,
    lock,
    meter,
    siren,
    switch,
    vacuum,
    valve,
    water_heater,
)

RECIPES: Final = (
    *alarm.RECIPES,
    *lock.RECIPES,
    *vacuum.RECIPES,
    *feeder.RECIPES,
    *infrared.RECIPES,
    *gateway.RECIPES,
    *valve.METERED_RECIPES,
    *cover.RECIPES,
    *water_heater.RECIPES,
    *humidity.RECIPES,
    *climate.RECIPES,
    *fan.RECIPES,
    *valve.RECIPES,
    *light.RECIPES,
    *cover.BARE_RECIPES,
    *siren.RECIPES,
    *switch.RECIPES,
    *meter.RECIPES,
)
"""Recipes of categories that fit the device come before all others, whatever their place here."""
