"""Bitmaps, faults above all: a whole number and the names of its bits. Facts: FORM-11."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tuyalan.errors import BadValueError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_BITS: Final = 64
"""Most bits of a bitmap; the maker's own are of 30."""

_NAMELESS: Final = re.compile(r"bit (\d{1,2})", re.ASCII)


def parse_flags(raw: int, labels: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the bits that are set, the lowest first; `bit 7` for one that has no name.

    Raises:
        BadValueError: the number is negative or has more than 64 bits.
    """
    if not 0 <= raw < 1 << MAX_BITS:
        raise BadValueError(f"a bitmap has at most {MAX_BITS} bits")
    return tuple(_name(bit, labels) for bit in range(raw.bit_length()) if raw >> bit & 1)


def build_flags(names: Iterable[str], labels: Sequence[str]) -> int:
    """Return the number whose bits these names set; `bit 7` stands for itself.

    Raises:
        BadValueError: a name is none of the labels.
    """
    return sum(1 << bit for bit in {_find(name, labels) for name in names})


def _name(bit: int, labels: Sequence[str]) -> str:
    """Name a bit so that the name leads back to it: not by a label that an earlier bit has too."""
    label = labels[bit] if bit < len(labels) else ""
    return label if label and labels.index(label) == bit and not _NAMELESS.fullmatch(label) else f"bit {bit}"


def _find(name: str, labels: Sequence[str]) -> int:
    nameless = _NAMELESS.fullmatch(name)
    bit = int(nameless[1]) if nameless else MAX_BITS
    if not nameless and name and name in labels:
        bit = labels.index(name)
    if bit >= MAX_BITS:
        known = ", ".join(label for label in labels[:MAX_BITS] if label)
        raise BadValueError(
            f"{name[:40]!r} is no flag of this data point", hint=f"Its flags are: {known or 'bit 0 ...'}."
        )
    return bit
