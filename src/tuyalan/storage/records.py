"""What is known of one device, as a value, and its plain JSON form.

Knows nothing of files. The plain form holds the key in clear text: it is made for saving and merging, and dropped.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final, NoReturn

import msgspec

from tuyalan.errors import StorageError, UseError
from tuyalan.storage.jsontext import as_list, as_object
from tuyalan.storage.keys import KnownKey, build_plain_keys, parse_plain_keys
from tuyalan.vocabulary import Json, LocalKey, Version

DEFAULT_PORT: Final = 6668
"""TCP port that devices listen on."""

LEARNT_FIELDS: Final = frozenset(
    {
        "address",
        "version",
        "dialect",
        "product_key",
        "last_seen",
        "address_source",
        "key_proven",
        "memory",
        "refresh",
    }
)
"""Fields that are found out on the network; all others come from people or from the maker's cloud."""


class DeviceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one device; None stands for unknown."""

    id: str
    """The maker's id of the device."""

    name: str = ""
    """What its owner calls it; empty if it has no name."""

    key: LocalKey | None = None
    """The local key; children use the key of their gateway."""

    key_source: str | None = None
    """Where the key comes from, for people: `Smart Life login`, `by hand`."""

    key_as_of: float | None = None
    """When that source said that it was the device's key, in seconds since 1970."""

    key_proven: float | None = None
    """When a session with the device last proved the key, in seconds since 1970."""

    alternatives: tuple[KnownKey, ...] = ()
    """Other keys that were the device's once, or may be now; the likeliest first."""

    address: str | None = None
    """IP address, or a host name; children have none of their own."""

    port: int = DEFAULT_PORT
    """TCP port, 1 to 65535."""

    version: Version | None = None
    """Version of the LAN protocol."""

    dialect: Mapping[str, Json] | None = None
    """What a session learnt about the device's ways, as JSON; kept as given."""

    product_key: str | None = None
    """The maker's id of the product."""

    last_seen: float | None = None
    """When the device was last heard of, in seconds since 1970."""

    address_source: str | None = None
    """Where the address comes from, for example `beacon`."""

    parent: str | None = None
    """Id of the gateway that this device hangs on."""

    cid: str | None = None
    """Id by which the gateway knows this device."""

    memory: Mapping[str, Json] | None = None
    """What the model of the device learnt: the ids of its properties, which never change, and words nobody declared."""

    refresh: Mapping[str, Json] | None = None
    """How the device bears being asked to measure, as JSON."""

    allowed: tuple[str, ...] = ()
    """Hazardous features that its owner lets programs operate, by their keys; `*` stands for all of them."""

    extra: Mapping[str, Json] = {}
    """Further fields found in the file; kept as they are."""

    def __post_init__(self) -> None:
        """Check the fields.

        Raises:
            UseError: a field has the wrong type or a value that cannot be; the message names it.
        """
        if not self.id:
            raise UseError("a device needs an id")
        for name, kinds in _KINDS.items():
            value: object = getattr(self, name)
            if not isinstance(value, kinds) or isinstance(value, bool):
                raise UseError(f"the field {name!r} of a device cannot be a {type(value).__name__}", device_id=self.id)
        if any(not isinstance(word, str) for word in self.allowed):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
            raise UseError("the field 'allowed' of a device holds texts", device_id=self.id)
        if not 1 <= self.port <= _MAX_PORT:
            raise UseError(f"a port is 1 to {_MAX_PORT}, not {self.port}", device_id=self.id)
        for name in _TIMES:
            moment: float | None = getattr(self, name)
            if moment is not None and not math.isfinite(moment):
                raise UseError(f"the field {name!r} is no time", device_id=self.id)
        known = sorted(self.extra.keys() & KNOWN_FIELDS)
        if known:
            raise UseError(f"{known[0]!r} is a field of its own, not an extra one", device_id=self.id)

    def __repr__(self) -> str:
        """Show what is known, with the key masked and further fields by name only: they may hold secrets."""
        return f"DeviceRecord({', '.join(f'{name}={value!r}' for name, value in self.__rich_repr__())})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        """Return the fields that are known, for `repr` and for Rich."""
        shown: dict[str, object] = {name: getattr(self, name) for name in self.__struct_fields__}
        shown["extra"] = sorted(self.extra)
        return [(name, value) for name, value in shown.items() if value not in (None, "", [], ())]


_TEXT: Final = (str, type(None))
_TIME: Final = (int, float, type(None))
_TIMES: Final = ("last_seen", "key_as_of", "key_proven")
_KINDS: Final[dict[str, tuple[type, ...]]] = {
    "id": (str,),
    "name": (str,),
    "key": (LocalKey, type(None)),
    "key_source": _TEXT,
    "key_as_of": _TIME,
    "key_proven": _TIME,
    "alternatives": (tuple,),
    "address": _TEXT,
    "port": (int,),
    "version": (Version, type(None)),
    "dialect": (Mapping, type(None)),
    "product_key": _TEXT,
    "last_seen": _TIME,
    "address_source": _TEXT,
    "parent": _TEXT,
    "cid": _TEXT,
    "memory": (Mapping, type(None)),
    "refresh": (Mapping, type(None)),
    "allowed": (tuple,),
    "extra": (Mapping,),
}
_MAX_PORT: Final = 65535

KNOWN_FIELDS: Final = _KINDS.keys() - {"extra"}
"""Names with a meaning; any other goes to `extra`."""


def build_plain(record: DeviceRecord) -> dict[str, Json]:
    """Return `record` as a JSON object that holds only what is known, with the key in clear text."""
    plain: dict[str, Json] = {"id": record.id}
    for name in DeviceRecord.__struct_fields__:
        value: object = getattr(record, name)
        if name in KNOWN_FIELDS and value is not None and value != _DEFAULTS.get(name):
            plain[name] = list(record.allowed) if name == "allowed" else value
    if record.key is not None:
        plain["key"] = record.key.reveal().decode("latin-1")
    if record.alternatives:
        plain["alternatives"] = build_plain_keys(record.alternatives)
    if record.version is not None:
        plain["version"] = record.version.value
    return plain | dict(record.extra)


_DEFAULTS: Final[dict[str, Json]] = {"name": "", "port": DEFAULT_PORT, "alternatives": (), "allowed": ()}


def parse_plain(plain: Json, *, source: str) -> DeviceRecord:
    """Return the record that a JSON object holds; `source` says where it was found.

    Raises:
        StorageError: the value is no record; the message names the device and the field, never a value of a key.
    """
    known = as_object(plain)
    if known is None:
        raise StorageError(f"{source} is no JSON object")
    fields = _Fields(known, source)
    return DeviceRecord(
        id=fields.id,
        name=fields.text("name") or "",
        key=fields.key(),
        key_source=fields.text("key_source"),
        key_as_of=fields.time("key_as_of"),
        key_proven=fields.time("key_proven"),
        alternatives=fields.alternatives(),
        address=fields.text("address"),
        port=fields.port(),
        version=fields.version(),
        dialect=fields.object("dialect"),
        product_key=fields.text("product_key"),
        last_seen=fields.time("last_seen"),
        address_source=fields.text("address_source"),
        parent=fields.text("parent"),
        cid=fields.text("cid"),
        memory=fields.object("memory"),
        refresh=fields.object("refresh"),
        allowed=fields.texts("allowed"),
        extra={name: value for name, value in fields.plain.items() if name not in KNOWN_FIELDS},
    )


class _Fields:
    """One JSON object, read field by field; null counts as absent."""

    def __init__(self, plain: dict[str, Json], source: str) -> None:
        self.plain = plain
        self._source = source
        self._named: str | None = None
        self.id = self.text("id") or ""
        if not self.id:
            self._fail("id", "is missing")
        self._named = self.id

    def text(self, name: str) -> str | None:
        value = self.plain.get(name)
        if value is None or isinstance(value, str):
            return value
        return self._fail(name, "is no text")

    def key(self) -> LocalKey | None:
        text = self.text("key")
        if text is None:
            return None
        try:
            return LocalKey(text)
        except ValueError as exc:
            return self._fail("key", f"is wrong: {exc}")

    def port(self) -> int:
        value = self.plain.get("port")
        if value is None:
            return DEFAULT_PORT
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _MAX_PORT:
            return value
        return self._fail("port", f"is no number from 1 to {_MAX_PORT}")

    def version(self) -> Version | None:
        text = self.text("version")
        if text is None:
            return None
        try:
            return Version(text)
        except ValueError:
            return self._fail("version", f"is {text!r}; known are {', '.join(Version)}")

    def time(self, name: str) -> float | None:
        value = self.plain.get(name)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        return self._fail(name, "is no number of seconds")

    def alternatives(self) -> tuple[KnownKey, ...]:
        try:
            return parse_plain_keys(self.plain.get("alternatives"))
        except StorageError as exc:
            return self._fail("alternatives", exc.message)

    def object(self, name: str) -> dict[str, Json] | None:
        value = self.plain.get(name)
        known = as_object(value)
        if value is not None and known is None:
            self._fail(name, "is no JSON object")
        return known

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.plain.get(name)
        items = [] if value is None else as_list(value)
        if items is None:
            return self._fail(name, "is no list of texts")
        texts = tuple(item for item in items if isinstance(item, str))
        return texts if len(texts) == len(items) else self._fail(name, "is no list of texts")

    def _fail(self, name: str, reason: str) -> NoReturn:
        # `from None`: nothing of the offending value leaves with the error.
        raise StorageError(f"{self._source}: the field {name!r} {reason}", device_id=self._named) from None
