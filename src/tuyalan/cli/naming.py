"""Values as people see them: the name, the value in its unit, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import msgspec

from tuyalan.errors import UnknownDpError
from tuyalan.vocabulary import DpId, Json, as_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.text import Text

    from tuyalan.model.device import DeviceModel

_PARTS: Final = {"hue": "°", "saturation": " %", "value": " %", "brightness": " %", "temperature": " %"}
"""Units of the parts of packed values."""


class NamedValue(msgspec.Struct, frozen=True, kw_only=True):
    """One value of one property."""

    dp: DpId
    code: str
    name: str
    """For people."""
    value: Json
    """In the unit."""
    unit: str = ""
    problem: str | None = None
    """Why the value is to be taken with care; `null` if it is as described."""


def name_values(model: DeviceModel, dps: Mapping[DpId, Json]) -> tuple[NamedValue, ...]:
    """Return raw values in words, in the order of their numbers."""
    named: list[NamedValue] = []
    for dp, raw in sorted(dps.items()):
        try:
            subject = model.find(dp)
        except UnknownDpError:
            # More data points than any device has are kept as numbers only.
            continue
        known = model.readings.get(subject.code)
        reading = known if known is not None and known.raw == raw else subject.decode(raw)
        named.append(
            NamedValue(
                dp=dp,
                code=subject.code,
                name=subject.name,
                value=reading.json,
                unit=subject.unit,
                problem=reading.problem,
            )
        )
    return tuple(named)


def show_named(named: NamedValue) -> Text:
    """Return a value as people say it: `on`, `21.5 °C`, `hue 240° saturation 100 % value 80 %`."""
    from rich.text import Text  # noqa: PLC0415

    from tuyalan.cli.views import show_value  # noqa: PLC0415

    match named.value:
        case bool():
            return Text("on", "green") if named.value else Text("off", "yellow")
        case int() | float():
            return Text(f"{named.value:.10g} {named.unit}".rstrip(), "cyan")
        case str():
            return Text(shorten(named.value), "magenta")
        case []:
            return Text("none", "dim")
        case _:
            words = _say_parts(named.value) or _say_list(named.value)
            return show_value(named.value) if words is None else Text(shorten(words), "magenta")


def show_all_named(values: Iterable[NamedValue]) -> Text:
    """Return several values in one line: `switch_led=on bright_value=50 %`."""
    from rich.text import Text  # noqa: PLC0415

    return Text(" ").join(Text.assemble((f"{each.code}=", "dim"), show_named(each)) for each in values)


def shorten(text: str) -> str:
    """Return a text that fits into a line, without what would break the screen."""
    from tuyalan.cli.views import MAX_VALUE  # noqa: PLC0415

    clean = "".join(char if char.isprintable() else "�" for char in text[: MAX_VALUE + 1])
    return clean if len(clean) <= MAX_VALUE else clean[: MAX_VALUE - 1] + "…"


def _say_parts(value: Json) -> str | None:
    """Return a packed value of numbers whose units are known, `None` if it is anything else."""
    if not isinstance(value, dict):
        return None
    parts = cast("dict[str, Json]", value)
    if any(name not in _PARTS or not isinstance(number, int | float) for name, number in parts.items()):
        return None
    return " ".join(f"{name} {number:.4g}{_PARTS[name]}" for name, number in parts.items())


def _say_list(value: Json) -> str | None:
    """Return a list of words, `None` if it is anything else."""
    words = as_list(value)
    return ", ".join(map(str, words)) if words and all(isinstance(word, str) for word in words) else None
