"""Text of a settings file to the same text with one setting changed: comments, order and spacing stay.

Knows nothing of files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.config.placing import Source
from tuyalan.config.reading import list_names, unknown_name
from tuyalan.errors import ConfigError

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Table

_HINT: Final = 'Install what it needs: pip install "tuyalan[hub]"'


def set_setting(text: str, name: str, value: object) -> str:
    """Return the text with a setting changed or added.

    Args:
        text: The file.
        name: Section and field, for example `hub.state_interval`.
        value: As `parse_setting` returns it.

    Raises:
        ConfigError: the text is no TOML, there is no such setting, or tomlkit is not installed.
    """
    section, field = _split(name)
    document = _parse(text)
    table = _table_of(document, section)
    if table is None:
        from tomlkit import table as make_table  # noqa: PLC0415 - see _parse

        table = make_table()
        document[section] = table
    table[field] = msgspec.to_builtins(value, str_keys=True)
    return document.as_string()


def unset_setting(text: str, name: str) -> str:
    """Return the text without a setting, so that its default holds.

    Raises:
        ConfigError: as `set_setting`.
    """
    section, field = _split(name)
    document = _parse(text)
    table = _table_of(document, section)
    if table is not None and field in table:
        table.remove(field)
    return document.as_string()


def _split(name: str) -> tuple[str, str]:
    if name not in list_names():
        raise ConfigError(unknown_name(name))
    section, _, field = name.partition(".")
    return section, field


def _parse(text: str) -> TOMLDocument:
    Source(text)  # Says where a fault stands.
    try:
        import tomlkit  # noqa: PLC0415 - an extra, and slow to load
    except ImportError as error:
        raise ConfigError("settings are edited with tomlkit, which is not installed", hint=_HINT) from error
    return tomlkit.parse(text)


def _table_of(document: TOMLDocument, section: str) -> Table | None:
    from tomlkit.items import Table  # noqa: PLC0415 - see _parse

    table: object = document.unwrap().get(section) and document[section]
    if table is not None and not isinstance(table, Table):
        raise ConfigError(f"{section!r} is not written as a section; write [{section}] and its settings below")
    return table
