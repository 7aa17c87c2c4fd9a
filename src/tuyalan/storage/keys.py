"""Keys of a device beside its current one, as values and as plain JSON: where each is from, and what speaks for it.

    {"key": "...", "source": "devices.json of tinytuya", "as_of": 1790000000.0, "proven": 1790000100.0}

Knows nothing of files and of who decides between two keys.
"""

from __future__ import annotations

from typing import Final

import msgspec

from tuyalan.errors import StorageError
from tuyalan.storage.jsontext import as_list, as_object
from tuyalan.vocabulary import Json, LocalKey

MAX_ALTERNATIVES: Final = 4
"""Most other keys kept of one device. Each one tried costs a connection and seconds, so old ones are let go."""


class KnownKey(msgspec.Struct, frozen=True, kw_only=True):
    """One key of a device; None stands for unknown."""

    key: LocalKey

    source: str | None = None
    """Where it comes from, for people."""

    as_of: float | None = None
    """When its source said that it was the device's key, in seconds since 1970."""

    proven: float | None = None
    """When a session with the device last proved it, in seconds since 1970."""

    @property
    def newest(self) -> float:
        """The last moment at which it is known to have been right; 0 if nobody knows."""
        return max(self.as_of or 0.0, self.proven or 0.0)


def build_plain_keys(keys: tuple[KnownKey, ...]) -> list[Json]:
    """Return keys as a JSON list, in clear text."""
    return [_build(known) for known in keys]


def parse_plain_keys(value: Json) -> tuple[KnownKey, ...]:
    """Return the keys that a JSON list holds; null is an empty one.

    Raises:
        StorageError: the value is no such list; the message is a clause and holds nothing of a key.
    """
    entries = [] if value is None else as_list(value)
    if entries is None:
        raise StorageError("is no list of keys")
    return tuple(map(_parse, entries))


def _build(known: KnownKey) -> dict[str, Json]:
    plain: dict[str, Json] = {"key": known.key.reveal().decode("latin-1")}
    facts = {"source": known.source, "as_of": known.as_of, "proven": known.proven}
    return plain | {name: fact for name, fact in facts.items() if fact is not None}


def _parse(entry: Json) -> KnownKey:
    fields = as_object(entry) or {}
    secret, source = fields.get("key"), fields.get("source")
    if not isinstance(secret, str) or not isinstance(source, str | None):
        raise StorageError("holds something that is no key")
    try:
        key = LocalKey(secret)
    except ValueError as exc:
        raise StorageError(f"holds a wrong key: {exc}") from None
    return KnownKey(key=key, source=source, as_of=_time(fields.get("as_of")), proven=_time(fields.get("proven")))


def _time(value: Json) -> float | None:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    raise StorageError("holds a time that is no number")
