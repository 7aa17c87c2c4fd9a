"""`tuyalan serve`: the hub in the foreground, with a line for what happens."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from contextlib import contextmanager
from pathlib import Path  # noqa: TC003 - the parser of arguments reads the types of parameters
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import msgspec
from cyclopts import Parameter

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.results import Result
from tuyalan.errors import ConfigError, UseError
from tuyalan.vocabulary import Json

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping

    from rich.console import RenderableType

    from tuyalan.cli.context import Context
    from tuyalan.client.watch import Watch
    from tuyalan.config import Loaded, Settings
    from tuyalan.fleet.events import HubEvent
    from tuyalan.fleet.hub import Hub
    from tuyalan.fleet.member import Member

_STYLES: Final = {
    "online": "bold green",
    "away": "bold red",
    "fired": "bold magenta",
    "found": "bold yellow",
    "ready": "bold green",
}
TOLD: Final = ("tuyalan.app", "tuyalan.bridge", "tuyalan.homeassistant", "tuyalan.mqtt")
"""Loggers whose news an owner wants to read; those of devices are events."""
Sets: TypeAlias = Annotated[tuple[str, ...], Parameter(name="--set", negative=())]
"""Settings as typed: `hub.state_interval=300`, any number of them."""


class ServeEvent(Result, frozen=True, kw_only=True, omit_defaults=True):
    """Something that happened."""

    event: str
    """One word: `ready`, `online`, `away`, `changed`, `fired`, `found`, `added`, `removed`, `renamed`, `group`, `scene`."""
    time: float
    id: str = ""
    """The device, if it is about one."""
    name: str = ""
    text: str = ""
    """What happened, for people."""
    reason: str = ""
    """Why a device is away: a stable code."""
    values: dict[str, Json] = msgspec.field(default_factory=dict[str, Json])
    """What changed, by property."""

    def view(self) -> RenderableType:
        """Return one line."""
        from rich.text import Text  # noqa: PLC0415

        from tuyalan.cli.views import make_line, show_time, show_value  # noqa: PLC0415

        rest = Text(self.text)
        for code, value in self.values.items():
            rest.append("  " if rest else "").append(f"{code} ", "dim").append_text(show_value(value))
        word = Text(self.event, _STYLES.get(self.event, "cyan"))
        return make_line([(show_time(self.time), 12), (Text(self.name, "bold"), 20), (word, 8)], rest)


class ServeResult(Result, frozen=True, kw_only=True):
    """The end."""

    seconds: float
    """How long the hub ran."""
    devices: int

    def view(self) -> RenderableType:
        """Return one line."""
        return f"[dim]Stopped; {self.devices} devices were kept for {self.seconds:.0f} s.[/dim]"


async def serve(
    *,
    config: Path | None = None,
    settings: Sets = (),
    broker: str | None = None,
    base_topic: str | None = None,
    with_broker: bool = False,
    show: str | None = None,
    seconds: float | None = None,
    context: Given,
) -> ServeResult:
    """Keep all devices connected and offer them as the settings say; Ctrl-C ends it.

    Args:
        config: The file with the settings, in place of the one in your configuration folder.
        settings: A setting for this run, as `hub.state_interval=300`; `tuyalan config show` lists them.
        broker: Offer the devices by MQTT at this broker: `mqtt://host`, `mqtts://`, `ws://`, `wss://`.
        base_topic: Where they are published there; `tuyalan` by default.
        with_broker: Start a broker on this machine as well, for trying things out.
        show: What to print: `nothing`, `events`, or `values` too.
        seconds: End after this time.
        context: Where output goes, and what is stored.
    """
    from tuyalan.app.serving import Service  # noqa: PLC0415 - loads everything that speaks to devices
    from tuyalan.net.tasks import background  # noqa: PLC0415

    check_positive(seconds, "--seconds")
    flags = parse_sets(settings)
    given = {"hub.show": show, "mqtt.broker": broker, "mqtt.base_topic": base_topic}
    flags |= {name: value for name, value in given.items() if value is not None}
    if with_broker:
        flags |= {"mqtt.own_broker": "true", "mqtt.broker": ""}
    if context.devices_path is not None:
        flags["hub.devices"] = str(context.devices_path)
    teller = Teller(context)
    service = Service(
        lambda: load(config, flags), on_hub=teller.begin, on_ready=teller.tell_ready, unlocker=context.unlocker
    )
    begin = time.monotonic()
    if seconds is not None:
        asyncio.get_running_loop().call_later(seconds, service.stop)
    with _told(context):
        async with background(teller.run(), name="tuyalan serve: tell", on_crash=lambda _: service.stop()):
            await service.run()
    return ServeResult(seconds=round(time.monotonic() - begin, 1), devices=teller.devices)


@contextmanager
def _told(context: Context) -> Generator[None]:
    """Show what the service does besides keeping devices, such as where its broker listens, while inside."""
    loggers = [logging.getLogger(name) for name in TOLD]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        # With --debug everything is shown already.
        logger.setLevel(logging.NOTSET if context.output.is_debug else logging.INFO)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def load(config: Path | None, flags: Mapping[str, str]) -> Loaded:
    """Read the settings.

    Raises:
        ConfigError: the file that was named is missing, or something is wrong with the settings.
    """
    from tuyalan.config import load_settings  # noqa: PLC0415 - see serve
    from tuyalan.storage.places import config_path  # noqa: PLC0415

    if config is not None and not config.exists():
        raise ConfigError(f"cannot read {config}: there is no such file", hint="Leave --config out, or make the file.")
    return load_settings(config or config_path(), environ=os.environ, flags=flags)


def parse_sets(texts: Iterable[str]) -> dict[str, str]:
    """Return settings by name.

    Raises:
        UseError: a text is no setting.
    """
    flags: dict[str, str] = {}
    for text in texts:
        name, separator, value = text.partition("=")
        if not separator or not name.strip():
            raise UseError(f"{text!r} is no setting", hint="Write NAME=VALUE, for example hub.state_interval=300.")
        flags[name.strip()] = value
    return flags


class Teller:
    """Prints what a hub tells, in its own time: devices never wait for a terminal."""

    def __init__(self, context: Context) -> None:
        """Take where to print."""
        self._output = context.output
        self._show = "events"
        self._hub: Hub | None = None
        self._begun: asyncio.Future[Watch[HubEvent]] = asyncio.get_running_loop().create_future()
        self.devices: int = 0
        """How many there were when the hub began."""

    def begin(self, hub: Hub, settings: Settings) -> None:
        """Listen to a hub that begins."""
        self._hub = hub
        self._show = settings.hub.show
        self._output.redactor.add(record.key for record in hub.store.records)

    def tell_ready(self, hub: Hub) -> None:
        """Print that the hub keeps its devices, and what happens from now on."""
        self.devices = len(hub.members)
        if self._show != "nothing":
            text = f"{self.devices} devices of {hub.store.path}"
            self._output.show(ServeEvent(event="ready", time=time.time(), text=text))
            self._begun.set_result(hub.watch())

    async def run(self) -> None:
        """Print until the hub ends."""
        watch = await self._begun
        hub = self._hub
        assert hub is not None  # noqa: S101 - begun
        loop = asyncio.get_running_loop()
        async for event in watch:
            shown = describe(event, hub, with_values=self._show == "values")
            if shown is not None:
                await loop.run_in_executor(None, self._output.show, shown)


def describe(event: HubEvent, hub: Hub, *, with_values: bool = False) -> ServeEvent | None:
    """Return what is shown of an event; `None` if it is nothing for people."""
    from tuyalan.fleet import events  # noqa: PLC0415 - see serve

    time_ = event.time
    match event:
        case events.GroupChanged() | events.SceneChanged():
            word = "group" if isinstance(event, events.GroupChanged) else "scene"
            return ServeEvent(
                event=word, time=time_, name=event.name, text="removed" if event.is_removed else "made or changed"
            )
        case events.DeviceFound():
            where = f"behind {event.found.parent}" if event.found.parent else f"at {event.found.address}"
            return ServeEvent(
                event="found", time=time_, id=event.device_id, text=f"{event.device_id} {where} is not stored"
            )
        case events.DeviceAdded() | events.DeviceRemoved():
            word = "added" if isinstance(event, events.DeviceAdded) else "removed"
            return ServeEvent(event=word, time=time_, id=event.device_id, name=event.name)
        case events.DeviceRenamed():
            room = f" in {event.room}" if event.room else ""
            return ServeEvent(
                event="renamed", time=time_, id=event.device_id, name=event.name, text=f"was {event.previous}{room}"
            )
        case _:
            member = hub.members.get(event.device_id)
            return None if member is None else _describe_device(event, member, with_values=with_values)


def _describe_device(event: HubEvent, member: Member, *, with_values: bool) -> ServeEvent | None:
    from tuyalan.fleet import events  # noqa: PLC0415 - see serve
    from tuyalan.fleet.health import STARTING, STOPPED  # noqa: PLC0415

    match event:
        case events.HealthChanged(health=health):
            if health.is_online:
                version = member.device.version if member.device is not None else None
                text = f"{member.record.address or ''} {version or ''}".strip()
                return ServeEvent(event="online", time=event.time, id=member.id, name=member.name, text=text)
            if health.reason in {STARTING, STOPPED}:
                return None
            text = f"{health.message or health.reason}" + (f" → {health.hint}" if health.hint else "")
            return ServeEvent(
                event="away", time=event.time, id=member.id, name=member.name, text=text, reason=health.reason or ""
            )
        case events.Fired():
            values = {event.code: msgspec.to_builtins(event.value, str_keys=True)}
            return ServeEvent(event="fired", time=event.time, id=member.id, name=member.name, values=values)
        case events.Changed() if with_values:
            values = {change.property.code: change.reading.json for change in event.changes if change.is_new}
            if values:
                return ServeEvent(event="changed", time=event.time, id=member.id, name=member.name, values=values)
        case _:
            pass
    return None
