"""Many connections share one set of sockets, hear of their own device, and can search for it."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import pytest

from tests.client.support import LAMP, PLUG, Answerer, announce, beacon_of, choose_ports
from tests.net.support import LOOPBACK, wait_until
from tests.support import run
from tuyalan.client import beacons as beacons_module
from tuyalan.client.beacons import BeaconWatch
from tuyalan.errors import UnreachableError, UseError
from tuyalan.net.interfaces import Interface
from tuyalan.vocabulary import Version

if TYPE_CHECKING:
    from tuyalan.client.finder import Found


def test_a_subscriber_hears_each_announcement_of_its_device_until_it_leaves() -> None:
    async def body() -> None:
        ports = choose_ports()
        watch = BeaconWatch(ports=ports, interfaces=[])
        heard: list[Found] = []
        unsubscribe = watch.subscribe(LAMP, heard.append)
        async with watch:
            announce(ports, LAMP)
            announce(ports, PLUG)
            announce(ports, LAMP)
            await wait_until(lambda: len(heard) == 2)
            unsubscribe()
            unsubscribe()
            announce(ports, LAMP)
            announce(ports, PLUG, source="127.0.0.9")
            await wait_until(lambda: watch.heard_at("127.0.0.9"))
        assert [found.device_id for found in heard] == [LAMP, LAMP]
        assert watch.heard_at("127.0.0.9") == []

    run(body())


def test_two_subscribers_of_one_device_leave_one_by_one() -> None:
    watch = BeaconWatch(interfaces=[])
    first = watch.subscribe(LAMP, lambda _: None)
    second = watch.subscribe(LAMP, print)
    first()
    assert list(watch._callbacks) == [LAMP]
    second()
    assert watch._callbacks == {}


def test_a_failing_subscriber_makes_no_other_deaf(caplog: pytest.LogCaptureFixture) -> None:
    async def body() -> None:
        ports = choose_ports()
        heard: list[Found] = []
        watch = BeaconWatch(ports=ports, interfaces=[])
        watch.subscribe(LAMP, fail)
        watch.subscribe(LAMP, heard.append)
        async with watch:
            announce(ports)
            await wait_until(lambda: heard)

    def fail(found: Found) -> None:
        raise ValueError(found.address)

    run(body())
    assert f"{LAMP}: handling its announcement failed" in caplog.text


def test_all_users_share_one_set_of_sockets_which_the_last_one_closes() -> None:
    async def body() -> None:
        watch = BeaconWatch(ports=choose_ports(), interfaces=[])
        assert watch.finder is None
        async with asyncio.TaskGroup() as group:
            entered = [group.create_task(watch.__aenter__()) for _ in range(10)]
        assert {task.result() for task in entered} == {watch}
        finder = watch.finder
        for _ in range(9):
            await watch.__aexit__(None, None, None)
            assert watch.finder is finder
        await watch.__aexit__(None, None, None)
        assert watch.finder is None
        async with watch:
            assert watch.finder is not finder

    run(body())


def test_a_watch_that_cannot_open_counts_no_user(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(self: BeaconWatch) -> None:
        raise ValueError(type(self).__name__)

    async def body() -> None:
        watch = BeaconWatch(interfaces=[])
        with pytest.raises(ValueError, match="BeaconWatch"):
            await watch.__aenter__()
        assert watch._users == 0

    monkeypatch.setattr(BeaconWatch, "_open", fail)
    run(body())


def test_a_device_that_was_just_heard_is_found_at_once() -> None:
    async def body() -> None:
        ports = choose_ports()
        async with BeaconWatch(ports=ports, interfaces=[]) as watch:
            announce(ports, source="127.0.0.8")
            await wait_until(lambda: watch.heard_at("127.0.0.8"))
            assert (await watch.find(LAMP, timeout=0.0)).address == "127.0.0.8"

    run(body())


def test_an_old_announcement_is_no_answer() -> None:
    async def body() -> None:
        now = 1000.0
        ports = choose_ports()
        async with BeaconWatch(ports=ports, interfaces=[], clock=lambda: now) as watch:
            announce(ports, source="127.0.0.8")
            await wait_until(lambda: watch.heard_at("127.0.0.8"))
            now += 31
            with pytest.raises(UnreachableError):
                await watch.find(LAMP, timeout=0.01)

    run(body())


def test_a_device_that_announces_itself_while_searched_for_is_found() -> None:
    async def body() -> None:
        ports = choose_ports()
        async with BeaconWatch(ports=ports, interfaces=[]) as watch, asyncio.TaskGroup() as group:
            finds = [group.create_task(watch.find(LAMP)) for _ in range(3)]
            await asyncio.sleep(0)
            announce(ports, version=Version.V34)
        assert {task.result().version for task in finds} == {Version.V34}
        assert watch._callbacks == {}

    run(body())


@pytest.mark.fact("ASK-1", "ASK-2")
def test_a_device_that_only_answers_is_asked_and_found() -> None:
    async def body() -> None:
        ports = choose_ports()
        device = Answerer("127.0.0.8", ports)
        async with device.open(hears_broadcasts=True), BeaconWatch(ports=ports, interfaces=[LOOPBACK]) as watch:
            found = await watch.find(LAMP)
        assert (found.address, found.version, found.port) == ("127.0.0.8", Version.V35, ports.ask)

    run(body())


def test_many_searches_ask_everybody_once() -> None:
    async def body() -> None:
        async with BeaconWatch(ports=choose_ports(), interfaces=[LOOPBACK]) as watch, asyncio.TaskGroup() as group:
            for number in range(100):
                group.create_task(expect_silence(watch, f"device{number}"))
            await asyncio.sleep(0.05)
            assert watch.finder is not None
            assert watch.finder.asker.sent == 1

    async def expect_silence(watch: BeaconWatch, device_id: str) -> None:
        with pytest.raises(UnreachableError):
            await watch.find(device_id, timeout=0.1)

    run(body())


def test_searching_asks_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beacons_module, "ASK_INTERVAL", 0.02)
    monkeypatch.setattr(beacons_module, "ASK_GAP", 0.0)

    async def body() -> None:
        async with BeaconWatch(ports=choose_ports(), interfaces=[LOOPBACK]) as watch:
            with pytest.raises(UnreachableError):
                await watch.find(LAMP, timeout=0.1)
            assert watch.finder is not None
            assert watch.finder.asker.sent >= 2

    run(body())


def test_one_address_can_be_nudged() -> None:
    async def body() -> None:
        ports = choose_ports()
        device = Answerer("127.0.0.8", ports)
        async with device.open():
            watch = BeaconWatch(ports=ports, interfaces=[])
            assert not watch.ask("127.0.0.8")
            async with watch:
                assert watch.ask("127.0.0.8")
                await wait_until(lambda: device.asked)
                await wait_until(lambda: watch.heard_at("127.0.0.8"))

    run(body())


def test_a_silent_device_is_reported_with_what_was_tried() -> None:
    async def body() -> None:
        ports = choose_ports()
        interfaces = [LOOPBACK]
        async with BeaconWatch(ports=ports, interfaces=interfaces) as watch:
            with pytest.raises(UnreachableError) as caught:
                await watch.find(LAMP, timeout=0.01)
        message = str(caught.value)
        assert message.startswith(f"{LAMP}: no announcement on UDP {ports.clear}, {ports.sealed}, {ports.ask} within")
        assert "asked on this machine only" in message

    run(body())


def test_busy_ports_are_part_of_the_report_and_all_busy_ends_the_search_at_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def body() -> None:
        ports = choose_ports()
        taken = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(3)]
        try:
            taken[0].bind(("0.0.0.0", ports.clear))
            async with BeaconWatch(ports=ports, interfaces=[]) as watch:
                with pytest.raises(UnreachableError, match=f"UDP {ports.clear}: Address already in use"):
                    await watch.find(LAMP, timeout=0.0)
            taken[1].bind(("0.0.0.0", ports.sealed))
            taken[2].bind(("0.0.0.0", ports.ask))
            async with BeaconWatch(ports=ports, interfaces=[]) as watch:
                watch.subscribe(LAMP, lambda _: None)
                with pytest.raises(UnreachableError, match="cannot be searched for: UDP"):
                    await watch.find(LAMP)
        finally:
            for sock in taken:
                sock.close()

    run(body())
    assert "is not heard" in caplog.text


def test_finding_outside_of_the_watch_is_a_wrong_call() -> None:
    async def body() -> None:
        with pytest.raises(UseError, match="async with"):
            await BeaconWatch(interfaces=[]).find(LAMP)

    run(body())


def test_the_networks_asked_are_named() -> None:
    async def body() -> None:
        ports = choose_ports()
        async with BeaconWatch(ports=ports, interfaces=[]) as watch:
            assert watch.finder is not None
            watch.finder.interfaces = (Interface("eth0", "192.0.2.2", 24), LOOPBACK)
            with pytest.raises(UnreachableError, match=r"asked on eth0$"):
                await watch.find(LAMP, timeout=0.0)

    run(body())


def test_who_wants_to_hear_everybody_does_until_it_ends() -> None:
    async def body() -> None:
        watch = BeaconWatch(ports=choose_ports(), interfaces=[])
        heard: list[str | None] = []
        async with watch:
            end = watch.subscribe_all(lambda found: heard.append(found.device_id))
            assert watch.finder is not None
            for device_id in ("bf0123456789abcdef01", "bf0123456789abcdef02"):
                watch.finder.take(beacon_of(device_id), "127.0.0.1", 6667)
            end()
            end()
            watch.finder.take(beacon_of("bf0123456789abcdef03"), "127.0.0.1", 6667)
        assert heard == ["bf0123456789abcdef01", "bf0123456789abcdef02"]

    run(body())
