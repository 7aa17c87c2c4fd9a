"""Stored devices, to the files of other programs.

Pure. What another program has no place for is left out; what it cannot do without and nobody knows is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias, get_args

from tuyalan.storage.jsontext import build_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tuyalan.storage.records import DeviceRecord
    from tuyalan.vocabulary import Json, LocalKey

Form: TypeAlias = Literal["tinytuya", "json", "localtuya", "rustuya"]
"""Whose file is written; `json` is a plain list with the words of the maker's cloud."""

FORMS: Final[tuple[Form, ...]] = get_args(Form)

_UNKNOWN: Final = "Auto"
_EXTRA: Final = ("mac", "uuid", "sn", "category", "product_name", "model")


class Export(NamedTuple):
    """A file of another program."""

    data: bytes
    """Keys in clear text."""
    problems: tuple[str, ...]
    """Which devices it is incomplete for, one clause each."""


def build_export(records: Iterable[DeviceRecord], form: Form) -> Export:
    """Return the file that another program reads the devices from."""
    home = {record.id: record for record in records}
    problems = tuple(
        f"{record.id}: it has no local key, and so has its gateway"
        for record in home.values()
        if _find_key(record, home) is None
    )
    return Export(build_json(_BUILDERS[form](home)), problems)


_Home: TypeAlias = "dict[str, DeviceRecord]"


def _build_tinytuya(home: _Home) -> Json:
    return [
        {
            "name": record.name,
            "id": record.id,
            "key": _say_key(record, home),
            **{name: record.extra.get(name, "") for name in _EXTRA},
            "product_id": record.product_key or "",
            "sub": record.cid is not None,
            "icon": "",
            "mapping": record.extra.get("mapping"),
            "version": "" if record.version is None else record.version.value,
            "ip": record.address or "",
            **({} if record.cid is None else {"node_id": record.cid, "parent": record.parent or ""}),
        }
        for record in home.values()
    ]


def _build_plain(home: _Home) -> Json:
    return [
        _without_nothing(
            {
                "id": record.id,
                "name": record.name,
                "local_key": _say_key(record, home),
                "ip": record.address,
                "version": record.version and record.version.value,
                "product_id": record.product_key,
                **{name: record.extra.get(name) for name in _EXTRA},
                "gateway_id": record.parent,
                "node_id": record.cid,
            }
        )
        for record in home.values()
    ]


def _build_localtuya(home: _Home) -> Json:
    """Return a configuration entry as Home Assistant keeps it in `.storage/core.config_entries`."""
    devices = {record.id: _describe_localtuya(record, home) for record in home.values()}
    return {
        "domain": "localtuya",
        "title": "localtuya",
        "data": {"no_cloud": True, "username": "localtuya", "devices": devices},
        "options": {},
    }


def _describe_localtuya(record: DeviceRecord, home: _Home) -> dict[str, Json]:
    # A child is reached through its gateway, and is configured with where that is.
    gateway = home.get(record.parent or "", record)
    lists: dict[str, Json] = {"enable_debug": False, "dps_strings": [], "entities": []}
    return lists | _without_nothing(
        {
            "friendly_name": record.name or record.id,
            "host": gateway.address or _UNKNOWN,
            "device_id": record.id,
            "local_key": _say_key(record, home),
            "protocol_version": gateway.version.value if gateway.version else "auto",
            "product_key": record.product_key,
            "model": record.extra.get("model") or record.extra.get("product_name"),
            "node_id": record.cid,
            "gateway_id": record.parent,
        }
    )


def _build_rustuya(home: _Home) -> Json:
    return {
        record.id: _without_nothing({"id": record.id, "name": record.name})
        | (
            {"cid": record.cid, "parent_id": record.parent}
            if record.cid is not None
            else {
                "ip": record.address or _UNKNOWN,
                "key": _say_key(record, home) or _UNKNOWN,
                "version": record.version.value if record.version else _UNKNOWN,
            }
        )
        for record in home.values()
    }


_BUILDERS: Final[dict[Form, Callable[[_Home], Json]]] = {
    "tinytuya": _build_tinytuya,
    "json": _build_plain,
    "localtuya": _build_localtuya,
    "rustuya": _build_rustuya,
}


def _find_key(record: DeviceRecord, home: _Home) -> LocalKey | None:
    gateway = home.get(record.parent or "")
    return record.key or (None if gateway is None else gateway.key)


def _say_key(record: DeviceRecord, home: _Home) -> str:
    key = _find_key(record, home)
    return "" if key is None else key.reveal().decode("latin-1")


def _without_nothing(fields: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in fields.items() if value not in (None, "")}
