"""What a house goes through, with Home Assistant in it: what may do harm, what happens, what goes away and comes back."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.client.household import until
from tests.fleet.household import all_online, housing
from tests.homeassistant.home import open_home
from tests.homeassistant.telling import Described, ask, describe, shown, speaking, told
from tests.interop.mosquitto import mosquitto
from tests.interop.serving import serving
from tests.support import RUN_TIMEOUT, run
from tuyalan.bridge.herald import BIRTH_DELAY
from tuyalan.fleet import hub as hub_module
from tuyalan.fleet import presence
from tuyalan.model.sources import Known, Source
from tuyalan.sim import models
from tuyalan.sim.models import Model
from tuyalan.sim.points import Access, Kind, Point
from tuyalan.storage import DeviceRecord, DeviceStore

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.fleet.household import House
    from tests.homeassistant.home import Home
    from tests.homeassistant.telling import States
    from tuyalan.fleet.hub import Hub
    from tuyalan.model.device import Layer
    from tuyalan.sim.models import ChildModel
    from tuyalan.vocabulary import DpId, Json

pytestmark = pytest.mark.homeassistant


LOCK = Model(
    name="Lock",
    product_key="keyofalock",
    category="jtmspro",
    points=(
        Point(1, Kind.BOOL, "manual_lock", initial=True),
        Point(8, Kind.VALUE, "residual_electricity", initial=87, unit="%", access=Access.READ_ONLY),
    ),
)
ALARM = Model(
    name="Alarm",
    product_key="keyofahost",
    category="mal",
    points=(
        Point(1, Kind.ENUM, "master_mode", initial="disarmed", options=("disarmed", "arm", "home", "sos")),
        Point(32, Kind.ENUM, "master_state", initial="normal", options=("normal", "alarm"), access=Access.READ_ONLY),
    ),
)
GARAGE = Model(
    name="Garage",
    product_key="keyofagarage",
    category="ckmkzq",
    points=(
        Point(1, Kind.BOOL, "switch_1", initial=False),
        Point(3, Kind.BOOL, "doorcontact_state", initial=False, access=Access.READ_ONLY),
    ),
)
HEATER = Model(
    name="Heater",
    product_key="keyofaheater",
    category="qn",
    points=(
        Point(1, Kind.BOOL, "switch", initial=False),
        Point(2, Kind.VALUE, "temp_set", initial=20, minimum=5, maximum=35, unit="℃"),
        Point(3, Kind.VALUE, "temp_current", initial=19, unit="℃", access=Access.READ_ONLY),
    ),
)
READ = Access.READ_ONLY


async def call(home: Home, service: str, entity: str, **data: object) -> None:
    """Call a service for an entity, as a person or an automation does."""
    await ask(home, "call", service=service, data={"entity_id": entity, **data})


async def allow(hub: Hub, *names: str, what: tuple[str, ...] = ("*",)) -> None:
    """Allow what may do harm as `tuyalan allow` does, beside a hub that reads its devices again then."""
    store = DeviceStore.load(hub.store.path)
    for name in names:
        store.update(store.find(name).id, allowed=what)
    store.save()
    await hub.reload()


def test_what_may_do_harm_is_only_seen_until_its_owner_allows_more(tmp_path: Path) -> None:
    models = (LOCK, ALARM, GARAGE, HEATER)

    async def body(home: Home) -> None:
        async with housing(tmp_path) as house, mosquitto(tmp_path) as broker:
            lock, alarm, garage, heater = [await house.add(model, name=model.name) for model in models]
            house.store.save()
            async with house.hub(knowledge=Described(house)) as hub:
                await all_online(hub)
                async with told(home, hub, broker.plain):
                    await shown(home, is_read_only)
                    for device in (lock, alarm, garage, heater):
                        device.writes.clear()
                    # A heater has no words for that it can only be read, and a cover no buttons.
                    await call(home, "climate.set_temperature", "climate.heater", temperature=30)
                    lock.update({1: False})
                    alarm.update({1: "arm"})
                    await shown(home, lambda states: states["binary_sensor.lock"][0] == "on")
                    await shown(home, lambda states: states["sensor.alarm"][0] == "armed_away")
                    assert not any(device.writes for device in (lock, alarm, garage, heater))

                    await allow(hub, *(model.name for model in models))
                    states = await shown(
                        home,
                        lambda states: (
                            states["lock.lock"][0] == "unlocked"
                            and states["alarm_control_panel.alarm"][0] == "armed_away"
                            and states["cover.garage"][1]["supported_features"]
                        ),
                    )
                    assert not {"binary_sensor.lock", "sensor.alarm"} & states.keys()

                    await call(home, "lock.lock", "lock.lock")
                    await shown(home, lambda states: states["lock.lock"][0] == "locked")
                    assert lock.state[1] is True
                    await call(home, "lock.unlock", "lock.lock")
                    await shown(home, lambda states: states["lock.lock"][0] == "unlocked")
                    assert lock.state[1] is False

                    for service, word, wanted in (
                        ("alarm_arm_home", "home", "armed_home"),
                        ("alarm_arm_away", "arm", "armed_away"),
                        ("alarm_trigger", "sos", "triggered"),
                        ("alarm_disarm", "disarmed", "disarmed"),
                    ):
                        await call(home, f"alarm_control_panel.{service}", "alarm_control_panel.alarm")
                        state = await ask(home, "wait", entity="alarm_control_panel.alarm", state=wanted)
                        assert (state["state"], alarm.state[1]) == (wanted, word)
                    alarm.update({32: "alarm"})
                    await shown(home, lambda states: states["alarm_control_panel.alarm"][0] == "triggered")

                    await call(home, "cover.open_cover", "cover.garage")
                    await until(lambda: garage.state[1] is True)
                    garage.update({3: True})
                    await shown(home, lambda states: states["cover.garage"][0] == "open")
                    await call(home, "climate.set_temperature", "climate.heater", temperature=25)
                    await until(lambda: heater.state[2] == 25)
                    await call(home, "climate.turn_on", "climate.heater")
                    await shown(home, lambda states: states["climate.heater"][0] == "heat")
                    assert await asyncio.to_thread(home.log) == []

                    await allow(hub, *(model.name for model in models), what=())
                    states = await shown(home, is_read_only)
                    assert not {"lock.lock", "alarm_control_panel.alarm"} & states.keys()
                    assert (states["binary_sensor.lock"][0], states["sensor.alarm"][0]) == ("on", "triggered")
            assert await asyncio.to_thread(home.log) == []

    with open_home() as home:
        run(body(home), timeout=60.0)


def is_read_only(states: States) -> bool:
    """Tell whether what may do harm is shown, and cannot be operated."""
    known = {states[name][0] for name in ("binary_sensor.lock", "sensor.alarm", "climate.heater")}
    return not known & {"unknown", "unavailable"} and states["cover.garage"][1]["supported_features"] == 0


BUTTONS = Model(
    name="Remote",
    product_key="keyofaswitch",
    category="wxkg",
    points=(
        Point(1, Kind.ENUM, "switch_mode1", options=("single_click", "double_click", "long_press"), access=READ),
        Point(2, Kind.ENUM, "switch_mode2", options=("single_click", "double_click", "long_press"), access=READ),
        Point(10, Kind.VALUE, "battery_percentage", initial=60, unit="%", access=READ),
    ),
)
BELL = Model(
    name="Bell",
    product_key="keyofabell",
    category="sp",
    points=(
        Point(136, Kind.STRING, "doorbell_active", access=READ),
        Point(101, Kind.BOOL, "basic_indicator", initial=True),
    ),
)


async def fired(home: Home, entity: str, *kinds: str) -> None:
    """Wait until something happened so often, and see that it did not more often."""
    found: list[str] = []
    async with asyncio.timeout(RUN_TIMEOUT):
        while len(found) < len(kinds):
            found = await asyncio.to_thread(home.list_fired, entity)
            await asyncio.sleep(0.05)
    assert found == list(kinds)


def test_each_press_happens_once_and_no_restart_repeats_it(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        async with housing(tmp_path) as house, mosquitto(tmp_path) as broker:
            remote, bell = [await house.add(model, name=model.name) for model in (BUTTONS, BELL)]

            async def press(*kinds: str) -> None:
                """Press a button and ring, each in a second of its own: twice in one is once."""
                for kind in kinds:
                    await asyncio.sleep(1.1)
                    remote.update({1: kind})
                    bell.update({136: "ring"})

            async with house.hub(knowledge=Described(house)) as hub:
                await all_online(hub)
                async with told(home, hub, broker.plain):
                    # What is told before it listens is lost on it.
                    await shown(home, listens)
                    await press("single_click", "single_click", "long_press")
                    await fired(home, "event.remote_button_1", "single_click", "single_click", "long_press")
                    await fired(home, "event.bell_doorbell", *["ring"] * 3)
                    await fired(home, "event.remote_button_2")
                    await ask(home, "reload")
                    await shown(home, listens)
                    await asyncio.sleep(BIRTH_DELAY + 0.5)
                # The bridge again, and then the hub, whose devices say the last press as their state.
                async with speaking(home, hub, broker.plain):
                    await shown(home, listens)
            async with house.hub(knowledge=Described(house)) as hub:
                await all_online(hub)
                async with speaking(home, hub, broker.plain):
                    await shown(home, listens)
                    # The second is a word that nobody declared.
                    await press("double_click", "shaken")
                    pressed = ("single_click", "single_click", "long_press", "double_click", "shaken")
                    await fired(home, "event.remote_button_1", *pressed)
                    await fired(home, "event.bell_doorbell", *["ring"] * 5)
            assert await asyncio.to_thread(home.log) == []

    with open_home() as home:
        run(body(home), timeout=60.0)


def listens(states: States) -> bool:
    """Tell whether Home Assistant hears buttons and a doorbell: what it reads first says that it hears the rest."""
    known = ("event.remote_button_1", "event.remote_button_2", "event.bell_doorbell", "sensor.remote_battery")
    return all(states[name][0] != "unavailable" for name in known) and states["sensor.remote_battery"][0] == "60"


SENSES = Model(
    name="Senses",
    product_key="keyofsenses",
    category="",
    points=(
        Point(1, Kind.BOOL, "doorcontact_state", initial=False, access=READ),
        Point(2, Kind.ENUM, "pir", initial="none", options=("pir", "none"), access=READ),
        Point(3, Kind.ENUM, "watersensor_state", initial="normal", options=("alarm", "normal"), access=READ),
        Point(4, Kind.ENUM, "smoke_sensor_status", initial="normal", options=("alarm", "normal"), access=READ),
        Point(5, Kind.VALUE, "va_temperature", initial=215, scale=1, unit="℃", access=READ),
        Point(6, Kind.VALUE, "va_humidity", initial=46, unit="%", access=READ),
        Point(7, Kind.VALUE, "battery_percentage", initial=87, unit="%", access=READ),
        Point(8, Kind.ENUM, "air_quality", initial="good", options=("good", "mild", "severe"), access=READ),
        Point(9, Kind.BITMAP, "fault", initial=0, access=READ),
        Point(10, Kind.STRING, "ssid", initial="home", access=READ),
        Point(11, Kind.BOOL, "temper_alarm", initial=False, access=READ),
        Point(12, Kind.ENUM, "battery_state", initial="high", options=("low", "middle", "high"), access=READ),
        Point(13, Kind.VALUE, "bright_value", initial=300, unit="lux", access=READ),
        Point(14, Kind.VALUE, "alarm_time", initial=10, minimum=0, maximum=60, unit="s"),
        Point(15, Kind.ENUM, "alarm_volume", initial="low", options=("low", "high")),
        Point(16, Kind.STRING, "sos_text", initial="help"),
    ),
)
METER = Model(
    name="Meter",
    product_key="keyofameter",
    category="zndb",
    points=(
        Point(1, Kind.VALUE, "total_forward_energy", initial=123456, scale=2, unit="kW·h", access=READ),
        Point(2, Kind.VALUE, "cur_power", initial=603, scale=1, unit="W", access=READ),
        Point(3, Kind.VALUE, "cur_voltage", initial=2310, scale=1, unit="V", access=READ),
        Point(4, Kind.VALUE, "cur_current", initial=261, unit="mA", access=READ),
        Point(6, Kind.RAW, "phase_a", initial="CQYAEnkABHk=", access=READ),
        Point(8, Kind.VALUE, "power_factor", initial=98, scale=2, access=READ),
        Point(9, Kind.VALUE, "supply_frequency", initial=5001, scale=2, unit="Hz", access=READ),
    ),
)


SENSED = {
    "binary_sensor.senses_contact": "off",
    "binary_sensor.senses_motion": "off",
    "binary_sensor.senses_water_leak": "off",
    "binary_sensor.senses_smoke": "off",
    "binary_sensor.senses_tampering": "off",
    "binary_sensor.senses_fault": "off",
    "sensor.senses_temperature": "21.5",
    "sensor.senses_humidity": "46",
    "sensor.senses_battery": "87",
    "sensor.senses_battery_state": "high",
    "sensor.senses_brightness": "300",
    "sensor.senses_air_quality": "good",
    "sensor.senses_ssid": "home",
    "number.senses_alarm_length": "10",
    "select.senses_alarm_volume": "low",
    "text.senses_sos_text": "help",
}
METERED = {
    "sensor.meter_energy": ("1234.56", "energy", "kWh", "total_increasing"),
    "sensor.meter_power": ("60.3", "power", "W", "measurement"),
    "sensor.meter_voltage": ("231.0", "voltage", "V", "measurement"),
    "sensor.meter_current": ("261", "current", "mA", "measurement"),
    "sensor.meter_power_factor": ("0.98", "power_factor", None, "measurement"),
    "sensor.meter_frequency": ("50.01", "frequency", "Hz", "measurement"),
    "sensor.meter_phase_a_voltage": ("231.0", "voltage", "V", "measurement"),
    "sensor.meter_phase_a_current": ("4.729", "current", "A", "measurement"),
    "sensor.meter_phase_a_power": ("1145.0", "power", "W", "measurement"),
}


def tells(states: States, wanted: Mapping[str, str]) -> bool:
    """Tell whether entities have states."""
    return all(states[name][0] == state for name, state in wanted.items())


def test_what_is_sensed_and_metered_is_right_whatever_comes(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        async with housing(tmp_path) as house, mosquitto(tmp_path) as broker:
            senses, meter = [await house.add(model, name=model.name) for model in (SENSES, METER)]
            async with house.hub(knowledge=Described(house)) as hub:
                await all_online(hub)
                async with told(home, hub, broker.plain):
                    metered = {name: value for name, (value, *_) in METERED.items()}
                    states = await shown(home, lambda states: tells(states, SENSED | metered))
                    for name, (_, *wanted) in METERED.items():
                        about = states[name][1]
                        found = [about.get(key) for key in ("device_class", "unit_of_measurement", "state_class")]
                        assert found == wanted, name
                    senses.update({1: True, 2: "pir", 3: "alarm", 4: "alarm", 9: 3, 11: True, 12: "low"})
                    senses_on = {name: "on" for name in SENSED if name.startswith("binary_sensor.")}
                    await shown(home, lambda states: tells(states, senses_on | {"sensor.senses_battery_state": "low"}))

                    # Words that nobody declared, texts that are too long, numbers outside of their limits.
                    senses.update({5: -105, 8: "excellent", 10: "x" * 1000, 14: 100, 15: "mute", 16: "y" * 400})
                    strange = {
                        "sensor.senses_temperature": "-10.5",
                        "sensor.senses_air_quality": "excellent",
                        "sensor.senses_ssid": "x" * 255,
                        "number.senses_alarm_length": "100",
                        "select.senses_alarm_volume": "mute",
                        "text.senses_sos_text": "y" * 255,
                    }
                    await shown(home, lambda states: tells(states, strange))
                    senses.update({14: 200})
                    await shown(home, lambda states: tells(states, {"number.senses_alarm_length": "200"}))

                    # What is nothing at all is not known.
                    senses.update({1: "what", 3: [1], 4: {"a": 1}, 5: "hot", 6: {"a": 1}, 7: None, 8: "", 11: [True]})
                    senses.update({12: "z" * 200, 14: "soon", 15: ""})
                    meter.update({1: "x", 2: True, 3: [1], 4: {"a": 1}, 6: "zz", 8: "high"})
                    unknown = SENSED.keys() - {
                        "binary_sensor.senses_fault",
                        "binary_sensor.senses_motion",
                        "sensor.senses_brightness",
                        "sensor.senses_ssid",
                        "text.senses_sos_text",
                    } | metered.keys() - {"sensor.meter_frequency"}
                    await shown(home, lambda states: tells(states, dict.fromkeys(unknown, "unknown")))
                    senses.update({point.id: point.initial for point in SENSES.points})
                    meter.update({point.id: point.initial for point in METER.points})
                    await shown(home, lambda states: tells(states, SENSED | metered))
            assert await asyncio.to_thread(home.log) == []

    with open_home() as home:
        run(body(home), timeout=60.0)


class DescribedChildren(Described):
    """Knows the devices behind virtual gateways too."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.children: dict[str, ChildModel] = {}

    def list_layers(
        self, device_id: str, product_key: str | None = None, *, dps: Mapping[DpId, Json] | None = None
    ) -> list[Layer]:
        child = self.children.get(device_id)
        if child is None:
            return super().list_layers(device_id, product_key, dps=dps)
        return [{point.id: Known(point=describe(point), source=Source.IMPORT) for point in child.points}]

    def find_category(self, device_id: str, product_key: str | None = None) -> str:
        return "" if device_id in self.children else super().find_category(device_id, product_key)


def test_devices_behind_a_gateway_are_below_it_and_go_on_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "LOOK_INTERVAL", 0.1)
    monkeypatch.setattr(presence, "ASK_INTERVAL", 0.1)

    async def body(home: Home) -> None:
        async with housing(tmp_path) as house, mosquitto(tmp_path) as broker:
            gateway = await house.add(models.gateway("3.4", reading_interval=3600.0), name="Gateway")
            knowledge = DescribedChildren(house)
            for number, child in enumerate(gateway.model.children):
                record = DeviceRecord(id=f"bfchild{number}", name=child.name, parent=gateway.id, cid=child.cid)
                house.store.add(record)
                knowledge.children[record.id] = child
            plug, sensor = gateway.children.values()
            async with house.hub(knowledge=knowledge) as hub:
                await all_online(hub)
                async with told(home, hub, broker.plain):
                    plug_there = {"switch.zigbee_plug_switch_1": "off", "binary_sensor.gateway_connection": "on"}
                    sensor_there = {"sensor.zigbee_sensor_temperature": "21.4", "sensor.zigbee_sensor_battery": "87"}
                    await shown(home, lambda states: tells(states, plug_there | sensor_there))
                    devices = (await ask(home, "devices"))["devices"]
                    below = {"via": "Gateway"}
                    assert devices == {"Gateway": {"via": None}, "Zigbee plug": below, "Zigbee sensor": below}

                    await call(home, "switch.turn_on", "switch.zigbee_plug_switch_1")
                    await until(lambda: plug.state[1] is True)
                    plug_there["switch.zigbee_plug_switch_1"] = "on"
                    sensor.is_online = False
                    away = dict.fromkeys(sensor_there, "unavailable")
                    await shown(home, lambda states: tells(states, plug_there | away))
                    sensor.is_online = True
                    sensor.set(4, 80)
                    sensor_there["sensor.zigbee_sensor_battery"] = "80"
                    await shown(home, lambda states: tells(states, plug_there | sensor_there))

                    await restarted(broker.plain, plug_there | sensor_there)

                    gateway.power_off()
                    away |= {"switch.zigbee_plug_switch_1": "unavailable", "binary_sensor.gateway_connection": "off"}
                    await shown(home, lambda states: tells(states, away))
                    await gateway.power_on()
                    await shown(home, lambda states: tells(states, plug_there | sensor_there))
            assert await asyncio.to_thread(home.log) == []

    with open_home() as home:
        run(body(home), timeout=60.0)


ROOM = {"switch.lamp_dp1": "off", "number.lamp_countdown_1": "0", "switch.plug_dp1": "off"}
"""What two switches show that nobody described."""


def test_what_goes_away_is_unavailable_and_comes_back_as_it_is(tmp_path: Path) -> None:
    # The hub is a process of its own here, with the form of announcements that it has unless it is told the release.
    async def body(home: Home) -> None:
        async with housing(tmp_path, names=["Plug", "Lamp"]) as house, mosquitto(tmp_path) as broker:
            house.store.save()
            plug, lamp = house.virtual("Plug"), house.virtual("Lamp")
            assert (await ask(home, "connect", port=broker.plain))["state"] == "loaded"
            async with serving(tmp_path, broker.plain) as process:
                await shown(home, lambda states: tells(states, ROOM))
                plug.power_off()
                await shown(home, lambda states: tells(states, ROOM | {"switch.plug_dp1": "unavailable"}))
                plug.set(1, True)
                await plug.power_on()
                await shown(home, lambda states: tells(states, ROOM | {"switch.plug_dp1": "on"}))
                process.kill()
                await shown(home, lambda states: tells(states, dict.fromkeys(ROOM, "unavailable")))
            lamp.set(1, True)
            plug.set(1, False)
            async with serving(tmp_path, broker.plain) as process:
                now = ROOM | {"switch.lamp_dp1": "on"}
                await shown(home, lambda states: tells(states, now))
                # Home Assistant is started again, and so is its memory.
                await ask(home, "reload")
                await shown(home, lambda states: tells(states, now))
                await call(home, "switch.turn_on", "switch.plug_dp1")
                now["switch.plug_dp1"] = "on"
                await shown(home, lambda states: tells(states, now))
                assert plug.state[1] is True
                assert await asyncio.to_thread(home.log) == []
                await restarted(broker.plain, now)
                process.terminate()
                await shown(home, lambda states: tells(states, dict.fromkeys(ROOM, "unavailable")))
                assert await process.wait() == 0
            assert await asyncio.to_thread(home.log) == []

    with open_home() as home:
        run(body(home), timeout=90.0)


async def restarted(port: int, wanted: Mapping[str, str]) -> None:
    """See that another Home Assistant, which knows nothing yet, shows the same."""
    with ExitStack() as stack:
        another = await asyncio.to_thread(stack.enter_context, open_home())
        assert (await ask(another, "connect", port=port))["state"] == "loaded"
        await shown(another, lambda states: tells(states, wanted))
        assert await asyncio.to_thread(another.log) == []


def test_a_broker_that_was_away_shows_all_as_it_is_now(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        async with housing(tmp_path, names=["Lamp"], model=models.rgb_lamp()) as house, mosquitto(tmp_path) as broker:
            senses, remote = [await house.add(model, name=model.name) for model in (SENSES, BUTTONS)]
            lamp = house.virtual("Lamp")
            async with house.hub(knowledge=Described(house)) as hub:
                await all_online(hub)
                async with broker.reading("homeassistant/status") as births, told(home, hub, broker.plain):
                    there = {"light.lamp": "off", "binary_sensor.senses_smoke": "off", "sensor.remote_battery": "60"}
                    await shown(home, lambda states: tells(states, there))
                    # It fails to say that it has come, and logs that, if the broker goes before it has.
                    assert (await births.readline()).split() == [b"homeassistant/status", b"online"]
                    assert await asyncio.to_thread(home.log) == []
                    await broker.kill()
                    await shown(home, lambda states: tells(states, dict.fromkeys(there, "unavailable")))
                    lamp.set(20, True)
                    senses.update({4: "alarm", 8: "excellent"})
                    remote.update({10: 50})
                    await broker.start()
                    there = {
                        "light.lamp": "on",
                        "binary_sensor.senses_smoke": "on",
                        "sensor.senses_air_quality": "excellent",
                        "sensor.remote_battery": "50",
                        "event.remote_button_1": "unknown",
                    }
                    await shown(home, lambda states: tells(states, there))
                    await call(home, "light.turn_off", "light.lamp")
                    await shown(home, lambda states: tells(states, {"light.lamp": "off"}))
                    assert lamp.state[20] is False
                    log = await asyncio.to_thread(home.log)
                    # That the broker is away is worth a word.
                    assert [line for line in log if "MQTT server" not in line] == []

    with open_home() as home:
        run(body(home), timeout=60.0)
