"""What a feature may be asked to do, for tests over all products: every sort of wish that its own lists allow."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from tuyalan.errors import BadValueError
from tuyalan.model.features import (
    Alarm,
    Button,
    Climate,
    Cover,
    Fan,
    Feeder,
    Humidifier,
    Infrared,
    Light,
    Lock,
    Number,
    Select,
    Siren,
    Switch,
    Vacuum,
    Valve,
    WaterHeater,
)
from tuyalan.model.forms.colour import Colour
from tuyalan.model.forms.pulses import Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tuyalan.model.features.feature import Feature, Plan

    Wish = Callable[[], Plan]


def list_plans(feature: Feature) -> Iterator[Plan]:
    """Yield what comes of each wish; those that the feature refuses are left out."""
    for wish in _list_wishes(feature):
        with suppress(BadValueError):
            yield wish()


def _list_wishes(feature: Feature) -> Iterator[Wish]:  # noqa: C901, PLR0912 - one case a kind
    match feature:
        case Switch():
            yield from (feature.plan_on, feature.plan_off)
        case Light():
            yield from (feature.plan_on, feature.plan_off)
            yield partial(feature.plan_on, brightness=0.37)
            yield partial(feature.plan_on, kelvin=3333, brightness=1.0)
            yield partial(feature.plan_on, colour=Colour(33, 47.1, 12.3))
            yield from (partial(feature.plan_on, effect=each) for each in feature.effects)
        case Cover():
            yield from (feature.plan_open, feature.plan_close, feature.plan_stop)
            yield partial(feature.plan_position, 37)
            yield partial(feature.plan_tilt, 50)
        case Climate():
            yield from (partial(feature.plan_mode, each) for each in feature.modes)
            yield from (partial(feature.plan_preset, each) for each in feature.presets)
            yield from (partial(feature.plan_fan, each) for each in feature.fans)
            yield from (partial(feature.plan_swing, each) for each in feature.swings)
            yield from (partial(feature.plan_swing_horizontal, each) for each in feature.swings_horizontal)
        case Fan():
            yield from (feature.plan_on, feature.plan_off, feature.plan_oscillate, feature.plan_still)
            yield from (feature.plan_forward, feature.plan_reverse)
            yield from (partial(feature.plan_on, percent=each) for each in (1, 37, 100))
            yield from (partial(feature.plan_on, preset=each) for each in feature.presets)
        case Humidifier():
            yield from (feature.plan_on, feature.plan_off)
            yield from (partial(feature.plan_mode, each) for each in feature.modes)
            yield from (partial(feature.plan_fan, each) for each in feature.fans)
            yield from (partial(feature.plan_target, each) for each in feature.span)
        case Vacuum():
            yield from (feature.plan_start, feature.plan_pause, feature.plan_stop, feature.plan_home)
            yield from (feature.plan_spot, feature.plan_locate)
            yield from (partial(feature.plan_suction, each) for each in feature.suctions)
            yield from (partial(feature.plan_mode, each) for each in feature.modes)
        case Lock():
            yield from (feature.plan_lock, feature.plan_unlock)
        case Siren():
            yield from (feature.plan_on, feature.plan_off)
            yield from (partial(feature.plan_on, tone=each, volume=0.4) for each in feature.tones)
        case Valve():
            yield from (feature.plan_open, feature.plan_close)
            yield partial(feature.plan_position, 37)
        case WaterHeater():
            yield from (feature.plan_on, feature.plan_off)
            yield from (partial(feature.plan_mode, each) for each in feature.modes)
        case Feeder():
            yield feature.plan_feed
        case Alarm():
            yield from (partial(feature.plan_mode, each) for each in feature.modes)
        case Infrared():
            yield from (feature.plan_learn, feature.plan_learn_end)
            yield partial(feature.plan_send, Signal(pulses=(9000, 4500, 560)))
        case Number():
            low = feature.main.minimum
            yield partial(feature.plan_value, 0 if low is None else low)
        case Select():
            yield from (partial(feature.plan_option, each) for each in feature.options)
        case Button():
            yield feature.plan_press
        case _:
            pass
