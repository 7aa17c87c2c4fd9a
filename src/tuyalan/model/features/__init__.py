"""Features: what people think of as one thing in a device, made of its properties."""

from __future__ import annotations

from tuyalan.model.features.alarm import Alarm, AlarmMode, AlarmState
from tuyalan.model.features.climate import Climate, ClimateAction, ClimateMode, ClimateState
from tuyalan.model.features.composing import compose
from tuyalan.model.features.cover import Cover, CoverState, Motion
from tuyalan.model.features.fan import Fan, FanState, Purifier
from tuyalan.model.features.feature import Feature, FeatureKind, Plan, State, Values
from tuyalan.model.features.feeder import Feeder, FeederState
from tuyalan.model.features.gateway import Gateway
from tuyalan.model.features.humidity import Dehumidifier, Humidifier, HumidifierState
from tuyalan.model.features.infrared import Infrared, InfraredState, Radio, RadioState
from tuyalan.model.features.light import Light, LightMode, LightState
from tuyalan.model.features.lock import Lock, LockState
from tuyalan.model.features.meter import Meter, MeterState
from tuyalan.model.features.single import (
    BinarySensor,
    BinarySensorState,
    Button,
    Event,
    EventState,
    Number,
    NumberState,
    Select,
    SelectState,
    Sensor,
    SensorState,
    Text,
    TextState,
)
from tuyalan.model.features.siren import Siren, SirenState
from tuyalan.model.features.switch import Switch, SwitchState
from tuyalan.model.features.vacuum import Vacuum, VacuumActivity, VacuumState
from tuyalan.model.features.valve import Valve, ValveState
from tuyalan.model.features.water_heater import WaterHeater, WaterHeaterState

__all__ = [
    "Alarm",
    "AlarmMode",
    "AlarmState",
    "BinarySensor",
    "BinarySensorState",
    "Button",
    "Climate",
    "ClimateAction",
    "ClimateMode",
    "ClimateState",
    "Cover",
    "CoverState",
    "Dehumidifier",
    "Event",
    "EventState",
    "Fan",
    "FanState",
    "Feature",
    "FeatureKind",
    "Feeder",
    "FeederState",
    "Gateway",
    "Humidifier",
    "HumidifierState",
    "Infrared",
    "InfraredState",
    "Light",
    "LightMode",
    "LightState",
    "Lock",
    "LockState",
    "Meter",
    "MeterState",
    "Motion",
    "Number",
    "NumberState",
    "Plan",
    "Purifier",
    "Radio",
    "RadioState",
    "Select",
    "SelectState",
    "Sensor",
    "SensorState",
    "Siren",
    "SirenState",
    "State",
    "Switch",
    "SwitchState",
    "Text",
    "TextState",
    "Vacuum",
    "VacuumActivity",
    "VacuumState",
    "Values",
    "Valve",
    "ValveState",
    "WaterHeater",
    "WaterHeaterState",
    "compose",
]
