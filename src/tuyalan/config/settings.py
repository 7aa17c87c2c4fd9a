"""What can be set, with defaults, bounds and meanings; the documentation of settings is made of this.

A section is a frozen struct and a field of `Settings`. Each of its fields is `Annotated` with a `Meta` that says what it
does and what it may be; `extra={"secret": True}` keeps its value out of everything that is shown.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from tuyalan.config.homeassistant import HomeAssistantSettings
from tuyalan.config.mqtt import MqttSettings

_DAY: Final = 86400.0


class HubSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The hub itself: which devices it keeps, how gently, and what it remembers."""

    devices: Annotated[
        str,
        Meta(description="The file with your devices; empty: `devices.json` in your configuration folder."),
    ] = ""
    state: Annotated[
        str,
        Meta(
            description="The file in which last values, energy totals and what was learnt survive a restart; empty: "
            "`hub.db` in the state folder of the user or the service."
        ),
    ] = ""
    state_interval: Annotated[
        float,
        Meta(
            ge=1,
            le=_DAY,
            description="Seconds that changes are gathered before they are written: what a power cut may cost. "
            "Longer spares memory cards.",
        ),
    ] = 60.0
    show: Annotated[
        Literal["nothing", "events", "values"],
        Meta(
            description="What `tuyalan serve` prints: nothing, what happens to devices, or each change of a value too."
        ),
    ] = "events"
    beacons: Annotated[
        bool,
        Meta(
            description="Hear announcements all the time, to tell of devices that are not known. Devices that are away are "
            "listened for in any case."
        ),
    ] = True
    max_connecting: Annotated[
        int,
        Meta(
            ge=1,
            le=1000,
            description="Connections being opened at the same time; more is a storm for small access points.",
        ),
    ] = 64
    session_gap: Annotated[
        float,
        Meta(ge=0, le=60, description="Seconds between two sessions with one device; firmware needs up to one."),
    ] = 1.0
    connect_timeout: Annotated[float, Meta(gt=0, le=300, description="Seconds for a TCP connection.")] = 5.0
    request_timeout: Annotated[
        float, Meta(gt=0, le=300, description="Seconds for a write or a question, waiting for a connection included.")
    ] = 15.0
    reconnect_cap: Annotated[
        float, Meta(ge=1, le=3600, description="The longest pause between two attempts to reach a device, seconds.")
    ] = 60.0
    write_interval: Annotated[
        float,
        Meta(ge=0, le=10, description="The shortest time between two writes to one device, seconds."),
    ] = 0.05


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All settings by section."""

    hub: HubSettings = HubSettings()
    mqtt: MqttSettings = MqttSettings()
    homeassistant: HomeAssistantSettings = HomeAssistantSettings()


SECTIONS: Final[dict[str, type[msgspec.Struct]]] = {
    "hub": HubSettings,
    "mqtt": MqttSettings,
    "homeassistant": HomeAssistantSettings,
}
"""The sections by name, in the order of the documentation."""
