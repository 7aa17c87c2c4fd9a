"""One YAML file to a tree of plain values, safe against files that were made to do harm.

PyYAML is imported here and nowhere else; the extra `tuyalocal` installs it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from tuyalan.errors import ConfigError, StorageError

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path
    from types import ModuleType

    import yaml

    from tuyalan.vocabulary import Json

MAX_FILE_SIZE: Final = 256 * 1024
"""Largest file that is read, in bytes; the largest device file known has 27 kB."""

MAX_DEPTH: Final = 100
"""Deepest nesting that is read: the parser's own stack is not bounded, so some ten thousand levels end the program."""

_ALIAS: Final = re.compile(r"(?m)(?:^|[\s\[{,:-])[*&][^\s,\]}]")
"""What may be an anchor or an alias."""

_INDENT: Final = re.compile(rf"(?m)^[ ?:-]{{{MAX_DEPTH}}}")
"""What may be deep nesting by indentation; the other sort takes brackets."""

_STEPS: Final = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
"""The steps of a place: keys, and numbers in lists."""


class Position(NamedTuple):
    """Where something stands in a text, counted from 1."""

    line: int
    column: int

    def __str__(self) -> str:
        """Return it as people say it."""
        return f"line {self.line}, column {self.column}"


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        StorageError: the file cannot be read, is too large, or is no text.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_SIZE + 1)
    except OSError as error:
        raise StorageError(f"it cannot be read: {error.strerror or error}") from error
    if len(data) > MAX_FILE_SIZE:
        raise StorageError(f"it is larger than {MAX_FILE_SIZE // 1024} kB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        raise StorageError(f"it is no UTF-8 text: {_find(before, len(before))}") from error


def parse_tree(text: str) -> Json:
    """Return what YAML text holds.

    Raises:
        StorageError: it is no YAML, nests too deeply, names a key twice, or uses a part of itself again;
            the message names the line and column.
        ConfigError: PyYAML is not installed.
    """
    library = import_yaml()
    base = _find_loader(library)
    try:
        if _is_suspicious(text):
            _check_events(library, base, text)
        return cast("Json", library.load(text, _make_strict(library, base)))
    except library.MarkedYAMLError as error:
        raise StorageError(f"it is no YAML: {_tell(error.problem_mark)}: {error.problem}") from error
    except library.reader.ReaderError as error:
        # The position that the error gives is one in bytes or in characters, as the loader goes.
        odd = library.reader.Reader.NON_PRINTABLE.search(text)
        where = _find(text, odd.start() if odd else 0)
        raise StorageError(f"it is no YAML: {where}: {error.reason}") from error


def locate(text: str, places: list[str]) -> list[Position]:
    """Return where places of a tree, such as `entities[2].dps[0].mask`, stand in the text that it was parsed from.

    A place that is not there has the position of the nearest part around it.
    """
    library = import_yaml()
    root = library.compose(text, _find_loader(library))
    return [_walk(root, place) for place in places]


def import_yaml() -> ModuleType:
    """Return PyYAML.

    Raises:
        ConfigError: it is not installed.
    """
    try:
        import yaml  # noqa: PLC0415 - an extra, and slow to import.
    except ImportError as error:
        raise ConfigError(
            "device files of tuya-local are YAML, and PyYAML is not installed",
            hint='Install it with: pip install "tuyalan[tuyalocal]"',
        ) from error
    return yaml


def _find_loader(library: ModuleType) -> type[yaml.SafeLoader]:
    """Return the loader in C, six times as fast, where PyYAML was built with it."""
    return cast("type[yaml.SafeLoader]", getattr(library, "CSafeLoader", None) or library.SafeLoader)


def _make_strict(library: ModuleType, base: type[yaml.SafeLoader]) -> type[yaml.SafeLoader]:
    """Return a loader that refuses keys that occur twice, and tells where a value is that it cannot make."""

    class StrictLoader(base):
        def construct_object(self, node: yaml.Node, deep: bool = False) -> object:  # noqa: FBT001, FBT002 - PyYAML's signature.
            try:
                return cast("object", super().construct_object(node, deep=deep))  # pyright: ignore[reportUnknownMemberType] - not typed by PyYAML.
            except (ValueError, LookupError, AttributeError) as error:
                # A date that no calendar has, a number of too many digits, a tag that promises something else.
                reason = f"this is no {node.tag.rpartition(':')[2]}"
                raise library.constructor.ConstructorError(None, None, reason, node.start_mark) from error

        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:  # noqa: FBT001, FBT002 - PyYAML's signature.
            # Merged keys may repeat; they need an alias, which never comes this far.
            pairs = list(node.value)
            mapping = cast("dict[Hashable, object]", super().construct_mapping(node, deep=deep))
            if len(mapping) < len(pairs):
                mark = _find_twin([key for key, _ in pairs]) or node.start_mark
                raise library.constructor.ConstructorError(None, None, "a key occurs twice", mark)
            return mapping

    return StrictLoader


def _find_twin(keys: list[yaml.Node]) -> yaml.Mark | None:
    """Return where the first key stands that is spelt like one before it."""
    seen: set[str] = set()
    for key in keys:
        if key.value in seen:
            return key.start_mark
        seen.add(key.value)
    return None


def _is_suspicious(text: str) -> bool:
    """Tell whether a text has to be walked through before it is loaded; hardly any device file does."""
    brackets = text.count("[") + text.count("{")
    return brackets > MAX_DEPTH or _INDENT.search(text) is not None or _ALIAS.search(text) is not None


def _check_events(library: ModuleType, base: type[yaml.SafeLoader], text: str) -> None:
    """Walk through a text without building anything.

    Raises:
        StorageError: it nests too deeply, or uses a part of itself again.
    """
    depth = 0
    for event in library.parse(text, base):
        where = _tell(event.start_mark)
        if isinstance(event, library.AliasEvent):
            raise StorageError(f"it uses a part of itself again, which no device file does: {where}")
        depth += isinstance(event, library.CollectionStartEvent) - isinstance(event, library.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise StorageError(f"it nests too deeply: {where}")


def _tell(mark: yaml.Mark | None) -> Position:
    """Return the position of a mark; the beginning if there is none."""
    return Position(1, 1) if mark is None else Position(mark.line + 1, mark.column + 1)


def _find(text: str, at: int) -> Position:
    """Return the position of a character."""
    return Position(text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


def _walk(root: yaml.Node, place: str) -> Position:
    """Follow a place as far as it goes."""
    node, mark = root, root.start_mark
    for key, number in _STEPS.findall(place):
        pairs, items = _open(node)
        if number and int(number) < len(items):
            node = items[int(number)]
            mark = node.start_mark
        elif key in pairs:
            mark, node = pairs[key][0].start_mark, pairs[key][1]
        else:
            break
    return _tell(mark)


def _open(node: yaml.Node) -> tuple[dict[str, tuple[yaml.Node, yaml.Node]], list[yaml.Node]]:
    """Return the pairs of a mapping by key, and the items of a list."""
    match getattr(node, "id", ""):
        case "mapping":
            pairs = cast("list[tuple[yaml.Node, yaml.Node]]", node.value)
            return {str(key.value): (key, value) for key, value in pairs}, []
        case "sequence":
            return {}, cast("list[yaml.Node]", node.value)
        case _:
            return {}, []
