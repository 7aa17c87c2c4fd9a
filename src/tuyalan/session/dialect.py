"""What was learnt about how one device wants to be spoken to: a value that can be stored and given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.vocabulary import Json


class Dialect(msgspec.Struct, frozen=True, omit_defaults=True):
    """One device's habits; the defaults are a device about which nothing is known."""

    null_query: bool | None = None
    """State is read by writing nulls (device22); `None`: as the version table says. With 3.3 this is the mixed
    dialect of 3.2 queries and 3.3 controls. Facts: D22-1."""
    dp_ids: tuple[int, ...] = ()
    """The data points worth asking for with nulls; empty: look for them. Facts: D22-3."""
    one_null_per_query: bool = False
    """Only the first data point of a null query is answered. Facts: D22-4."""
    has_no_state: bool = False
    """Every plain query is refused, and a search with nulls found nothing: blasters, for example. It is not searched again
    until it reports a value. Facts: D22-6."""
    query_command: int | None = None
    """The only query command that is answered, 10 or 16; `None`: the version's. Facts: QUERY-4."""
    one_dp_per_write: bool = False
    """A write of several data points is ignored, one at a time works. Facts: WRITE-5."""
    answers_refresh: bool | None = None
    """Whether 0x12 is answered; `None`: never tried. Facts: REFRESH-2."""
    answers_children: bool | None = None
    """Whether 0x40 is answered; `None`: never tried. Facts: GW-5."""

    def to_json(self) -> dict[str, Json]:
        """Return what differs from the defaults, for storing."""
        return msgspec.to_builtins(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Json] | None) -> Dialect:
        """Read what `to_json` gave.

        Raises:
            ValueError: a field has the wrong type.
        """
        try:
            return msgspec.convert(dict(stored or {}), cls)
        except msgspec.ValidationError as error:
            raise ValueError(f"stored dialect: {error}") from error
