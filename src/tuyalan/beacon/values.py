"""What a datagram of discovery can be: an announcement, a question, or something that is neither.

Nothing in here is proven: the keys of discovery are public, so anybody on the network can say anything. Facts: UDP-5.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from tuyalan.vocabulary import DeviceId, Version

if TYPE_CHECKING:
    from collections.abc import Mapping

ExtraValue: TypeAlias = bool | int | float | str | None
"""A field that is kept although nobody knows its meaning."""

_VERSIONS: Final[Mapping[str, Version]] = {version.value: version for version in Version}


class Format(enum.Enum):
    """How a datagram is framed and encrypted; the value is stable, for logs and JSON."""

    CLEAR = "clear"
    """JSON in a 55AA frame. Facts: UDP-1."""
    BARE_JSON = "bare-json"
    """JSON without a frame. Facts: UDP-1."""
    ECB = "ecb"
    """AES-ECB in a 55AA frame. Facts: UDP-2."""
    BARE_ECB = "bare-ecb"
    """AES-ECB without a frame. Facts: UDP-4."""
    GCM = "gcm"
    """AES-GCM in a 6699 frame. Facts: UDP-3."""
    AP_ECB = "ap-ecb"
    """A pairing report: AES-ECB in a 55AA frame under the key of pairing."""
    AP_GCM = "ap-gcm"
    """A 3.5 device that waits to be paired: AES-GCM in a 6699 frame under the key of pairing."""


CLEAR_FORMATS: Final = frozenset({Format.CLEAR, Format.BARE_JSON})
PAIRING_FORMATS: Final = frozenset({Format.AP_ECB, Format.AP_GCM})


class Reason(enum.Enum):
    """Why a datagram was dropped; the value is stable, for logs and JSON."""

    SIZE = "size"
    """Empty, or larger than any announcement."""
    UNKNOWN = "unknown"
    """Neither JSON nor a frame nor a ciphertext."""
    LENGTH = "length"
    """A frame whose length field does not fit the datagram."""
    SUFFIX = "suffix"
    """A frame without its suffix."""
    CRC = "crc"
    """A frame whose CRC32 does not fit."""
    KEY = "key"
    """Nothing that the public keys open: damage, or another key."""
    JSON = "json"
    """No JSON object."""
    ID = "id"
    """An object without a device id, or with an id that no device has."""


class Beacon(msgspec.Struct, frozen=True, kw_only=True):
    """One announcement of a device, as it tells it."""

    device_id: DeviceId
    """1 to 64 printable ASCII characters. A device that is not yet paired tells its `uuid` in its place."""
    address: str | None = None
    """The IP address that the device believes to have; `None` if it tells none or no address."""
    version_text: str = ""
    """The LAN version as told, also one nobody knows; empty if it tells none."""
    product_key: str = ""
    uuid: str = ""
    name: str = ""
    active: int | None = None
    """0 not activated, 1 activating, 2 activated, 3 not activated locally, 4 activated locally."""
    ability: int | None = None
    """Capability bits, 0 on nearly all devices."""
    mode: int | None = None
    encrypted: bool | None = None
    security_level: int | None = None
    """0 to 3; 3.5 only."""
    pairing_error: int | None = None
    """Why pairing failed, from a pairing report: 2 network not found, 3 password wrong, 5 no address..."""
    extra: tuple[tuple[str, ExtraValue], ...] = ()
    """Other fields, at most 16 with short names and values; none that may hold a secret."""
    format: Format = Format.CLEAR
    command: int | None = None
    """The command of the frame; `None` without a frame."""
    port: int | None = None
    """The port it was heard on, if the caller told it."""

    @property
    def version(self) -> Version | None:
        """The LAN version; `None` if it is unknown. Clear announcements that tell none come from 3.1 devices."""
        if not self.version_text and self.format in CLEAR_FORMATS:
            return Version.V31
        return _VERSIONS.get(self.version_text)


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's question who is there, an app's as a rule. Facts: ASK-1."""

    address: str | None
    """Where answers are wanted; `None` if no address is told, which devices do not answer. Facts: ASK-2."""
    sender: str = "app"
    """What the asker calls itself."""
    format: Format = Format.GCM
    command: int | None = None
    has_code: bool = False
    """The frame carries a return code: real devices ignore such a question."""
    port: int | None = None
    """The port it was heard on, if the caller told it."""


class Rejected(msgspec.Struct, frozen=True):
    """A datagram that was dropped."""

    reason: Reason
