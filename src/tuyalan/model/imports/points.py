"""What a file says of one data point, in any of the maker's three vocabularies, as a `DpSchema`.

The vocabularies differ in words only: `Integer` and `value`, `Enum` and `enum`, `ro` and `accessMode`. Knows nothing of
files.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.imports.plain import as_integer, as_list, as_object, as_text, as_texts
from tuyalan.model.schema import MAX_SCALE, Access, DpSchema, Kind
from tuyalan.model.units import split_unit
from tuyalan.vocabulary import DpId, Json

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_DP: Final = 65535
"""Largest id of a data point that is believed; the wire form of the microcontroller has one byte, the cloud more."""

MAX_WORDS: Final = 256
"""Most words of a choice and most labels of a bitmap that are kept."""

_WORD_LENGTH: Final = 128
_NAME_LENGTH: Final = 200
_UNIT_LENGTH: Final = 32
_CODE: Final = re.compile(r"[\w.\-]{1,64}", re.ASCII)
_IDEOGRAPH: Final = re.compile("[\u3400-\u9fff]")

_KINDS: Final = {
    "bool": Kind.BOOL,
    "boolean": Kind.BOOL,
    "value": Kind.NUMBER,
    "integer": Kind.NUMBER,
    "int": Kind.NUMBER,
    "float": Kind.NUMBER,
    "double": Kind.NUMBER,
    "date": Kind.NUMBER,
    "enum": Kind.CHOICE,
    "string": Kind.TEXT,
    # What the cloud shows as an object is text on the wire: hexadecimal digits, base64 or JSON.
    "json": Kind.TEXT,
    "struct": Kind.TEXT,
    "array": Kind.TEXT,
    "bitmap": Kind.BITMAP,
    "fault": Kind.BITMAP,
    "raw": Kind.RAW,
    "file": Kind.RAW,
}

_ACCESS: Final = {"ro": Access.READ, "wr": Access.WRITE, "wo": Access.WRITE, "rw": Access.BOTH}

_INCREMENTS: Final = {"sum": True, "minux": False}
"""What the maker calls reports of what was added, and reports of a running total."""

_MEASURED: Final = re.compile(
    r"(add|cur)_(ele|current|power|voltage|neutral)|va_\w+|(temp|humidity)_(current|indoor)(_\w+)?|humidity_value"
    r"|battery_(percentage|state|value)|residual_electricity|phase_[abc]|\w*_ele_total|(total_)?(forward|reverse)_energy(_total)?"
    r"|(doorcontact|smoke_sensor|gas_sensor|watersensor|co_|presence|work)_?(state|status|value)|pir|fault"
)
"""Codes of what is only ever reported; for sources that do not say what can be written."""


class RawPoint(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says of one data point, as it stands there; none of it is checked."""

    id: Json
    code: Json = None
    type: Json = None
    """The word for the kind, in any of the vocabularies."""
    details: Json = None
    """Limits, unit, words, labels: an object or the JSON text of one."""
    access: Json = None
    """An `Access` or the maker's word for one; None if the file does not say."""
    name: Json = None
    report_type: Json = None


def make_stray(name: Json) -> RawPoint:
    """Return what stands for an entry that has no number, so that it is named among what is left out."""
    return RawPoint(id=None, code=name)


def build_point(raw: RawPoint) -> DpSchema:
    """Return the description of one data point; limits and words that make no sense are left out.

    Raises:
        BadValueError: there is no id or no kind that is known; the message says which, as a clause.
    """
    dp = parse_dp(raw.id)
    if dp is None:
        raise BadValueError("it has no number")
    details = as_object(raw.details)
    kind = _parse_kind(details.get("type")) or _parse_kind(raw.type)
    if kind is None:
        raise BadValueError(f"its type {as_text(raw.type, limit=20)!r} is not known")
    code = _parse_code(raw.code) or f"dp_{dp}"
    point = DpSchema(
        id=dp,
        code=code,
        kind=kind,
        access=_parse_access(raw.access) or _guess_access(code, kind),
        choices=_parse_words(details.get("range")) if kind is Kind.CHOICE else (),
        labels=as_texts(details.get("label"), limit=_WORD_LENGTH)[:MAX_WORDS] if kind is Kind.BITMAP else (),
        max_length=_parse_length(details) if kind in {Kind.TEXT, Kind.RAW} else None,
        name=_parse_name(raw.name),
        is_increment=_INCREMENTS.get(as_text(raw.report_type, limit=8).lower()),
    )
    if kind is not Kind.NUMBER:
        return point
    unit, decimals = split_unit(as_text(details.get("unit"), limit=_UNIT_LENGTH), code=code)
    limits = _parse_limits(details)
    # A unit like `0.01 V` says the scale where the scale does not.
    return msgspec.structs.replace(point, unit=unit, **limits | {"scale": limits.get("scale") or decimals})


def merge_points(first: Mapping[DpId, DpSchema], second: Mapping[DpId, DpSchema]) -> dict[DpId, DpSchema]:
    """Return all data points of both; where both know one, `second` only fills in what `first` leaves open."""
    merged = dict(second)
    for dp, point in first.items():
        merged[dp] = merge_point(point, second[dp]) if dp in second else point
    return dict(sorted(merged.items()))


def merge_point(first: DpSchema, second: DpSchema) -> DpSchema:
    """Return `first` with what it leaves open taken from `second`, if both are of one kind."""
    changes: dict[str, object] = {}
    if first.code == f"dp_{first.id}":
        changes["code"] = second.code
    if first.kind is second.kind:
        # A source that does not know what can be written says that everything can.
        changes["access"] = second.access if first.access is Access.BOTH else first.access
        if (first.minimum, first.maximum) == (None, None):
            changes |= {name: getattr(second, name) for name in ("minimum", "maximum", "scale", "step")}
        names = ("unit", "choices", "labels", "max_length", "name", "is_increment")
        changes |= {name: getattr(second, name) for name in names if getattr(first, name) in (None, "", ())}
    return msgspec.structs.replace(first, **changes)


def parse_dp(value: Json) -> DpId | None:
    """Return the number of a data point, also written as text, else None."""
    dp = as_integer(value)
    return dp if dp is not None and 1 <= dp <= MAX_DP else None


def _parse_kind(word: Json) -> Kind | None:
    return _KINDS.get(word.strip().lower()) if isinstance(word, str) else None


def _parse_code(value: Json) -> str:
    return value if isinstance(value, str) and _CODE.fullmatch(value) else ""


def _parse_access(value: Json) -> Access | None:
    if isinstance(value, Access):
        return value
    return _ACCESS.get(value.lower()) if isinstance(value, str) else None


def _guess_access(code: str, kind: Kind) -> Access:
    return Access.READ if kind is Kind.BITMAP or _MEASURED.fullmatch(code) else Access.BOTH


def _parse_limits(details: dict[str, Json]) -> dict[str, int]:
    low, high = as_integer(details.get("min")), as_integer(details.get("max"))
    scale, step = as_integer(details.get("scale")), as_integer(details.get("step"))
    limits: dict[str, int] = {}
    if low is not None and high is not None and low < high:
        limits = {"minimum": low, "maximum": high}
    if scale is not None and 0 <= scale <= MAX_SCALE:
        limits["scale"] = scale
    if step is not None and step > 0:
        limits["step"] = step
    return limits


def _parse_words(value: Json) -> tuple[str, ...]:
    """Return the words of a choice, each once; what is too long to be one is left out."""
    if any(isinstance(word, str) and len(word) > _WORD_LENGTH for word in as_list(value)):
        return ()
    return tuple(dict.fromkeys(word for word in as_texts(value, limit=_WORD_LENGTH) if word))[:MAX_WORDS]


def _parse_length(details: dict[str, Json]) -> int | None:
    length = as_integer(details.get("maxlen"))
    return length if length is not None and length > 0 else None


def _parse_name(value: Json) -> str:
    # The cloud names data points in Chinese unless asked otherwise; the code then says more to most people.
    name = as_text(value, limit=_NAME_LENGTH)
    return "" if _IDEOGRAPH.search(name) else name
