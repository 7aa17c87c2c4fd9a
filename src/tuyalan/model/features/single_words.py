"""Words of single properties: what says that something is there, is pressed, or happens."""

from __future__ import annotations

from typing import Final

SENSED: Final = frozenset(
    {
        "battery", "battery_charging", "carbon_monoxide", "connectivity", "door", "gas", "moisture", "motion",
        "occupancy", "opening", "problem", "safety", "smoke", "tamper", "vibration", "window",
    }
)  # fmt: skip
"""Device classes of what can only be sensed, even where a device claims that it can be written."""
ON_WORDS: Final = frozenset(
    {
        "1", "alarm", "alarming", "detected", "fault", "leak", "low", "motion", "move", "moving", "on", "open",
        "opened", "pir", "presence", "true", "vibration", "yes",
    }
)  # fmt: skip
"""Words of two-word choices that say that what is sensed is there."""
OFF_WORDS: Final = frozenset(
    {
        "0", "clear", "close", "closed", "dry", "false", "high", "no", "no_leak", "none", "normal", "off", "static",
        "still", "middle",
    }
)  # fmt: skip
"""Words of choices that say that it is not."""
PRESSED: Final = frozenset({"clear", "format", "reset", "restart", "seek", "stop"})
"""Words of codes of what is pressed rather than switched on."""
CLICKS: Final = frozenset({"click", "double_click", "long_press", "press", "short_press", "single_click"})
"""Words of choices of buttons; one of them makes the property an event."""
HAPPENINGS: Final = (
    "alarm_message", "alarm_msg", "decibel_upload", "doorbell_active", "doorbell_call", "doorbell_pic", "hijack",
    "initiative_message", "lock_record", "movement_detect_pic", "sos_state", "unlock_",
)  # fmt: skip
"""Beginnings of the codes of what happens, as against what is; each report is one more."""
QUIET: Final = ("unlock_method_", "unlock_offline_", "unlock_request")
"""Beginnings that are none in spite of that: bookkeeping of locks."""
