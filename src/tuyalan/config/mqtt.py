"""The settings of MQTT: which broker, how to be let in, and how devices are shown there."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class MqttSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The broker, and how devices are shown there."""

    broker: Annotated[
        str,
        Meta(description="The address of the broker: `mqtt://host`, `mqtts://`, `ws://` or `wss://`; empty: no MQTT."),
    ] = ""
    own_broker: Annotated[
        bool,
        Meta(description="Without `broker`: start a broker on this machine, on loopback only, for trying things out."),
    ] = False
    own_port: Annotated[int, Meta(ge=0, le=65_535, description="Its port; 0: any that is free.")] = 1883
    username: Annotated[str, Meta(description="The user name at the broker.")] = ""
    password: Annotated[
        str,
        Meta(
            description="The password at the broker; better in `password_file` or the variable TUYALAN_MQTT_PASSWORD.",
            extra={"secret": True},
        ),
    ] = ""
    password_file: Annotated[str, Meta(description="A file with the password and nothing else.")] = ""
    ca_file: Annotated[
        str, Meta(description="The certificate of a private authority, PEM; empty: those that the system trusts.")
    ] = ""
    certificate_file: Annotated[str, Meta(description="Your own certificate, PEM, where the broker wants one.")] = ""
    key_file: Annotated[str, Meta(description="Its key, PEM, if it is in a file of its own.")] = ""
    protocol: Annotated[
        Literal["auto", "5", "3.1.1"],
        Meta(description="The version of MQTT; `auto` is 5, and 3.1.1 where the broker has no more."),
    ] = "auto"
    client_id: Annotated[str, Meta(description="What the broker knows the bridge by; empty: a random one.")] = ""
    keepalive: Annotated[
        int, Meta(ge=5, le=3600, description="Seconds after which a broker that is gone is noticed, more or less.")
    ] = 30
    base_topic: Annotated[str, Meta(description="Where everything is published; one bridge for each.")] = "tuyalan"
    qos: Annotated[int, Meta(ge=0, le=2, description="The QoS of states; everything seldom has 1.")] = 0
    retain: Annotated[bool, Meta(description="Let the broker store states for those who come later.")] = True
    raw: Annotated[
        bool,
        Meta(description="Publish raw values as well, each on `<device>/dps/<number>`; setting them always works."),
    ] = False
    layout: Annotated[
        Literal["none", "tuya-mqtt", "rustuya-bridge", "custom"],
        Meta(
            description="Speak as another bridge does as well: its topics, raw values, its commands. `custom` takes the "
            "templates below."
        ),
    ] = "none"
    layout_root: Annotated[
        str,
        Meta(
            description="What its topics begin with; empty: `tuya`, `rustuya`, or of `custom` the base topic with `-raw`."
        ),
    ] = ""
    layout_topic: Annotated[
        str,
        Meta(
            description="Of `custom`: where values are published. Templates name `{root}`, `{id}`, `{name}`, `{cid}`, "
            "`{dp}`, `{type}`, `{value}`, `{dps}`, `{time}`."
        ),
    ] = "{root}/{name}/dp/{dp}"
    layout_payload: Annotated[
        str,
        Meta(description="Of `custom`: what is published, once for each value if it or the topic names one."),
    ] = "{value}"
    layout_command: Annotated[
        str, Meta(description="Of `custom`: where commands come in; it names `{root}`, `{id}`, `{name}` or `{dp}`.")
    ] = "{root}/{name}/dp/{dp}/set"
    max_waiting: Annotated[
        int, Meta(ge=0, le=100_000, description="Events and answers that wait while the broker is away.")
    ] = 1000
    max_age: Annotated[
        float, Meta(ge=0, le=86_400, description="Seconds after which what waits is not worth telling any more.")
    ] = 300.0
    reconnect_cap: Annotated[
        float, Meta(ge=1, le=3600, description="The longest pause between two attempts to reach the broker, seconds.")
    ] = 4.0
    health_interval: Annotated[
        float, Meta(ge=1, le=86_400, description="Seconds between two reports on `bridge/health`.")
    ] = 60.0

    def __repr__(self) -> str:
        """Show nothing: among it is what opens the broker."""
        return "MqttSettings(...)"
