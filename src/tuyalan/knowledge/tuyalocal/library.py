"""All device files of a directory, compiled: what is compared of each at once, the rest of a profile when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.model.tuyalocal.layering import FoundFile
from tuyalan.model.tuyalocal.matching import Match, Shape, match
from tuyalan.model.tuyalocal.profile import Profile

if TYPE_CHECKING:
    from collections.abc import Collection

    from tuyalan.vocabulary import Dps

FORMAT: Final = 1
"""Raised with every change of what is stored; caches of another number are made anew."""


class Problem(msgspec.Struct, frozen=True):
    """A file that could not be used at all."""

    file: str
    reason: str
    """Why, with line and column where there are any."""

    def __str__(self) -> str:
        """Return it as one line for people."""
        return f"{self.file}: {self.reason}"


class Flaw(msgspec.Struct, frozen=True, kw_only=True):
    """Something in a file that is not used."""

    file: str
    line: int
    column: int
    place: str
    """Where in the tree, for example `entities[2].dps[0].mask`."""
    reason: str

    def __str__(self) -> str:
        """Return it as one line for people."""
        return f"{self.file}: line {self.line}, column {self.column} ({self.place}): {self.reason}"


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a directory could be used."""

    files: int
    """All files found."""
    loaded: int
    """Those that became a profile."""
    lossless: int
    """Those of them of which nothing was lost."""
    entries: int
    """Data points listed in the loaded files."""
    lossless_entries: int
    """Those of them of which nothing was lost."""


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored of a directory."""

    format: int
    key: str
    """The state of the directory that this was made from."""
    counts: Counts
    problems: tuple[Problem, ...]
    flaws: tuple[Flaw, ...]
    shapes: tuple[Shape, ...]
    profiles: dict[str, bytes]
    """Packed profiles by file."""


class Library:
    """The device files of one directory."""

    def __init__(self, content: Content) -> None:
        """Take what was compiled or stored."""
        self._content = content

    @property
    def counts(self) -> Counts:
        """How much of the directory could be used."""
        return self._content.counts

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Files that could not be used, each with the reason."""
        return self._content.problems

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        """What was left out of the files that are used, each with where it stands and why."""
        return self._content.flaws

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files that can be used."""
        return tuple(shape.file for shape in self._content.shapes)

    def profile(self, file: str) -> Profile | None:
        """Return the profile of a file, `None` if there is none."""
        packed = self._content.profiles.get(file)
        return None if packed is None else msgspec.msgpack.decode(packed, type=Profile)

    def match(self, dps: Dps, product_ids: Collection[str] = ()) -> list[Match]:
        """Return the files that may describe a device, best first; see `tuyalan.model.tuyalocal.matching.match`."""
        return match(self._content.shapes, dps, product_ids)

    def find(self, dps: Dps, product_ids: Collection[str] = ()) -> FoundFile | None:
        """Return the best of the files that may describe a device."""
        best = next(iter(self.match(dps, product_ids)), None)
        profile = None if best is None else self.profile(best.file)
        return None if best is None or profile is None else FoundFile(best, profile)
