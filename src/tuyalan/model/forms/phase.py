"""Phases of meters and breakers: `phase_a`, `phase_b`, `phase_c`, in all layouts known.

All numbers big-endian. Facts: FORM-9.

    8 to 14 bytes   voltage u16 0.1 V, current u24 mA, active power u24 W, rest unknown
    10 bytes        as above, then frequency u16 0.1 Hz (solar_inverter_gtb_series of tuya-local); others of this
                    length have something else there, so it is believed from 40 to 70 Hz only
    15 and more     current u16 mA at 11, voltage u16 0.1 V at 13, rest unknown (older meters)
    01 0f + 15      voltage u16, current u24, active u24, reactive u24 var, apparent u24 VA, power factor u8 0.01
    02 0f + 15 + 1  as above, then sign bits: 0 current, 1 active, 2 reactive, 3 power factor

The bytes come as base64 or, under the code `phase_s`, as hex digits. Other products send JSON with
`electricCurrent` in A, `power` in kW and `voltage` in V. Bytes of unknown meaning are kept from the last text.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.form import Form
from tuyalan.model.forms.jsonobject import build_object, parse_object
from tuyalan.model.forms.packing import build_base64, imitate_case, parse_base64

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json

MAX_BYTES: Final = 64
"""Longest layout believed, in bytes; the longest seen has 18."""

MAX_VOLTAGE_V: Final = 1000.0
"""Highest voltage believed in the layout that has no other mark; DP 113 of one meter has its frequency there."""


class Phase(msgspec.Struct, frozen=True, kw_only=True):
    """What a meter says of one phase; None: the layout has no place for it."""

    voltage_v: float | None = None
    current_a: float | None = None
    """Negative where the layout has signs and energy flows back."""
    power_w: float | None = None
    """Active power."""
    reactive_var: float | None = None
    apparent_va: float | None = None
    power_factor: float | None = None
    frequency_hz: float | None = None


class _Field(msgspec.Struct, frozen=True):
    """Where one number is, and how it is read."""

    name: str
    offset: int
    size: int
    divisor: int
    sign_bit: int = 0
    """Mask in the last byte; 0: always positive."""


class _Layout(msgspec.Struct, frozen=True, kw_only=True):
    """What a string of bytes of some length means."""

    fields: tuple[_Field, ...]
    prefix: bytes = b""
    size: int
    """Bytes when nothing was reported yet."""


_BASE: Final = (_Field("voltage_v", 0, 2, 10), _Field("current_a", 2, 3, 1000), _Field("power_w", 5, 3, 1))
_PLAIN: Final = _Layout(fields=_BASE, size=8)
_WITH_FREQUENCY: Final = _Layout(fields=(*_BASE, _Field("frequency_hz", 8, 2, 10)), size=10)
_OLDER: Final = _Layout(fields=(_Field("current_a", 11, 2, 1000), _Field("voltage_v", 13, 2, 10)), size=15)


def _build_full(*signs: int) -> tuple[_Field, ...]:
    current, active, reactive, factor = signs
    return (
        _Field("voltage_v", 2, 2, 10),
        _Field("current_a", 4, 3, 1000, current),
        _Field("power_w", 7, 3, 1, active),
        _Field("reactive_var", 10, 3, 1, reactive),
        _Field("apparent_va", 13, 3, 1),
        _Field("power_factor", 16, 1, 100, factor),
    )


_FULL: Final = _Layout(fields=_build_full(0, 0, 0, 0), prefix=b"\x01\x0f", size=17)
_SIGNED: Final = _Layout(fields=_build_full(1, 2, 4, 8), prefix=b"\x02\x0f", size=18)

_MIN_FREQUENCY: Final = 40.0
_MAX_FREQUENCY: Final = 70.0
_HEX: Final = re.compile(r"[01](?:[0-9a-f]{2})*[0-9a-f]|[01](?:[0-9A-F]{2})*[0-9A-F]")
"""Hex texts begin with a voltage below 820 V or with a prefix; as base64 they would begin with 5300 V."""

_NOTHING: Final = "{}"
_JSON_FIELDS: Final = {"electricCurrent": ("current_a", 1), "power": ("power_w", 1000), "voltage": ("voltage_v", 1)}
"""Field of the JSON form, our field, and how many of our units make one of its."""


def parse_phase(text: str) -> Phase:
    """Return what `text` says of a phase.

    Raises:
        BadValueError: `text` fits no layout.
    """
    if text.startswith("{"):
        return _parse_json(parse_object(text))
    return _parse_bytes(_parse_text(text))


def build_phase(phase: Phase, last: str) -> str:
    """Return `phase` in the layout and spelling of `last`; without one, in the smallest layout that holds it.

    Raises:
        BadValueError: the layout has no place for a value, or lacks one, or it is too large or too fine.
    """
    if last.startswith("{"):
        return _build_json(phase, last)
    if not last:
        return _build_new(phase)
    old = _parse_text(last)
    data = _build_bytes(phase, _find_layout(old), old)
    text = imitate_case(data.hex(), last) if _HEX.fullmatch(last) else build_base64(data)
    return _check_text(text, data)


def _build_new(phase: Phase) -> str:
    """Return bytes as base64, or JSON where no bytes hold the values."""
    try:
        data = _build_bytes(phase, _choose_layout(phase))
        return _check_text(build_base64(data), data)
    except BadValueError:
        return _build_json(phase, _NOTHING)


def _check_text(text: str, data: bytes) -> str:
    """Return `text` if it is read as `data`: hex digits and base64 have letters in common."""
    if _parse_text(text) != data:
        raise BadValueError("these values would be read in another way")
    return text


def _parse_text(text: str) -> bytes:
    if len(text) > 2 * MAX_BYTES:
        raise BadValueError(f"{len(text)} characters are too long for a phase")
    return bytes.fromhex(text) if _HEX.fullmatch(text) else parse_base64(text)


def _find_layout(data: bytes) -> _Layout:
    size = len(data)
    for layout in (_FULL, _SIGNED):
        if size == layout.size and data.startswith(layout.prefix):
            return layout
    frequency = int.from_bytes(data[8:10]) / 10
    if size == _WITH_FREQUENCY.size and _MIN_FREQUENCY <= frequency <= _MAX_FREQUENCY:
        return _WITH_FREQUENCY
    if _PLAIN.size <= size < _OLDER.size:
        return _PLAIN
    if _OLDER.size <= size <= MAX_BYTES and int.from_bytes(data[13:15]) / 10 <= MAX_VOLTAGE_V:
        return _OLDER
    raise BadValueError(f"{size} bytes fit no layout of a phase")


def _parse_bytes(data: bytes) -> Phase:
    values: dict[str, float] = {}
    for field in _find_layout(data).fields:
        raw = int.from_bytes(data[field.offset : field.offset + field.size])
        # Minus zero would confuse people; the bit itself is kept from the last text.
        is_negative = raw and data[-1] & field.sign_bit
        values[field.name] = (-raw if is_negative else raw) / field.divisor
    return Phase(**values)


def _choose_layout(phase: Phase) -> _Layout:
    if phase.frequency_hz is not None:
        return _WITH_FREQUENCY
    if phase.power_w is None:
        return _OLDER
    if phase.reactive_var is None and phase.apparent_va is None and phase.power_factor is None:
        return _PLAIN
    signed = (phase.current_a, phase.power_w, phase.reactive_var, phase.power_factor)
    return _SIGNED if any(value is not None and value < 0 for value in signed) else _FULL


def _build_bytes(phase: Phase, layout: _Layout, old: bytes = b"") -> bytes:
    data = bytearray(old or layout.prefix.ljust(layout.size, b"\0"))
    values = _list_values(phase)
    for field in layout.fields:
        value = values.pop(field.name, None)
        if value is None:
            raise BadValueError(f"this layout of a phase needs {field.name}")
        _put(data, field, value)
    if values:
        raise BadValueError(f"this layout of a phase has no place for {', '.join(values)}")
    if _parse_bytes(bytes(data)) != phase:
        raise BadValueError("these values are too fine for this layout of a phase, or would be read in another way")
    return bytes(data)


def _put(data: bytearray, field: _Field, value: float) -> None:
    raw = round(abs(value) * field.divisor) if math.isfinite(value) else -1
    is_negative = value < 0 and raw > 0
    if not 0 <= raw < 1 << 8 * field.size or (is_negative and not field.sign_bit):
        raise BadValueError(f"{field.name} cannot be {value:g} in this layout of a phase")
    data[field.offset : field.offset + field.size] = raw.to_bytes(field.size)
    if raw:
        data[-1] = data[-1] & ~field.sign_bit | (field.sign_bit if is_negative else 0)


def _list_values(phase: Phase) -> dict[str, float]:
    """Return the fields that are known, by name."""
    every: dict[str, float | None] = msgspec.structs.asdict(phase)
    return {name: value for name, value in every.items() if value is not None}


def _parse_json(fields: dict[str, Json]) -> Phase:
    values: dict[str, float] = {}
    for name, (ours, factor) in _JSON_FIELDS.items():
        value = fields.get(name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1 << 32:
            raise BadValueError(f"the field {name!r} of a phase is no number")
        values[ours] = round(float(value) * factor, 6)
    if not values:
        raise BadValueError("this JSON says nothing of a phase")
    return Phase(**values)


def _build_json(phase: Phase, last: str) -> str:
    fields = parse_object(last)
    if last != _NOTHING and _parse_json(fields) == phase:
        return last
    values = _list_values(phase)
    for name, (ours, factor) in _JSON_FIELDS.items():
        value = values.pop(ours, None)
        fields[name] = None if value is None else round(value / factor, 9)
    if values:
        raise BadValueError(f"this layout of a phase has no place for {', '.join(values)}")
    text = build_object(fields)
    if _parse_json(parse_object(text)) != phase:
        raise BadValueError("these values are too large or too fine for this layout of a phase")
    return text


PHASE: Final = Form(name="phase", value_type=Phase, parse=parse_phase, build=build_phase)
"""What a meter says of one phase."""
