"""Infrared in Home Assistant, of releases that have it; loaded by `inside.py`, in the same environment.

{"do": "send", "entity": ..., "address": 4, "command": 8} -> {"timings": [9000, -4500, ...]}   an NEC code was sent
{"do": "listen", "entity": ...}                           -> {}     what a receiver hears is kept from now on
{"do": "heard"}                                           -> {"heard": [[9000, -4500, ...]]}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeassistant.components import infrared
from infrared_protocols.commands.nec import NECCommand

if TYPE_CHECKING:
    from homeassistant import core


class Remote:
    """What integrations do that steer television sets."""

    def __init__(self, hass: core.HomeAssistant) -> None:
        self.hass = hass
        self.heard: list[list[int]] = []

    async def answer(self, ask: dict) -> dict:
        """Do one thing."""
        match ask["do"]:
            case "send":
                code = NECCommand(address=ask["address"], command=ask["command"], repeat_count=1)
                await infrared.async_send_command(self.hass, ask["entity"], code)
                return {"timings": code.get_raw_timings()}
            case "listen":
                infrared.async_subscribe_receiver(self.hass, ask["entity"], self.hear)
                return {}
        return {"heard": self.heard}

    def hear(self, signal: infrared.InfraredReceivedSignal) -> None:
        """Keep one signal."""
        self.heard.append(signal.timings)
