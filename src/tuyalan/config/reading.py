"""Settings from four places into one frozen value: a flag counts more than the environment, that more than the file.

Whatever is wrong is told with where it stands (line and column in the file, name of the variable or flag), what was
expected, and all at once, one fault a line. Nothing is guessed: a name that does not exist is an error.
"""

from __future__ import annotations

import difflib
import enum
import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, TypeGuard, get_args, get_origin, get_type_hints

import msgspec

from tuyalan.config.placing import Source
from tuyalan.config.settings import SECTIONS, Settings
from tuyalan.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

PREFIX: Final = "TUYALAN_"
"""How the environment variables of settings begin: `TUYALAN_HUB_STATE_INTERVAL` is `hub.state_interval`."""

MASK: Final = "********"
"""What is shown in place of a secret."""

_TRUE: Final = frozenset({"1", "true", "yes", "on"})
_FALSE: Final = frozenset({"0", "false", "no", "off"})


class Origin(enum.StrEnum):
    """Where a setting comes from, the weakest first."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    FLAG = "flag"


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """One setting as it holds."""

    name: str
    """Section and field: `hub.state_interval`."""
    value: object
    """A secret is masked."""
    origin: Origin
    where: str = ""
    """The file and line, the variable or the flag; empty for a default."""


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """Settings, and where each of them comes from."""

    settings: Settings
    given: Mapping[str, tuple[Origin, str]] = {}
    """By name, those that somebody gave."""
    path: str = ""
    """The file; empty if there is none."""


def load_settings(
    path: Path | None = None,
    *,
    environ: Mapping[str, str],
    flags: Mapping[str, str] | None = None,
) -> Loaded:
    """Read all settings.

    Args:
        path: The file; one that is missing, or `None`, is empty.
        environ: The environment.
        flags: Texts by name, as typed.

    Raises:
        ConfigError: something is wrong with them; the message names each fault, where it stands and what was expected.
    """
    source = Source.read(path)
    found = _Findings()
    _take_file(found, source)
    for variable, text in sorted(environ.items()):
        name = _name_of(variable)
        if name is not None:
            found.take_text(name, text, origin=Origin.ENVIRONMENT, where=variable)
    for name, text in (flags or {}).items():
        found.take_text(name, text, origin=Origin.FLAG, where=f"--set {name}")
    if found.problems:
        raise ConfigError("\n".join(found.problems))
    sections = {section: kind(**found.values.get(section, {})) for section, kind in SECTIONS.items()}
    return Loaded(
        settings=Settings(**sections),  # pyright: ignore[reportArgumentType] - sections by their names
        given=found.given,
        path="" if path is None else str(path),
    )


def build_values(loaded: Loaded) -> tuple[Setting, ...]:
    """Return every setting as it holds, secrets masked, in the order of the documentation."""
    settings: list[Setting] = []
    for section, kind in SECTIONS.items():
        struct = getattr(loaded.settings, section)
        for field in kind.__struct_fields__:
            name = f"{section}.{field}"
            value: object = msgspec.to_builtins(getattr(struct, field), str_keys=True)
            origin, where = loaded.given.get(name, (Origin.DEFAULT, ""))
            settings.append(
                Setting(name=name, value=MASK if value and is_secret(name) else value, origin=origin, where=where)
            )
    return tuple(settings)


def type_of(name: str) -> object | None:
    """Return the annotated type of a setting; `None` if there is no such setting."""
    section, _, field = name.partition(".")
    return _types().get(section, {}).get(field)


def meta_of(name: str) -> msgspec.Meta:
    """Return what is said of a setting that exists."""
    metadata = getattr(type_of(name), "__metadata__", ())
    return next((meta for meta in metadata if isinstance(meta, msgspec.Meta)), msgspec.Meta())


def describe_setting(name: str) -> str:
    """Return what a setting takes, as a phrase: `number, 1 to 86400`."""
    bare: Any = getattr(type_of(name), "__origin__", None)
    if get_origin(bare) is Literal:
        return " or ".join(f"`{word}`" for word in get_args(bare))
    words = {bool: "`true` or `false`", int: "whole number", float: "number", str: "text"}
    word = words.get(bare) or {tuple: "list", list: "list", dict: "table"}.get(get_origin(bare), "value")
    meta = meta_of(name)
    least, is_open = (meta.ge, "") if meta.ge is not None else (meta.gt, "more than ")
    if least is None or meta.le is None:
        return word
    return f"{word}, {is_open}{least:g} to {meta.le:g}"


def is_secret(name: str) -> bool:
    """Tell whether a setting must not be shown."""
    return bool((meta_of(name).extra or {}).get("secret"))


def parse_setting(name: str, text: str) -> object:
    """Return the value that a text stands for, as typed on a command line or given in the environment.

    Raises:
        ConfigError: there is no such setting, or the text is none of its values.
    """
    kind = type_of(name)
    if kind is None:
        raise ConfigError(unknown_name(name))
    try:
        return msgspec.convert(_spell(text, kind), kind, strict=False)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise ConfigError(f"{name}: {_explain(name, error)}") from error


def unknown_name(name: str) -> str:
    """Say that there is no such setting, and which may be meant."""
    known = list_names()
    close = difflib.get_close_matches(name, [*known, *SECTIONS], n=1)
    return f"there is no setting {name!r}" + (f"; did you mean {close[0]!r}?" if close else "")


def list_names() -> tuple[str, ...]:
    """Return the names of all settings, in the order of the documentation."""
    return tuple(f"{section}.{field}" for section, kind in SECTIONS.items() for field in kind.__struct_fields__)


class _Findings:
    """What was given so far, and what is wrong with it."""

    def __init__(self) -> None:
        self.values: dict[str, dict[str, object]] = {}
        self.given: dict[str, tuple[Origin, str]] = {}
        self.problems: list[str] = []

    def take_text(self, name: str, text: str, *, origin: Origin, where: str) -> None:
        try:
            value = parse_setting(name, text)
        except ConfigError as error:
            self.problems.append(f"{where}: {error.message.removeprefix(f'{name}: ')}")
        else:
            self.put(name, value, origin=origin, where=where)

    def put(self, name: str, value: object, *, origin: Origin, where: str) -> None:
        section, _, field = name.partition(".")
        self.values.setdefault(section, {})[field] = value
        self.given[name] = (origin, where)


def _take_file(found: _Findings, source: Source) -> None:
    for section, fields in source.tables.items():
        if section not in SECTIONS:
            found.problems.append(f"{source.place((section,))}: {unknown_name(section)}")
        elif not _is_table(fields):
            found.problems.append(f"{source.place((section,))}: {section!r} is a section: write [{section}]")
        else:
            for field, value in fields.items():
                _take_field(found, source, path=(section, field), value=value)


def _take_field(found: _Findings, source: Source, *, path: tuple[str, str], value: object) -> None:
    name, where = ".".join(path), source.place(path)
    kind = type_of(name)
    if kind is None:
        found.problems.append(f"{where}: {unknown_name(name)}")
        return
    try:
        converted: object = msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        found.problems.append(f"{where}: {name}: {_explain(name, error)}")
    else:
        found.put(name, converted, origin=Origin.FILE, where=where)


def _name_of(variable: str) -> str | None:
    """Return the setting that a variable names, a wrong one too; `None` if it is about something else."""
    if not variable.startswith(PREFIX):
        return None
    section, _, field = variable.removeprefix(PREFIX).lower().partition("_")
    return f"{section}.{field}" if section in SECTIONS and field else None


def _spell(text: str, kind: object) -> object:
    """Return a text in the form that the type of its setting is converted from."""
    bare: Any = getattr(kind, "__origin__", kind)
    word = text.strip()
    if bare is bool and word.lower() in _TRUE | _FALSE:
        return word.lower() in _TRUE
    if bare in {bool, int, float}:
        return word
    if get_origin(bare) in {tuple, list, dict} and word.startswith(("[", "{")):
        return msgspec.json.decode(word)
    if get_origin(bare) in {tuple, list}:
        return [part.strip() for part in word.split(",") if part.strip()]
    return text


def _explain(name: str, error: Exception) -> str:
    """Say what was expected; never what was given, which may be a secret."""
    text = str(error)
    text = text[:1].lower() + text[1:]
    return f"{text} ({meta_of(name).description})"


def _is_table(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, Mapping)


@functools.cache
def _types() -> dict[str, dict[str, object]]:
    return {section: get_type_hints(kind, include_extras=True) for section, kind in SECTIONS.items()}
