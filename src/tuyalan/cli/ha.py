"""`tuyalan ha`: what Home Assistant is told of the devices: shown, compared, published, taken back."""

from __future__ import annotations

import time
from pathlib import Path  # noqa: TC003 - the parser of arguments reads the types of parameters
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from tuyalan.cli.context import Given  # noqa: TC001 - the parser of arguments reads it
from tuyalan.cli.results import Result
from tuyalan.errors import ConfigError, StorageError, TuyalanError, UseError
from tuyalan.vocabulary import Json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType

    from tuyalan.bridge.broker import Broker
    from tuyalan.bridge.homeassistant.device import Announcement
    from tuyalan.bridge.topics import Topics
    from tuyalan.cli.context import Context
    from tuyalan.config import Settings
    from tuyalan.knowledge.gathering import Knowledge
    from tuyalan.storage import DeviceRecord

UNDO_FILE: Final = "homeassistant-undo.json"
"""What stood at the broker before the last change, in the configuration folder."""


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """One entity as it is announced."""

    key: str
    platform: str
    name: str
    unique_id: str
    can_write: bool
    is_enabled: bool


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """One device as it is announced."""

    id: str
    name: str
    topic: str
    entities: tuple[Entity, ...]
    payload: dict[str, Json]
    """The whole message."""


class PreviewResult(Result, frozen=True, kw_only=True):
    """What Home Assistant would be told."""

    devices: tuple[Preview, ...]

    def view(self) -> RenderableType:
        """Return a table for each device."""
        from rich.console import Group  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        from tuyalan.cli.views import make_table  # noqa: PLC0415

        parts: list[RenderableType] = []
        for device in self.devices:
            parts.append(Text.assemble((device.name, "bold"), (f"  {device.topic}", "dim")))
            if not device.entities:
                parts.append(
                    Text("Nothing is known of its values yet; run the hub, or name the device.", style="yellow")
                )
                continue
            table = make_table("entity", "name", "id", "")
            for entity in device.entities:
                marks = [] if entity.can_write else ["read only"]
                marks += [] if entity.is_enabled else ["off until enabled"]
                name = entity.name or device.name
                table.add_row(entity.platform, name, Text(entity.unique_id, style="dim"), Text(", ".join(marks), "dim"))
            parts.append(table)
        return Group(*parts) if parts else Text("No devices are stored.", style="dim")


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What publishing changes, or would change, for one device."""

    topic: str
    name: str
    what: str
    """`new`, `changed`, `removed`, `moved` or `restored`."""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


class ChangesResult(Result, frozen=True, kw_only=True):
    """What is different, and whether it was done."""

    action: str
    broker: str
    is_done: bool
    changes: tuple[Change, ...]

    def view(self) -> RenderableType:
        """Return a line for each device."""
        from rich.console import Group  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        if not self.changes:
            return Text(f"Nothing to change at {self.broker}.", style="dim")
        styles = {"new": "green", "removed": "red", "restored": "cyan"}
        lines: list[RenderableType] = []
        for change in self.changes:
            line = Text.assemble((f"{change.what:9}", styles.get(change.what, "yellow")), (change.name, "bold"))
            for sign, keys in (("+", change.added), ("-", change.removed), ("~", change.changed)):
                line.append("".join(f"  {sign}{key}" for key in keys), "dim")
            lines.append(line)
        done = "Done; `tuyalan ha undo` takes it back." if self.is_done else "Nothing was changed yet."
        return Group(*lines, Text(f"{done} Broker: {self.broker}", style="dim"))


async def ha(
    action: Literal["preview", "diff", "publish", "migrate", "clear", "undo"],
    name: str | None = None,
    /,
    *,
    config: Path | None = None,
    broker: str | None = None,
    timeout: float | None = None,
    context: Given,
) -> PreviewResult | ChangesResult:
    """Show what Home Assistant is told of the devices, compare, publish, take back.

    The hub does all of this by itself while it runs; this is for looking first, and for cleaning up.

    Args:
        action: Preview what would be announced; diff it with what stands at the broker; publish it; migrate entities
            of ours that another bridge announces one by one, so that they keep their history; clear all announcements;
            undo the last of these changes.
        name: Only this device, which is asked for its values; all that are stored by default.
        config: The file with the settings of the hub.
        broker: The broker, if not that of the settings.
        timeout: How long to wait for the device, in seconds; 15 by default.
        context: Where output goes, and what is stored.
    """
    from tuyalan.cli.serve import load  # noqa: PLC0415 - loads the settings

    settings = load(config, {} if broker is None else {"mqtt.broker": broker}).settings
    if action == "preview":
        return await _preview(settings, name, context=context, timeout=timeout)
    if name is not None and action in {"clear", "undo"}:
        raise UseError(f"`ha {action}` is for all devices", hint=f"Leave {name!r} out.")
    visit = _Visit(settings)
    if action == "clear":
        return await visit.clear()
    if action == "undo":
        return await visit.undo()
    found = await _announce(settings, name, context=context, timeout=timeout)
    if action == "migrate":
        return await visit.migrate([each for _, each in found])
    return await visit.compare([each for _, each in found], is_all=name is None, is_publishing=action == "publish")


class _Visit:
    """What is done at the broker."""

    def __init__(self, settings: Settings) -> None:
        from tuyalan.bridge.settings import make_broker  # noqa: PLC0415 - loads what speaks MQTT
        from tuyalan.bridge.topics import Topics  # noqa: PLC0415

        if not settings.mqtt.broker:
            raise ConfigError(
                "no broker is set", hint="Name it with --broker, or `tuyalan config set mqtt.broker mqtt://...`."
            )
        self.broker: Broker = make_broker(settings.mqtt)
        self.topics: Topics = Topics(settings.mqtt.base_topic)
        self.prefix = settings.homeassistant.prefix

    async def read(self) -> dict[str, bytes]:
        """Return our announcements that stand at the broker."""
        from tuyalan.bridge.errand import read_announced  # noqa: PLC0415 - see above

        return await read_announced(self.broker, self.topics, prefix=self.prefix)

    async def compare(self, wanted: list[Announcement], *, is_all: bool, is_publishing: bool) -> ChangesResult:
        """Compare with what is wanted, and publish it if so wished."""
        from tuyalan.bridge.homeassistant.announcing import Announcer, compare  # noqa: PLC0415 - see above

        stored = await self.read()
        topics = {each.topic for each in wanted}
        seen = stored if is_all else {topic: payload for topic, payload in stored.items() if topic in topics}
        changes = tuple(
            Change(
                topic=each.topic,
                name=each.name,
                what="new" if each.is_new else "removed" if each.is_gone else "changed",
                added=each.added,
                removed=each.removed,
                changed=each.changed,
            )
            for each in compare(seen, wanted)
        )
        if is_publishing and changes:
            announcer = Announcer()
            for topic, payload in seen.items():
                announcer.note_stored(topic, payload, prefix=self.prefix)
            messages = [message for each in wanted for message in announcer.announce(each.topic, each)]
            messages += announcer.withdraw_strangers()
            await self._publish([(each.topic, each.payload) for each in messages], before=seen)
        return self._tell("publish" if is_publishing else "diff", changes, is_done=is_publishing and bool(changes))

    async def migrate(self, wanted: list[Announcement]) -> ChangesResult:
        """Move entities from topics of their own into the messages of their devices."""
        from tuyalan.bridge.errand import read_stored  # noqa: PLC0415 - see above
        from tuyalan.bridge.homeassistant.announcing import MIGRATION, Announcer, list_migrations  # noqa: PLC0415

        filters = [f"{self.prefix}/+/+/config", f"{self.prefix}/+/+/+/config"]
        stored = await read_stored(self.broker, self.topics, filters)
        moving = list_migrations(stored, wanted, prefix=self.prefix)
        changes = tuple(Change(topic=topic, name=topic.split("/")[-2], what="moved") for topic in moving)
        if moving:
            announcer = Announcer()
            told = [message for each in wanted for message in announcer.announce(each.topic, each)]
            messages = [(topic, MIGRATION) for topic in moving]
            messages += [(message.topic, message.payload) for message in told]
            messages += [(topic, b"") for topic in moving]
            await self._publish(messages, before=stored)
        return self._tell("migrate", changes, is_done=bool(changes))

    async def clear(self) -> ChangesResult:
        """Remove all of our announcements."""
        from tuyalan.bridge.homeassistant.announcing import compare  # noqa: PLC0415 - see above

        stored = await self.read()
        changes = tuple(
            Change(topic=each.topic, name=each.name, what="removed", removed=each.removed)
            for each in compare(stored, [])
        )
        await self._publish([(topic, b"") for topic in stored], before=stored)
        return self._tell("clear", changes, is_done=bool(changes))

    async def undo(self) -> ChangesResult:
        """Put back what stood there before the last change."""
        before = _read_undo()
        now = await self.read()
        wanted = {topic: payload.encode() for topic, payload in before.items() if payload.encode() != now.get(topic)}
        changes = tuple(
            Change(topic=topic, name=topic.split("/")[-2], what="restored" if payload else "removed")
            for topic, payload in sorted(wanted.items())
            if payload or topic in now
        )
        await self._publish(list(wanted.items()), before=now)
        return self._tell("undo", changes, is_done=bool(changes))

    async def _publish(self, messages: list[tuple[str, bytes]], *, before: Mapping[str, bytes]) -> None:
        from tuyalan.bridge.errand import publish_stored  # noqa: PLC0415 - see above

        if not messages:
            return
        # First what to go back to, so that a change that is broken off can be taken back.
        _write_undo({topic: before.get(topic, b"").decode() for topic, _ in messages})
        await publish_stored(self.broker, self.topics, messages)

    def _tell(self, action: str, changes: tuple[Change, ...], *, is_done: bool) -> ChangesResult:
        return ChangesResult(action=action, broker=str(self.broker), is_done=is_done, changes=changes)


async def _preview(settings: Settings, name: str | None, *, context: Context, timeout: float | None) -> PreviewResult:
    found = await _announce(settings, name, context=context, timeout=timeout)
    return PreviewResult(
        devices=tuple(
            Preview(
                id=record.id,
                name=record.name or record.id,
                topic=announcement.topic,
                entities=tuple(_describe(key, each) for key, each in announcement.components.items()),
                payload=announcement.payload,
            )
            for record, announcement in found
        )
    )


async def _announce(
    settings: Settings, name: str | None, *, context: Context, timeout: float | None
) -> list[tuple[DeviceRecord, Announcement]]:
    """Return what is told of one device, which is asked for its values, or of all, by what is known of them."""
    from tuyalan.bridge.levels import Levels  # noqa: PLC0415 - see _Visit
    from tuyalan.knowledge.gathering import Knowledge  # noqa: PLC0415
    from tuyalan.storage.places import config_folder  # noqa: PLC0415

    knowledge = Knowledge(config_folder())
    levels = Levels()
    given = {each.id: levels.give(each.id, each.name or each.id) for each in context.store.records}
    if name is None:
        return [
            (each, _build(settings, each, given[each.id], knowledge=knowledge, dps={}))
            for each in context.store.records
        ]
    record = context.find(name)
    dps: Mapping[int, Json] = {}
    try:
        async with context.open(name, timeout=timeout) as device:
            dps = await device.status(timeout=timeout)
    except TuyalanError as error:
        context.output.say(
            f"[yellow]{record.name or record.id} does not answer, so only what is known of its product is shown: {error.message}[/yellow]"
        )
    return [(record, _build(settings, record, given[record.id], knowledge=knowledge, dps=dps))]


def _build(
    settings: Settings, record: DeviceRecord, level: str, *, knowledge: Knowledge, dps: Mapping[int, Json]
) -> Announcement:
    from tuyalan.bridge.herald import announce, make_herald  # noqa: PLC0415 - see _Visit
    from tuyalan.bridge.topics import Topics  # noqa: PLC0415
    from tuyalan.fleet.member import Member, Restored  # noqa: PLC0415
    from tuyalan.session.events import Cause  # noqa: PLC0415

    now = time.time()
    restored = {dp: Restored(value, now, Cause.REPLY) for dp, value in dps.items()}
    member = Member(record, name=record.name or record.id, device=None, knowledge=knowledge, restored=restored)
    topics = Topics(settings.mqtt.base_topic)
    return announce(member, topics=topics, level=level, settings=make_herald(settings.homeassistant))


def _describe(key: str, component: Mapping[str, Json]) -> Entity:
    return Entity(
        key=key,
        platform=str(component["platform"]),
        name=str(component.get("name") or ""),
        unique_id=str(component["unique_id"]),
        can_write="command_topic" in component or any("command" in name for name in component),
        is_enabled=component.get("enabled_by_default") is not False,
    )


def _undo_path() -> Path:
    from tuyalan.storage.places import config_folder  # noqa: PLC0415 - see _announce

    return config_folder() / UNDO_FILE


def _write_undo(before: Mapping[str, str]) -> None:
    from tuyalan.storage.atomic import write_atomic  # noqa: PLC0415 - see _announce

    write_atomic(_undo_path(), msgspec.json.encode(before))


def _read_undo() -> dict[str, str]:
    path = _undo_path()
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    except FileNotFoundError:
        raise UseError("there is nothing to undo", hint="`ha publish` and `ha clear` can be undone once.") from None
    except (OSError, msgspec.DecodeError) as error:
        raise StorageError(
            f"cannot read {path}: {error}", hint="Remove the file; nothing can be undone then."
        ) from error
