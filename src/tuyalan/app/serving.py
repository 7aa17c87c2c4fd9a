"""The hub as a service: wires what the settings call for, runs until it is asked to stop, reads everything again on demand.

Faces are what others see of the hub, each beside it and beside each other: an MQTT bridge is one. A face that fails is
begun again and harms none of the others.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from tuyalan.app.running import spare_collector
from tuyalan.client.backoff import Backoff
from tuyalan.client.network import Network
from tuyalan.client.options import Options
from tuyalan.credentials.renewal import Renewer
from tuyalan.errors import ConfigError, TuyalanError
from tuyalan.fleet.hub import Hub
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.net.systemd import Notifier
from tuyalan.storage import DeviceStore
from tuyalan.storage.logins import LoginsFile
from tuyalan.storage.places import STATE_FILE, config_folder, devices_path, state_folder
from tuyalan.storage.state import StateStore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator, Sequence

    from tuyalan.config import HubSettings, Loaded, Settings
    from tuyalan.storage.unlocking import Unlocker

_log: Final = logging.getLogger("tuyalan.app")

FACE_TIMEOUT: Final = 1.5
"""How long saying goodbye may take a face, seconds; with what the hub itself takes it stays below five."""
SETTLING: Final = 60.0
"""After this long devices are connected and described, as far as they are there, seconds."""
ADJUSTABLE: Final = frozenset(
    {
        "state_interval",
        "max_connecting",
        "session_gap",
        "connect_timeout",
        "request_timeout",
        "reconnect_cap",
        "write_interval",
    }
)
"""The settings of the section `[hub]` that hold as soon as they are read again."""
RESTART_CAP: Final = 60.0
"""The longest pause before a face that failed is begun again, seconds."""


class Face(Protocol):
    """What others see of the hub."""

    async def run(self, hub: Hub) -> None:
        """Serve until cancelled; an error ends this run and is told, then the next one begins."""
        ...


class Controls(NamedTuple):
    """What a face may do with the service."""

    stop: Callable[[], None]
    """Ends it in order; whoever started it may start it again."""
    reload: Callable[[], Awaitable[None]]
    """Reads settings, devices and corrections again."""


class FaceMaker(NamedTuple):
    """How a face is made, and when it is made anew."""

    section: str
    """Its section of the settings: the face is begun anew when that changes."""
    make: Callable[[Settings, Controls], Face | None]
    """Returns the face that the settings call for; `None` if they call for none. Raises `ConfigError`."""
    others: tuple[str, ...] = ()
    """Further sections that it is made of."""


def make_mqtt(settings: Settings, controls: Controls) -> Face | None:
    """Return the MQTT bridge that the settings call for; `None` if they name no broker.

    Raises:
        ConfigError: they make no sense.
    """
    from tuyalan.app.mqtt import make_face  # noqa: PLC0415 - only where it is wanted

    return make_face(settings, stop=controls.stop, reload=controls.reload)


FACES: Final[tuple[FaceMaker, ...]] = (FaceMaker("mqtt", make_mqtt, ("homeassistant",)),)
"""All there are, in the order in which they begin."""


class Service:
    """One hub and its faces."""

    def __init__(
        self,
        read: Callable[[], Loaded],
        *,
        faces: Sequence[FaceMaker] = FACES,
        on_hub: Callable[[Hub, Settings], None] | None = None,
        on_ready: Callable[[Hub], None] | None = None,
        notifier: Notifier | None = None,
        network: Network | None = None,
        unlocker: Unlocker | None = None,
    ) -> None:
        """Take how the service is set up; nothing is opened yet.

        Args:
            read: Reads the settings, now and whenever they shall be read again.
            faces: What others see.
            on_hub: Called with the hub and the settings before it begins, to listen from the first event on.
            on_ready: Called when it keeps its devices, connected or not.
            notifier: Tells the service manager.
            network: What is shared with other devices of the process.
            unlocker: Opens keys that are protected.
        """
        self._unlocker = unlocker
        self._read = read
        self._makers = faces
        self._on_hub = on_hub
        self._on_ready = on_ready
        self._notifier = notifier or Notifier.from_environment()
        self._network = network
        self._stopping = asyncio.Event()
        self._reloading = asyncio.Lock()
        self._hub: Hub | None = None
        self._faces: dict[str, asyncio.Task[None]] = {}
        self._loaded: Loaded | None = None
        self._group: asyncio.TaskGroup | None = None
        self._controls = Controls(self.stop, self.reload)

    def stop(self) -> None:
        """End in order, soon."""
        self._stopping.set()

    async def run(self) -> None:
        """Serve until somebody asks to stop.

        Raises:
            ConfigError: the settings are wrong.
            StorageError: the devices cannot be read, or another hub keeps them.
        """
        loaded = self._loaded = self._read_all()
        loop = asyncio.get_running_loop()
        hub = await loop.run_in_executor(None, self._make_hub, loaded.settings)
        self._hub = hub
        if self._on_hub is not None:
            self._on_hub(hub, loaded.settings)
        async with hub:
            try:
                async with asyncio.TaskGroup() as group:
                    self._group = group
                    await self._serve(hub, loaded, group)
            finally:
                self._group = None

    def _read_all(self) -> Loaded:
        """Read the settings, and see that every face can be made of them before anything is begun or ended.

        Raises:
            ConfigError: they make no sense.
        """
        loaded = self._read()
        for maker in self._makers:
            maker.make(loaded.settings, self._controls)
        return loaded

    def _make_hub(self, settings: Settings) -> Hub:
        return make_hub(settings, network=self._network, unlocker=self._unlocker)

    async def _serve(self, hub: Hub, loaded: Loaded, group: asyncio.TaskGroup) -> None:
        alive = group.create_task(self._stay_alive(hub), name="tuyalan watchdog")
        for maker in self._makers:
            self._begin(maker, loaded.settings)
        with self._signals(group):
            if self._on_ready is not None:
                self._on_ready(hub)
            self._notifier.tell_ready(_describe(hub))
            settling = asyncio.get_running_loop().call_later(SETTLING, spare_collector)
            try:
                await self._stopping.wait()
            finally:
                settling.cancel()
                self._notifier.tell_stopping()
                alive.cancel()
                await self._end(list(self._faces))

    async def reload(self) -> None:
        """Read settings, devices and corrections again; what is wrong with them is told, and all stays as it was.

        Raises:
            TuyalanError: what is wrong.
        """
        hub, before = self._hub, self._loaded
        if hub is None or before is None or self._group is None:
            return
        async with self._reloading:
            self._notifier.tell_reloading()
            try:
                loaded = self._read_all()
                await hub.reload()
                await self._take(loaded, before)
            finally:
                self._notifier.tell_ready(_describe(hub))
        _log.info("settings, devices and corrections were read again")

    async def _take(self, loaded: Loaded, before: Loaded) -> None:
        self._loaded = loaded
        await self._adjust(loaded.settings.hub, before.settings.hub)
        for maker in self._makers:
            sections = (maker.section, *maker.others)
            if any(getattr(loaded.settings, each) != getattr(before.settings, each) for each in sections):
                await self._end([maker.section])
                self._begin(maker, loaded.settings)

    async def _adjust(self, now: HubSettings, before: HubSettings) -> None:
        """Take over what can change while the hub runs, and tell what cannot."""
        changed = {name for name in now.__struct_fields__ if getattr(now, name) != getattr(before, name)}
        if self._hub is not None and changed & ADJUSTABLE:
            await self._hub.adjust(
                state_interval=now.state_interval,
                max_connecting=now.max_connecting,
                session_gap=now.session_gap,
                options=make_options(now),
            )
        if later := sorted(changed - ADJUSTABLE):
            _log.warning("%s: changed; it holds after a restart", ", ".join(f"hub.{name}" for name in later))

    # Faces

    def _begin(self, maker: FaceMaker, settings: Settings) -> None:
        assert self._group is not None  # noqa: S101 - a service that runs
        self._faces[maker.section] = self._group.create_task(
            self._keep(maker, settings), name=f"tuyalan face {maker.section}"
        )

    async def _end(self, sections: Sequence[str]) -> None:
        """End faces, all at the same time."""
        tasks = [self._faces.pop(section) for section in sections if section in self._faces]
        for task in tasks:
            task.cancel()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=FACE_TIMEOUT)
            for task in late:
                _log.warning("%s did not end in time", task.get_name())
                task.cancel()

    async def _keep(self, maker: FaceMaker, settings: Settings) -> None:
        hub = self._hub
        assert hub is not None  # noqa: S101 - see _begin
        backoff = Backoff(RESTART_CAP, draw=random.random)
        while True:
            try:
                face = maker.make(settings, self._controls)
                if face is None:
                    return
                await face.run(hub)
                _log.warning("%s ended by itself", maker.section)
            except ConfigError as error:
                _log.error("%s does not begin: %s. %s", maker.section, error.message, error.hint)
                return
            except TuyalanError as error:
                _log.error("%s ended: %s. %s", maker.section, error, error.hint)
            except Exception:  # noqa: BLE001 - the supervisor: no face harms another
                _log.exception("%s failed and is begun again", maker.section)
            await asyncio.sleep(backoff.next_delay())

    # The system

    async def _stay_alive(self, hub: Hub) -> None:
        """Give signs of life for as long as the event loop turns."""
        while (interval := self._notifier.watchdog_interval) is not None:
            self._notifier.tell_alive(_describe(hub))
            await asyncio.sleep(interval)

    @contextlib.contextmanager
    def _signals(self, group: asyncio.TaskGroup) -> Generator[None]:
        """Let the system stop the service, or have it read everything again, while inside."""
        loop = asyncio.get_running_loop()

        async def reload() -> None:
            try:
                await self.reload()
            except TuyalanError as error:
                _log.error("nothing was changed: %s", error)

        def on_hangup() -> None:
            group.create_task(reload(), name="tuyalan reload")

        handlers = {"SIGTERM": self.stop, "SIGINT": self.stop, "SIGHUP": on_hangup}
        taken: list[int] = []
        for name, handler in handlers.items():
            number = getattr(signal, name, None)
            # Windows has no such signals, and only the main thread may ask for them.
            with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):
                if number is not None:
                    loop.add_signal_handler(number, handler)
                    taken.append(number)
        try:
            yield
        finally:
            for number in taken:
                loop.remove_signal_handler(number)


def make_hub(settings: Settings, *, network: Network | None = None, unlocker: Unlocker | None = None) -> Hub:
    """Make the hub that settings call for; reads the devices.

    Raises:
        StorageError: the devices cannot be read.
        ConfigError: there is no home folder, and nothing says where things are.
    """
    hub = settings.hub
    store = DeviceStore.load(find_devices(hub), unlocker=unlocker)
    return Hub(
        store,
        renew=Renewer(LoginsFile(unlocker=unlocker, find_vault=lambda: store.vault)),
        state=StateStore(find_state(hub), interval=hub.state_interval),
        knowledge=Knowledge(config_folder()),
        network=network or Network(max_connecting=hub.max_connecting, session_gap=hub.session_gap),
        options=make_options(hub),
        listens=hub.beacons,
    )


def make_options(hub: HubSettings) -> Options:
    """Return how patient and how gentle the settings say to be with devices."""
    return Options(
        connect_timeout=hub.connect_timeout,
        request_timeout=hub.request_timeout,
        reconnect_cap=hub.reconnect_cap,
        write_interval=hub.write_interval,
    )


def find_devices(hub: HubSettings) -> Path:
    """Return the file with the devices."""
    return Path(hub.devices).expanduser() if hub.devices else devices_path()


def find_state(hub: HubSettings) -> Path:
    """Return the file with the last values.

    Raises:
        ConfigError: there is no home folder, and nothing says where it is.
    """
    return Path(hub.state).expanduser() if hub.state else state_folder() / STATE_FILE


def _describe(hub: Hub) -> str:
    info = hub.info()
    return f"{info.online} of {info.devices} devices online"
