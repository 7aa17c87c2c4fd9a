"""Home Assistant's own code, asked over a pipe. Runs in an environment of its own, where Tuyalan is not installed.

One JSON object a line on the standard input, one answer a line on the standard output:

    {"do": "check", "topic": ..., "payload": ...}   -> {"components": 12, "problems": ["..."]}
    {"do": "connect", "port": 1883}                 -> {}      MQTT is set up, discovery is listened to
    {"do": "states"}                                -> {"states": {"switch.lamp": ["on", {...}]}}
    {"do": "wait", "entity": ..., "state": ...}     -> {"state": "on"}
    {"do": "call", "service": "switch.turn_on", "data": {...}} -> {}
    {"do": "devices"}                               -> {"devices": {"Lamp": {"via": "Gateway"}}}
    {"do": "fired", "entity": "event.bell"}         -> {"fired": ["on", "on"]}   what happened since it was connected
    {"do": "reload"}                                -> {}      MQTT is left and set up anew, as when it is started again
    {"do": "log"}                                   -> {"log": ["..."]}     warnings since the last time

With a release that has infrared, also what `remote.py` does.

`check` takes the way that a discovery message takes, up to the entity that would be added: the schema of the device, the
options that components share, the schema of the platform, the entity's own set-up. A warning is a problem too, because
Home Assistant turns warnings of today into refusals of tomorrow.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import json
import logging
import sys
import tempfile
import threading
from pathlib import Path

from homeassistant import bootstrap, config_entries, core, loader
from homeassistant.components import mqtt
from homeassistant.components.mqtt import discovery
from homeassistant.const import __version__
from homeassistant.helpers import device_registry, entity

PLATFORMS = (
    "alarm_control_panel", "binary_sensor", "button", "climate", "cover", "event", "fan", "humidifier", "light", "lock",
    "number", "scene", "select", "sensor", "siren", "switch", "text", "vacuum", "valve", "water_heater",
)  # fmt: skip
NEWER = ("infrared",)
"""Platforms that older releases do not have."""
WAIT_TIMEOUT = 10.0


class Collector(logging.Handler):
    """Keeps what is logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        # The set-up below the usual one is not what is tested here.
        if "async_forward_entry_setups" not in record.getMessage():
            self.lines.append(f"{record.name}: {record.getMessage()}")

    def take(self) -> list[str]:
        """Return what was kept and begin anew."""
        lines, self.lines = self.lines, []
        return lines


class Recorder:
    """Stands where a platform would add entities: makes them, and keeps what goes wrong."""

    def __init__(self, hass: core.HomeAssistant) -> None:
        self.hass = hass
        self.ways: dict[str, tuple[object, object]] = {}

    def learn(self, entry: config_entries.ConfigEntry) -> None:
        """Find out what each platform checks messages with and makes of them."""
        there = [name for name in NEWER if importlib.util.find_spec(f"homeassistant.components.mqtt.{name}")]
        for name in (*PLATFORMS, *there):
            module = importlib.import_module(f"homeassistant.components.mqtt.{name}")

            def keep(
                _hass: object, _entry: object, kind: object, domain: str, _add: object, schema: object,
                _modern: object, schema_class_mapping: object = None,
            ) -> None:  # fmt: skip
                self.ways[domain] = (schema, schema_class_mapping or kind)

            original = module.async_setup_entity_entry_helper
            module.async_setup_entity_entry_helper = keep
            try:
                asyncio.get_running_loop()
                coroutine = module.async_setup_entry(self.hass, entry, lambda *_: None)
                try:
                    coroutine.send(None)
                except StopIteration:
                    pass
            finally:
                module.async_setup_entity_entry_helper = original

    def check(self, topic: str, payload: str, entry: config_entries.ConfigEntry) -> tuple[int, list[str]]:
        """Take one discovery message; returns its number of components, and what is wrong."""
        match = discovery.TOPIC_MATCHER.match(topic.partition("/")[2])
        if not match:
            return 0, [f"topic {topic!r} is not one of discovery"]
        _, node, object_id = match.groups()
        parsed = discovery._parse_device_payload(self.hass, payload, object_id, node)
        if not parsed:
            return 0, ["the message as a whole was refused"]
        problems: list[str] = []
        for key, component in parsed["components"].items():
            platform = component.pop("platform")
            if platform not in self.ways:
                problems.append(f"{key}: platform {platform!r} is not known")
                continue
            message = discovery.MQTTDiscoveryPayload(component)
            if not message:
                continue
            message["device"], message["origin"] = parsed["device"], parsed.get("origin")
            discovery._merge_common_device_options(message, parsed)
            message.discovery_data = {
                "discovery_hash": (platform, f"{object_id} {key}"),
                "discovery_payload": message,
                "discovery_topic": topic,
            }
            schema, kind = self.ways[platform]
            try:
                config = schema(message)
                made = (kind[config["schema"]] if isinstance(kind, dict) else kind)(
                    self.hass, config, entry, message.discovery_data
                )
                if made.unique_id is None or made.device_info is None:
                    problems.append(f"{key}: no unique id or no device")
            except Exception as error:
                problems.append(f"{key} ({platform}): {error}")
        return len(parsed["components"]), problems


class Home:
    """One Home Assistant without screens, database or network of its own."""

    def __init__(self, folder: str) -> None:
        self.hass = core.HomeAssistant(folder)
        self.hass.config.skip_pip = True
        self.log = Collector()
        self.entry: config_entries.ConfigEntry | None = None
        self.recorder: Recorder | None = None
        self.remote: object | None = None
        self.fired: dict[str, dict[str, str]] = {}

    async def start(self) -> None:
        """Load what everything else stands on."""
        logging.getLogger().addHandler(self.log)
        loader.async_setup(self.hass)
        self.hass.config_entries = config_entries.ConfigEntries(self.hass, {})
        entity.async_setup(self.hass)
        await bootstrap.async_load_base_functionality(self.hass)
        self.hass.config.components |= {"http", "file_upload"}
        self.hass.bus.async_listen("state_changed", self.note)
        self.hass.set_state(core.CoreState.running)

    @core.callback
    def note(self, event: core.Event) -> None:
        """Keep what happened: the state of an entity that tells it is the time of the last time."""
        state = event.data["new_state"]
        if state is not None and state.domain == "event" and state.state not in {"unknown", "unavailable"}:
            # One that becomes available again has the time that it had.
            self.fired.setdefault(state.entity_id, {})[state.state] = state.attributes["event_type"]

    def make_entry(self, port: int) -> config_entries.ConfigEntry:
        """Describe the broker as the dialogue of Home Assistant would."""
        data = {"broker": "127.0.0.1", "port": port, "protocol": "5"}
        return config_entries.ConfigEntry(
            version=1, minor_version=2, domain="mqtt", title="mqtt", data=data, source="user", unique_id=None,
            options={}, discovery_keys={}, subentries_data=None,
        )  # fmt: skip

    async def answer(self, ask: dict) -> dict:
        """Do one thing."""
        match ask["do"]:
            case "version":
                return {"version": __version__}
            case "connect":
                self.entry = self.make_entry(ask["port"])
                await self.hass.config_entries.async_add(self.entry)
                return {"state": self.entry.state.value}
            case "check":
                return self.check(ask["topic"], ask["payload"])
            case "reload":
                return {"done": await self.hass.config_entries.async_reload(self.entry.entry_id)}
            case "wait":
                return await self.wait(ask["entity"], ask["state"])
            case "call":
                domain, _, service = ask["service"].partition(".")
                await self.hass.services.async_call(domain, service, ask["data"], blocking=True)
                return {}
            case "states" | "devices" | "fired" | "log":
                return {ask["do"]: await self.show(ask)}
            case "send" | "listen" | "heard":
                if self.remote is None:
                    # Older releases cannot load it.
                    self.remote = importlib.import_module("remote").Remote(self.hass)
                return await self.remote.answer(ask)
        raise ValueError(f"cannot do {ask['do']!r}")

    async def show(self, ask: dict) -> object:
        """Return what there is."""
        match ask["do"]:
            case "states":
                await self.hass.async_block_till_done()
                return {s.entity_id: [s.state, json.loads(json.dumps(dict(s.attributes), default=str))]
                        for s in self.hass.states.async_all()}  # fmt: skip
            case "devices":
                return self.list_devices()
            case "fired":
                return list(self.fired.get(ask["entity"], {}).values())
        return self.log.take()

    def check(self, topic: str, payload: str) -> dict:
        """Check one discovery message without a broker."""
        if self.recorder is None:
            self.entry = self.entry or self.make_entry(1)
            self.hass.data.setdefault(mqtt.models.DATA_MQTT, mqtt.models.MqttData(config=[], client=None))
            self.recorder = Recorder(self.hass)
            self.recorder.learn(self.entry)
            self.log.take()
        count, problems = self.recorder.check(topic, payload, self.entry)
        return {"components": count, "problems": problems + self.log.take()}

    def list_devices(self) -> dict:
        """Return the devices by name."""
        registry = device_registry.async_get(self.hass)
        known = device_registry.async_entries_for_config_entry(registry, self.entry.entry_id)
        names = {device.id: device.name for device in known}
        return {device.name: {"via": names.get(device.via_device_id)} for device in known}

    async def wait(self, entity_id: str, wanted: str) -> dict:
        """Wait until an entity has a state."""
        state = None
        for _ in range(int(WAIT_TIMEOUT / 0.02)):
            found = self.hass.states.get(entity_id)
            state = None if found is None else found.state
            if state == wanted:
                break
            await asyncio.sleep(0.02)
        return {"state": state}


async def main() -> None:
    """Answer until the input ends."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "configuration.yaml").touch()
        home = Home(folder)
        await home.start()
        loop = asyncio.get_running_loop()
        lines: asyncio.Queue[str] = asyncio.Queue()

        def read() -> None:
            for line in sys.stdin:
                loop.call_soon_threadsafe(lines.put_nowait, line)
            loop.call_soon_threadsafe(lines.put_nowait, "")

        threading.Thread(target=read, daemon=True).start()
        out = sys.stdout
        while line := await lines.get():
            try:
                answer = await home.answer(json.loads(line))
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            out.write(json.dumps(answer) + "\n")
            out.flush()
        await home.hass.async_stop(force=True)


if __name__ == "__main__":
    asyncio.run(main())
