"""What a session tells its owner: things that happened, as frozen values."""

from __future__ import annotations

import enum
from typing import TypeAlias

import msgspec

from tuyalan.errors import TuyalanError
from tuyalan.session.dialect import Dialect
from tuyalan.vocabulary import DpId, Json
from tuyalan.wire.codec import Message
from tuyalan.wire.frame import BadFrame


class Cause(enum.Enum):
    """Why a value is believed."""

    PUSH = "push"
    """The device said so by itself, or after a write."""
    REPLY = "reply"
    """The device said so because it was asked."""
    ASSUMED = "assumed"
    """It was written and nobody contradicted."""


class Opened(msgspec.Struct, frozen=True):
    """Requests can be sent: the key is agreed on, where the version has a session key."""


class DpUpdate(msgspec.Struct, frozen=True, gc=False):
    """Data points were heard; only those in the frame."""

    dps: dict[DpId, Json]
    cid: str | None
    """The child this is about; `None` is the device itself."""
    cause: Cause
    at: float
    """Monotonic time of receipt, seconds."""
    device_time: float | None = None
    """The device's own clock: Unix seconds, or seconds since start on devices without clock. Facts: TIME-1."""


class Acknowledged(msgspec.Struct, frozen=True):
    """The device received a request; nothing is proven about its effect. Facts: WRITE-3."""

    request: int


class Answered(msgspec.Struct, frozen=True):
    """A request is done; the values came as `DpUpdate` before this.

    For a write it means: received, but the device never reports these data points, so nothing can be confirmed.
    """

    request: int
    message: Message | None = None
    """The answer itself, for raw requests."""


class Confirmed(msgspec.Struct, frozen=True):
    """The device reported every data point of a write with the value written."""

    request: int


class Failed(msgspec.Struct, frozen=True):
    """A request will not succeed."""

    request: int
    error: TuyalanError
    sent: bool = True
    """False: not a byte of it left, so it may be repeated without a second thought."""


class ChildrenSeen(msgspec.Struct, frozen=True):
    """A gateway told which children it reaches; what is not named is unknown, not offline. Facts: GW-5."""

    online: frozenset[str]
    offline: frozenset[str]
    nearby: frozenset[str]
    request: int | None = None


class Dropped(msgspec.Struct, frozen=True):
    """A bad frame was dropped."""

    bad: BadFrame


class Learned(msgspec.Struct, frozen=True):
    """The device's habits turned out to be these; store them."""

    dialect: Dialect


class Closed(msgspec.Struct, frozen=True):
    """The conversation is over; the connection must be closed. `error` is `None` after a goodbye of ours."""

    error: TuyalanError | None


class Asked(msgspec.Struct, frozen=True):
    """A client asks a device for something (device role)."""

    command: int
    sequence: int
    body: bytes
    header: bytes


Event: TypeAlias = (
    Opened | DpUpdate | Acknowledged | Answered | Confirmed | Failed | ChildrenSeen | Dropped | Learned | Closed
)

DeviceEvent: TypeAlias = Opened | Asked | Dropped | Closed
"""What the device role tells."""
