"""The MQTT face of the hub: a bridge to the owner's broker, or to one that is started for it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.bridge.bridge import Bridge
from tuyalan.bridge.builtin import BuiltInBroker
from tuyalan.bridge.herald import Herald
from tuyalan.bridge.introducing import make_herald
from tuyalan.bridge.settings import make_settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tuyalan.bridge.introducing import HeraldSettings
    from tuyalan.bridge.settings import BridgeSettings
    from tuyalan.config import MqttSettings, Settings
    from tuyalan.fleet.hub import Hub

_log: Final = logging.getLogger("tuyalan.app")


class MqttFace:
    """Speaks MQTT for a hub."""

    def __init__(
        self,
        mqtt: MqttSettings,
        *,
        herald: HeraldSettings | None = None,
        stop: Callable[[], None],
        reload: Callable[[], Awaitable[None]],
    ) -> None:
        """Take how to speak.

        Args:
            mqtt: The settings.
            herald: How Home Assistant is told; `None`: it is not.
            stop: Ends the process in order.
            reload: Reads settings and devices again.

        Raises:
            ConfigError: the settings make no sense.
        """
        self._stop = stop
        self._reload = reload
        self._settings = None if is_own(mqtt) else make_settings(mqtt)
        self._mqtt = mqtt
        self._herald = herald
        self.address: str = ""
        """The broker, once it is known."""

    async def run(self, hub: Hub) -> None:
        """Serve until cancelled.

        Raises:
            ConfigError: certificates cannot be read, or what speaks MQTT is not installed.
            BrokerError: our own broker does not start.
            RivalError: another bridge holds the base topic.
        """
        if self._settings is not None:
            self.address = str(self._settings.broker)
            await self._make_bridge(self._settings).run(hub)
            return
        async with BuiltInBroker(port=self._mqtt.own_port) as broker:
            self.address = str(broker.address)
            _log.info(
                "a broker listens at %s for MQTT 5, and at port %s for 3.1.1, on this machine only",
                self.address,
                broker.old_port,
            )
            settings = make_settings(msgspec.structs.replace(self._mqtt, broker=self.address))
            await self._make_bridge(settings).run(hub)

    def _make_bridge(self, settings: BridgeSettings) -> Bridge:
        bridge = Bridge(settings, restart=self._stop, reload=self._reload)
        if self._herald is not None:
            bridge.add_companion(Herald(bridge, self._herald))
        return bridge


def make_face(
    settings: Settings, *, stop: Callable[[], None], reload: Callable[[], Awaitable[None]]
) -> MqttFace | None:
    """Return the face that the settings call for; `None` if they name no broker.

    Raises:
        ConfigError: they make no sense.
    """
    mqtt, told = settings.mqtt, settings.homeassistant
    if not (mqtt.broker or mqtt.own_broker):
        return None
    return MqttFace(mqtt, herald=make_herald(told) if told.enabled else None, stop=stop, reload=reload)


def is_own(mqtt: MqttSettings) -> bool:
    """Tell whether a broker is to be started."""
    return mqtt.own_broker and not mqtt.broker
