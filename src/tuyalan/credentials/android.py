"""What the phone app keeps on an Android phone, to credentials: preference files, memory-mapped files, whole backups.

The app of 2017 to 2019 kept its devices in `dev_data_storage.xml` (or `gw_storage.xml`), later ones in
`preferences_global_key*.xml`, both as JSON with entities; newer ones in a memory-mapped file, in clear text at first and
encrypted with a key that never leaves the phone since.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, cast
from xml.parsers import expat

from tuyalan.credentials.containers import Content, iter_contents
from tuyalan.credentials.entries import Collector
from tuyalan.credentials.inflating import Budget
from tuyalan.credentials.keyfile import KeyFile, require_keys
from tuyalan.credentials.searching import STRONG_KEY_NAMES, Entry, find_entries
from tuyalan.credentials.texts import parse_inner
from tuyalan.errors import StorageError

if TYPE_CHECKING:
    from tuyalan.credentials.base import Found
    from tuyalan.vocabulary import Json

SOURCE: Final = "Android app"

_MARKS: Final = (b"localKey", b"local_key")
"""What every form has in common, however it is packed into text."""

_HOME: Final = re.compile(r'\{\s*"(?:deviceRespBeen|deviceRespShareList|homeResponseBean|result)"')
_KEY: Final = re.compile(r'"(?:localKey|local_key)"\s*:\s*(?=")')
_ID: Final = re.compile(r'"(?:devId|gwId|dev_id)"\s*:\s*"([0-9A-Za-z_-]{8,32})"')
_NAME: Final = re.compile(r'"name"\s*:\s*(?=")')

_REACH: Final = 4096
"""Characters before and after a loose key in which the rest of its device is looked for."""

_MOST_LOOSE: Final = 10_000
_DECODER: Final = json.JSONDecoder()

_NOTHING_HINT: Final = (
    "Old versions of the app (3.6) keep keys readable in shared_prefs; newer ones encrypt them."
    " `tuyalan login` needs no file at all."
)


class AndroidFiles(KeyFile):
    """A file of the phone app, a folder with such files, or a backup of a phone."""

    def read(self) -> Found:
        """Return the devices in it, blocking while it is read.

        Raises:
            StorageError: it cannot be read.
            CredentialError: it holds no keys.
        """
        budget = Budget()
        collector = Collector(SOURCE)
        for content in iter_contents(self.path, budget):
            read_android(content, collector)
        found = collector.finish(budget.problems)
        return require_keys(found, f"{self.path} holds no local keys that can be read", hint=_NOTHING_HINT)


def read_android(content: Content, collector: Collector) -> None:
    """Give the devices in one file of a phone to `collector`; a file of something else gives none."""
    if not any(mark in content.data for mark in _MARKS):
        return
    if is_preferences(content.data):
        try:
            texts = parse_preferences(content.data, source=content.name)
        except StorageError as exc:
            collector.warn(exc.message)
            return
        for text in texts:
            value = parse_inner(text)
            for entry in find_entries(value):
                collector.add(entry)
            if '"schemaInfo"' in text:
                collector.add_schemas(text.encode())
    elif content.data[:1] in {b"{", b"["}:
        for entry in find_entries(content.data.decode("utf-8", "replace")):
            collector.add(entry)
    else:
        scan_memory(content, collector)


def is_preferences(data: bytes) -> bool:
    """Tell whether a file is XML."""
    return data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<?xml", b"<map", b"<!DOCTYPE map", b"<!ENTITY"))


def parse_preferences(data: bytes, *, source: str) -> list[str]:
    """Return the texts in a preference file.

    Raises:
        StorageError: it is no XML, or declares entities of its own, which preference files never do.
    """
    parser = expat.ParserCreate()
    texts: list[str] = []
    pieces: list[str] = []

    def begin(_name: str, attributes: dict[str, str]) -> None:
        pieces.clear()
        if "value" in attributes:
            texts.append(attributes["value"])

    def end(_name: str) -> None:
        texts.append("".join(pieces))
        pieces.clear()

    def refuse(*_: object) -> None:
        # An entity may stand for a million others, or for another file.
        raise _EntitiesError

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = pieces.append
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except _EntitiesError:
        raise StorageError(
            f"{source} declares a document type or entities, which no file of the app does; it is not read"
        ) from None
    except (expat.ExpatError, ValueError, LookupError) as exc:
        place = f", line {exc.lineno}, column {exc.offset + 1}" if isinstance(exc, expat.ExpatError) else ""
        raise StorageError(f"{source}{place}: this is no XML; copy the file again") from None
    return [text for text in texts if text]


class _EntitiesError(Exception):
    """The file declares entities."""


def scan_memory(content: Content, collector: Collector) -> None:
    """Find devices in bytes of any layout, such as memory-mapped files: whole homes first, then loose keys."""
    text = content.data.decode("utf-8", "replace")
    found: set[str] = set()
    for value in _find_homes(text):
        for entry in find_entries(value):
            collector.add(entry)
            found.update(cast("str", entry.fields[name]) for name in STRONG_KEY_NAMES if name in entry.fields)
    loose = [entry for entry in _find_loose(text) if entry.fields["localKey"] not in found]
    for entry in loose:
        collector.add(entry)
    if loose:
        collector.warn(
            f"{content.name}: {len(loose)} keys stand in raw memory and may be old ones; connect to the devices to prove them"
        )


def _find_homes(text: str) -> list[Json]:
    values: list[Json] = []
    end = 0
    for match in _HOME.finditer(text):
        if match.start() >= end:
            try:
                value, end = _DECODER.raw_decode(text, match.start())
            except (ValueError, RecursionError):
                continue
            values.append(value)
    return values


def _find_loose(text: str) -> list[Entry]:
    entries: dict[tuple[str, str], Entry] = {}
    for count, match in enumerate(_KEY.finditer(text)):
        if count >= _MOST_LOOSE:
            break
        key = _read_string(text, match.end())
        near = list(_ID.finditer(text, max(0, match.start() - _REACH), match.end() + _REACH))
        if key is None or not near:
            continue
        closest = min(near, key=lambda each: abs(each.start() - match.start()))
        fields: dict[str, Json] = {"devId": closest[1], "localKey": key}
        name = _NAME.search(text, closest.start(), match.end() + _REACH)
        if name is not None and name.start() - match.start() < _REACH // 8:
            fields["name"] = _read_string(text, name.end())
        entries.setdefault((closest[1], key), Entry(fields=fields))
    return list(entries.values())


def _read_string(text: str, start: int) -> str | None:
    try:
        value, _ = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, str) else None
