"""`tuyalan ha`: what Home Assistant is told of the devices: shown, compared, published, taken back."""

from __future__ import annotations

import time
from pathlib import Path  # noqa: TC003 - the parser of arguments reads the types of parameters
from typing import TYPE_CHECKING, Literal

from tuyalan.cli.context import Given  # noqa: TC001 - the parser of arguments reads it
from tuyalan.cli.ha_results import ChangesResult, Entity, Preview, PreviewResult
from tuyalan.cli.ha_visit import Visit
from tuyalan.errors import TuyalanError, UseError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.bridge.homeassistant.device import Announcement
    from tuyalan.cli.context import Context
    from tuyalan.config import Settings
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
    visit = Visit(settings)
    if action == "clear":
        return await visit.clear()
    if action == "undo":
        return await visit.undo()
    found = await _announce(settings, name, context=context, timeout=timeout)
    if action == "migrate":
        return await visit.migrate([each for _, each in found])
    return await visit.compare([each for _, each in found], is_all=name is None, is_publishing=action == "publish")


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
    from tuyalan.bridge.levels import Levels  # noqa: PLC0415 - loads what speaks MQTT
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
    from tuyalan.bridge.herald import announce, make_herald  # noqa: PLC0415 - loads what speaks MQTT
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
