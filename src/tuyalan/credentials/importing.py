"""Files of other programs, to credentials; what a file is, is told by what it holds, never by its name.

Read are those of tinytuya, tuyapi and tuya-cli, tuyawizard, Home Assistant (localtuya, hass-localtuya, tuya-local),
tuya-mqtt, Homebridge, ioBroker, Node-RED, rustuya-bridge, openHAB, and our own. Captures and files of the phone app are
read as well, so that nobody has to know which command a file is for.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, TypeAlias

from tuyalan.credentials import kinds
from tuyalan.credentials.android import is_preferences, read_android
from tuyalan.credentials.capture import is_capture, read_capture, read_capture_value
from tuyalan.credentials.containers import iter_contents
from tuyalan.credentials.entries import Collector, to_seconds
from tuyalan.credentials.inflating import Budget
from tuyalan.credentials.keyfile import KeyFile, require_keys
from tuyalan.credentials.openhab import is_things, parse_things
from tuyalan.credentials.searching import Entry, find_entries
from tuyalan.credentials.texts import parse_text
from tuyalan.errors import CredentialError, StorageError
from tuyalan.model.imports.plain import as_object

if TYPE_CHECKING:
    import os

    from tuyalan.credentials.base import Found
    from tuyalan.credentials.containers import Content
    from tuyalan.vocabulary import Json

_Fault: TypeAlias = StorageError | CredentialError

_NOTHING_HINT: Final = (
    "Give a file with device ids and local keys; `tuyalan keys import --help` lists whose files are read."
)


class ImportedFile(KeyFile):
    """A file of another program, or a folder or archive with such files."""

    def read(self) -> Found:
        """Return the devices in it, blocking while it is read.

        Raises:
            StorageError: it cannot be read.
            CredentialError: it holds no keys.
        """
        budget = Budget()
        founds: list[Found] = []
        faults: list[_Fault] = []
        for content in iter_contents(self.path, budget):
            try:
                founds.append(read_import(content))
            except (StorageError, CredentialError) as exc:
                faults.append(exc)
        return _join(founds, faults, budget, path=self.path)


def read_import(content: Content) -> Found:
    """Return the devices in one file.

    Raises:
        StorageError: the file cannot be read.
        CredentialError: it holds no keys; the hint says where they are, if it is known.
    """
    data = content.data
    collector = Collector(kinds.UNKNOWN)
    if is_things(data):
        collector = Collector(kinds.OPENHAB)
        for fields in parse_things(data.decode("utf-8", "replace")):
            collector.add(Entry(fields=fields))
    elif data[:1].isdigit():
        collector = Collector(kinds.MITMPROXY)
        read_capture(content, collector)
    elif is_preferences(data) or (b"\0" in data[:64] and json.detect_encoding(data[:64]) == "utf-8"):
        collector = Collector(kinds.ANDROID)
        read_android(content, collector)
    else:
        collector = _read_json(content)
    return require_keys(collector.finish(), f"{content.name} holds no local keys", hint=_NOTHING_HINT)


def _read_json(content: Content) -> Collector:
    text = parse_text(content.data, source=content.name)
    kind = kinds.recognise(text.value)
    if kind.advice:
        raise CredentialError(f"{content.name} is {kind.name}, which holds no local keys", hint=kind.advice)
    collector = Collector(kind.name)
    if text.problem:
        collector.warn(f"{content.name}: {text.problem}")
    if is_capture(text.value):
        read_capture_value(text.value, collector)
        return collector
    moment = find_moment(text.value)
    for entry in find_entries(text.value):
        collector.add(entry, as_of=moment if has_answered(entry.fields) else None)
    collector.add_schemas(content.data)
    return collector


def find_moment(value: Json) -> float | None:
    """Return when a snapshot of devices was taken, in seconds since 1970, if the file is one."""
    return to_seconds(as_object(value).get("timestamp"))


def has_answered(fields: dict[str, Json]) -> bool:
    """Tell whether a device in a snapshot gave its values, which takes the right key; others only stand in it."""
    values = as_object(fields.get("dps"))
    return bool(as_object(values.get("dps"))) and "Error" not in values


def _join(founds: list[Found], faults: list[_Fault], budget: Budget, *, path: str | os.PathLike[str]) -> Found:
    """Return all that the files gave; the fault of a lone file is the fault of all."""
    if len(faults) == 1 and not founds and not budget.problems:
        raise faults[0]
    credentials = tuple(credential for found in founds for credential in found.credentials)
    if not credentials and not any(found.problems for found in founds):
        reasons = "".join(f"; {problem}" for problem in budget.problems[:1])
        raise CredentialError(
            f"{path} holds no local keys; {len(faults)} files were looked at{reasons}", hint=_NOTHING_HINT
        )
    # Other files in a folder are what folders are full of; only what was meant to be read and could not be is told.
    notes = [*budget.problems, *(fault.message for fault in faults if isinstance(fault, StorageError) and not founds)]
    names = dict.fromkeys(found.source for found in founds if found.credentials)
    problems = tuple(problem for found in founds for problem in found.problems)
    return kinds.build_found(", ".join(names), credentials, problems, notes)
