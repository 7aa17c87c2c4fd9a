"""What the maker's sharing interface tells, to descriptions: dumps of its devices, diagnostics of Home Assistant.

    {"id": ..., "product_id": ..., "function": {code: {"type", "values"}}, "status_range": {code: {"type", "values"}},
     "local_strategy": {dp: {"status_code", "config_item": {"statusFormat", "valueType", "valueDesc", "enumMappingMap"}}}}

Only `local_strategy` (a raw reply has the list `dpStatusRelationDTOS` instead) knows the numbers of data points. Its
code is the last field of `statusFormat`. The words of a choice are those of the cloud; the fields of `enumMappingMap`
are those on the wire.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.model.imports.parts import Described, Part, find_owner
from tuyalan.model.imports.plain import as_list, as_object, as_texts
from tuyalan.model.imports.points import RawPoint
from tuyalan.model.schema import Access

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tuyalan.vocabulary import Json

NAME: Final = "a dump of the sharing interface (tuyadevices.json of tuyawizard) or Home Assistant diagnostics of tuya"

_NO_NUMBERS: Final = (
    "it has codes but no local_strategy, so the numbers of its data points are not known;"
    " use a newer version of the program that wrote it, or import the things data model of the device"
)
_LOGIC: Final = frozenset({"true", "false"})
_LIMIT: Final = 128


def find_strategies(parts: list[Part]) -> Iterator[Described]:
    """Yield what each device of the sharing interface says."""
    for part in parts:
        fields = part.fields
        if isinstance(fields.get("dpStatusRelationDTOS"), list):
            yield _describe_reply(part)
        elif isinstance(fields.get("local_strategy"), dict) or _is_device(fields):
            yield _describe(part)


def _is_device(fields: dict[str, Json]) -> bool:
    return isinstance(fields.get("function"), dict) and isinstance(fields.get("status_range"), dict)


def _describe(part: Part) -> Described:
    strategy = as_object(part.fields.get("local_strategy"))
    device = _Device(part.fields)
    is_told = any(as_object(entry) for entry in strategy.values())
    points = tuple(_parse(dp, _flatten(entry), device) for dp, entry in strategy.items()) if is_told else ()
    return Described(owner=find_owner(part), points=points, problem="" if points else _NO_NUMBERS)


def _describe_reply(part: Part) -> Described:
    entries = [as_object(entry) for entry in as_list(part.fields["dpStatusRelationDTOS"])]
    is_told = any("dpId" in fields for fields in entries)
    points = tuple(_parse(fields.get("dpId"), fields, _Device({})) for fields in entries) if is_told else ()
    return Described(owner=find_owner(part), points=points, problem="" if points else _NO_NUMBERS)


class _Device:
    """What a device says of its codes: who can write them, and their limits."""

    def __init__(self, fields: dict[str, Json]) -> None:
        self._written = as_object(fields.get("function"))
        self._reported = as_object(fields.get("status_range"))

    def entry(self, code: str) -> dict[str, Json]:
        return as_object(self._reported.get(code)) or as_object(self._written.get(code))

    def access(self, code: str) -> Access | None:
        if code in self._written:
            return Access.BOTH if code in self._reported else Access.WRITE
        return Access.READ if code in self._reported else None


def _flatten(entry: Json) -> dict[str, Json]:
    fields = as_object(entry)
    return fields | as_object(fields.get("config_item"))


def _parse(dp: Json, fields: dict[str, Json], device: _Device) -> RawPoint:
    code = _find_code(fields)
    entry = device.entry(code)
    kind = entry.get("type") or fields.get("valueType")
    details = as_object(entry.get("value")) or as_object(entry.get("values")) or as_object(fields.get("valueDesc"))
    words = _find_words(as_object(fields.get("enumMappingMap")), as_texts(details.get("range"), limit=_LIMIT))
    if words and _LOGIC.issuperset(words):
        kind, details = "bool", {}
    elif words:
        details = details | {"range": list(words)}
    return RawPoint(
        id=dp, code=code, type=kind, details=details, access=device.access(code), report_type=entry.get("report_type")
    )


def _find_code(fields: dict[str, Json]) -> str:
    named = list(as_object(fields.get("statusFormat")))
    code = named[-1] if named else fields.get("status_code") or fields.get("statusCode") or fields.get("dpCode")
    return code if isinstance(code, str) else ""


def _find_words(mapping: dict[str, Json], declared: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words on the wire in the order of the cloud's, the device's own before those the cloud shares."""
    meanings = {word: str(as_object(entry).get("value")) for word, entry in mapping.items()}
    ranks = {word: rank for rank, word in enumerate(declared)}
    own = [word for word, meaning in meanings.items() if word != meaning]
    shared = [word for word, meaning in meanings.items() if word == meaning]
    return tuple(
        word
        for group in (own, shared)
        for word in sorted(group, key=lambda word: ranks.get(meanings[word], len(ranks)))
    )
