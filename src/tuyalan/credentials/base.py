"""What every source of keys gives: devices with their keys, and what could not be used.

Knows no source and no file. A credential is what one source says of one device; whether it is taken over is decided
elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

import msgspec

from tuyalan.model.schema import Schema
from tuyalan.storage.records import DeviceRecord
from tuyalan.storage.tinytuya import Problem
from tuyalan.vocabulary import Json, LocalKey, Version

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tuyalan.storage.devices import DeviceStore

__all__ = ["Credential", "Found", "Problem", "Renew", "Source", "fingerprint"]

_FINGERPRINT_LENGTH: Final = 8
"""Hex digits of a fingerprint: enough to tell a dozen keys apart, of no use to whoever looks for the key."""


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """What one source says of one device; None and empty stand for unknown."""

    id: str
    """The maker's id of the device."""

    key: LocalKey | None = None
    """The local key; None for children, and for devices whose source holds it back."""

    name: str = ""
    """What its owner calls it."""

    room: str = ""
    home: str = ""

    product_key: str = ""
    """The maker's id of the product."""

    product_name: str = ""
    category: str = ""
    """The maker's code for the kind of device, for example `dj`."""

    address: str | None = None
    """IP address in this network; never the public one that the cloud reports."""

    version: Version | None = None
    """Version of the LAN protocol."""

    mac: str = ""
    uuid: str = ""

    parent: str | None = None
    """Id of the gateway that it hangs on."""

    cid: str | None = None
    """Id by which the gateway knows it (the cloud's `node_id`)."""

    is_child: bool = False
    """Whether it hangs on a gateway, named or not."""

    source: str = ""
    """Where this comes from, for people: `Smart Life login`, `devices.json of tinytuya`."""

    as_of: float | None = None
    """When the key was the device's for certain, in seconds since 1970: when the cloud was asked, or when the file says
    that it was; None if nobody knows. The later of two keys is the one to use."""

    schema: Schema | None = None
    """What the source says of its data points."""

    extra: Mapping[str, Json] = {}
    """Further facts to keep beside the record, as JSON; no secrets, no locations, no accounts."""

    def to_record(self) -> DeviceRecord:
        """Return what the device store keeps of it."""
        facts = {
            "mac": self.mac,
            "uuid": self.uuid,
            "category": self.category,
            "product_name": self.product_name,
            "room": self.room,
            "home": self.home,
        }
        return DeviceRecord(
            id=self.id,
            name=self.name,
            key=self.key,
            key_source=self.source or None if self.key else None,
            key_as_of=self.as_of if self.key else None,
            address=self.address,
            address_source=self.source or None if self.address else None,
            version=self.version,
            product_key=self.product_key or None,
            parent=None if self.parent == self.id else self.parent,
            cid=self.cid,
            extra=dict(self.extra) | {name: fact for name, fact in facts.items() if fact},
        )


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a source gave."""

    source: str
    """What it was found to be, for people."""

    credentials: tuple[Credential, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What could not be used, or only in part; holds no secrets."""


class Source(Protocol):
    """Where keys come from."""

    async def fetch(self) -> Found:
        """Return all devices that the source knows.

        Raises:
            CredentialError: the source does not give them; message and hint say why, and what to do.
            StorageError: a file cannot be read or understood.
            UnreachableError: the cloud cannot be reached.
        """
        ...


Renew: TypeAlias = "Callable[[DeviceStore, str], Awaitable[bool]]"
"""Asks for the key of a device once more and stores it; tells whether the stored key is another one now."""


def fingerprint(key: LocalKey | None) -> str:
    """Return a short hash to tell keys apart by; it says nothing about the key."""
    return "" if key is None else hashlib.sha256(b"tuyalan key" + key.reveal()).hexdigest()[:_FINGERPRINT_LENGTH]
