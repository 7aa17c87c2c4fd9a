"""Infrared blasters: their commands, in both generations, and what goes with them.

The one generation takes JSON as text in data point 201 and reports what it learnt in 202. `key1` there is `1` and a
learned code, or `0` and a key of the maker's library. The other has a data point for each part, 1 to 13. Neither
reports a state. A hub that is sent a damaged code may restart, so a code is checked before it goes out. Facts:
FORM-18.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.form import Form
from tuyalan.model.forms.headkey import HeadKey, count_repetitions, unpack_head_key
from tuyalan.model.forms.jsonobject import build_like, build_object, parse_object, take_int, take_text
from tuyalan.model.forms.pulses import Signal, build_code, parse_code
from tuyalan.vocabulary import Json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tuyalan.vocabulary import DpId

DELAY_MS: Final = 300
"""The pause that the maker's app asks for; a library code that is repeated needs one (tinytuya issue 74)."""


class Control(enum.StrEnum):
    """What a blaster is to do."""

    SEND = "send_ir"
    STUDY = "study"
    """Wait for a key of a remote control."""
    STUDY_EXIT = "study_exit"
    """Wait no longer. Those with data point 201 stay silent if they did not wait."""
    STUDY_KEY = "study_key"
    """In the generation of single data points: send a learned code."""


class IrCommand(msgspec.Struct, frozen=True, kw_only=True):
    """What data point 201 is written with."""

    control: Control
    head: str | None = None
    """Times of a library code; empty for a learned one."""
    key1: str | None = None
    type: int | None = None
    delay: int | None = None
    """Pause in milliseconds."""
    extra: dict[str, Json] = {}
    """Further fields, as they are."""


class Wiring(enum.Enum):
    """How a blaster is spoken to."""

    JSON = "json"
    """Data points 201 and 202."""
    POINTS = "points"
    """Data points 1 to 13."""


_COMMAND: Final = 201
_LEARNT: Final = {Wiring.JSON: 202, Wiring.POINTS: 2}
_CONTROL: Final = 1
_HEAD: Final = 3
_KEY: Final = 4
_STUDIED: Final = 7
_TYPE: Final = 13
_POINTS: Final = frozenset({1, 2, 3, 4, 7, 13})
"""What tells the generation of single data points, whose further ones hold parts of longer codes."""


def parse_ir_command(text: str) -> IrCommand:
    """Return the command that `text` is.

    Raises:
        BadValueError: it is none of an infrared blaster.
    """
    fields = parse_object(text)
    control = take_text(fields, "control")
    if control not in set(Control):
        raise BadValueError("this is no command for an infrared blaster")
    return IrCommand(
        control=Control(control),
        head=take_text(fields, "head"),
        key1=take_text(fields, "key1"),
        type=take_int(fields, "type"),
        delay=take_int(fields, "delay"),
        extra={name: value for name, value in fields.items() if value is not None},
    )


def build_ir_command(command: IrCommand, last: str = "") -> str:
    """Return the command as text: `last` if it says the same, else compact JSON.

    Raises:
        BadValueError: a field holds what JSON cannot carry.
    """
    return build_like(command, last, parse=parse_ir_command, fields=_list_fields)


def signal_of(command: IrCommand) -> Signal:
    """Return the signal that a command sends.

    Raises:
        BadValueError: it sends none, or in a code that nobody has described.
    """
    code = code_of(command)
    return code if isinstance(code, Signal) else unpack_head_key(code)


def code_of(command: IrCommand) -> Signal | HeadKey:
    """Return the code that a command sends.

    Raises:
        BadValueError: it sends none.
    """
    key = command.key1 or ""
    if command.control is Control.SEND and key.startswith("1"):
        return parse_code(key[1:])
    if command.control is Control.SEND and key.startswith("0"):
        return HeadKey(command.head or "", key[1:])
    raise BadValueError("this command sends no code")


def plan_send(code: Signal | HeadKey, *, wiring: Wiring) -> dict[DpId, Json]:
    """Return what to write so that a blaster sends a code. All of it belongs into one write.

    Raises:
        BadValueError: the code would be refused by the blaster, or harm it.
    """
    if isinstance(code, Signal):
        text = build_code(code)
        if wiring is Wiring.POINTS:
            return {_CONTROL: str(Control.STUDY_KEY), _STUDIED: text, _TYPE: 0}
        return _write_command(IrCommand(control=Control.SEND, head="", key1=f"1{text}", type=0, delay=DELAY_MS))
    count_repetitions(code)
    if wiring is Wiring.POINTS:
        return {_CONTROL: str(Control.SEND), _HEAD: code.head, _KEY: code.key, _TYPE: 0}
    return _write_command(IrCommand(control=Control.SEND, head=code.head, key1=f"0{code.key}", type=0, delay=DELAY_MS))


def plan_study(control: Control, *, wiring: Wiring) -> dict[DpId, Json]:
    """Return what to write so that a blaster begins to learn, or ends it.

    Raises:
        BadValueError: `control` is about sending.
    """
    if control not in {Control.STUDY, Control.STUDY_EXIT}:
        raise BadValueError("learning begins with study and ends with study_exit")
    return {_CONTROL: str(control)} if wiring is Wiring.POINTS else _write_command(IrCommand(control=control))


def read_learnt(dps: Mapping[DpId, Json], *, wiring: Wiring) -> Signal | None:
    """Return the signal that a report of a blaster holds, or None if it holds none.

    Raises:
        BadValueError: what it holds is no learned code.
    """
    text = dps.get(_LEARNT[wiring])
    if text is None or text == "":
        return None
    if not isinstance(text, str):
        raise BadValueError("a learned code is text")
    return parse_code(text)


def guess_wiring(points: Iterable[DpId]) -> Wiring | None:
    """Return how a blaster with these data points is spoken to, or None if they do not tell."""
    known = frozenset(points)
    if known & {_COMMAND, _LEARNT[Wiring.JSON]}:
        return Wiring.JSON
    return Wiring.POINTS if known >= _POINTS else None


def _write_command(command: IrCommand) -> dict[DpId, Json]:
    return {_COMMAND: build_object(_list_fields(command))}


def _list_fields(command: IrCommand) -> dict[str, Json]:
    return {
        "control": str(command.control),
        "head": command.head,
        "key1": command.key1,
        "type": command.type,
        "delay": command.delay,
        **command.extra,
    }


IR_COMMAND: Final = Form(name="ir_command", value_type=IrCommand, parse=parse_ir_command, build=build_ir_command)
"""A command for an infrared blaster."""
