"""The settings of the MQTT bridge, made of what the owner configured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tuyalan.bridge.broker import Broker, Login, parse_address, read_password
from tuyalan.bridge.mirror import LAYOUTS, Layout, Mirror, Report
from tuyalan.bridge.publishing import Manner
from tuyalan.bridge.topics import DEFAULT_BASE, check_base
from tuyalan.errors import ConfigError

if TYPE_CHECKING:
    from tuyalan.config.mqtt import MqttSettings


class BridgeSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How the bridge behaves."""

    broker: Broker
    base: str = DEFAULT_BASE
    """The base topic."""
    manner: Manner = Manner()
    """How states are published."""
    layout: Layout | None = None
    """Another bridge's topics that are spoken as well."""
    max_waiting: int = 1000
    """Events and answers kept while the broker is away."""
    max_age: float = 300.0
    """How old they may become there, seconds."""
    reconnect_cap: float = 4.0
    """The longest pause between two attempts to reach the broker, seconds; the first comes within one."""
    health_interval: float = 60.0
    """How often `bridge/health` is published, seconds."""
    command_timeout: float | None = None
    """How long a device may take to confirm a command, seconds; the hub's own time if `None`."""


def make_settings(mqtt: MqttSettings) -> BridgeSettings:
    """Make the bridge's settings of those of the configuration; reads the password file.

    Raises:
        ConfigError: the address or the base topic is none, or the password file cannot be read.
    """
    return BridgeSettings(
        broker=make_broker(mqtt),
        base=check_base(mqtt.base_topic),
        manner=Manner(qos=mqtt.qos, retain=mqtt.retain, raw=mqtt.raw),
        layout=make_layout(mqtt),
        max_waiting=mqtt.max_waiting,
        max_age=mqtt.max_age,
        reconnect_cap=mqtt.reconnect_cap,
        health_interval=mqtt.health_interval,
    )


def make_layout(mqtt: MqttSettings) -> Layout | None:
    """Return the layout of another bridge that the owner wants as well; `None` if none is.

    Raises:
        ConfigError: a template names what there is not.
    """
    if mqtt.layout == "none":
        return None
    layout = LAYOUTS.get(mqtt.layout) or Layout(
        root=f"{mqtt.base_topic}-raw",
        reports=(Report(mqtt.layout_topic, mqtt.layout_payload),),
        commands=(mqtt.layout_command,) if mqtt.layout_command else (),
    )
    if mqtt.layout_root:
        layout = msgspec.structs.replace(layout, root=check_base(mqtt.layout_root))
    Mirror(layout)
    return layout


def make_broker(mqtt: MqttSettings) -> Broker:
    """Return the broker that the owner configured.

    Raises:
        ConfigError: the address is none, there is a password but no user name, or the password file cannot be read.
    """
    broker = parse_address(mqtt.broker)
    password = read_password(Path(mqtt.password_file)) if mqtt.password_file else mqtt.password
    username = mqtt.username or (broker.login.username if broker.login else "")
    if password and not username:
        raise ConfigError("there is a password for the broker, but no user name", hint="Set mqtt.username.")
    return msgspec.structs.replace(
        broker,
        login=Login(username, password) if username else None,
        ca_file=mqtt.ca_file,
        certificate_file=mqtt.certificate_file,
        key_file=mqtt.key_file,
        protocol=mqtt.protocol,
        client_id=mqtt.client_id,
        keepalive=mqtt.keepalive,
    )
