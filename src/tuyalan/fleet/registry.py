"""The members of a hub by id and by name: names are unique, and what a person types finds at most one of them."""

from __future__ import annotations

import logging
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tuyalan.errors import UseError
from tuyalan.storage.lookup import find_record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.fleet.member import Member

_log: Final = logging.getLogger("tuyalan.fleet")

MAX_NAME: Final = 128
"""Longest name, in characters."""
_TAIL: Final = 6
"""How many last characters of an id tell two devices of one name apart."""


class Registry:
    """Who is kept."""

    def __init__(self) -> None:
        """Know nobody."""
        self._members: dict[str, Member] = {}
        self._names: dict[str, str] = {}

    @property
    def members(self) -> Mapping[str, Member]:
        """All by id, in the order in which they came; read-only and live."""
        return MappingProxyType(self._members)

    def add(self, member: Member) -> None:
        """Take in a member, whose name was chosen with `choose_name`."""
        self._members[member.id] = member
        self._names[fold(member.name)] = member.id

    def remove(self, member: Member) -> None:
        """Forget a member."""
        self._members.pop(member.id, None)
        self._names.pop(fold(member.name), None)

    def rename(self, member: Member, name: str) -> None:
        """Give a member a name that is free."""
        self._names.pop(fold(member.name), None)
        member.name = name
        self._names[fold(name)] = member.id

    def choose_name(self, device_id: str, wanted: str) -> str:
        """Return the name that is wanted if it can be and is free, else one that tells the device from its namesake."""
        name = clean_name(wanted) or device_id
        if self.is_free(name, device_id):
            return name
        other = f"{name[: MAX_NAME - _TAIL - 1]} {device_id[-_TAIL:]}"
        if not self.is_free(other, device_id):
            other = device_id
        _log.warning("%s: there is another %r already; this one is called %r", device_id, name, other)
        return other

    def check_name(self, device_id: str, wanted: str) -> str:
        """Return a name that somebody wants to give to a device.

        Raises:
            UseError: it is empty, too long, not to be shown, or another device has it.
        """
        name = check_name(wanted)
        if not self.is_free(name, device_id):
            raise UseError(f"another device is called {name!r} already", device_id=device_id)
        return name

    def is_free(self, name: str, device_id: str) -> bool:
        """Tell whether a device may have this name: no other has it, as name or as id."""
        owner = self._names.get(fold(name))
        by_id = self._members.get(name)
        return owner in {None, device_id} and (by_id is None or by_id.id == device_id)

    def find(self, text: str) -> Member:
        """Return the member that `text` means: its id, its name, its address, or the start of its id.

        Raises:
            UnknownDeviceError: no member or several fit; the message names candidates.
        """
        known = self._members.get(text) or self._members.get(self._names.get(fold(text), ""))
        if known is not None:
            return known
        record = find_record({member.id: member.record for member in self._members.values()}, text)
        return self._members[record.id]


def fold(name: str) -> str:
    """Return what two names are compared by."""
    return name.strip().casefold()


def clean_name(name: str) -> str:
    """Return a stored name without what cannot be shown; empty if nothing is left."""
    return "".join(letter if letter.isprintable() else " " for letter in name[:MAX_NAME]).strip()


def check_name(name: str) -> str:
    """Return a name without spaces around it.

    Raises:
        UseError: it cannot be a name.
    """
    wanted = name.strip()
    if not wanted:
        raise UseError("a name has at least one character")
    if len(wanted) > MAX_NAME:
        raise UseError(f"a name has at most {MAX_NAME} characters; this one has {len(wanted)}")
    if not wanted.isprintable():
        raise UseError(f"{wanted!r} is no name: it holds characters that cannot be shown")
    return wanted
