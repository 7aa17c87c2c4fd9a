"""`tuyalan ha`: what Home Assistant is told of devices, groups and scenes: shown, compared, published, taken back."""

from __future__ import annotations

import sqlite3
import time
from contextlib import suppress
from pathlib import Path  # noqa: TC003 - the parser of arguments reads the types of parameters
from typing import TYPE_CHECKING, Literal, NamedTuple

from tuyalan.cli.context import Given  # noqa: TC001 - the parser of arguments reads it
from tuyalan.cli.ha_results import ChangesResult, Entity, Preview, PreviewResult
from tuyalan.cli.ha_visit import Visit
from tuyalan.errors import ConfigError, DeviceRefusedError, TuyalanError, UseError
from tuyalan.vocabulary import as_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.bridge.homeassistant.envelope import Announcement
    from tuyalan.bridge.introducing import HeraldSettings
    from tuyalan.bridge.levels import Levels
    from tuyalan.bridge.topics import Topics
    from tuyalan.cli.context import Context
    from tuyalan.config import Settings
    from tuyalan.fleet.member import Member
    from tuyalan.knowledge.gathering import Knowledge
    from tuyalan.storage import DeviceRecord
    from tuyalan.vocabulary import Json


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
    """Show what Home Assistant is told of devices, groups and scenes, compare, publish, take back.

    The hub does all of this by itself while it runs; this is for looking first, and for cleaning up.

    Args:
        action: Preview what would be announced; diff it with what stands at the broker; publish it; migrate entities
            of ours that another bridge announces one by one, so that they keep their history; clear all announcements;
            undo the last of these changes.
        name: Only this device, which is asked for its values; all that are stored by default, and all groups and scenes.
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
    visit = Visit(settings)
    if action == "clear":
        return await visit.clear()
    if action == "undo":
        return await visit.undo()
    told = await _announce(settings, name, context=context, timeout=timeout)
    found = [each for _, each in told.announcements]
    if action == "migrate":
        return await visit.migrate(found)
    return await visit.compare(found, untold=told.untold, is_all=name is None, is_publishing=action == "publish")


class Told(NamedTuple):
    """What Home Assistant is told."""

    announcements: list[tuple[str, Announcement]]
    """By the id of the device, or the name of the group."""
    untold: frozenset[str]
    """The topics of devices and groups of which nothing is known here: the hub, which may know more, has told of them."""


async def _preview(settings: Settings, name: str | None, *, context: Context, timeout: float | None) -> PreviewResult:
    told = await _announce(settings, name, context=context, timeout=timeout)
    return PreviewResult(
        devices=tuple(
            Preview(
                id=key,
                name=str(as_object(announcement.payload["device"])["name"]),
                topic=announcement.topic,
                entities=tuple(_describe(key, each) for key, each in announcement.components.items()),
                payload=announcement.payload,
            )
            for key, announcement in told.announcements
        )
    )


async def _announce(settings: Settings, name: str | None, *, context: Context, timeout: float | None) -> Told:
    """Return what is told of one device, which is asked for its values, or of everything, by what the hub has stored of it."""
    from tuyalan.bridge.introducing import announce, make_herald  # noqa: PLC0415 - loads what speaks MQTT
    from tuyalan.bridge.levels import Levels  # noqa: PLC0415
    from tuyalan.bridge.topics import Topics  # noqa: PLC0415
    from tuyalan.knowledge.gathering import Knowledge  # noqa: PLC0415
    from tuyalan.storage.places import config_folder  # noqa: PLC0415

    knowledge, levels = Knowledge(config_folder()), Levels()
    topics, told = Topics(settings.mqtt.base_topic), make_herald(settings.homeassistant)
    given = {each.id: levels.give(each.id, each.name or each.id) for each in context.store.records}
    gateways = {each.parent for each in context.store.records}
    if name is None:
        values = _read_values(settings, context)
        members = {
            each.id: _make_member(each, knowledge=knowledge, dps=values.get(each.id, {}))
            for each in context.store.records
        }
        found = [
            (key, announce(member, topics=topics, level=given[key], settings=told, is_gateway=key in gateways))
            for key, member in members.items()
        ]
        untold = frozenset(each.topic for key, each in found if not members[key].model.properties)
        together = await _announce_together(members, context.store.path, levels=levels, topics=topics, settings=told)
        return Told([*found, *together.announcements], untold | together.untold)
    record = context.find(name)
    dps: Mapping[int, Json] = {}
    try:
        async with context.open(name, timeout=timeout) as device:
            # What has nothing to report answers too.
            with suppress(DeviceRefusedError):
                dps = await device.status(timeout=timeout)
    except TuyalanError as error:
        context.output.say(
            f"[yellow]{record.name or record.id} does not answer, so only what is known of its product is shown: {error.message}[/yellow]"
        )
    member = _make_member(record, knowledge=knowledge, dps=dps)
    announcement = announce(
        member, topics=topics, level=given[record.id], settings=told, is_gateway=record.id in gateways
    )
    return Told(
        [(record.id, announcement)], frozenset() if member.model.properties else frozenset({announcement.topic})
    )


def _read_values(settings: Settings, context: Context) -> dict[str, dict[int, Json]]:
    """Return the last values that the hub has stored, by device, whether it runs or not; none where it has never run."""
    from rich.text import Text  # noqa: PLC0415 - takes a while

    from tuyalan.app.serving import find_state  # noqa: PLC0415 - loads everything that speaks to devices
    from tuyalan.storage.statefile import StoredState, read_state  # noqa: PLC0415 - see above

    try:
        path = find_state(settings.hub)
    except ConfigError:
        return {}
    try:
        stored = read_state(path) if path.exists() else StoredState()
    except (sqlite3.Error, OSError) as error:
        context.output.say(Text(f"The values that the hub has stored in {path} cannot be read: {error}", "yellow"))
        return {}
    return {key: {dp: each.value for dp, each in values.items()} for key, values in stored.values.items()}


async def _announce_together(
    members: Mapping[str, Member], devices: Path, *, levels: Levels, topics: Topics, settings: HeraldSettings
) -> Told:
    """Return what is told of groups and scenes, which are stored beside the devices."""
    from tuyalan.bridge.introducing import announce_group, announce_scenes, find_group_topic  # noqa: PLC0415 - see above
    from tuyalan.fleet.arranging import Arranger  # noqa: PLC0415
    from tuyalan.storage.groups import GROUPS_FILE  # noqa: PLC0415

    arranger = Arranger(devices.with_name(GROUPS_FILE))
    await arranger.open()
    found = [
        (
            group.name,
            announce_group(
                group,
                [members[key] for key in group.members if key in members],
                topics=topics,
                level=levels.give(f"group {group.name}", group.name),
                settings=settings,
            ),
        )
        for group in arranger.groups.values()
    ]
    found.append(("scenes", announce_scenes(arranger.scenes, topics=topics, settings=settings)))
    untold = {
        find_group_topic(group, topics=topics, settings=settings)
        for group in arranger.groups.values()
        if not any(members[key].features for key in group.members if key in members)
    }
    return Told([(key, each) for key, each in found if each is not None], frozenset(untold))


def _make_member(record: DeviceRecord, *, knowledge: Knowledge, dps: Mapping[int, Json]) -> Member:
    from tuyalan.fleet.member import Member, Restored  # noqa: PLC0415 - loads what speaks to devices
    from tuyalan.session.events import Cause  # noqa: PLC0415

    now = time.time()
    restored = {dp: Restored(value, now, Cause.REPLY) for dp, value in dps.items()}
    return Member(record, name=record.name or record.id, device=None, knowledge=knowledge, restored=restored)


def _describe(key: str, component: Mapping[str, Json]) -> Entity:
    return Entity(
        key=key,
        platform=str(component["platform"]),
        name=str(component.get("name") or ""),
        unique_id=str(component["unique_id"]),
        can_write="command_topic" in component or any("command" in name for name in component),
        is_enabled=component.get("enabled_by_default") is not False,
    )
