"""What has a switch that does nothing else: plugs, lights, fans, thermostats, humidifiers, water heaters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.model.features.feature import Feature

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Plan


class Switched(Feature, frozen=True, kw_only=True):
    """Something that is switched on and off, by the property in the role `switch`."""

    def plan_on(self) -> Plan:
        """Plan to switch it on."""
        return {self.need("switch", "switch").code: True}

    def plan_off(self) -> Plan:
        """Plan to switch it off."""
        return {self.need("switch", "switch").code: False}
