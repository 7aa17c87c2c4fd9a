"""The words every layer shares: ids, keys, versions, JSON values.

Knows nothing of frames, sockets or devices' meaning.
"""

from __future__ import annotations

import enum
import hmac
from typing import TYPE_CHECKING, Final, NewType, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

DeviceId = NewType("DeviceId", str)
"""The maker's id of a device (`gwId`, `devId`): 20 or 22 printable ASCII characters as a rule."""

Cid = NewType("Cid", str)
"""The id of a child behind a gateway (the cloud's `node_id`; Zigbee: 16 hex digits)."""

DpId: TypeAlias = int
"""Number of a data point, 1 to 255 as a rule."""

Json: TypeAlias = object
"""A raw JSON value: `None`, `bool`, `int`, `float`, `str`, `list` or `dict`; callers `match` on it."""


def as_object(value: Json) -> dict[str, Json]:
    """Return a JSON object; an empty one for anything else."""
    return cast("dict[str, Json]", value) if isinstance(value, dict) else {}


def as_list(value: Json) -> list[Json]:
    """Return a JSON list; an empty one for anything else."""
    return cast("list[Json]", value) if isinstance(value, list) else []


Dps: TypeAlias = "Mapping[DpId, Json]"
"""Raw values by data point id."""

KEY_SIZE: Final = 16
"""Size of local keys and session keys, in bytes."""


class Version(enum.StrEnum):
    """A version of the LAN protocol, spelt as on the wire."""

    V31 = "3.1"
    V32 = "3.2"
    V33 = "3.3"
    V34 = "3.4"
    V35 = "3.5"

    def __str__(self) -> str:
        """Return the text used on the wire."""
        return self.value


class LocalKey:
    """The secret shared with one device: 16 bytes, masked wherever it might be printed.

    Equality is checked in constant time. The bytes leave only through `reveal`.
    """

    __slots__ = ("_secret",)

    def __init__(self, secret: str | bytes) -> None:
        """Take the 16 characters as the maker's cloud shows them, never their hex form.

        Raises:
            ValueError: `secret` is not 16 characters of Latin-1 (or 16 bytes); the text of the error never holds it.
        """
        if isinstance(secret, str):
            try:
                secret = secret.encode("latin-1")
            except UnicodeEncodeError:
                # `from None`: the original error carries the key text.
                raise ValueError("a local key has 16 plain characters; this one has others") from None
        if len(secret) != KEY_SIZE:
            raise ValueError(f"a local key has {KEY_SIZE} characters; this one has {len(secret)}")
        self._secret = bytes(secret)

    def reveal(self) -> bytes:
        """Return the 16 key bytes; keep them out of anything that is printed."""
        return self._secret

    def __repr__(self) -> str:
        """Return a mask."""
        return "LocalKey(****)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        """Compare in constant time."""
        if not isinstance(other, LocalKey):
            return NotImplemented
        return hmac.compare_digest(self._secret, other._secret)

    def __hash__(self) -> int:
        """Hash by value."""
        return hash(self._secret)

    def __reduce__(self) -> str:
        """Refuse to be pickled: a pickle would hold the key in clear text."""
        raise TypeError("a LocalKey is not pickled: it would leave the key in clear text")
