"""Which forms there are, and which of them a data point has, by its code and by what it reports."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar, cast

from tuyalan.model.forms.alarm import ALARMS
from tuyalan.model.forms.colour import COLOUR_HSV, COLOUR_JSON, COLOUR_JSON_OLD, COLOUR_RGB, COLOUR_RGB_HSV
from tuyalan.model.forms.countdown import COUNTDOWN_WORD
from tuyalan.model.forms.gradual import GRADUAL
from tuyalan.model.forms.inching import INCHING
from tuyalan.model.forms.infrared import IR_COMMAND
from tuyalan.model.forms.light_timers import LIGHT_CYCLES, LIGHT_TIMERS
from tuyalan.model.forms.meals import MEALS, MEALS_SHORT
from tuyalan.model.forms.message import MESSAGE
from tuyalan.model.forms.phase import PHASE
from tuyalan.model.forms.power_memory import POWER_MEMORY
from tuyalan.model.forms.pulses import CODE, COMPRESSED_CODE
from tuyalan.model.forms.radio import RF_CODE, RF_COMMAND
from tuyalan.model.forms.rhythm import FADE_PLANS, RHYTHM
from tuyalan.model.forms.scene import SCENE, SCENE_OLD
from tuyalan.model.forms.timers import CYCLE_TIMERS, TIMERS
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.form import Form

T = TypeVar("T")


def _open(form: Form[T]) -> Form[object]:
    """Forget the type of the values: who builds converts to `value_type` first."""
    return cast("Form[object]", form)


_ALL: Final = (
    _open(COLOUR_HSV),
    _open(COLOUR_RGB_HSV),
    _open(COLOUR_RGB),
    _open(COLOUR_JSON),
    _open(COLOUR_JSON_OLD),
    _open(SCENE),
    _open(SCENE_OLD),
    _open(GRADUAL),
    _open(POWER_MEMORY),
    _open(TIMERS),
    _open(CYCLE_TIMERS),
    _open(LIGHT_TIMERS),
    _open(LIGHT_CYCLES),
    _open(RHYTHM),
    _open(FADE_PLANS),
    _open(INCHING),
    _open(ALARMS),
    _open(MEALS),
    _open(MEALS_SHORT),
    _open(COUNTDOWN_WORD),
    _open(MESSAGE),
    _open(PHASE),
    _open(IR_COMMAND),
    _open(CODE),
    _open(COMPRESSED_CODE),
    _open(RF_COMMAND),
    _open(RF_CODE),
)

FORMS: Final[Mapping[str, Form[object]]] = MappingProxyType({form.name: form for form in _ALL})
"""Every form by its name."""

_COLOURS: Final = ("colour_hsv", "colour_rgb_hsv", "colour_rgb")

CANDIDATES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # Segments of strips, of no known layout.
        "colour_data_raw": (),
        "colour_data_v2": (*_COLOURS, "colour_json"),
        "colour_data": (*_COLOURS, "colour_json_old", "colour_json"),
        "color_data": (*_COLOURS, "colour_json_old", "colour_json"),
        "scene_data_v2": ("scene",),
        "scene_data": ("scene", "scene_old"),
        "flash_scene": ("scene_old",),
        "control_data": ("gradual",),
        "music_data": ("gradual",),
        "power_memory": ("power_memory",),
        "rhythm_mode": ("rhythm",),
        "sleep_mode": ("fade_plans",),
        "wakeup_mode": ("fade_plans",),
        "cycle_timing": ("light_cycles", "cycle_timers"),
        "random_timing": ("light_timers", "timers"),
        "cycle_time": ("cycle_timers",),
        "cycletime": ("cycle_timers",),
        "random_time": ("timers",),
        "randomtime": ("timers",),
        "normal_time": ("timers",),
        "normaltime": ("timers",),
        "switch_inching": ("inching",),
        "alarm_set": ("alarms",),
        "meal_plan": ("meals", "meals_short"),
        "alarm_message": ("message",),
        "initiative_message": ("message",),
        "movement_detect_pic": ("message",),
        "doorbell_pic": ("message",),
        "countdown": ("countdown_word",),
        "phase_": ("phase",),
        "ir_send": ("ir_command", "rf_command"),
        # The plain layout takes nearly any bytes, so it comes last.
        "ir_study_code": ("rf_code", "ir_code_compressed", "ir_code"),
        "study_code": ("ir_code_compressed", "ir_code"),
        "key_study": ("ir_code",),
    }
)
"""Forms by the beginning of codes in small letters; the first that fits wins, in both columns."""

_PACKED: Final = frozenset({Kind.TEXT, Kind.RAW, Kind.COMPOSITE})
_WORDS: Final = frozenset({"countdown_word"})
"""Forms of the words of a choice; all others are of text and raw."""
_LETTERS: Final = frozenset(
    {
        *(name for name in FORMS if name.startswith("colour_")),
        "scene",
        "scene_old",
        "gradual",
        "meals_short",
        "countdown_word",
        "ir_command",
        "rf_command",
    }
)
"""Forms of texts that are no base64, which is what points of bytes report as a rule."""


def form_for(code: str, kind: Kind, text: str) -> Form[object] | None:
    """Return the form of a data point.

    Args:
        code: The maker's word for it, for example `colour_data_v2`.
        kind: What sort of value it holds; numbers, bitmaps and truth values have no form.
        text: What it reported last. If empty and no candidate takes that, the first candidate that values of the kind
            can have is the answer: some data points are only written.

    Returns:
        The first candidate that the text fits; `None` if there is none, and the value stays raw.
    """
    candidates = [FORMS[name] for name in _list_candidates(code.lower()) if _is_of(name, kind)]
    fitting = (form for form in candidates if form.fits(text))
    probable = (form for form in candidates if not text and (kind is not Kind.RAW or form.name not in _LETTERS))
    return next(fitting, None) or next(probable, None)


def _list_candidates(code: str) -> tuple[str, ...]:
    return next((names for beginning, names in CANDIDATES.items() if code.startswith(beginning)), ())


def _is_of(name: str, kind: Kind) -> bool:
    return kind in _PACKED or (kind is Kind.CHOICE and name in _WORDS)
