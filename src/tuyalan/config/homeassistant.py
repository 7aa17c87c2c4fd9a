"""The settings of what Home Assistant is told."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta


class HomeAssistantSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How devices are announced to Home Assistant, on the broker of the section `mqtt`."""

    enabled: Annotated[bool, Meta(description="Announce all devices, so that Home Assistant shows them by itself.")] = (
        True
    )
    prefix: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=200,
            pattern=r"^[^+#\x00/]+(/[^+#\x00/]+)*$",
            description="The base topic of discovery, as it is set in Home Assistant.",
        ),
    ] = "homeassistant"
    status_topic: Annotated[
        str,
        Meta(
            max_length=200,
            pattern=r"^[^+#\x00]*$",
            description="Where Home Assistant says `online` when it has started; empty: it does not.",
        ),
    ] = "homeassistant/status"
    release: Annotated[
        str,
        Meta(
            pattern=r"^20\d\d\.(1[0-2]|[1-9])$",
            description="Your release of Home Assistant, or an older one. From `2026.6` on, commands expire; from `2026.8` "
            "on, other integrations can use infrared blasters; from `2026.11` on, channels of strips become devices of "
            "their own.",
        ),
    ] = "2025.4"
