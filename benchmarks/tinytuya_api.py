"""The part of tinytuya that is measured, with types: it has none itself. It may be absent."""

from __future__ import annotations

import importlib
import importlib.util
from typing import TYPE_CHECKING, Final, Protocol, cast

from benchmarks.device import ID, KEY
from tuyalan.vocabulary import Version

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NAME: Final = "tinytuya"
CONNECT_TIMEOUT: Final = 2


class PeerDevice(Protocol):
    """What is used of its `Device`."""

    disabledetect: bool
    version: float
    version_str: str
    version_bytes: bytes
    version_header: bytes

    def status(self) -> Mapping[str, object]:
        """Query."""
        ...

    def receive(self) -> Mapping[str, object] | None:
        """Wait for one push."""
        ...

    def set_socketTimeout(self, s: float) -> None:  # noqa: N802 - its name
        """Bound all waits."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...

    def generate_payload(self, command: int, data: Mapping[str, object]) -> object:
        """Make a message."""
        ...

    def _encode_message(self, msg: object) -> bytes: ...

    def _decode_payload(self, payload: bytes) -> Mapping[str, object]: ...


class PeerMessage(Protocol):
    """What is used of its messages."""

    payload: bytes


class PeerModule(Protocol):
    """What is used of the module."""

    CONTROL: int

    def Device(self, dev_id: str, address: str, local_key: str, **settings: object) -> PeerDevice:  # noqa: N802 - its name
        """Make a device."""
        ...

    def unpack_message(self, data: bytes, *, hmac_key: bytes | None, no_retcode: bool) -> PeerMessage:
        """Take a frame apart."""
        ...


def is_installed() -> bool:
    """Tell whether it can be measured."""
    return importlib.util.find_spec(NAME) is not None


def load() -> PeerModule:
    """Return the module, imported only where it is wanted."""
    return cast("PeerModule", importlib.import_module(NAME))


def make_device(version: Version, port: int) -> PeerDevice:
    """Make a device that keeps its connection, and does not connect yet."""
    settings = {"version": float(version), "persist": True, "port": port, "connection_timeout": CONNECT_TIMEOUT}
    device = load().Device(ID, "127.0.0.1", KEY, **settings)
    device.disabledetect = True
    return device


def make_offline_device(version: Version) -> PeerDevice:
    """Make a device for its codec alone."""
    # It would look for data points over the network when told 3.2, so it is told the attributes instead.
    known = Version.V33 if version is Version.V32 else version
    device = load().Device(ID, "127.0.0.1", KEY, version=float(known))
    if version is Version.V32:
        device.version, device.version_str, device.version_bytes = 3.2, "v3.2", b"3.2"
        device.version_header = b"3.2" + device.version_header[3:]
    device.disabledetect = True
    return device


def bare_codec(device: PeerDevice) -> tuple[Callable[[object], bytes], Callable[[bytes], Mapping[str, object]]]:
    """Return what makes a frame of a message, and what reads a payload; bare, so that nothing of ours slows them."""
    # It has no public way in.
    return device._encode_message, device._decode_payload  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
