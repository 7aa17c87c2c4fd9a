"""One correction into the override file or out of it; every other line, comments too, stays as it is."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Final, cast

from tuyalan.errors import BadValueError, ConfigError, UseError
from tuyalan.knowledge.files import replace_file
from tuyalan.knowledge.overrides import MAX_DP, parse_field, read_text
from tuyalan.knowledge.statements import Document, Statement, find_equals, parse_statements

if TYPE_CHECKING:
    import os

    from tuyalan.vocabulary import DpId

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def set_override(
    path: str | os.PathLike[str],
    target: str,
    *,
    dp: DpId,
    field: str,
    value: bool | float | str | list[str] | list[int],
) -> None:
    """Write one correction into the file at `path`, over an earlier one of the same; the file is made if need be.

    Args:
        path: The override file.
        target: Device id, device name or product key.
        dp: The number of the data point.
        field: What to correct, as the file calls it: `scale`, `name`, `invert`, ...
        value: What it is.

    Raises:
        BadValueError: `field` does not exist or cannot have this value.
        ConfigError: the file cannot be read, or is too large to be one of ours.
        StorageError: it cannot be written; it is as it was.
        UseError: `target` is empty or `dp` no number of a data point.
    """
    _check(target, dp)
    try:
        parse_field(field, value)
    except BadValueError as exc:
        raise BadValueError(f"this cannot be corrected: {exc.message}") from None
    document = _read(path)
    _save(path, _set(document, (target, str(dp), field), value))


def remove_override(path: str | os.PathLike[str], target: str, *, dp: DpId, field: str | None = None) -> int:
    """Take corrections of a data point out of the file at `path`, all of them unless `field` is given; return how many.

    Raises:
        ConfigError: the file cannot be read, or is too large to be one of ours.
        StorageError: it cannot be written; it is as it was.
        UseError: `target` is empty or `dp` no number of a data point.
    """
    _check(target, dp)
    document = _read(path)
    prefix = (target, str(dp)) if field is None else (target, str(dp), field)
    lines: list[str | None] = list(document.lines)
    count = 0
    for statement in document.statements:
        if statement.is_head:
            continue
        leaves = [leaf for leaf in statement.iter_leaves() if leaf[0][: len(prefix)] != prefix]
        removed = len(list(statement.iter_leaves())) - len(leaves)
        if removed:
            _replace(lines, statement, _rewrite(statement, _nest(statement, leaves)) if leaves else None)
        count += removed
    if count:
        _save(path, [line for line in lines if line is not None])
    return count


def _check(target: str, dp: DpId) -> None:
    if not target or not target.isprintable():
        raise UseError("a correction needs the id or the name of a device, or the key of a product")
    if not 1 <= dp <= MAX_DP:
        raise UseError(f"{dp} is no number of a data point")


def _read(path: str | os.PathLike[str]) -> Document:
    document = parse_statements(read_text(path))
    if document.problems and not document.lines:
        raise ConfigError(f"cannot change {path}: {document.problems[0].message}")
    if any("UTF-8" in problem.message for problem in document.problems):
        raise ConfigError(f"cannot change {path}: {document.problems[0]}", hint="Save the file as UTF-8.")
    return document


def _save(path: str | os.PathLike[str], lines: list[str]) -> None:
    replace_file(path, ("\n".join(lines).rstrip("\n") + "\n").encode())


def _set(document: Document, path: tuple[str, ...], value: object) -> list[str]:
    lines: list[str | None] = list(document.lines)
    holder = next((one for one in document.statements if _holds(one, path)), None)
    if holder is not None:
        leaves = [leaf for leaf in holder.iter_leaves() if leaf[0] != path]
        _replace(lines, holder, _rewrite(holder, _nest(holder, [*leaves, (path, value)])))
        return [line for line in lines if line is not None]
    kept = [line for line in lines if line is not None]
    head = next((one for one in _deepest_first(document) if path[: len(one.path)] == one.path), None)
    if head is not None:
        kept.insert(head.last, _line(path[len(head.path) :], value))
        return kept
    # Below the first head, a line would belong to that table.
    first = next((one.line for one in document.statements if one.is_head), None)
    place = len(kept) if first is None else first - 1
    while first is None and place and not kept[place - 1].strip():
        place -= 1
    kept.insert(place, _line(path, value))
    return kept


def _holds(statement: Statement, path: tuple[str, ...]) -> bool:
    """Tell whether a statement sets `path`, or an inline table that it belongs into."""
    if statement.is_head or path[: len(statement.path)] != statement.path:
        return False
    return isinstance(statement.value, dict) or statement.path == path


def _deepest_first(document: Document) -> list[Statement]:
    heads = [statement for statement in document.statements if statement.is_head]
    return sorted(heads, key=lambda head: -len(head.path))


def _nest(statement: Statement, leaves: list[tuple[tuple[str, ...], object]]) -> object:
    """Return the value of a statement that sets `leaves`."""
    if [leaf[0] for leaf in leaves] == [statement.path]:
        return leaves[0][1]
    root: dict[str, object] = {}
    for path, value in leaves:
        table = root
        *parents, last = path[len(statement.path) :]
        for key in parents:
            table = cast("dict[str, object]", table.setdefault(key, {}))
        table[last] = value
    return root


def _rewrite(statement: Statement, value: object) -> str:
    """Return a statement with another value; what is left of the equals sign and the comment stay."""
    equals = find_equals(statement.text)
    return f"{statement.text[:equals].rstrip()} = {_emit(value)}{_find_comment(statement.text, equals)}"


def _find_comment(text: str, equals: int) -> str:
    for place in (place for place, character in enumerate(text) if character == "#" and place > equals):
        try:
            tomllib.loads(text[:place].rstrip() + "\n")
        except ValueError:
            continue
        # A comment inside of a list that goes over several lines is lost with the list.
        return "  " + text[place:] if "\n" not in text[place:] else ""
    return ""


def _replace(lines: list[str | None], statement: Statement, text: str | None) -> None:
    lines[statement.line - 1 : statement.last] = [text, *[None] * (statement.last - statement.line)]


def _line(path: tuple[str, ...], value: object) -> str:
    return f"{'.'.join(map(_key, path))} = {_emit(value)}"


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _quote(key)


def _emit(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _quote(value)
        case list():
            return f"[{', '.join(map(_emit, cast('list[object]', value)))}]"
        case dict():
            fields = cast("dict[str, object]", value).items()
            return f"{{ {', '.join(f'{_key(key)} = {_emit(inner)}' for key, inner in fields)} }}"
        case _:
            # Numbers, and the dates that a hand-written file may hold where none belong.
            return str(value)


def _quote(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(character, character) for character in text) + '"'
