"""The devices that the fake cloud knows, in the objects of the maker's interfaces."""

from __future__ import annotations

import json
from typing import Any, Final

GATEWAY: Final = "bf0000000000000gateway"
LAMP: Final = "bf2c04a61d9be35f78lamp"
PLUG: Final = "bf2c04a61d9be35f78plug"
SENSOR: Final = "bf00000000000000sensor"
SHARED: Final = "bf00000000000000shared"

KEYS: Final = {
    LAMP: "L<amp>'Key%0001\"",
    PLUG: "P:lug;&#Key*0002",
    GATEWAY: "G\\ate{way}Key003",
    SENSOR: "G\\ate{way}Key003",
}
"""Local keys with all the characters that parsers stumble over; a child has that of its gateway."""

HOME: Final = "Châlet <12>"
USER: Final = "eu1583925498"
"""The id of the account; not for anybody's eyes."""

WAN: Final = "203.0.113.77"
"""The public address of the home: never to be taken for one in the network."""

ROOMS: Final = {LAMP: "Salon", PLUG: "Küche"}

_TEMPERATURE: Final = json.dumps({"unit": "℃", "min": -20, "max": 80, "scale": 1, "step": 1})
_MODES: Final = json.dumps({"range": ["white", "colour"]})


def list_devices() -> dict[str, dict[str, Any]]:
    """Return the devices by id, with all that the interfaces tell of them."""
    return {
        LAMP: _device(LAMP, "Stehlampe", category="dj", product="37mnhia3pojleqfh"),
        PLUG: _device(PLUG, 'Plug & "Play"', category="cz", product="keyjup78v54myhan"),
        GATEWAY: _device(GATEWAY, "Gateway", category="wg2", product="keyqy4nqw8dpxydy"),
        SENSOR: _device(SENSOR, "Window", category="mcs", product="n8iadllc")
        | {"sub": True, "node_id": "a4c1380011223344"},
        SHARED: _device(SHARED, "Neighbour's", category="cz", product="keyjup78v54myhan"),
    }


def _device(device_id: str, name: str, *, category: str, product: str) -> dict[str, Any]:
    return {
        "id": device_id,
        "name": name,
        "local_key": KEYS.get(device_id, ""),
        "category": category,
        "product_id": product,
        "product_name": f"Product of {name}",
        "sub": False,
        "uuid": device_id[::-1],
        "uid": USER,
        "owner_id": "36451234",
        "asset_id": "",
        "ip": WAN,
        "lat": "47.3",
        "lon": "8.5",
        "online": True,
        "icon": "smart/icon/1.png",
        "time_zone": "+01:00",
        "active_time": 1700000000,
        "status": [{"code": "switch_led", "value": True}],
    }


def _without_number(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name != "dp_id"}


SPECIFICATION: Final[dict[str, Any]] = {
    "category": "dj",
    "functions": [
        {"code": "switch_led", "dp_id": 20, "type": "Boolean", "values": "{}"},
        {"code": "work_mode", "dp_id": 21, "type": "Enum", "values": _MODES},
    ],
    "status": [
        {"code": "switch_led", "dp_id": 20, "type": "Boolean", "values": "{}"},
        {"code": "work_mode", "dp_id": 21, "type": "Enum", "values": _MODES},
        {"code": "temp_current", "dp_id": 3, "type": "Integer", "values": _TEMPERATURE},
    ],
}
"""What the platform answers to the question for a specification."""

_COUNTER: Final = {"code": "add_ele", "type": "Integer", "values": json.dumps({"min": 0, "max": 50000, "scale": 3})}

APP_SPECIFICATION: Final = {
    "category": "dj",
    "functions": [_without_number(entry) for entry in SPECIFICATION["functions"]],
    "status": [*(_without_number(entry) for entry in SPECIFICATION["status"]), _COUNTER],
}
"""What the interface for logins answers to it: codes without numbers."""

_PROPERTIES: Final = [
    {"abilityId": 20, "code": "switch_led", "name": "Power", "accessMode": "rw", "typeSpec": {"type": "bool"}},
    {
        "abilityId": 101,
        "code": "secret_sauce",
        "name": "Sauce",
        "accessMode": "ro",
        "typeSpec": {"type": "value", "min": 0, "max": 9, "scale": 0, "step": 1, "unit": "%"},
    },
]

MODEL: Final = {"model": json.dumps({"modelId": "000004", "services": [{"code": "", "properties": _PROPERTIES}]})}
"""The things data model: it knows points of no standard."""


def _strategy(dp: int, code: str, kind: str, values: str) -> dict[str, Any]:
    return {
        "dpId": dp,
        "dpCode": code,
        "statusCode": code,
        "valueType": kind,
        "valueDesc": values,
        "enumMappingMap": {},
        "valueConvert": "default",
        "statusFormat": json.dumps({code: "$"}),
        "supportLocal": True,
    }


STRATEGY: Final = {
    "category": "dj",
    "productKey": "37mnhia3pojleqfh",
    "supportLocal": True,
    "dpStatusRelationDTOS": [
        _strategy(20, "switch_led", "Boolean", "{}"),
        _strategy(3, "temp_current", "Integer", _TEMPERATURE),
        _strategy(17, "add_ele", "Integer", "{}"),
    ],
}
"""What the interface for logins answers to the question for the state of a device."""
