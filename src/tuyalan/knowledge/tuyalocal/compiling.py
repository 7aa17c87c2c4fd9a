"""Device files to what is kept of them; what cannot be read, or not in full, is told with where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tuyalan.errors import BadValueError, StorageError
from tuyalan.knowledge.tuyalocal.library import FORMAT, Content, Counts, Flaw, Problem
from tuyalan.knowledge.tuyalocal.yamlfile import import_yaml, locate, parse_tree, read_text
from tuyalan.model.tuyalocal.matching import Shape, shape_of
from tuyalan.model.tuyalocal.reading import read_profile
from tuyalan.model.tuyalocal.tree import is_sane

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tuyalan.model.tuyalocal.reading import Parsed


def compile_files(files: Iterable[Path], key: str = "") -> Content:
    """Read all files; `key` tells the state that they are in.

    Raises:
        ConfigError: PyYAML is not installed.
    """
    import_yaml()
    compiler = _Compiler()
    for file in files:
        compiler.add(file)
    return compiler.finish(key)


class _Compiler:
    """What has been read so far."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._flaws: list[Flaw] = []
        self._shapes: list[Shape] = []
        self._profiles: dict[str, bytes] = {}
        self._lossy = self._entries = self._lossy_entries = 0

    def add(self, file: Path) -> None:
        """Read one file; one that cannot be read becomes a problem."""
        if not is_sane(file.name):
            self._problems.append(Problem(ascii(file.name), "its name is no UTF-8 text"))
            return
        try:
            text = read_text(file)
            parsed = read_profile(parse_tree(text), file.name)
        except (StorageError, BadValueError) as error:
            self._problems.append(Problem(file.name, error.message))
            return
        self._shapes.append(shape_of(parsed.profile))
        self._profiles[file.name] = msgspec.msgpack.encode(parsed.profile)
        self._entries += parsed.entries
        self._lossy_entries += parsed.lossy_entries
        if parsed.losses:
            self._lossy += 1
            self._flaws += _list_flaws(parsed, text)

    def finish(self, key: str) -> Content:
        """Return all of it."""
        loaded = len(self._shapes)
        return Content(
            format=FORMAT,
            key=key,
            counts=Counts(
                files=loaded + len(self._problems),
                loaded=loaded,
                lossless=loaded - self._lossy,
                entries=self._entries,
                lossless_entries=self._entries - self._lossy_entries,
            ),
            problems=tuple(self._problems),
            flaws=tuple(self._flaws),
            shapes=tuple(self._shapes),
            profiles=self._profiles,
        )


def _list_flaws(parsed: Parsed, text: str) -> list[Flaw]:
    """Return what a file loses, with its position in the text."""
    positions = locate(text, [loss.place for loss in parsed.losses])
    return [
        Flaw(file=parsed.profile.file, line=at.line, column=at.column, place=loss.place, reason=loss.reason)
        for loss, at in zip(parsed.losses, positions, strict=True)
    ]
