"""What a file of another program is, by what it holds: its name for people, and where to go if it has no keys.

Pure. The name stands beside each key in the store, so that its owner knows where it came from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from tuyalan.credentials.base import Credential, Found, Problem
from tuyalan.vocabulary import as_list, as_object

if TYPE_CHECKING:
    from collections.abc import Callable

    from tuyalan.vocabulary import Json

UNKNOWN: Final = "a file"
OPENHAB: Final = "things of openHAB"
MITMPROXY: Final = "a capture of mitmproxy"
ANDROID: Final = "the Android app"

_CLOUD_ADVICE: Final = "It holds the access to the developer platform: `tuyalan keys cloud` gets the keys with it."
_LOGIN_ADVICE: Final = (
    "Home Assistant's own integration stores no local keys; `tuyalan login` gets them from the same account."
)
_SEALED_ADVICE: Final = (
    "Write them out where they open: `tuyalan keys export --to json --output FILE --devices` and the name of this file."
)


class Kind(NamedTuple):
    """What a file is."""

    name: str
    advice: str = ""
    """What to do instead, for files that never hold keys."""


def recognise(value: Json) -> Kind:
    """Return what a JSON value is."""
    return next((kind for fits, kind in _KINDS if fits(value)), Kind(UNKNOWN))


def build_found(
    source: str, credentials: tuple[Credential, ...], problems: tuple[Problem, ...], notes: list[str]
) -> Found:
    """Return several findings as one."""
    more = tuple(Problem(reason=note) for note in notes)
    return Found(source=source or UNKNOWN, credentials=credentials, problems=problems + more)


def _is_sealed(value: Json) -> bool:
    return _is_own(value) and "protection" in as_object(value)


def _is_own(value: Json) -> bool:
    fields = as_object(value)
    return isinstance(fields.get("schema"), int) and isinstance(fields.get("devices"), list)


def _is_access(value: Json) -> bool:
    return {"apiKey", "apiSecret"} <= as_object(value).keys()


def _domains(value: Json) -> set[str]:
    entries = as_list(as_object(as_object(value).get("data")).get("entries"))
    found = {str(as_object(entry).get("domain")) for entry in entries}
    if not entries and "domain" in as_object(value):
        found = {str(as_object(value)["domain"])}
    return found


def _is_official_only(value: Json) -> bool:
    return "tuya" in _domains(value) and not _domains(value) & {"localtuya", "tuya_local"}


def _is_snapshot(value: Json) -> bool:
    return {"timestamp", "devices"} <= as_object(value).keys()


def _is_raw_list(value: Json) -> bool:
    return {"result", "file"} <= as_object(value).keys()


def _has_in_first(*names: str) -> Callable[[Json], bool]:
    """Return what tells whether one of the first objects of a list, or of a map, has any of some fields."""

    def fits(value: Json) -> bool:
        fields = as_object(value)
        lists = as_list(value) or as_list(fields.get("devices")) or [*fields.values()]
        return any(not as_object(each).keys().isdisjoint(names) for each in lists[:20])

    return fits


def _is_wizard(value: Json) -> bool:
    entries = [as_object(entry) for entry in as_list(value)]
    return bool(entries) and all(
        {"id", "key"} <= entry.keys() <= {"id", "key", "name", "subDevices"} for entry in entries
    )


def _is_homebridge(value: Json) -> bool:
    fields = as_object(value)
    return "bridge" in fields or "platforms" in fields or "accessories" in fields


def _is_iobroker(value: Json) -> bool:
    return any(name.startswith("tuya.") for name in as_object(value)) or _has_in_first("native")(value)


def _is_bridge_state(value: Json) -> bool:
    fields = as_object(value)
    devices = [as_object(each) for each in fields.values()]
    return any("key" in each for each in devices) and all(
        each.get("id") == name for name, each in zip(fields, devices, strict=True)
    )


def _is_har(value: Json) -> bool:
    return isinstance(as_object(value).get("log"), dict)


def _is_charles(value: Json) -> bool:
    return _has_in_first("host")(value) and _has_in_first("response")(value)


_KINDS: Final[tuple[tuple[Callable[[Json], bool], Kind], ...]] = (
    (_is_sealed, Kind("a device file of Tuyalan whose keys are sealed", _SEALED_ADVICE)),
    (_is_own, Kind("a device file of Tuyalan")),
    (_is_access, Kind("tinytuya.json of tinytuya", _CLOUD_ADVICE)),
    (_is_official_only, Kind("the configuration of Home Assistant's own Tuya integration", _LOGIN_ADVICE)),
    (lambda value: bool(_domains(value)), Kind("the configuration of Home Assistant")),
    (_is_snapshot, Kind("snapshot.json of tinytuya")),
    (_is_raw_list, Kind("tuya-raw.json of tinytuya")),
    (_is_har, Kind("a HAR capture")),
    (_is_charles, Kind("a capture of Charles")),
    (_has_in_first("local_strategy", "status_range"), Kind("the device list of tuyawizard")),
    (_has_in_first("deviceKey"), Kind("flows of Node-RED")),
    (_is_homebridge, Kind("the configuration of Homebridge")),
    (_is_iobroker, Kind("objects of ioBroker")),
    (_has_in_first("class"), Kind(OPENHAB)),
    (_has_in_first("template"), Kind("devices.conf of tuya-mqtt")),
    (_is_wizard, Kind("the list of tuya-cli")),
    (_is_bridge_state, Kind("the state of rustuya-bridge")),
    (lambda value: "localKey" in as_object(value) or _has_in_first("localKey")(value), Kind("a list with local keys")),
    (lambda value: {"result", "success"} <= as_object(value).keys(), Kind("a saved answer of the maker's cloud")),
    (_has_in_first("mapping", "uuid", "sn", "product_name", "last_ip"), Kind("devices.json of tinytuya")),
    (_has_in_first("type"), Kind("devices.conf of tuya-mqtt")),
    (_has_in_first("key"), Kind("a list with local keys")),
)
"""What tells a kind, the surest first."""
