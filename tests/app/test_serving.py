"""The hub as a service begins, is reloaded and ends in order, and no face harms another."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.client.household import until
from tests.fleet.household import House, housing
from tests.support import run
from tuyalan.app.serving import Controls, FaceMaker, Service, find_devices, make_hub
from tuyalan.client.options import Options
from tuyalan.config import HubSettings, Loaded, Settings
from tuyalan.errors import ConfigError, UnreachableError
from tuyalan.net.systemd import Notifier
from tuyalan.storage import DeviceStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tuyalan.fleet.hub import Hub


class Recorder(Notifier):
    """Remembers what the service manager is told."""

    def __init__(self) -> None:
        super().__init__("x", watchdog_interval=0.01)
        self.told: list[str] = []

    def _send(self, *lines: str) -> bool:
        self.told.append(lines[0])
        return True


class Post:
    """A face that may fail, end, or refuse to end."""

    def __init__(self, log: list[str], *, error: Exception | None = None, is_stubborn: bool = False) -> None:
        self._log = log
        self._error = error
        self._is_stubborn = is_stubborn

    async def run(self, hub: Hub) -> None:
        self._log.append(f"began with {len(hub.members)}")
        if self._error is not None:
            raise self._error
        try:
            await asyncio.Event().wait()
        finally:
            self._log.append("ended")
            if self._is_stubborn:
                await asyncio.sleep(0.2)


def always(face: Post | None) -> Callable[[Settings, Controls], Post | None]:
    """Return what always makes the same face."""

    def make(settings: Settings, controls: Controls) -> Post | None:
        del settings, controls
        return face

    return make


class Setup:
    """A service on virtual devices."""

    def __init__(self, house: House, folder: Path) -> None:
        house.store.save()
        self.settings = Settings(hub=HubSettings(devices=str(house.store.path), state=str(folder / "hub.db")))
        self.notifier = Recorder()
        self.house = house
        self.hubs: list[Hub] = []
        self.error: ConfigError | None = None

    def read(self) -> Loaded:
        if self.error is not None:
            raise self.error
        return Loaded(settings=self.settings)

    def service(self, *faces: FaceMaker) -> Service:
        return Service(
            self.read,
            faces=faces,
            notifier=self.notifier,
            network=self.house.home.network,
            on_ready=self.hubs.append,
        )


def test_a_service_tells_the_system_how_it_goes(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp",)) as house:
            setup = Setup(house, tmp_path)
            service = setup.service()
            async with asyncio.TaskGroup() as group:
                group.create_task(service.run())
                await until(lambda: setup.hubs and setup.hubs[0].info().online == 1)
                await until(lambda: setup.notifier.told.count("WATCHDOG=1") > 2)
                service.stop()
            told = [line for line in setup.notifier.told if line != "WATCHDOG=1"]
            assert told == ["READY=1", "STOPPING=1"]
            assert DeviceStore.load(house.store.path).find("lamp").last_seen is not None

    run(body())


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(tmp_path: Path, number: int) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp",)) as house:
            setup = Setup(house, tmp_path)
            async with asyncio.TaskGroup() as group:
                group.create_task(setup.service().run())
                await until(lambda: setup.hubs)
                os.kill(os.getpid(), number)
            assert setup.notifier.told[-1] == "STOPPING=1"

    run(body())


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_a_hangup_reads_devices_again_and_wrong_settings_change_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp",)) as house:
            setup = Setup(house, tmp_path)
            service = setup.service()
            async with asyncio.TaskGroup() as group:
                group.create_task(service.run())
                await until(lambda: setup.hubs)
                await house.add(name="plug")
                house.store.save()
                setup.error = ConfigError("line 1 is wrong")
                os.kill(os.getpid(), signal.SIGHUP)
                await until(lambda: "nothing was changed" in caplog.text)
                assert len(setup.hubs[0].members) == 1
                setup.error = None
                os.kill(os.getpid(), signal.SIGHUP)
                await until(lambda: len(setup.hubs[0].members) == 2)
                service.stop()
            assert setup.notifier.told.count("RELOADING=1") == 2

    run(body())


def test_faces_run_beside_each_other_and_a_failing_one_is_begun_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp",)) as house:
            setup = Setup(house, tmp_path)
            good: list[str] = []
            bad: list[str] = []
            # The first is made only to see whether it can be.
            errors = [None, ZeroDivisionError("a fault"), UnreachableError("no broker")]

            def make_bad(settings: Settings, controls: Controls) -> Post:
                del settings, controls
                return Post(bad, error=errors.pop(0) if errors else None)

            service = setup.service(
                FaceMaker("hub", always(Post(good))),
                FaceMaker("bad", make_bad),
                FaceMaker("none", always(None)),
            )
            async with asyncio.TaskGroup() as group:
                group.create_task(service.run())
                await until(lambda: len(bad) == 3)
                assert good == ["began with 1"]
                service.stop()
            assert good[-1] == bad[-1] == "ended"

    run(body())
    assert "bad failed and is begun again" in caplog.text
    assert "bad ended: no broker" in caplog.text


def make_for_values(settings: Settings, controls: Controls) -> Post:
    """Make a face that can show values only."""
    del controls
    if settings.hub.show != "values":
        raise ConfigError("the broker is none")
    return Post([])


def test_a_service_of_which_a_face_cannot_be_made_does_not_begin(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path) as house:
            setup = Setup(house, tmp_path)
            with pytest.raises(ConfigError, match="the broker is none"):
                await setup.service(FaceMaker("hub", make_for_values)).run()
            assert setup.notifier.told == []

    run(body())


def test_settings_of_which_a_face_cannot_be_made_leave_all_as_it_was(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path) as house:
            setup = Setup(house, tmp_path)
            log: list[str] = []

            def make(settings: Settings, controls: Controls) -> Post:
                make_for_values(settings, controls)
                return Post(log)

            hub = msgspec.structs.replace(setup.settings.hub, show="values")
            right, setup.settings = setup.settings, msgspec.structs.replace(setup.settings, hub=hub)
            service = setup.service(FaceMaker("hub", make))
            async with asyncio.TaskGroup() as group:
                group.create_task(service.run())
                await until(lambda: log)
                setup.settings = right
                with pytest.raises(ConfigError, match="the broker is none"):
                    await service.reload()
                assert log == ["began with 0"]
                service.stop()
            assert log == ["began with 0", "ended"]

    run(body())


def test_a_face_that_lacks_something_does_not_begin_until_its_settings_change(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def body() -> None:
        async with housing(tmp_path) as house:
            setup = Setup(house, tmp_path)
            log: list[str] = []

            def make(settings: Settings, controls: Controls) -> Post:
                del controls
                return Post(log, error=ConfigError("no certificate") if settings.hub.show == "events" else None)

            service = setup.service(FaceMaker("hub", make))
            async with asyncio.TaskGroup() as group:
                group.create_task(service.run())
                await until(lambda: "hub does not begin: no certificate" in caplog.text)
                log.clear()
                hub = msgspec.structs.replace(setup.settings.hub, show="values", beacons=False)
                setup.settings = msgspec.structs.replace(setup.settings, hub=hub)
                await service.reload()
                await until(lambda: log)
                await service.reload()
                service.stop()
            assert log == ["began with 0", "ended"]
            assert "hub.beacons, hub.show: changed; it holds after a restart" in caplog.text

    run(body())


def test_bounds_of_the_hub_are_taken_over_while_it_runs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def body() -> None:
        async with housing(tmp_path) as house:
            setup = Setup(house, tmp_path)
            taken: list[dict[str, object]] = []

            async def adjust(**bounds: object) -> None:
                taken.append(bounds)

            service = setup.service()
            async with asyncio.TaskGroup() as group:
                group.create_task(service.run())
                await until(lambda: setup.hubs)
                setup.hubs[0].adjust = adjust
                hub = msgspec.structs.replace(
                    setup.settings.hub,
                    max_connecting=5,
                    state_interval=7,
                    connect_timeout=2.0,
                    request_timeout=3.0,
                    reconnect_cap=4.0,
                    write_interval=0.5,
                )
                setup.settings = msgspec.structs.replace(setup.settings, hub=hub)
                await service.reload()
                await service.reload()
                service.stop()
            options = Options(connect_timeout=2.0, request_timeout=3.0, reconnect_cap=4.0, write_interval=0.5)
            assert taken == [{"max_connecting": 5, "session_gap": 1.0, "state_interval": 7, "options": options}]

    run(body())
    assert "restart" not in caplog.text


def test_a_face_can_stop_and_reload_the_service(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path) as house:
            setup = Setup(house, tmp_path)

            class Asking:
                def __init__(self, controls: Controls) -> None:
                    self._controls = controls

                async def run(self, hub: Hub) -> None:
                    assert not hub.members
                    await self._controls.reload()
                    self._controls.stop()

            def make(settings: Settings, controls: Controls) -> Asking:
                del settings
                return Asking(controls)

            await setup.service(FaceMaker("hub", make)).run()
            assert "RELOADING=1" in setup.notifier.told

    run(body())


def test_a_face_that_does_not_end_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def body() -> None:
        monkeypatch.setattr("tuyalan.app.serving.FACE_TIMEOUT", 0.01)
        async with housing(tmp_path) as house:
            setup = Setup(house, tmp_path)
            log: list[str] = []
            service = setup.service(FaceMaker("hub", always(Post(log, is_stubborn=True))))
            async with asyncio.TaskGroup() as group:
                group.create_task(service.run())
                await until(lambda: log)
                service.stop()

    run(body())
    assert "tuyalan face hub did not end in time" in caplog.text


def test_a_service_that_does_not_run_has_nothing_to_reload(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path) as house:
            await Setup(house, tmp_path).service().reload()

    run(body())


def test_settings_become_a_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUYALAN_DEVICES", str(tmp_path / "mine.json"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    async def body() -> None:
        hub = make_hub(Settings(hub=HubSettings(state="~/hub.db")))
        assert hub.store.path == tmp_path / "mine.json"

    run(body())
    assert find_devices(HubSettings(devices="/etc/devices.json")).name == "devices.json"
