"""What `tuyalan ha` does at the broker: look, publish, move, clear, and put back what stood there before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.cli.ha_results import Change, ChangesResult
from tuyalan.errors import ConfigError, StorageError, UseError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from tuyalan.bridge.broker import Broker
    from tuyalan.bridge.homeassistant.envelope import Announcement
    from tuyalan.bridge.topics import Topics
    from tuyalan.config import Settings

UNDO_FILE: Final = "homeassistant-undo.json"
"""What stood at the broker before the last change, in the configuration folder."""


class Visit:
    """One visit to the broker of the settings."""

    def __init__(self, settings: Settings) -> None:
        """Take the settings of the hub.

        Raises:
            ConfigError: they name no broker.
        """
        from tuyalan.bridge.settings import make_broker  # noqa: PLC0415 - loads what speaks MQTT
        from tuyalan.bridge.topics import Topics  # noqa: PLC0415

        if not settings.mqtt.broker:
            raise ConfigError(
                "no broker is set", hint="Name it with --broker, or `tuyalan config set mqtt.broker mqtt://...`."
            )
        self.broker: Broker = make_broker(settings.mqtt)
        self.topics: Topics = Topics(settings.mqtt.base_topic)
        self.prefix: str = settings.homeassistant.prefix

    async def read(self) -> dict[str, bytes]:
        """Return our announcements that stand at the broker."""
        from tuyalan.bridge.errand import read_announced  # noqa: PLC0415 - see above

        return await read_announced(self.broker, self.topics, prefix=self.prefix)

    async def compare(
        self, wanted: list[Announcement], *, untold: AbstractSet[str], is_all: bool, is_publishing: bool
    ) -> ChangesResult:
        """Compare with what is wanted, and publish it if so wished.

        Args:
            wanted: What shall stand there.
            untold: Topics of which nothing is known here; what stands there stays.
            is_all: Whether nothing else shall stand there.
            is_publishing: Whether it is done.
        """
        from tuyalan.bridge.homeassistant.announcing import Announcer, compare  # noqa: PLC0415 - see above

        stored = await self.read()
        kept = untold & stored.keys()
        wanted = [each for each in wanted if each.topic not in kept]
        stored = {topic: payload for topic, payload in stored.items() if topic not in kept}
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


def _undo_path() -> Path:
    from tuyalan.storage.places import config_folder  # noqa: PLC0415 - loads the storage

    return config_folder() / UNDO_FILE


def _write_undo(before: Mapping[str, str]) -> None:
    from tuyalan.storage.atomic import write_atomic  # noqa: PLC0415 - loads the storage

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
