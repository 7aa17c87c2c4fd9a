"""Topics of the bridge, both ways: what is published where, and what a topic that arrives asks for.

    tuyalan/<device>                    the state: one flat JSON object, retained
    tuyalan/<device>/availability       {"state": "online"}
    tuyalan/<device>/set                write several values, or switch
    tuyalan/<device>/set/<property>     write one value
    tuyalan/<device>/dps/<n>/set        write one raw value
    tuyalan/bridge/request/<what>       ask the bridge; answered on tuyalan/bridge/response/<what>

Knows nothing of payloads and brokers.
"""

from __future__ import annotations

import enum
from typing import Final

import msgspec

from tuyalan.bridge.levels import RESERVED, make_level
from tuyalan.errors import ConfigError

DEFAULT_BASE: Final = "tuyalan"
MAX_BASE: Final = 200
"""Longest base topic, in characters."""
_MAX_DIGITS: Final = 5
BRIDGE: Final = "bridge"


class Purpose(enum.Enum):
    """What a message that arrives is for."""

    SET = "set"
    """Write the values of a JSON object, or do what one word says."""
    SET_PROPERTY = "set property"
    GET = "get"
    """Ask the device for its state."""
    SET_FEATURE = "set feature"
    SET_DPS = "set dps"
    """Write raw values by number."""
    SET_DP = "set dp"
    REQUEST = "request"
    """Ask the bridge."""
    BRIDGE = "bridge"
    """What a bridge tells of itself, perhaps another one."""


class Address(msgspec.Struct, frozen=True):
    """What a topic means."""

    purpose: Purpose
    level: str = ""
    """The device or group."""
    item: str = ""
    """The property, feature, number or request."""


class Topics:
    """The topics below one base topic."""

    def __init__(self, base: str = DEFAULT_BASE) -> None:
        """Take the base topic, which may have several levels.

        Raises:
            ConfigError: it cannot be one.
        """
        self.base: str = check_base(base)
        self._prefix = f"{self.base}/"

    # What is published about a device

    def state(self, level: str) -> str:
        """Return where the state of a device or group stands."""
        return f"{self._prefix}{level}"

    def availability(self, level: str) -> str:
        """Return where it says whether a device answers."""
        return f"{self._prefix}{level}/availability"

    def error(self, level: str) -> str:
        """Return where commands that failed are answered; those to nobody at the bridge's own."""
        return f"{self._prefix}{level or BRIDGE}/error"

    def event(self, level: str, code: str) -> str:
        """Return where what happens at a property is told."""
        return f"{self._prefix}{level}/event/{make_level(code)}"

    def feature(self, level: str, key: str) -> str:
        """Return where the state of a feature stands."""
        return f"{self._prefix}{level}/feature/{make_level(key)}"

    def dps(self, level: str) -> str:
        """Return where all raw values stand."""
        return f"{self._prefix}{level}/dps"

    def dp(self, level: str, dp: int) -> str:
        """Return where one raw value stands."""
        return f"{self._prefix}{level}/dps/{dp}"

    def below(self, level: str) -> tuple[str, ...]:
        """Return the filters that match all that is ever published about a device."""
        return (f"{self._prefix}{level}/#",)

    # What people publish

    def set(self, level: str) -> str:
        """Return where values are written."""
        return f"{self._prefix}{level}/set"

    def set_property(self, level: str, code: str) -> str:
        """Return where one value is written."""
        return f"{self._prefix}{level}/set/{make_level(code)}"

    def set_feature(self, level: str, key: str) -> str:
        """Return where a feature is commanded."""
        return f"{self._prefix}{level}/feature/{make_level(key)}/set"

    def get(self, level: str) -> str:
        """Return where the state is asked for."""
        return f"{self._prefix}{level}/get"

    # The bridge

    def bridge(self, what: str) -> str:
        """Return where the bridge tells something of itself: `state`, `info`, `devices`."""
        return f"{self._prefix}{BRIDGE}/{what}"

    def response(self, request: str) -> str:
        """Return where a request is answered."""
        return f"{self._prefix}{BRIDGE}/response/{request}"

    # What arrives

    def commands(self) -> tuple[str, ...]:
        """Return the filters of everything that people may ask for; no two match the same topic."""
        endings = ("set", "set/+", "get", "get/+", "feature/+/set", "dps/set", "dps/+/set")
        return (*(f"{self._prefix}+/{ending}" for ending in endings), f"{self._prefix}{BRIDGE}/request/#")

    def claims(self) -> tuple[str, ...]:
        """Return the filters of what bridges tell of themselves."""
        return tuple(self.bridge(what) for what in ("state", "info", "claim"))

    def parse(self, topic: str) -> Address | None:
        """Return what a topic asks for; `None` if it is none of those that are."""
        if not topic.startswith(self._prefix):
            return None
        level, *rest = topic[len(self._prefix) :].split("/")
        if level == BRIDGE:
            return _parse_bridge(rest)
        return _parse_device(level, rest) if level else None


def _parse_bridge(rest: list[str]) -> Address | None:
    match rest:
        case ["request", _, *_]:
            return Address(Purpose.REQUEST, BRIDGE, "/".join(rest[1:]))
        case ["state" | "info" | "claim" as what]:
            return Address(Purpose.BRIDGE, BRIDGE, what)
        case _:
            return None


def _parse_device(level: str, rest: list[str]) -> Address | None:
    match rest:
        case ["set" | "get" as word]:
            purpose, item = Purpose(word), ""
        case ["get", item]:
            purpose = Purpose.GET
        case ["set", item]:
            purpose = Purpose.SET_PROPERTY
        case ["feature", item, "set"]:
            purpose = Purpose.SET_FEATURE
        case ["dps", "set"]:
            purpose, item = Purpose.SET_DPS, ""
        case ["dps", item, "set"]:
            purpose = Purpose.SET_DP
        case _:
            return None
    return Address(purpose, level, item)


def check_base(base: str) -> str:
    """Return a base topic without slashes around it.

    Raises:
        ConfigError: it is empty, too long, or holds what topics cannot.
    """
    plain = base.strip("/")
    levels = plain.split("/")
    if not plain or len(plain) > MAX_BASE or any(make_level(level) != level for level in levels) or plain in RESERVED:
        raise ConfigError(
            f"{base[:MAX_BASE]!r} is no base topic: it needs 1 to {MAX_BASE} plain characters, no + or #, no empty level"
        )
    return plain


def parse_number(text: str) -> int | None:
    """Return the number of a data point in a topic; `None` if it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS else None
