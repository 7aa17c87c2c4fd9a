"""Home Assistant, a broker, a hub and virtual devices: from a person who presses a switch to the device, and back."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.bridge.brokers import listening
from tests.client.household import until
from tests.fleet.household import all_online, housing
from tests.homeassistant.home import open_home
from tests.homeassistant.telling import Described, ask, shown, speaking, told
from tests.interop.mosquitto import mosquitto
from tests.support import run
from tuyalan.bridge.broker import parse_address
from tuyalan.bridge.errand import publish_stored
from tuyalan.bridge.homeassistant.announcing import MIGRATION
from tuyalan.bridge.homeassistant.envelope import INFRARED
from tuyalan.bridge.topics import Topics
from tuyalan.model.forms.pulses import Signal, build_code, parse_code
from tuyalan.sim import models
from tuyalan.sim.points import Access as PointAccess
from tuyalan.sim.points import Kind as PointKind
from tuyalan.sim.points import Point

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bridge.brokers import Listener
    from tests.homeassistant.home import Home
    from tuyalan.sim import VirtualDevice

pytestmark = pytest.mark.homeassistant


async def heard_by(home: Home, *signals: list[int]) -> None:
    """Wait until a receiver heard signals, no more and no others."""
    heard: list[list[int]] = []
    while len(heard) < len(signals):
        heard = await asyncio.to_thread(home.hear)
        await asyncio.sleep(0.05)
    assert heard == list(signals)


async def press(blaster: VirtualDevice, *pulses: int) -> None:
    """Let a blaster hear a key of a remote control; two in the same second of its clock are the same press."""
    await asyncio.sleep(1.1)
    blaster.push({202: build_code(Signal(pulses=pulses))})


def test_home_assistant_shows_a_lamp_switches_it_and_sees_it_change(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        async with (
            housing(tmp_path, names=["Desk"], model=models.rgb_lamp()) as house,
            mosquitto(tmp_path) as broker,
            house.hub(knowledge=Described(house)) as hub,
        ):
            await all_online(hub)
            virtual = house.virtual("Desk")
            async with told(home, hub, broker.plain):
                await shown(home, lambda states: states["light.desk"][0] == "off")
                await ask(home, "call", service="light.turn_on", data={"entity_id": "light.desk", "brightness": 128})
                await until(lambda: 490 <= int(str(virtual.state[22])) <= 515)
                assert virtual.state[20] is True
                await ask(home, "wait", entity="light.desk", state="on")
                await ask(home, "call", service="light.turn_off", data={"entity_id": "light.desk"})
                await until(lambda: virtual.state[20] is False)
                assert (await ask(home, "wait", entity="light.desk", state="off"))["state"] == "off"
            assert await asyncio.to_thread(home.log) == []

    with open_home() as home:
        run(body(home), timeout=60.0)


def test_home_assistant_shows_what_devices_of_other_kinds_say(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        async with housing(tmp_path) as house, mosquitto(tmp_path) as broker:
            await house.add(models.curtain(), name="Blind")
            await house.add(models.thermostat(), name="Room")
            await house.add(models.metering_plug(), name="Plug")
            await house.add(models.switch(gangs=2), name="Strip")
            async with house.hub(knowledge=Described(house)) as hub:
                await all_online(hub)
                async with told(home, hub, broker.plain):
                    states = await shown(
                        home,
                        lambda states: (
                            states["climate.room"][0] == "heat"
                            and states["climate.room"][1]["current_temperature"] == 20.0
                            and states["cover.blind"][0] == "closed"
                            and states["sensor.plug_power"][0] not in {"unknown", "unavailable"}
                            and states["switch.strip_switch_2"][0] == "off"
                        ),
                    )
                    room, blind = states["climate.room"][1], states["cover.blind"]
                    assert (room["temperature"], room["max_temp"]) == (21.5, 35.0)
                    assert blind[1]["current_position"] == 0
                    assert states["sensor.plug_power"][1]["unit_of_measurement"] == "W"
                    await ask(
                        home,
                        "call",
                        service="cover.set_cover_position",
                        data={"entity_id": "cover.blind", "position": 40},
                    )
                    await until(lambda: house.virtual("Blind").state[2] == 40)
                    await ask(
                        home,
                        "call",
                        service="climate.set_temperature",
                        data={"entity_id": "climate.room", "temperature": 23},
                    )
                    await until(lambda: house.virtual("Room").state[16] == 230)
            assert await asyncio.to_thread(home.log) == []

    with open_home() as home:
        run(body(home), timeout=60.0)


def test_home_assistant_switches_a_group_and_applies_a_scene(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        async with (
            housing(tmp_path, names=["Left", "Right"], model=models.rgb_lamp()) as house,
            mosquitto(tmp_path) as broker,
            house.hub(knowledge=Described(house)) as hub,
        ):
            await all_online(hub)
            left, right = house.virtual("Left"), house.virtual("Right")
            await hub.groups.put("Desk", ["Left", "Right"])
            async with told(home, hub, broker.plain):
                await shown(home, lambda states: states["light.desk"][0] == "off")
                await ask(home, "call", service="light.turn_on", data={"entity_id": "light.desk", "brightness": 128})
                for lamp in (left, right):
                    await until(lambda lamp=lamp: lamp.state[20] is True and 490 <= int(str(lamp.state[22])) <= 515)
                await shown(home, lambda states: states["light.desk"][1]["brightness"] in range(126, 131))

                # A scene that is made while it runs is there, and applying it is seen at the group.
                bright = {"switch_led": True, "work_mode": "white", "bright_value_v2": 1000}
                await hub.scenes.put("Evening", {"Left": bright, "Right": {"switch_led": False}})
                # Releases before 2025.10 put the name of the device before it.
                names = {"scene.evening", "scene.tuyalan_evening"}
                await shown(home, lambda states: [states[name][0] for name in names & states.keys()] == ["unknown"])
                (scene,) = names & (await asyncio.to_thread(home.states)).keys()
                await ask(home, "call", service="scene.turn_on", data={"entity_id": scene})
                await until(lambda: left.state[22] == 1000 and left.state[20] is True and right.state[20] is False)
                await shown(home, lambda states: states["light.desk"][1].get("brightness") in range(253, 256))

                # The last one that is on takes the group with it, and the group takes both.
                await ask(home, "call", service="light.turn_off", data={"entity_id": "light.left"})
                assert (await ask(home, "wait", entity="light.desk", state="off"))["state"] == "off"
                await ask(home, "call", service="light.turn_on", data={"entity_id": "light.desk"})
                await until(lambda: left.state[20] is True and right.state[20] is True)

                assert await asyncio.to_thread(home.log) == []
                # The entity outlives another name, and goes with the group.
                await hub.groups.rename("Desk", "Table")
                await shown(home, lambda states: states["light.desk"][1]["friendly_name"] == "Table")
                assert (await ask(home, "wait", entity="light.desk", state="on"))["state"] == "on"
                await hub.groups.remove("Table")
                await hub.scenes.remove("Evening")
                await shown(home, lambda states: not {"light.desk", scene} & states.keys())

    with open_home() as home:
        run(body(home), timeout=60.0)


def test_home_assistant_sends_and_hears_remote_control_codes_through_a_blaster(tmp_path: Path) -> None:
    blaster = models.Model(
        name="Remote",
        product_key="keyofablaster",
        category="wnykq",
        points=(
            Point(201, PointKind.STRING, "ir_send", access=PointAccess.WRITE_ONLY),
            Point(202, PointKind.STRING, "ir_study_code", access=PointAccess.READ_ONLY),
        ),
    )

    async def body(home: Home) -> None:
        async with housing(tmp_path) as house, mosquitto(tmp_path) as broker:
            # It has nothing to report yet, and that is known: nothing is looked for.
            virtual = await house.add(blaster, name="Remote", dialect={"has_no_state": True})
            async with house.hub(knowledge=Described(house)) as hub:
                await all_online(hub)
                async with told(home, hub, broker.plain):
                    # What is told before it listens is lost on it, and it listens for all of an entity at once.
                    await shown(home, lambda states: states["infrared.remote_infrared_receiver"][0] == "unknown")
                    sent = await ask(home, "send", entity="infrared.remote_infrared", address=4, command=8)
                    await until(lambda: any(201 in write.asked for write in virtual.writes))
                    (write,) = [write.asked[201] for write in virtual.writes if 201 in write.asked]
                    code = parse_code(json.loads(str(write))["key1"][1:])
                    assert [-time if place % 2 else time for place, time in enumerate(code.pulses)] == sent["timings"]

                    await ask(home, "listen", entity="infrared.remote_infrared_receiver")
                    await press(virtual, 9000, 4500, 560, 560)
                    await heard_by(home, [9000, -4500, 560, -560])
                    # The same key once more is another press.
                    await press(virtual, 9000, 4500, 560, 560)
                    await heard_by(home, *[[9000, -4500, 560, -560]] * 2)
                # A bridge that comes again tells what was learnt last, which nobody pressed.
                async with speaking(home, hub, broker.plain):
                    await press(virtual, 900, 450)
                    await heard_by(home, *[[9000, -4500, 560, -560]] * 2, [900, -450])
            assert await asyncio.to_thread(home.log) == []

    with open_home() as home:
        if home.find_release() < INFRARED:
            pytest.skip("this release knows no infrared")
        run(body(home), timeout=60.0)


def test_an_entity_that_moves_into_the_message_of_its_device_stays_the_same(tmp_path: Path) -> None:
    old = "homeassistant/switch/desk/config"
    entity = {
        "platform": "switch",
        "unique_id": "bf01-dp1",
        "command_topic": "desk/set",
        "state_topic": "desk",
        "name": None,
    }
    device = {"identifiers": ["tuyalan_bf01"], "name": "Desk"}
    whole = {"device": device, "origin": {"name": "Tuyalan"}, "components": {"dp1": entity}}
    single = {key: value for key, value in entity.items() if key != "platform"} | {"device": device}
    moved = [(old, MIGRATION), ("homeassistant/device/bf01/config", msgspec.json.encode(whole)), (old, b"")]

    async def body(home: Home) -> None:
        async with mosquitto(tmp_path) as broker:
            address = parse_address(f"mqtt://127.0.0.1:{broker.plain}")
            await ask(home, "connect", port=broker.plain)
            await publish_stored(address, Topics(), [(old, msgspec.json.encode(single))])
            assert (await ask(home, "wait", entity="switch.desk", state="unknown"))["state"] == "unknown"
            await publish_stored(address, Topics(), moved)
            await publish_stored(address, Topics(), [("desk", b"ON")])
            assert (await ask(home, "wait", entity="switch.desk", state="on"))["state"] == "on"
            assert list(await asyncio.to_thread(home.states)) == ["switch.desk"]

    with open_home() as home:
        run(body(home), timeout=60.0)


async def check_silence(home: Home, listener: Listener, shelf: VirtualDevice, *gone: str) -> None:
    """Check that Home Assistant had nothing to say of topics that are cleared, once it would have heard of that."""
    for level in gone:
        await listener.until(lambda level=level: listener.last(f"tuyalan/{level}") == b"")
    # Another lamp that is switched after it is seen after it.
    shelf.set(20, not shelf.state[20])
    state = "on" if shelf.state[20] else "off"
    assert (await ask(home, "wait", entity="light.shelf", state=state))["state"] == state
    assert await asyncio.to_thread(home.log) == []


def test_home_assistant_says_nothing_when_devices_and_groups_get_another_name_or_go(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        async with (
            housing(tmp_path, names=["Desk", "Shelf"], model=models.rgb_lamp()) as house,
            mosquitto(tmp_path) as broker,
            listening(parse_address(f"mqtt://127.0.0.1:{broker.plain}"), "tuyalan/#") as listener,
        ):
            await house.add(models.thermostat(), name="Room")
            await house.add(models.metering_plug(), name="Plug")
            shelf = house.virtual("Shelf")
            async with house.hub(knowledge=Described(house)) as hub:
                await all_online(hub)
                await hub.groups.put("Lamps", ["Desk", "Shelf"])
                async with told(home, hub, broker.plain):
                    ids = ("light.lamps", "light.desk", "climate.room", "switch.plug_switch_1")
                    await shown(home, lambda states: [states[key][0] for key in ids] == ["off", "off", "heat", "on"])
                    await asyncio.to_thread(home.log)
                    for before, now in (("Desk", "Table"), ("Room", "Hall"), ("Plug", "Kettle")):
                        await hub.rename(before, now)
                    await hub.groups.rename("Lamps", "All lamps")
                    await shown(home, lambda states: states["climate.room"][1]["friendly_name"] == "Hall")
                    await check_silence(home, listener, shelf, "Desk", "Room", "Plug", "Lamps")
                    for name in ("Table", "Hall", "Kettle"):
                        await hub.remove(name)
                    await hub.groups.remove("All lamps")
                    await shown(home, lambda states: not set(ids) & states.keys())
                    await check_silence(home, listener, shelf, "Table", "Hall", "Kettle", "All lamps")

    with open_home() as home:
        run(body(home), timeout=60.0)


def test_home_assistant_says_nothing_when_that_happened_while_no_bridge_was_there(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        async with (
            housing(tmp_path, names=["Desk", "Shelf", "Bed"], model=models.rgb_lamp()) as house,
            mosquitto(tmp_path) as broker,
            listening(parse_address(f"mqtt://127.0.0.1:{broker.plain}"), "tuyalan/#") as listener,
            house.hub(knowledge=Described(house)) as hub,
        ):
            shelf = house.virtual("Shelf")
            await all_online(hub)
            await hub.groups.put("Lamps", ["Desk", "Shelf"])
            async with told(home, hub, broker.plain):
                ids = ("light.lamps", "light.desk", "light.bed")
                await shown(home, lambda states: [states[key][0] for key in ids] == ["off", "off", "off"])
                await asyncio.to_thread(home.log)
            await hub.rename("Desk", "Table")
            await hub.remove("Bed")
            await hub.groups.remove("Lamps")
            async with speaking(home, hub, broker.plain):
                await shown(home, lambda states: states["light.desk"][1]["friendly_name"] == "Table")
                await shown(home, lambda states: not {"light.lamps", "light.bed"} & states.keys())
                await check_silence(home, listener, shelf, "Desk", "Bed", "Lamps")

    with open_home() as home:
        run(body(home), timeout=60.0)
