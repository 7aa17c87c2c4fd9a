"""Infrared codes as people have them: Pronto, NEC, Samsung, pulses, the maker's base64, the maker's library."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tuyalan.errors import BadValueError
from tuyalan.model.forms.headkey import HeadKey, count_repetitions
from tuyalan.model.forms.pronto import build_pronto, parse_pronto
from tuyalan.model.forms.pulses import Signal, build_code, check_signal, parse_code
from tuyalan.model.forms.remotes import KeyPress, Protocol, build_key_press, parse_key_press

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PRESS: Final = re.compile(
    r"(nec|samsung)[\s:]+(0x[0-9a-f]{1,4}|\d{1,5})[\s:,]+(0x[0-9a-f]{1,4}|\d{1,5})", re.ASCII | re.IGNORECASE
)
_PULSES: Final = re.compile(r"[-+]?\d{1,6}(?:[\s,;]+[-+]?\d{1,6})+", re.ASCII)
_PRONTO: Final = re.compile(r"\s*0000(?:\s+[0-9a-fA-F]{4}){3,}\s*", re.ASCII)
_SHORT: Final = 0xFF
_HINT: Final = "Give nec:0x04:0x08, samsung:7:2, a Pronto code, pulses such as 9000,4500,560,560, or a learned code."


def parse_signal(text: str, *, head: str = "") -> Signal | HeadKey:
    """Return the code that a person gives, whatever its form.

    Args:
        text: The code; see the hint of the error for what is taken.
        head: The head of a code of the maker's library, whose key `text` is then.

    Raises:
        BadValueError: It is none that anybody knows.
    """
    if head:
        code = HeadKey(head, text.strip())
        count_repetitions(code)
        return code
    if (press := _PRESS.fullmatch(text.strip())) is not None:
        return _make_press(press[1].lower(), int(press[2], 0), int(press[3], 0))
    if _PRONTO.fullmatch(text):
        return parse_pronto(text)
    if _PULSES.fullmatch(text.strip()):
        times = re.split(r"[\s,;]+", text.strip())
        return check_signal(Signal(pulses=tuple(abs(int(time)) for time in times)))
    try:
        return parse_code(text.strip())
    except BadValueError as error:
        raise BadValueError(f"{text[:20]!r} is no infrared code: {error.message}", hint=_HINT) from None


def format_signal(signal: Signal, form: str = "base64") -> str:
    """Return a signal in one of `FORMS`.

    Raises:
        BadValueError: There is no such form, or the signal has none in it.
    """
    if form not in FORMS:
        raise BadValueError(f"{form[:20]!r} is no form of codes", hint=f"Forms are: {', '.join(FORMS)}.")
    return FORMS[form](signal)


def name_signal(signal: Signal) -> str:
    """Return which key of which protocol a signal is, as `parse_signal` takes it; empty if that is not known."""
    try:
        press = parse_key_press(signal)
    except BadValueError:
        return ""
    return f"{press.protocol}:{press.address:#04x}:{press.command:#04x}"


def _make_press(protocol: str, address: int, command: int) -> Signal:
    return build_key_press(
        KeyPress(
            protocol=Protocol(protocol),
            address=address,
            command=command,
            is_address_long=address > _SHORT,
            is_command_long=command > _SHORT,
        )
    )


def _format_pulses(signal: Signal) -> str:
    return ",".join(map(str, signal.pulses))


FORMS: Final[Mapping[str, Callable[[Signal], str]]] = {
    "base64": build_code,
    "pronto": build_pronto,
    "pulses": _format_pulses,
}
"""Ways to write a signal."""
