"""Features: what people think of as one thing in a device, made of its properties."""

from __future__ import annotations

from tuyalan.model.features.composing import compose
from tuyalan.model.features.feature import Feature, FeatureKind, Plan, State, Values
from tuyalan.model.features.light import Light, LightMode, LightState
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
from tuyalan.model.features.switch import Switch, SwitchState

__all__ = [
    "BinarySensor",
    "BinarySensorState",
    "Button",
    "Event",
    "EventState",
    "Feature",
    "FeatureKind",
    "Light",
    "LightMode",
    "LightState",
    "Number",
    "NumberState",
    "Plan",
    "Select",
    "SelectState",
    "Sensor",
    "SensorState",
    "State",
    "Switch",
    "SwitchState",
    "Text",
    "TextState",
    "Values",
    "compose",
]
